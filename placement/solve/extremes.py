"""Seeking the least maximum, or the least P90: a search over the times, each tried as a rule.

The value is one of the access times of the problem. For a given time, whether some plan keeps
everybody (or a share of them) within it is a question to the policy rows alone; halving the list
of times that are left answers in a dozen questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine import Memory, PolicyPlans, PolicyRows
from placement.objectives import reachable
from placement.problem import (
    AccessLimit,
    Coverage,
    Goal,
    Measure,
    Objective,
    PlacementProblem,
)
from placement.solve.additive import seek_additive, total_cost
from placement.solve.seeking import (
    EarlierGoal,
    Plan,
    Sought,
    options_of,
    plan_value,
    rows_with,
)
from placement.solve.stop import Clock

__all__ = ["seek_extreme", "within"]

_CHUNK = 512
_ROUNDING_S = 1e-6


def seek_extreme(
    problem: PlacementProblem,
    *,
    objective: Objective,
    start: Plan | None,
    earlier: Sequence[EarlierGoal],
    exclusions: Sequence[Plan],
    clock: Clock,
) -> Sought:
    """Minimise the longest access time, or the one that a share does not exceed.

    Parameters
    ----------
    start
        A plan that keeps every rule, where one is known; the search begins under its value.
    earlier
        Sums already sought, which must stay low.
    exclusions
        Plans whose set of open sites must not come back.
    """
    how = "essais successifs sur le temps"
    question = _Question(tuple(earlier), tuple(exclusions), clock)
    plan = start
    if plan is None:
        plan, known = question.ask(problem)
        if plan is None:
            return Sought(None, None, None, infeasible=known, how=how)
    value = plan_value(problem, objective=objective, plan=plan)
    times = _times_below(problem, most_s=value)
    low, high = _first_possible(problem, objective=objective, times=times), times.size
    known = True
    while low < high and known:
        middle = (low + high) // 2
        tried = within(problem, objective=objective, limit_s=float(times[middle]))
        answer, known = question.ask(tried)
        if answer is None:
            low = middle + 1 if known else low
        else:
            plan, value = answer, plan_value(problem, objective=objective, plan=answer)
            high = int(np.searchsorted(times, value - _ROUNDING_S))
            high = min(high, middle)
    bound = value if low >= high else float(times[low])
    return Sought(plan, value, bound, infeasible=False, how=how)


def within(problem: PlacementProblem, *, objective: Objective, limit_s: float) -> PlacementProblem:
    """Return the problem with the objective's value held within a time, s, as one more rule."""
    among = reachable(problem)
    rules = problem.rules
    limit_s += _ROUNDING_S
    if objective.goal is Goal.MAX:
        limit = AccessLimit(
            name="temps d'accès le plus long",
            limit_s=np.where(among, limit_s, np.nan),
            measure=Measure.ACCESS,
        )
        return problem.replace(rules=rules.replace(access_limits=(*rules.access_limits, limit)))
    coverage = Coverage(
        name="temps d'accès que peu dépassent",
        segments=among,
        limit_s=limit_s,
        measure=Measure.ACCESS,
        share=objective.quantile,
    )
    return problem.replace(rules=rules.replace(coverages=(*rules.coverages, coverage)))


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether there is a plan that keeps the rules of a problem, and the sums to keep low."""

    earlier: tuple[EarlierGoal, ...]
    exclusions: tuple[Plan, ...]
    clock: Clock

    def ask(self, problem: PlacementProblem) -> tuple[Plan | None, bool]:
        """Return a plan, or None; and whether the answer is certain."""
        if self.clock.expired():
            return None, False
        rows = rows_with(problem, exclusions=self.exclusions)
        if self.earlier:
            return self._within_totals(problem, rows=rows)
        plans = PolicyPlans(rows)
        plan = plans.best(np.zeros(rows.options), time_limit_s=self.clock.left_s())
        return plan, plan is not None or plans.infeasible

    def _within_totals(
        self, problem: PlacementProblem, *, rows: PolicyRows
    ) -> tuple[Plan | None, bool]:
        *others, last = self.earlier
        answer = seek_additive(
            problem,
            objective=last.objective,
            rows=rows,
            earlier=others,
            clock=self.clock,
            memory=Memory(),
        )
        if answer.plan is None:
            return None, answer.infeasible
        total = total_cost(problem, objective=last.objective, plan=answer.plan)
        if total <= last.most:
            return answer.plan, True
        return None, answer.total_bound is not None and answer.total_bound > last.most


def _times_below(problem: PlacementProblem, *, most_s: float) -> NDArray[np.float64]:
    """Distinct access times under a value, s, increasing: those that could be the answer."""
    kept = np.flatnonzero(options_of(problem))
    rows = np.flatnonzero(reachable(problem))
    found = [np.zeros(0)]
    for begin in range(0, rows.size, _CHUNK):
        part = rows[begin : begin + _CHUNK]
        access = problem.time_s[np.ix_(part, problem.option_site[kept])] + problem.wait_s[kept]
        found.append(np.unique(access[access < most_s - _ROUNDING_S]))
    return np.unique(np.concatenate(found))


def _first_possible(
    problem: PlacementProblem, *, objective: Objective, times: NDArray[np.float64]
) -> int:
    """Position of the least time that everything open at once would reach."""
    everything = plan_value(problem, objective=objective, plan=options_of(problem))
    return int(np.searchsorted(times, everything - _ROUNDING_S))
