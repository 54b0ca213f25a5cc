"""The only orchestrator: stages in order, cache by content, files written, manifest."""

from __future__ import annotations

from placement.run.networks import NETWORK_FOLDER, estimation_for, homes_of, keep_network, sites_of
from placement.run.orchestrate import Checked, ScenarioRun, check_scenarios, run_scenarios
from placement.run.outputs import ensure_writable
from placement.run.solved import Solved, solved_outcomes
from placement.run.solving import solve_prepared
from placement.run.stages import Advance, Prepared, Workshop

__all__ = [
    "NETWORK_FOLDER",
    "Advance",
    "Checked",
    "Prepared",
    "ScenarioRun",
    "Solved",
    "Workshop",
    "check_scenarios",
    "ensure_writable",
    "estimation_for",
    "homes_of",
    "keep_network",
    "run_scenarios",
    "sites_of",
    "solve_prepared",
    "solved_outcomes",
]
