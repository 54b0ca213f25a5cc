"""Seeking an objective that is a sum over segments: the engine, on ever wider lists if need be."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from placement.engine import Cap, CostLists, Memory, PolicyRows, cost_lists, minimise
from placement.errors import PlacementError
from placement.objectives import (
    equivalent_s,
    kolm_pollak_kappa,
    segment_cost,
    segment_weight,
)
from placement.problem import Goal, Measure, Objective, PlacementProblem, nearest_open_s
from placement.solve.seeking import EarlierGoal, Plan, Sought, plan_value
from placement.solve.stop import Clock

__all__ = ["most_total", "seek_additive", "total_cost", "total_gap"]

_WIDER = 4
_ROUNDING = 1e-6
_CAP_ROUNDING = 1e-7
_OF_UNCOVERED = 0.1


def seek_additive(
    problem: PlacementProblem,
    *,
    objective: Objective,
    rows: PolicyRows,
    earlier: Sequence[EarlierGoal],
    clock: Clock,
    memory: Memory,
    lists: CostLists | None = None,
) -> Sought:
    """Minimise a sum over segments within the policy rows.

    Lists of the nearest options may turn out too short for the plan that they lead to: they are
    then widened until the value over the lists is the true one.
    """
    kept = problem.option_is_admissible
    lists = lists or cost_lists(problem, objective=objective, kept=kept)
    caps = _caps(problem, earlier=earlier)
    gap = total_gap(problem, objective=objective, gap=clock.stop.gap)
    while True:
        found = minimise(
            lists,
            rows=rows,
            gap=gap,
            time_limit_s=max(clock.left_s(), 0.05),
            caps=caps,
            memory=memory,
        )
        if found.plan is None:
            return Sought(None, None, found.bound, found.infeasible, found.how)
        value = total_cost(problem, objective=objective, plan=found.plan)
        listed = float(found.cost or 0.0)
        if abs(value - listed) <= _ROUNDING * max(abs(value), 1.0) or not lists.cut_short.any():
            break
        lists = cost_lists(problem, objective=objective, kept=kept, width=lists.width * _WIDER)
        memory.multipliers = None
    if abs(value - listed) > _ROUNDING * max(abs(value), 1.0):
        raise PlacementError(f"Le moteur annonce {listed}, le recalcul donne {value}.")
    return _told(problem, objective=objective, plan=found.plan, bound=found.bound, how=found.how)


def total_gap(problem: PlacementProblem, *, objective: Objective, gap: float) -> float:
    """Gap of the total that proves a gap of the value.

    They differ for a share covered, where at least a tenth as many are supposed covered as not, and
    for Kolm-Pollak, whose value E is the logarithm of the total over kappa: a total
    within ``1 - exp(-gap kappa E)`` is enough, and E is at least what every option open gives.
    """
    if objective.goal is Goal.COVERED:  # told on those covered, sought on those who are not
        return _OF_UNCOVERED * gap
    if objective.goal is not Goal.KOLM_POLLAK:
        return gap
    least_s = plan_value(problem, objective=objective, plan=problem.option_is_admissible)
    kappa = kolm_pollak_kappa(problem, aversion=objective.aversion)
    return min(gap, -math.expm1(-gap * kappa * least_s))


def _told(
    problem: PlacementProblem, *, objective: Objective, plan: Plan, bound: float | None, how: str
) -> Sought:
    """Bring a total and its bound back to the unit of the objective."""
    value, total_bound = plan_value(problem, objective=objective, plan=plan), bound
    if objective.goal is Goal.KOLM_POLLAK and bound is not None:
        bound = equivalent_s(problem, objective=objective, total=bound) if bound > 0 else None
    return Sought(plan, value, bound, infeasible=False, how=how, total_bound=total_bound)


def total_cost(problem: PlacementProblem, *, objective: Objective, plan: Plan) -> float:
    """Sum over segments of what they pay under a plan, recomputed from the times."""
    on_trip = objective.goal is Goal.COVERED and objective.measure is Measure.TRIP
    measure = Measure.TRIP if on_trip else Measure.ACCESS
    times = nearest_open_s(problem, open_options=plan, measure=measure)
    cost = segment_cost(problem, objective=objective, time_s=times)
    return float(segment_weight(problem, objective=objective) @ cost)


def most_total(problem: PlacementProblem, *, objective: Objective, value: float) -> float:
    """Total that the next objectives may not exceed, when this one reached a value.

    The slack is a share of the value; for a share covered, of the young people covered.
    """
    slack = objective.slack
    if objective.goal is Goal.COVERED:
        value += slack * (problem.young_total - value)
    else:
        value *= 1 + slack
    if objective.goal is Goal.KOLM_POLLAK:
        kappa = kolm_pollak_kappa(problem, aversion=objective.aversion)
        value = problem.young_total * math.exp(kappa * (value - problem.no_access_s / 2))
    return value * (1 + _CAP_ROUNDING) + _CAP_ROUNDING


def _caps(problem: PlacementProblem, *, earlier: Sequence[EarlierGoal]) -> tuple[Cap, ...]:
    """Earlier sums that must stay low, over complete lists: a cap must count everybody."""
    kept = problem.option_is_admissible
    return tuple(
        Cap(
            lists=cost_lists(
                problem, objective=goal.objective, kept=kept, width=int(np.count_nonzero(kept))
            ),
            most=goal.most,
        )
        for goal in earlier
    )
