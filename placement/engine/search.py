"""The engine's recipe: from sorted costs and policy rows to a plan, proved to a stated gap.

Start from a plan that keeps the rows; raise the Lagrangian bound, improve the plan on the way;
explore a tree; where auxiliaries forbid the tree, or the tree is too large, tighten the live
master and search whole numbers until no cut is missing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from placement.engine.found import Cap, Found, Memory
from placement.engine.layers import Layer, bundles_of
from placement.engine.lists import CostLists
from placement.engine.master import LpAnswer, Master, MipRound
from placement.engine.neighbourhood import Neighbourhood
from placement.engine.policy_plan import PolicyPlans
from placement.engine.rows import PolicyRows
from placement.engine.tree import Dual, Multipliers, RelaxedRows, climb, relaxed_rows, search_tree

__all__ = ["minimise"]

_LOG = logging.getLogger(__name__)
_MOST_BUNDLES = 400
_ROUNDS = 4
_TREE_NODES = 4000
_TREE_SHARE = 0.4
_NODE_COST = 60
_FEW_NODES = 300
_LP_SHARE = 0.3
_DIVE_SHARE = 0.5
_SHARE_SEEN = 1e-6
_OFTEN_SEEN = 0.05
_ROUNDING = 1e-9

Plan = NDArray[np.bool_]


def minimise(
    lists: CostLists,
    *,
    rows: PolicyRows,
    gap: float,
    time_limit_s: float,
    caps: tuple[Cap, ...] = (),
    allowed: Callable[[Plan], bool] | None = None,
    memory: Memory | None = None,
) -> Found:
    """Find the plan of least total cost within the rows.

    Parameters
    ----------
    gap
        Relative gap within which a plan counts as optimal.
    caps
        Other costs that must stay low.
    allowed
        A last word on a plan, beyond the rows; None when the rows say all.
    memory
        Multipliers and plans of earlier searches on the same lists, completed here.
    """
    memory = Memory() if memory is None else memory
    search = _Search(
        lists=lists,
        rows=rows.tightened(),
        gap=gap,
        until_s=perf_counter() + time_limit_s,
        caps=caps,
        allowed=allowed,
        memory=memory,
    )
    return search.run()


class _Search:
    """One search: its data, its best plan, its best bound; a method per step of the recipe."""

    def __init__(
        self,
        *,
        lists: CostLists,
        rows: PolicyRows,
        gap: float,
        until_s: float,
        caps: tuple[Cap, ...],
        allowed: Callable[[Plan], bool] | None,
        memory: Memory,
    ) -> None:
        self.lists, self.rows, self.caps = lists, rows, caps
        self.gap, self.until_s, self.allowed, self.memory = gap, until_s, allowed, memory
        self.moves = Neighbourhood.of(lists, rows=rows)
        self.plans = PolicyPlans(rows)
        self.plan: Plan | None = None
        self.cost = np.inf
        self.bound = -np.inf
        self.steps: list[str] = []
        self.step_s = 0.0

    @property
    def plain(self) -> bool:
        """Whether the rows on options say everything: no auxiliary, no cap, no last word."""
        return not (self.rows.auxiliaries or self.caps or self.allowed)

    def left_s(self) -> float:
        return max(self.until_s - perf_counter(), 0.0)

    def closed(self) -> bool:
        return self.plan is not None and self.cost - self.bound <= self.gap * abs(self.cost)

    def over(self) -> bool:
        return self.closed() or self.left_s() == 0.0

    def run(self) -> Found:
        if not self.begin():
            return self.found(infeasible=self.plans.infeasible)
        relaxed = relaxed_rows(self.rows)
        dual = self.climb(relaxed)
        if not self.over() and self.plain and self.affordable():
            self.explore(relaxed, dual=dual)
        if not self.over():
            self.cut(dual)
        return self.found(infeasible=self.plans.infeasible)

    def found(self, *, infeasible: bool) -> Found:
        self.memory.plans = [] if self.plan is None else [self.plan]
        bound = None if np.isneginf(self.bound) else min(self.bound, self.cost)
        return Found(
            plan=self.plan,
            cost=None if self.plan is None else self.cost,
            bound=bound,
            infeasible=infeasible and self.plan is None,
            how=", ".join(self.steps),
        )

    def offer(self, plan: Plan | None, *, improve: bool = True) -> None:
        """Keep a plan, improved by exchanges, if it is the best that keeps every rule."""
        if plan is None:
            return
        for candidate in (self.moves.improved(plan), plan) if improve else (plan,):
            cost = self.moves.cost(candidate)
            if cost < self.cost - _ROUNDING * abs(cost) and self.keeps(candidate):
                self.plan, self.cost = candidate, cost
                return

    def keeps(self, plan: Plan) -> bool:
        """Whether a plan keeps the rows, the auxiliaries, the caps and the last word."""
        if not self.rows.admits(plan) or not self.plans.completes(plan):
            return False
        for cap in self.caps:
            if Neighbourhood.of(cap.lists, rows=self.rows).cost(plan) > cap.most:
                return False
        return self.allowed is None or self.allowed(plan)

    def begin(self) -> bool:
        """Find a first plan if one is near; False when there is proved to be none."""
        for plan in self.memory.plans:
            self.offer(plan)
        self.offer(self.moves.greedy())
        if self.plan is None:
            worth = self.moves.worth(self.first_multipliers())
            self.offer(self.plans.best(worth, time_limit_s=self.left_s()))
        return not (self.plan is None and self.plans.infeasible)

    def first_multipliers(self) -> NDArray[np.float64]:
        known = self.memory.multipliers
        if known is not None:
            return known
        plan = np.zeros(self.lists.options, dtype=np.bool_) if self.plan is None else self.plan
        return self.moves.middle_costs(plan)

    def climb(self, relaxed: RelaxedRows) -> Dual:
        """Raise the Lagrangian bound in a few rounds, improving the plan between them."""
        u, v, dual = self.first_multipliers(), None, None
        for turn in range(_ROUNDS):
            plan = np.zeros(self.lists.options, dtype=np.bool_) if self.plan is None else self.plan
            cost = float(self.lists.tail.sum()) if self.plan is None else self.cost
            began = perf_counter()
            dual = climb(
                self.lists, rows=self.rows, relaxed=relaxed, plan=plan, plan_cost=cost,
                start=Multipliers(u, v), pace=1.0 if turn == 0 else 0.3, until_s=self.until_s,
            )  # fmt: skip
            self.step_s = (perf_counter() - began) / max(dual.steps, 1)
            u, v, former = dual.u, dual.v, self.bound
            self.bound = max(self.bound, dual.bound)
            if dual.plan_cost < self.cost:
                self.offer(dual.plan)
            self.offer(self.moves.rounded(dual.often))
            _LOG.info("climb %d: %.6g to %.6g", turn + 1, self.bound, self.cost)
            if self.plan is None or not self.plain:
                self.offer(self.plans.best(self.moves.worth(u), time_limit_s=self.left_s()))
            if self.over() or (turn and self.bound - former < 1e-6 * abs(self.bound)):
                break
        self.memory.multipliers = u
        self.steps.append("borne lagrangienne")
        if dual is None:
            raise AssertionError  # _ROUNDS is positive
        return dual

    def affordable(self) -> bool:
        """Whether a tree may visit enough nodes to be worth it, judged by the pace of the climb."""
        return self.step_s * _NODE_COST * _FEW_NODES < self.left_s() * _TREE_SHARE

    def explore(self, relaxed: RelaxedRows, *, dual: Dual) -> None:
        """Close the gap by branching, within a number of nodes and a share of the time."""
        if self.plan is None:
            return
        root = dual.with_plan(self.plan, cost=self.cost, bound=self.bound)
        answer = search_tree(
            self.lists, rows=self.rows, relaxed=relaxed, dual=root, gap=0.9 * self.gap,
            most_nodes=_TREE_NODES, time_limit_s=self.left_s() * _TREE_SHARE,
        )  # fmt: skip
        self.offer(answer.plan)
        self.bound = max(self.bound, answer.bound)
        _LOG.info("tree of %d nodes: %.6g to %.6g", answer.nodes, self.bound, self.cost)
        self.steps.append(f"arbre de {answer.nodes} nœuds")

    def cut(self, dual: Dual) -> None:
        """Tighten the relaxation in HiGHS, leave out what cannot help, search whole numbers."""
        plan = np.zeros(self.lists.options, dtype=np.bool_) if self.plan is None else self.plan
        scale = max(abs(self.cost if np.isfinite(self.cost) else dual.bound), 1e-9) / 1e4
        first = Layer(
            self.lists, bundles_of(self.lists, plan=plan, most=_MOST_BUNDLES), scale=scale
        )
        others = (
            Layer(
                cap.lists,
                bundles_of(cap.lists, plan=plan, most=_MOST_BUNDLES),
                scale=max(abs(cap.most), 1e-9) / 1e4,
                cap=cap.most,
            )
            for cap in self.caps
        )
        master = Master((first, *others), rows=self.rows)
        master.seed(dual.u)
        master.cut_at(plan)
        answer = master.solve_lp(
            around=plan.astype(np.float64), time_limit_s=self.left_s() * _LP_SHARE, gap=1e-6
        )
        self.steps.append("coupes et HiGHS")
        if answer is not None:
            self.bound = max(self.bound, master.best_bound)
            _LOG.info("relaxation: %.6g to %.6g", self.bound, self.cost)
            self.dive(master, answer=answer, often=dual.often)
            self.fix(master, answer=answer)
        self.round_up(master, until_s=self.until_s, whole=True)

    def dive(self, master: Master, *, answer: LpAnswer, often: NDArray[np.float64]) -> None:
        """Look for a better plan among the options that the relaxation or the ascent would open.

        Source: T. Berthold, RENS, the optimal rounding, Math. Prog. Computation 6 (2014) 33-54.
        """
        chosen = (answer.share > _SHARE_SEEN) | (often > _OFTEN_SEEN)
        if self.plan is not None:
            chosen |= self.plan
        options = self.rows.options
        most = np.where(chosen, self.rows.most[:options], 0.0)
        master.set_bounds(least=self.rows.least[:options], most=most)
        _LOG.info("dive among %d options", chosen.sum())
        until_s = perf_counter() + self.left_s() * _DIVE_SHARE
        self.round_up(master, until_s=until_s, whole=False)

    def fix(self, master: Master, *, answer: LpAnswer) -> None:
        """Fix the options whose other value would cost more than the plan in hand.

        Source: H. Crowder, E. Johnson, M. Padberg, Operations Research 31 (1983) 803-834.
        """
        room = self.cost - answer.bound + _ROUNDING * abs(self.cost)
        options = self.rows.options
        least, most = self.rows.least[:options].copy(), self.rows.most[:options].copy()
        most[(answer.reduced_cost > room) & (answer.share < _ROUNDING)] = 0.0
        least[(-answer.reduced_cost > room) & (answer.share > 1 - _ROUNDING)] = 1.0
        master.set_bounds(least=least, most=most)
        _LOG.info("options left after fixing: %d of %d", (most > least).sum(), options)

    def round_up(self, master: Master, *, until_s: float, whole: bool) -> None:
        """Search whole numbers until no cut is missing, or time is up.

        ``whole``: every option that matters may open, so that the bounds hold for the problem.
        """
        rounds = 0
        while not self.over() and perf_counter() < until_s:
            left_s = max(until_s - perf_counter(), 0.0)
            start = self.plan if whole or self.plan is not None else None
            answer = master.solve_mip(
                start=start, time_limit_s=left_s, gap=max(self.gap * 0.3, 1e-7)
            )
            rounds += 1
            if whole:
                self.learn(answer)
            if answer.infeasible or not answer.finished or not answer.plans:
                break
            before = self.cost
            for plan in answer.plans:
                master.cut_at(plan)
                self.offer(plan)
            _LOG.info("round %d: %.6g to %.6g", rounds, self.bound, self.cost)
            no_better = answer.bound is not None and self.cost <= answer.bound * (1 + self.gap)
            if no_better or (self.cost == before and self.settled(master, answer.plans[-1])):
                break
        self.steps.append(f"{rounds} recherches entières")

    def learn(self, answer: MipRound) -> None:
        """Take what a search of the whole problem proves."""
        if answer.bound is not None:
            self.bound = max(self.bound, answer.bound)
        if answer.infeasible and self.plan is None:
            self.plans.infeasible = True
        elif answer.infeasible:  # nothing is as good as the plan in hand
            self.bound = self.cost

    def settled(self, master: Master, plan: Plan) -> bool:
        """Whether HiGHS gave again a plan that was cut at already: nothing more to learn."""
        key = plan.tobytes()
        repeated = key in master.cut_plans
        master.cut_plans.add(key)
        return repeated and self.cost - self.bound <= max(self.gap, 1e-6) * abs(self.cost)
