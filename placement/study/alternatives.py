"""The best plan's neighbours: what else is nearly as good.

Every plan here is sought by `placement.solve.solve` with its own proof; one `Study` serves them
all, so that each variation starts from the lists, the multipliers and the plans of the ones before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from placement.problem import Goal, PlacementProblem, nearest_open_s
from placement.solution import Result, Solution, Termination
from placement.solve import Clock, StopRule, Study, solve

__all__ = ["Alternative", "Alternatives", "alternatives"]

Plan = NDArray[np.bool_]
_ROUNDING = 1e-9
_LEAST_TIME_S = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """A plan that differs from the best one in its set of open sites.

    Parameters
    ----------
    solution
        The plan, verified.
    value
        Its first objective, in the unit of `placement.objectives.goal_value`.
    excess
        ``(value - best) / |best|``, 0 or more up to the tolerance of the proof; for a share
        covered, the part of the young people whom the best plan covers that is lost.
    opened, closed
        Identities of the sites open here and not in the best plan, and the other way round.
    problem
        The problem that ``solution`` is about, where it is not the one asked: see `Result`.
    """

    solution: Solution
    value: float
    excess: float
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    problem: PlacementProblem | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """The good plans beside the best one.

    Parameters
    ----------
    plans
        By increasing value; the best plan itself is not among them.
    frequency
        Share of the good plans, the best one included, where each site is open.
    exhausted
        Whether it is proved that no other plan is within the percentage.
    proved
        Whether the best plan, and each plan when it was found, was proved best of those left.
    tied
        Whether the first alternative is worth the best plan, to the tolerance of the proof.
    """

    plans: tuple[Alternative, ...]
    frequency: Mapping[str, float]
    exhausted: bool
    proved: bool
    tied: bool


def alternatives(
    problem: PlacementProblem, *, result: Result, count: int, within: float, stop: StopRule
) -> Alternatives:
    """Find the next best plans, each with another set of open sites than those before it.

    Parameters
    ----------
    result
        What `placement.solve.solve` answered; without a plan there is no alternative.
    count
        Most alternatives to find.
    within
        Largest excess of a good plan over the best one, 0.05 for 5 %. It is judged on the first
        objective when it is sought: a slack granted to the next ones may add to it.
    stop
        Gap that proves each plan; time for all of them together.

    Notes
    -----
    Where the longest access time is sought, a plan that leaves more young people without access
    is worse than any percentage.
    """
    search = _Alternatives(problem, result=result, within=within, stop=stop)
    while len(search.found) < count and search.next():
        pass
    return search.answer()


class _Alternatives:
    """The good plans found so far; `next` looks for one more."""

    def __init__(
        self, problem: PlacementProblem, *, result: Result, within: float, stop: StopRule
    ) -> None:
        self.problem, self.result, self.within = problem, result, within
        self.clock, self.study = Clock.start(stop), Study()
        self.found: list[Alternative] = []
        self.exhausted = False
        self.proved = result.termination is Termination.OPTIMAL

    def next(self) -> bool:
        """Find the best plan among those left; False when there is none to keep."""
        best = self.result.solution
        if best is None:
            self.exhausted = self.result.termination is Termination.INFEASIBLE
            return False
        if self.clock.expired():
            self.proved = False
            return False
        known = [best.open_options, *(plan.solution.open_options for plan in self.found)]
        stop = StopRule(max(self.clock.left_s(), _LEAST_TIME_S), self.clock.stop.gap)
        answer = solve(self.problem, stop=stop, study=self.study, exclusions=known)
        proved = answer.termination in (Termination.OPTIMAL, Termination.INFEASIBLE)
        self.proved &= proved
        if answer.solution is None or not self._good(answer, best=best):
            self.exhausted = proved
            return False
        self.found.append(self._told(answer, solution=answer.solution, best=best))
        return True

    def _good(self, answer: Result, *, best: Solution) -> bool:
        """Whether a plan is within the percentage, by what the first objective reached."""
        if answer.solution is None:
            return False
        if self._leaves_more_out(answer.solution, best=best):
            return False
        return self._excess(answer.stages[0].best) <= self.within + _ROUNDING

    def _leaves_more_out(self, solution: Solution, *, best: Solution) -> bool:
        if self.problem.objectives[0].goal is not Goal.MAX:
            return False
        served, most = (
            self.problem.young[
                ~np.isnan(nearest_open_s(self.problem, open_options=plan.open_options))
            ].sum()
            for plan in (solution, best)
        )
        return bool(served < most - _ROUNDING * self.problem.young_total)

    def _excess(self, value: float) -> float:
        best = self.result.objective or 0.0
        whole = abs(best)
        if self.problem.objectives[0].goal is Goal.COVERED:
            whole = self.problem.young_total - best
        if value - best <= _ROUNDING * max(whole, 1.0):
            return min((value - best) / max(whole, 1.0), 0.0)
        return (value - best) / whole if whole > 0 else np.inf

    def _told(self, answer: Result, *, solution: Solution, best: Solution) -> Alternative:
        value = answer.stages[0].value
        here = _open_sites(self.problem, plan=solution.open_options)
        there = _open_sites(self.problem, plan=best.open_options)
        return Alternative(
            solution=solution,
            value=value,
            excess=self._excess(value),
            opened=tuple(self.problem.site_id[here & ~there].tolist()),
            closed=tuple(self.problem.site_id[there & ~here].tolist()),
            problem=answer.problem,
        )

    def answer(self) -> Alternatives:
        """Order what was found."""
        plans = tuple(sorted(self.found, key=lambda plan: plan.value))
        tied = bool(plans) and plans[0].excess <= max(self.clock.stop.gap, _ROUNDING)
        return Alternatives(plans, self._frequency(), self.exhausted, self.proved, tied)

    def _frequency(self) -> Mapping[str, float]:
        best = self.result.solution
        solutions = [plan.solution for plan in self.found]
        solutions += [] if best is None else [best]
        count = np.zeros(self.problem.site_id.size)
        for solution in solutions:
            count += _open_sites(self.problem, plan=solution.open_options)
        shares = (count / max(len(solutions), 1)).tolist()
        return MappingProxyType(dict(zip(self.problem.site_id.tolist(), shares, strict=True)))


def _open_sites(problem: PlacementProblem, *, plan: Plan) -> NDArray[np.bool_]:
    opened = np.zeros(problem.site_id.size, dtype=np.bool_)
    opened[problem.option_site[plan]] = True
    return opened
