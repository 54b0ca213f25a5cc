"""The best plan and the best bound of a search, and what a plan must keep to be taken."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from placement.engine.found import Cap, Found
from placement.engine.lists import CostLists
from placement.engine.neighbourhood import Neighbourhood
from placement.engine.policy_plan import PolicyPlans
from placement.engine.rows import PolicyRows

__all__ = ["Best"]

_ROUNDING = 1e-9

Plan = NDArray[np.bool_]


class Best:
    """What a search knows: it only ever gets better. Its steps share one, and change it."""

    def __init__(
        self,
        lists: CostLists,
        *,
        rows: PolicyRows,
        gap: float,
        until_s: float,
        caps: tuple[Cap, ...],
    ) -> None:
        self.lists, self.rows, self.caps = lists, rows, caps
        self.gap, self.until_s = gap, until_s
        self.moves = Neighbourhood.of(lists, rows=rows)
        self.plans = PolicyPlans(rows)
        self.plan: Plan | None = None
        self.cost = np.inf
        self.bound = -np.inf
        self.steps: list[str] = []

    @property
    def plain(self) -> bool:
        """Whether the rows on options say everything: nothing else, nothing lazy, no cap."""
        return not (self.rows.auxiliaries or self.rows.lazy or self.caps)

    @property
    def known_plan(self) -> Plan:
        """The best plan, or the one that opens nothing."""
        nothing = np.zeros(self.lists.options, dtype=np.bool_)
        return nothing if self.plan is None else self.plan

    def left_s(self) -> float:
        """Time before the limit, s."""
        return max(self.until_s - perf_counter(), 0.0)

    def over(self) -> bool:
        """Whether the gap is closed, or time is up."""
        closed = self.plan is not None and self.cost - self.bound <= self.gap * abs(self.cost)
        return closed or self.left_s() == 0.0

    def raise_bound(self, bound: float) -> None:
        """Take a proven bound."""
        self.bound = max(self.bound, bound)

    def offer(self, plan: Plan | None) -> None:
        """Keep a plan, improved by exchanges, if it is the best that keeps every rule."""
        if plan is None:
            return
        for candidate in (self.moves.improved(plan), plan):
            cost = self.lists.total(candidate)
            if cost < self.cost - _ROUNDING * abs(cost) and self.keeps(candidate):
                self.plan, self.cost = candidate, cost
                return

    def keeps(self, plan: Plan) -> bool:
        """Whether a plan keeps the rows, the auxiliaries, the caps and the lazy rules."""
        if not self.moves.rows.admits(plan) or not self.plans.completes(plan):
            return False
        if any(cap.lists.total(plan) > cap.most for cap in self.caps):
            return False
        return not self.rows.missed_by(plan)

    def found(self) -> Found:
        """Tell what the search ends with."""
        return Found(
            plan=self.plan,
            cost=None if self.plan is None else self.cost,
            bound=None if np.isneginf(self.bound) else min(self.bound, self.cost),
            infeasible=self.plans.infeasible and self.plan is None,
            how=", ".join(self.steps),
        )
