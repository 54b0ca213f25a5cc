"""The placement problem: who, where, which offers, which rules; numbers only, no map, no solver.

``model`` holds the frozen description, ``validation`` refuses a contradictory one, ``diagnosis``
says in French why no plan can exist, ``reduction`` shrinks it exactly before it is solved.
"""

from __future__ import annotations

from placement.problem.access import NO_OPTION, nearest_open_option, nearest_open_s
from placement.problem.model import PlacementProblem
from placement.problem.neighbourhood import (
    beyond_any_option,
    covering,
    often_enough,
    within_limit,
)
from placement.problem.objective import Goal, Objective
from placement.problem.reduction import ReducedProblem, reduce_problem, unreduced
from placement.problem.rules import (
    NO_RULES,
    AccessLimit,
    AppointmentShare,
    Behaviour,
    Capacity,
    Coverage,
    Floor,
    GroupBudget,
    Measure,
    NumberLimit,
    Rules,
    UseLimit,
)
from placement.problem.tolerance import fits_budget, fits_half_days

__all__ = [
    "NO_OPTION",
    "NO_RULES",
    "AccessLimit",
    "AppointmentShare",
    "Behaviour",
    "Capacity",
    "Coverage",
    "Floor",
    "Goal",
    "GroupBudget",
    "Measure",
    "NumberLimit",
    "Objective",
    "PlacementProblem",
    "ReducedProblem",
    "Rules",
    "UseLimit",
    "beyond_any_option",
    "covering",
    "fits_budget",
    "fits_half_days",
    "nearest_open_option",
    "nearest_open_s",
    "often_enough",
    "reduce_problem",
    "unreduced",
    "within_limit",
]
