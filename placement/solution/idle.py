"""Close what serves nothing: same access, no idle expense."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.problem import NO_OPTION, PlacementProblem
from placement.solution.plan import Solution

__all__ = ["close_idle"]


def close_idle(problem: PlacementProblem, *, solution: Solution) -> Solution:
    """Close the open options that nobody attends, as far as no rule and no objective needs them.

    An option without visitors may still make a floor, a number, a trip within reach: it is closed
    only if the plan without it breaks no rule and is worth as much in every objective. All at once
    where that holds; otherwise one after the other, the dearest first. A plan that already breaks a
    rule is returned as it is.
    """
    idle = solution.open_options & ~problem.site_is_forced[problem.option_site]
    idle[solution.assigned_option[solution.assigned_option != NO_OPTION]] = False
    if not idle.any() or solution.broken_rules(problem):
        return solution
    leaner = _without(solution, options=idle)
    if _as_good(leaner, problem=problem, than=solution):
        return leaner
    kept = solution
    for option in _dearest_first(idle, problem=problem):
        leaner = _without(kept, options=np.arange(idle.size) == option)
        if _as_good(leaner, problem=problem, than=kept):
            kept = leaner
    return kept


def _without(solution: Solution, *, options: NDArray[np.bool_]) -> Solution:
    return Solution(
        open_options=solution.open_options & ~options, assigned_option=solution.assigned_option
    )


def _as_good(solution: Solution, *, problem: PlacementProblem, than: Solution) -> bool:
    return not solution.broken_rules(problem) and all(
        solution.value(problem, goal=goal) <= than.value(problem, goal=goal)
        for goal in problem.objectives
    )


def _dearest_first(options: NDArray[np.bool_], *, problem: PlacementProblem) -> list[int]:
    positions = np.flatnonzero(options)
    order = np.lexsort((problem.option_id[positions], -problem.cost_eur[positions]))
    return [int(option) for option in positions[order]]
