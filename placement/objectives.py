"""What each objective is worth on a plan, and what it costs a segment to be so far from a door.

Every goal but the two order statistics (``MAX``, ``P90``) is a sum over segments of a cost that
grows with one time: that is what lets one engine minimise them all.

Notes
-----
Kolm-Pollak: the equally-distributed equivalent of access times a_i with weights w_i is
``EDE = log(sum_i w_i exp(kappa a_i) / W) / kappa`` with ``kappa = -alpha * epsilon > 0`` and
``alpha = sum w a / sum w a^2`` on a reference distribution, so that epsilon does not depend on the
unit. Minimising it is minimising ``sum_i w_i exp(kappa a_i)``. Source: D. Horton, T. Logan,
D. Murrell, J. Skipper, E. Speakman, A scalable approach to equitable facility location, arXiv
2401.15452 (2024). Reference here: today's network where there is one, else every option open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.errors import ScenarioError
from placement.problem import Goal, Objective, PlacementProblem, nearest_open_s
from placement.problem.tolerance import SHARE_SLACK

__all__ = [
    "MOST_EXPONENT",
    "additive",
    "equivalent_s",
    "goal_value",
    "kolm_pollak_kappa",
    "lower_quantile",
    "reachable",
    "segment_cost",
    "segment_weight",
]

MOST_EXPONENT = 20.0
"""Largest spread of ``kappa * a`` that floating-point costs, and a solver, still tell apart."""

_ROUNDING = 1e-9


def additive(objective: Objective) -> bool:
    """Whether an objective is a sum over segments (all are, but the maximum and the P90)."""
    return objective.goal not in (Goal.MAX, Goal.P90)


def segment_cost(
    problem: PlacementProblem, *, objective: Objective, time_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Cost to one young person of a time to a door, any shape; NaN is having no door at all.

    The time is the trip for ``COVERED`` measured on trips, the access otherwise. The cost never
    decreases with the time; it is in s for means, 0 or 1 for coverage, without unit for
    Kolm-Pollak.

    Raises
    ------
    ScenarioError
        The aversion of Kolm-Pollak is too strong for the times of the problem.
    """
    if objective.goal is Goal.COVERED:
        return np.where(time_s <= objective.threshold_s + _ROUNDING, 0.0, 1.0)
    paid = np.where(time_s < problem.no_access_s, time_s, problem.no_access_s)
    if objective.goal is Goal.KOLM_POLLAK:
        kappa = kolm_pollak_kappa(problem, aversion=objective.aversion)
        return np.exp(kappa * (paid - problem.no_access_s / 2))
    return paid


def segment_weight(problem: PlacementProblem, *, objective: Objective) -> NDArray[np.float64]:
    """How much each segment weighs in an objective, shape (n,): persons, or persons x need."""
    return problem.young * problem.need if objective.goal is Goal.NEEDS else problem.young


def kolm_pollak_kappa(problem: PlacementProblem, *, aversion: float) -> float:
    """Inequality aversion per second, > 0, of an aversion epsilon < 0 without unit.

    Raises
    ------
    ScenarioError
        ``kappa`` times the price of absence is beyond `MOST_EXPONENT`.
    """
    current = problem.current if problem.current.any() else np.ones_like(problem.current)
    access_s = nearest_open_s(problem, open_options=current)
    known = ~np.isnan(access_s) & (problem.young > 0)
    weight, times = problem.young[known], access_s[known]
    squares = float(weight @ times**2)
    alpha = float(weight @ times) / squares if squares > 0 else 1.0 / problem.no_access_s
    kappa = -alpha * aversion
    if kappa * problem.no_access_s > MOST_EXPONENT:
        most = MOST_EXPONENT / (alpha * problem.no_access_s)
        raise ScenarioError(
            f"objectif kolm-pollak : l'aversion {aversion:g} est trop forte pour être calculée sur "
            f"ces temps ; restez au-dessus de {-np.floor(most * 100) / 100:g}."
        )
    return kappa


def reachable(problem: PlacementProblem) -> NDArray[np.bool_]:
    """Segments with young people that some admissible option can reach, shape (n,)."""
    best = nearest_open_s(problem, open_options=problem.option_is_admissible)
    reached: NDArray[np.bool_] = ~np.isnan(best) & (problem.young > 0)
    return reached


def goal_value(
    problem: PlacementProblem,
    *,
    objective: Objective,
    open_options: NDArray[np.bool_],
    access_s: NDArray[np.float64],
) -> float:
    """Value of an objective on a plan.

    Parameters
    ----------
    open_options
        Open options, shape (o,).
    access_s
        Access time of each segment in the plan, s, shape (n,); NaN without access.

    Returns
    -------
    float
        ``MEAN``: total access, person-s. ``NEEDS``: the same with needs, s. ``COVERED``: young
        people *not* covered, persons, so that less is better everywhere. ``MAX``, ``P90``,
        ``KOLM_POLLAK``: s.
    """
    if objective.goal in (Goal.MAX, Goal.P90):
        among = reachable(problem)
        if objective.goal is Goal.MAX:
            return float(np.nanmax(access_s[among], initial=0.0)) if among.any() else 0.0
        paid = np.where(np.isnan(access_s), problem.no_access_s, access_s)[among]
        return lower_quantile(paid, weight=problem.young[among], share=objective.quantile)
    times = access_s
    if objective.goal is Goal.COVERED:
        times = nearest_open_s(problem, open_options=open_options, measure=objective.measure)
    cost = segment_cost(problem, objective=objective, time_s=times)
    total = float(segment_weight(problem, objective=objective) @ cost)
    if objective.goal is Goal.KOLM_POLLAK:
        return equivalent_s(problem, objective=objective, total=total)
    return total


def equivalent_s(problem: PlacementProblem, *, objective: Objective, total: float) -> float:
    """Equally-distributed equivalent, s, of a total (or of a bound on it) of Kolm-Pollak costs."""
    kappa = kolm_pollak_kappa(problem, aversion=objective.aversion)
    return float(np.log(total / problem.young_total) / kappa + problem.no_access_s / 2)


def lower_quantile(
    values: NDArray[np.float64], *, weight: NDArray[np.float64], share: float
) -> float:
    """Smallest value that at least ``share`` of the weight does not exceed; 0 over nobody.

    A share forgives `SHARE_SLACK`, as it does in a rule of coverage.
    """
    if not values.size:
        return 0.0
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weight[order])
    position = int(np.searchsorted(cumulated, (share - SHARE_SLACK) * cumulated[-1], side="left"))
    return float(values[order][position])
