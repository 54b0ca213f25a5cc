"""The last check before a result leaves: what each objective is worth, computed another way.

`placement.solution` checks the rules. Here the values told are computed again person by person, by
the definition of each goal, from the pairs that the plan really uses; nothing is shared with the
code that sought them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from placement.errors import Faults, PlacementError
from placement.problem import Goal, Measure, Objective, PlacementProblem
from placement.solution import NO_OPTION, Solution, Stage

__all__ = ["check"]

_REL = 1e-6
_ABS_S = 1e-3
_SHARE = 1e-6
_PEOPLE = 3e-6

Floats = NDArray[np.float64]


def check(solution: Solution, *, problem: PlacementProblem, stages: Sequence[Stage]) -> None:
    """Check the rules of a plan, the value told for each objective, and its bound.

    Raises
    ------
    PlacementError
        A defect of the software: every rule broken, every value that another computation refutes,
        every objective that a later one worsened more than allowed.
    """
    solution.verify(problem)
    faults = Faults("Le plan trouvé ne vaut pas ce qu'il annonce (défaut du logiciel)")
    for stage in stages:
        low, high = _VALUES[stage.objective.goal](
            problem, objective=stage.objective, solution=solution
        )
        room = _REL * max(abs(high), abs(low)) + _room(problem, goal=stage.objective.goal)
        told = f"objectif {stage.objective.goal} : {stage.value:g}"
        if not low - room <= stage.value <= high + room:
            faults.add(f"{told} annoncé, {high:g} recalculé.")
        if stage.value > _most(stage, problem=problem) + room:
            faults.add(f"{told}, trop loin des {stage.best:g} atteints d'abord.")
        if stage.best_bound is not None and stage.best_bound > stage.best + room:
            faults.add(f"{told}, mieux que sa borne de {stage.best_bound:g}.")
    faults.raise_as(PlacementError)


def _room(problem: PlacementProblem, *, goal: Goal) -> float:
    """Return what sums of rounded shares may move in a value, in its unit."""
    if goal in (Goal.MEAN, Goal.NEEDS):
        return _ABS_S * _SHARE * problem.no_access_s * problem.young_total + _ABS_S
    return _SHARE * problem.young_total if goal is Goal.COVERED else _ABS_S


def _most(stage: Stage, *, problem: PlacementProblem) -> float:
    """Value that the later objectives had to keep."""
    slack, best = stage.objective.slack, stage.best
    if stage.objective.goal is Goal.COVERED:
        return best + slack * (problem.young_total - best)
    return best * (1 + slack)


def _paid(problem: PlacementProblem, *, option: NDArray[np.intp]) -> list[float]:
    """Access time of each segment to an option of its own, or the price of none, s."""
    site_of, wait_s = problem.option_site.tolist(), problem.wait_s.tolist()
    return [
        problem.no_access_s
        if o == NO_OPTION
        else min(float(problem.time_s[i, site_of[o]]) + wait_s[o], problem.no_access_s)
        for i, o in enumerate(option.tolist())
    ]


def _total(
    problem: PlacementProblem, *, objective: Objective, solution: Solution
) -> tuple[float, float]:
    young, need = problem.young.tolist(), problem.need.tolist()
    weight = (
        young if objective.goal is Goal.MEAN else [w * n for w, n in zip(young, need, strict=True)]
    )
    paid = _paid(problem, option=solution.assigned_option)
    total = math.fsum(w * a for w, a in zip(weight, paid, strict=True))
    return total, total


def _uncovered(
    problem: PlacementProblem, *, objective: Objective, solution: Solution
) -> tuple[float, float]:
    near = np.zeros(problem.young.size, dtype=np.bool_)
    for option in np.flatnonzero(solution.open_options).tolist():
        times = problem.time_s[:, problem.option_site[option]].copy()
        if objective.measure is Measure.ACCESS:
            times += problem.wait_s[option]
            times[times >= problem.no_access_s] = np.inf
        near |= times <= objective.threshold_s + _SHARE
    missed = math.fsum(problem.young[~near].tolist())
    return missed, missed


def _equivalent(
    problem: PlacementProblem, *, objective: Objective, solution: Solution
) -> tuple[float, float]:
    kappa = _kappa(problem, aversion=objective.aversion)
    paid = _paid(problem, option=solution.assigned_option)
    young = problem.young.tolist()
    mean = math.fsum(w * math.exp(kappa * a) for w, a in zip(young, paid, strict=True))
    value = math.log(mean / math.fsum(young)) / kappa
    return value, value


def _kappa(problem: PlacementProblem, *, aversion: float) -> float:
    """Aversion per second: that of the times to today's doors, or to all where there are none."""
    today = (
        np.flatnonzero(problem.current) if problem.current.any() else range(problem.current.size)
    )
    nearest = np.full(problem.young.size, np.inf)
    for option in today:
        nearest = np.fmin(
            nearest, problem.time_s[:, problem.option_site[option]] + problem.wait_s[option]
        )
    times = [
        (w, a)
        for w, a in zip(problem.young.tolist(), nearest.tolist(), strict=True)
        if a < problem.no_access_s
    ]
    squares = math.fsum(w * a * a for w, a in times)
    alpha = math.fsum(w * a for w, a in times) / squares if squares else 1 / problem.no_access_s
    return -aversion * alpha


def _longest(
    problem: PlacementProblem, *, objective: Objective, solution: Solution
) -> tuple[float, float]:
    """Value a little below and a little above the share, which rounding cannot tell apart."""
    ends = _within_reach(problem)
    paid = _paid(problem, option=solution.assigned_option)
    people = sorted((paid[i], float(problem.young[i])) for i in np.flatnonzero(ends).tolist())
    if objective.goal is Goal.MAX:
        longest = max((a for a, _ in people if a < problem.no_access_s), default=0.0)
        return longest, longest
    total = math.fsum(w for _, w in people)
    low = _quantile(people, least=(objective.quantile - _PEOPLE) * total)
    return low, _quantile(people, least=min(objective.quantile + _SHARE, 1 - 1e-12) * total)


def _quantile(people: list[tuple[float, float]], *, least: float) -> float:
    passed = 0.0
    for access, young in people:
        passed += young
        if passed >= least:
            return access
    return people[-1][0] if people else 0.0


def _within_reach(problem: PlacementProblem) -> NDArray[np.bool_]:
    reached = np.zeros(problem.young.size, dtype=np.bool_)
    for option in np.flatnonzero(problem.option_is_admissible).tolist():
        access_s = problem.time_s[:, problem.option_site[option]] + problem.wait_s[option]
        reached |= access_s < problem.no_access_s
    within: NDArray[np.bool_] = reached & (problem.young > 0)
    return within


_VALUES: dict[Goal, Callable[..., tuple[float, float]]] = {
    Goal.MEAN: _total,
    Goal.NEEDS: _total,
    Goal.COVERED: _uncovered,
    Goal.KOLM_POLLAK: _equivalent,
    Goal.MAX: _longest,
    Goal.P90: _longest,
}
