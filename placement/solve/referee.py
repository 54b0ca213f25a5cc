"""The referee: objectives sought in turn on the compact model, where people may be shared out.

It decides what the engine does not cover (appointments), and judges the engine in the tests. The
engine, which knows no appointments, gives it a first plan and a bound: no sharing is better than
everybody at the nearest door.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from placement._pulp_backend import MipAnswer
from placement.engine import Memory
from placement.errors import PlacementError
from placement.objectives import additive, equivalent_s, reachable
from placement.problem import Goal, Objective, PlacementProblem
from placement.problem.objective import MEAN_ACCESS
from placement.solution import Solution, Termination, assign_to_nearest, split_segments
from placement.solve.additive import most_total, seek_additive, total_gap
from placement.solve.alike import Alike, merge_alike
from placement.solve.compact import Held, Within, answer_of, compact_model
from placement.solve.seeking import EarlierGoal, Plan, Sought, rows_with
from placement.solve.stop import Clock, StopRule

__all__ = ["Referee"]

_HOW = "modèle compact"
_START_SHARE = 0.25
_START_MOST_S = 20.0
_SETTLING_S = 60.0
_SETTLING_GAP = 1e-9
_ROUNDING = 1e-6
_NOBODY = 1e-6
"""A share smaller than this is a solver's rounding: HiGHS honours a row to 1e-7."""
_PEOPLE = 4e-7
"""What a count of people forgives, as a part of all: even twice, it is within `SHARE_SLACK`."""

Shares = NDArray[np.float64]


