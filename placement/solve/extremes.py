"""Seeking the least maximum, or the least P90: a search over the times, each tried as a rule.

The value is one of the access times of the problem. For a given time, whether some plan keeps a
share of the young people within it is a question to the policy rows alone; halving the list of
times that are left answers in a dozen questions.

The share of a maximum is everybody whom some option can reach; where no plan serves them all, it is
the largest share that a plan serves, which is sought first: to leave somebody without access must
never pass for a shorter maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine import Memory, PolicyPlans, PolicyRows
from placement.objectives import lower_quantile, reachable
from placement.problem import (
    AccessLimit,
    Coverage,
    Goal,
    Measure,
    Objective,
    PlacementProblem,
    nearest_open_s,
)
from placement.solve.additive import seek_additive, total_cost
from placement.solve.seeking import (
    EarlierGoal,
    Plan,
    Sought,
    rows_with,
)
from placement.solve.stop import Clock

__all__ = ["seek_extreme", "served_young", "within"]

_CHUNK = 512
_ROUNDING_S = 1e-6
_SHARE = 1e-6
_HOW = "essais successifs sur le temps"


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
    question = _Question(tuple(earlier), tuple(exclusions), clock)
    plan, share, known = start, objective.quantile, False
    if objective.goal is Goal.MAX:
        plan, share, known = _largest_share(problem, question=question)
    elif plan is None:
        plan, known = question.ask(problem)
    if plan is None:
        return Sought(None, None, None, infeasible=known, how=_HOW)
    if objective.goal is Goal.MAX and not known:  # more people might be served, from farther away
        value = _reached(problem, plan=plan, share=share)
        return Sought(plan, value, None, infeasible=False, how=_HOW, share=share)
    return _halve(problem, plan=plan, share=share, question=question)


def _largest_share(
    problem: PlacementProblem, *, question: _Question
) -> tuple[Plan | None, float, bool]:
    """Return a plan that serves as many as can be, their share of those within reach.

    And whether that is certain; without a plan, whether there is certainly none.
    """
    everybody = within(problem, limit_s=problem.no_access_s, share=1.0)
    plan, _ = question.ask(everybody)
    if plan is not None:
        return plan, 1.0, True
    served = Objective(Goal.COVERED, threshold_s=problem.no_access_s, measure=Measure.ACCESS)
    answer = seek_additive(
        problem,
        objective=served,
        rows=rows_with(problem, exclusions=question.exclusions),
        earlier=question.earlier,
        clock=question.clock.to_the_end(),
        memory=Memory(),
    )
    if answer.plan is None:
        return None, 1.0, answer.infeasible
    within_reach = float(problem.young[reachable(problem)].sum())
    share = served_young(problem, plan=answer.plan) / within_reach
    missed = answer.value or 0.0
    proved = answer.bound is not None and missed - answer.bound <= _SHARE * problem.young_total
    return answer.plan, share, proved


def served_young(problem: PlacementProblem, *, plan: Plan) -> float:
    """Young people who reach an open option of a plan."""
    return float(problem.young[~np.isnan(nearest_open_s(problem, open_options=plan))].sum())


def _halve(problem: PlacementProblem, *, plan: Plan, share: float, question: _Question) -> Sought:
    """Halve the times until the least one that a share can be kept within."""
    value = _reached(problem, plan=plan, share=share)
    times = _times_below(problem, most_s=value)
    everything = _reached(problem, plan=problem.option_is_admissible, share=share)
    low, high = int(np.searchsorted(times, everything - _ROUNDING_S)), times.size
    known = True
    while low < high and known:
        middle = (low + high) // 2
        tried = within(problem, limit_s=float(times[middle]), share=share)
        answer, known = question.ask(tried)
        if answer is not None:
            plan, value = answer, _reached(problem, plan=answer, share=share)
            high = min(int(np.searchsorted(times, value - _ROUNDING_S)), middle)
        elif known:
            low = middle + 1
    bound = value if low >= high else float(times[low])
    return Sought(plan, value, bound, infeasible=False, how=_HOW, share=share)


def _reached(problem: PlacementProblem, *, plan: Plan, share: float) -> float:
    """Access time that a share of those within reach does not exceed under a plan, s."""
    among = reachable(problem)
    access_s = nearest_open_s(problem, open_options=plan)[among]
    paid = np.where(np.isnan(access_s), problem.no_access_s, access_s)
    return lower_quantile(paid, weight=problem.young[among], share=share)


def within(problem: PlacementProblem, *, limit_s: float, share: float) -> PlacementProblem:
    """Return the problem with a share of those within reach held within a time, s."""
    among = reachable(problem)
    rules = problem.rules
    limit_s += _ROUNDING_S
    if share >= 1.0:
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
        share=share,
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
    kept = np.flatnonzero(problem.option_is_admissible)
    rows = np.flatnonzero(reachable(problem))
    found = [np.zeros(0)]
    for begin in range(0, rows.size, _CHUNK):
        part = rows[begin : begin + _CHUNK]
        access = problem.time_s[np.ix_(part, problem.option_site[kept])] + problem.wait_s[kept]
        found.append(np.unique(access[access < most_s - _ROUNDING_S]))
    return np.unique(np.concatenate(found))
