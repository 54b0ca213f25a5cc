"""The only orchestrator: stages in order, cache by content, files written, manifest."""

from __future__ import annotations

from placement.run.cache import cache_folder
from placement.run.facts import versions
from placement.run.kept import software_identity
from placement.run.networks import NETWORK_FOLDER, estimation_for, homes_of, keep_network, sites_of
from placement.run.one_scenario import Order, ScenarioRun, run_order
from placement.run.orchestrate import Checked, check_scenarios, refused_twice, run_scenarios
from placement.run.outputs import ensure_writable
from placement.run.solved import Solved, solved_outcomes
from placement.run.solving import solve_prepared
from placement.run.stages import Advance, Prepared, Workshop
from placement.run.workers import ATTEMPTS, LostWorker, available_processes, share_out

__all__ = [
    "ATTEMPTS",
    "NETWORK_FOLDER",
    "Advance",
    "Checked",
    "LostWorker",
    "Order",
    "Prepared",
    "ScenarioRun",
    "Solved",
    "Workshop",
    "available_processes",
    "cache_folder",
    "check_scenarios",
    "ensure_writable",
    "estimation_for",
    "homes_of",
    "keep_network",
    "refused_twice",
    "run_order",
    "run_scenarios",
    "share_out",
    "sites_of",
    "software_identity",
    "solve_prepared",
    "solved_outcomes",
    "versions",
]