class Referee:
    """One search through the objectives on the compact model; what is found is held."""

    def __init__(
        self, problem: PlacementProblem, *, exclusions: tuple[Plan, ...], clock: Clock
    ) -> None:
        self.asked, self.clock = problem, clock
        self.alike: Alike = merge_alike(problem)
        self.problem = self.alike.problem
        self.among = reachable(self.problem)
        self.held = Held(exclusions=exclusions)
        self.plan: Plan | None = None
        self.last: Objective = MEAN_ACCESS

    def seek(self, objective: Objective) -> Sought:
        """Seek one more objective, within what the earlier ones reached, and hold it."""
        answer = self._additive(objective) if additive(objective) else self._extreme(objective)
        if answer.plan is not None:
            self.plan = answer.plan
            self.last = objective if additive(objective) else MEAN_ACCESS
        return answer

    def told(self) -> tuple[PlacementProblem, Solution]:
        """Return the plan found and the problem that it is about, the one asked or its parts."""
        if self.plan is None:
            raise PlacementError("Aucun plan à raconter : l'arbitre n'en a pas trouvé.")
        if self.asked.rules.capacity is None:
            return self.asked, assign_to_nearest(self.asked, open_options=self.plan)
        last = MEAN_ACCESS if self.last.goal is Goal.COVERED else self.last
        shares = self._shares(self.plan, sought=last)
        return split_segments(self.asked, open_options=self.plan, goes=self.alike.spread(shares))

    def _additive(self, objective: Objective) -> Sought:
        first = self._without_capacity(objective)
        if first.infeasible:
            return first
        start = first.plan if self.plan is None else self.plan
        gap = total_gap(self.problem, objective=objective, gap=self.clock.stop.gap)
        answer = self._ask(objective, start=start, gap=gap)
        if not answer.termination.has_solution:
            return _none(answer)
        plan = self._plan_of(answer)
        value = self._value(plan, objective=objective, sought=objective)
        bound = answer.best_bound
        if bound is not None and objective.goal is Goal.KOLM_POLLAK:
            bound = (
                equivalent_s(self.problem, objective=objective, total=bound) if bound > 0 else None
            )
        most = most_total(self.problem, objective=objective, value=value)
        self._hold(sums=(*self.held.sums, EarlierGoal(objective, most)))
        return Sought(plan, value, _larger(bound, first.bound), infeasible=False, how=_HOW)

    def _without_capacity(self, objective: Objective) -> Sought:
        """Ask the engine, as if nobody counted appointments: a plan, and a valid bound."""
        relaxed = self.problem.replace(rules=self.problem.rules.replace(capacity=None))
        unknown = Sought(None, None, None, infeasible=False, how=_HOW)
        capacity_is_all = self.problem.rules.capacity is not None
        if self.plan is not None or not capacity_is_all or not relaxed.option_is_admissible.any():
            return unknown
        left_s = min(_START_SHARE * self.clock.left_s(), _START_MOST_S)
        return seek_additive(
            relaxed,
            objective=objective,
            rows=rows_with(relaxed, exclusions=self.held.exclusions),
            earlier=(),
            clock=Clock.start(StopRule(max(left_s, 0.05), self.clock.stop.gap)),
            memory=Memory(),
        )

    def _extreme(self, objective: Objective) -> Sought:
        """Halve the times until the least one within which enough young people can be sent."""
        problem, firm = self.problem, objective.goal is Goal.MAX
        everybody = float(problem.young[self.among].sum())
        times = self._times()
        widest = Within(self.among, problem.no_access_s, 0.0, firm)
        first = self._ask(widest, start=self.plan, gap=0.0)
        if not first.termination.has_solution:
            return _none(first)
        missed = first.objective or 0.0
        if first.termination is not Termination.OPTIMAL:
            return self._unproved(self._plan_of(first), objective=objective)
        allowed = missed if firm else max((1 - objective.quantile) * everybody, 0.0)
        plan, low, high, known = self._plan_of(first), 0, times.size, True
        if missed > allowed + _PEOPLE * everybody:  # so many are left without access anyway
            low = high
        while low < high and known:
            middle = (low + high) // 2
            tried = Within(self.among, float(times[middle]), 0.0, firm)
            verdict, answer = self._verdict(tried, start=plan, allowed=allowed)
            known = verdict is not None
            if verdict:
                plan, high = self._plan_of(answer), middle
            elif known:
                low = middle + 1
        return self._extreme_found(plan, objective=objective, times=times, span=(low, high))

    def _verdict(
        self, tried: Within, *, start: Plan, allowed: float
    ) -> tuple[bool | None, MipAnswer]:
        """Whether no more than those allowed need go beyond a time; None when not known."""
        room = allowed + _PEOPLE * float(self.problem.young[self.among].sum())
        answer = self._ask(tried, start=start, gap=0.0)
        if answer.termination is Termination.INFEASIBLE:
            return False, answer
        if answer.objective is not None and answer.objective <= room:
            return True, answer
        proved = answer.best_bound is not None and answer.best_bound > room
        return (False if proved else None), answer

    def _extreme_found(
        self, plan: Plan, *, objective: Objective, times: Shares, span: tuple[int, int]
    ) -> Sought:
        """Hold the time reached, and tell what the plan is worth."""
        low, high = span
        limit_s = float(times[high]) if high < times.size else self.problem.no_access_s
        served = self._served(plan, limit_s=limit_s, firm=objective.goal is Goal.MAX)
        firm = objective.goal is Goal.MAX
        everybody = float(self.problem.young[self.among].sum())
        asked = everybody if firm else objective.quantile * everybody
        least = min(served, asked) - _PEOPLE * everybody
        kept = Within(self.among, limit_s, least if high < times.size else 0.0, firm)
        self._hold(within=(*self.held.within, kept))
        value = self._value(plan, objective=objective, sought=MEAN_ACCESS)
        bound = value if low >= high else float(times[low])
        looser = dataclasses.replace(kept, limit_s=limit_s * (1 + objective.slack))
        self._hold(within=(*self.held.within[:-1], looser))
        return Sought(plan, value, min(bound, value), infeasible=False, how=_HOW)

    def _served(self, plan: Plan, *, limit_s: float, firm: bool) -> float:
        """Most young people within reach whom a plan sends within a time, persons."""
        within = Within(self.among, limit_s, 0.0, firm)
        shares = self._shares(plan, sought=within)
        near = self.among[:, None] & (self.problem.access_s() <= limit_s + _ROUNDING)
        return float(self.problem.young @ np.where(near, shares, 0.0).sum(axis=1))

    def _unproved(self, plan: Plan, *, objective: Objective) -> Sought:
        value = self._value(plan, objective=objective, sought=MEAN_ACCESS)
        return Sought(plan, value, None, infeasible=False, how=_HOW)

    def _ask(self, sought: Objective | Within, *, start: Plan | None, gap: float) -> MipAnswer:
        if self.clock.expired():
            return MipAnswer(Termination.NO_SOLUTION, frozenset(), None, None)
        model = compact_model(self.problem, sought=sought, held=self.held)
        return answer_of(model, start=start, time_limit_s=self.clock.left_s(), gap=gap)

    def _shares(self, plan: Plan, *, sought: Objective | Within) -> Shares:
        """Best way of sharing the groups out between the open options of a plan, shape (g, o)."""
        problem = self.problem
        closed = np.setdiff1d(np.arange(problem.site_id.size), problem.option_site[plan])
        settled = problem.replace(
            forced_options=tuple(problem.option_id[plan].tolist()),
            forced_sites=(),
            forbidden_sites=tuple(problem.site_id[closed].tolist()),
        )
        held = dataclasses.replace(self.held, exclusions=())
        model = compact_model(settled, sought=sought, held=held)
        answer = answer_of(model, start=plan, time_limit_s=_SETTLING_S, gap=_SETTLING_GAP)
        if not answer.termination.has_solution:
            raise PlacementError(
                f"Le plan de l'arbitre ne se laisse pas répartir ({answer.termination})."
            )
        return _clean(np.where(plan, model.shares(problem), 0.0))

    def _value(self, plan: Plan, *, objective: Objective, sought: Objective) -> float:
        """Value of an objective under a plan whose young people are shared out for another."""
        if self.problem.rules.capacity is None:
            told, solution = self.problem, assign_to_nearest(self.problem, open_options=plan)
        else:
            shares = self._shares(plan, sought=sought)
            told, solution = split_segments(self.problem, open_options=plan, goes=shares)
        return solution.value(told, goal=objective)

    def _plan_of(self, answer: MipAnswer) -> Plan:
        return np.isin(np.arange(self.problem.option_id.size), list(answer.open_keys))

    def _hold(self, **more: tuple[EarlierGoal, ...] | tuple[Within, ...]) -> None:
        self.held = dataclasses.replace(self.held, **more)  # type: ignore[arg-type]

    def _times(self) -> Shares:
        """Distinct access times of those within reach, s, increasing."""
        usable = self.problem.access_s()[np.ix_(self.among, self.problem.option_is_admissible)]
        return np.unique(usable[~np.isnan(usable)])


def _clean(shares: Shares) -> Shares:
    """Shares without a solver's rounding, shape (g, o); what is missing to 1 goes nowhere."""
    kept = np.where(shares > _NOBODY, shares, 0.0)
    total = kept.sum(axis=1, keepdims=True)
    return np.where(total > 1 - _NOBODY, kept / np.maximum(total, _NOBODY), kept)


def _none(answer: MipAnswer) -> Sought:
    infeasible = answer.termination is Termination.INFEASIBLE
    return Sought(None, None, None, infeasible=infeasible, how=_HOW)


def _larger(bound: float | None, other: float | None) -> float | None:
    known = [value for value in (bound, other) if value is not None]
    return max(known, default=None)
