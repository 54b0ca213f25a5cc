"""Scenarios: the YAML files by which a project officer asks a question."""

from __future__ import annotations

from placement.scenario.explain import explained
from placement.scenario.files import (
    find_scenarios,
    read_scenario,
    read_scenarios,
    territory_folder,
)
from placement.scenario.model import Scenario

__all__ = [
    "Scenario",
    "explained",
    "find_scenarios",
    "read_scenario",
    "read_scenarios",
    "territory_folder",
]
