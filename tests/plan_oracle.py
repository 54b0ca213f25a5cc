"""The best value of each objective in turn, by trying every plan, and every way of sharing out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from problem_instances import follow_the_rules, plans
from rule_oracle import access_time, aversion_per_second, value_of_plan, within_reach
from scipy.optimize import linprog

from placement.problem import Behaviour, Goal, Objective, PlacementProblem

NEAR = 1e-6


def legal_plans(problem: PlacementProblem) -> list[list[int]]:
    """Open options of every plan that follows the rules, the capacity left aside."""
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    return [np.flatnonzero(plan).tolist() for plan in masks]


def best_in_turn(problem: PlacementProblem) -> list[float] | None:
    """Return the best value of each objective, in order, when everybody goes to what is nearest.

    After each one, only the plans that keep it, slack included, stay. None without any plan.
    """
    left = legal_plans(problem)
    if not left:
        return None
    best = []
    for objective in problem.objectives:
        if objective.goal is Goal.MAX:  # to serve as many as can be comes first
            served = [_served(problem, opened=opened) for opened in left]
            left = [plan for plan, count in zip(left, served, strict=True) if count == max(served)]
        values = [value_of_plan(problem, objective=objective, opened=opened) for opened in left]
        best.append(min(values))
        most = most_kept(problem, objective=objective, value=min(values))
        left = [plan for plan, value in zip(left, values, strict=True) if value <= most]
    return best


def most_kept(problem: PlacementProblem, *, objective: Objective, value: float) -> float:
    """Value that the next objectives may go back to."""
    room = objective.slack * value
    if objective.goal is Goal.COVERED:
        room = objective.slack * (problem.young_total - value)
    return value + room + 1e-7 * abs(value) + 1e-6


def _served(problem: PlacementProblem, *, opened: list[int]) -> float:
    return sum(
        float(problem.young[i])
        for i in within_reach(problem)
        if any(access_time(problem, i, option=o) < math.inf for o in opened)
    )


@dataclass
class Sharing:
    """One plan, and the linear programs of who goes where under it, a variable per pair."""

    problem: PlacementProblem
    opened: list[int]
    pairs: list[tuple[int, int | None, float]] = field(default_factory=list)
    kept: list[tuple[NDArray[np.float64], float]] = field(default_factory=list)
    barred_s: float = math.inf

    def __post_init__(self) -> None:
        for i, young in enumerate(self.problem.young.tolist()):
            if young:
                self.pairs += self._of_segment(i)

    def _of_segment(self, i: int) -> Iterator[tuple[int, int | None, float]]:
        reach = {o: access_time(self.problem, i, option=o) for o in self.opened}
        reach = {o: access for o, access in reach.items() if access < math.inf}
        if self.problem.behaviour is Behaviour.NEAREST:
            reach = {o: access for o, access in reach.items() if access == min(reach.values())}
        yield from ((i, o, access) for o, access in reach.items())
        if self.problem.behaviour is Behaviour.PLANNED or not reach:
            yield (i, None, self.problem.no_access_s)

    def cost(self, objective: Objective) -> NDArray[np.float64]:
        """Return what each pair pays in an objective that is a sum over people."""
        young, need = self.problem.young, self.problem.need
        if objective.goal is Goal.KOLM_POLLAK:
            kappa = aversion_per_second(self.problem, aversion=objective.aversion)
            return np.array([young[i] * math.exp(kappa * access) for i, _, access in self.pairs])
        weight = young * need if objective.goal is Goal.NEEDS else young
        return np.array([weight[i] * access for i, _, access in self.pairs])

    def missed(self, limit_s: float) -> NDArray[np.float64]:
        """Young people of each pair who, though within reach, do not go within a time."""
        reach = within_reach(self.problem)
        return np.array(
            [
                self.problem.young[i] * (i in reach and (o is None or access > limit_s + NEAR))
                for i, o, access in self.pairs
            ]
        )

    def least(self, cost: NDArray[np.float64], *, barred_s: float = math.inf) -> float | None:
        """Least total of a cost, within what is kept, nobody within reach going beyond a time."""
        rule, reach = self.problem.rules.capacity, within_reach(self.problem)
        assert rule is not None
        farthest = min(barred_s, self.barred_s) + NEAR
        people = sorted({i for i, _, _ in self.pairs})
        loads = [self._load(o, needed=rule.needed) for o in self.opened]
        rows = [(load, rule.offered[o]) for load, o in zip(loads, self.opened, strict=True)]
        rows += [(-load, -rule.least_load[o]) for load, o in zip(loads, self.opened, strict=True)]
        rows += self.kept
        answer = linprog(
            cost,
            A_ub=np.array([row for row, _ in rows]) if rows else None,
            b_ub=np.array([most for _, most in rows]) if rows else None,
            A_eq=np.array([[float(i == person) for i, _, _ in self.pairs] for person in people]),
            b_eq=np.ones(len(people)),
            bounds=[
                (0, 0.0 if o is not None and access > farthest and i in reach else None)
                for i, o, access in self.pairs
            ],
        )
        return float(answer.fun) if answer.status == 0 else None

    def _load(self, option: int, *, needed: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array(
            [self.problem.young[i] * needed[i] * (to == option) for i, to, _ in self.pairs]
        )


def best_shared_in_turn(problem: PlacementProblem) -> list[float] | None:
    """Return the best value of each objective, in order, when appointments are counted.

    Every plan, and for each the linear program of who goes where. None without any plan.
    """
    left = [Sharing(problem, opened) for opened in legal_plans(problem)]
    nothing = [plan.least(np.zeros(len(plan.pairs))) for plan in left]
    left = [plan for plan, found in zip(left, nothing, strict=True) if found is not None]
    if not left:
        return None
    best = []
    for objective in problem.objectives:
        if objective.goal in (Goal.MAX, Goal.P90):
            value, left = _least_time(problem, objective=objective, left=left)
        elif objective.goal is Goal.COVERED:
            value, left = _least_uncovered(problem, objective=objective, left=left)
        else:
            value, left = _least_sum(problem, objective=objective, left=left)
        best.append(value)
    return best


def _least_uncovered(
    problem: PlacementProblem, *, objective: Objective, left: list[Sharing]
) -> tuple[float, list[Sharing]]:
    values = [value_of_plan(problem, objective=objective, opened=plan.opened) for plan in left]
    most = most_kept(problem, objective=objective, value=min(values))
    return min(values), [plan for plan, value in zip(left, values, strict=True) if value <= most]


def _least_sum(
    problem: PlacementProblem, *, objective: Objective, left: list[Sharing]
) -> tuple[float, list[Sharing]]:
    totals = [plan.least(plan.cost(objective)) for plan in left]
    least = min(total for total in totals if total is not None)
    value, kappa = least, 0.0
    if objective.goal is Goal.KOLM_POLLAK:
        kappa = aversion_per_second(problem, aversion=objective.aversion)
        value = math.log(least / problem.young_total) / kappa
    most = most_kept(problem, objective=objective, value=value)
    if objective.goal is Goal.KOLM_POLLAK:
        most = problem.young_total * math.exp(kappa * most)
    for plan in left:
        plan.kept.append((plan.cost(objective), most))
    return value, [
        plan
        for plan, total in zip(left, totals, strict=True)
        if total is not None and total <= most
    ]


def _least_time(
    problem: PlacementProblem, *, objective: Objective, left: list[Sharing]
) -> tuple[float, list[Sharing]]:
    """Try each time in increasing order, once it is known how many can be served at all."""
    everybody = sum(float(problem.young[i]) for i in within_reach(problem))
    allowed = (1 - objective.quantile) * everybody
    if objective.goal is Goal.MAX:
        allowed = min(plan.least(plan.missed(math.inf)) or 0.0 for plan in left)
    allowed += NEAR * max(problem.young_total, 1.0)
    times = sorted({access for plan in left for _, o, access in plan.pairs if o is not None})
    firm = objective.goal is Goal.MAX
    for limit_s in [0.0, *times] if firm else times:
        able = [plan for plan in left if _serves(plan, limit_s=limit_s, most=allowed, firm=firm)]
        if able:
            kept_s = limit_s * (1 + objective.slack)
            able = [plan for plan in left if _serves(plan, limit_s=kept_s, most=allowed, firm=firm)]
            for plan in able:
                plan.kept.append((plan.missed(kept_s), allowed))
                plan.barred_s = min(plan.barred_s, kept_s) if firm else plan.barred_s
            return limit_s, able
    return problem.no_access_s if within_reach(problem) else 0.0, left


def _serves(plan: Sharing, *, limit_s: float, most: float, firm: bool) -> bool:
    missed = plan.least(plan.missed(limit_s), barred_s=limit_s if firm else math.inf)
    return missed is not None and missed <= most
