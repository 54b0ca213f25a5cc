"""The engine's recipe: from sorted costs and policy rows to a plan, proved to a stated gap.

Start from a plan that keeps the rows; raise the Lagrangian bound, improve the plan on the way;
explore a tree; where auxiliaries forbid the tree, or it is too large, tighten the live master and
search whole numbers until no cut is missing.
"""

from __future__ import annotations

import logging
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from placement.engine.best import Best
from placement.engine.found import Cap, Found, Memory
from placement.engine.lists import CostLists
from placement.engine.narrowing import many_options, narrow
from placement.engine.neighbourhood import worth_at
from placement.engine.rounds import cut_and_round
from placement.engine.rows import PolicyRows
from placement.engine.tree import (
    Dual,
    Multipliers,
    RelaxedRows,
    climb,
    relaxed_rows,
    row_worth,
    search_tree,
)

__all__ = ["minimise"]

_LOG = logging.getLogger(__name__)
_ROUNDS = 4
_CLIMB_WORK = 3e9
_VERY_FEW_STEPS = 100
_FEW_STEPS = 200
_MANY_STEPS = 1000
_PROGRESS = 1e-4
_TREE_NODES = 4000
_TREE_NODES_OF_ROWS = 400
_TREE_SHARE = 0.4
_TREE_PAIRS = 6_000_000
_TREE_GAP = 0.9
_FIRST_PLAN_SHARE = 0.2


def minimise(
    lists: CostLists,
    *,
    rows: PolicyRows,
    gap: float,
    time_limit_s: float,
    caps: tuple[Cap, ...] = (),
    memory: Memory | None = None,
) -> Found:
    """Find the plan of least total cost within the rows.

    Parameters
    ----------
    gap
        Relative gap within which a plan counts as optimal.
    caps
        Other costs that must stay low.
    memory
        Multipliers and plans of earlier searches on the same lists, completed here.
    """
    memory = Memory() if memory is None else memory
    until_s = perf_counter() + time_limit_s
    best = Best(lists, rows=rows.tightened(), gap=gap, until_s=until_s, caps=caps)
    if _begin(best, memory=memory):
        relaxed = relaxed_rows(best.rows)
        dual = _climb(best, relaxed=relaxed, memory=memory)
        if not best.over() and many_options(best):
            narrow(best, u=dual.u, worth=_worth(best, relaxed=relaxed, dual=dual))
        if not best.over() and best.plain and lists.pairs <= _TREE_PAIRS:
            _explore(best, relaxed=relaxed, dual=dual)
        if not best.over():
            cut_and_round(best, u=dual.u, often=dual.often)
    memory.plans = [] if best.plan is None else [best.plan]
    return best.found()


def _begin(best: Best, *, memory: Memory) -> bool:
    """Find a first plan if one is near; False when there is proved to be none."""
    for plan in memory.plans:
        best.offer(plan)
    best.offer(best.moves.greedy())
    if best.plan is None:
        worth = worth_at(best.lists, multiplier=_first_multipliers(best, memory=memory))
        best.offer(best.plans.best(worth, time_limit_s=best.left_s() * _FIRST_PLAN_SHARE))
    return not (best.plan is None and best.plans.infeasible)


def _first_multipliers(best: Best, *, memory: Memory) -> NDArray[np.float64]:
    known = memory.multipliers
    return best.moves.middle_costs(best.known_plan) if known is None else known


def _effort(best: Best) -> tuple[int, int]:
    """Return rounds and steps of the climb: fewer on long lists, where HiGHS climbs faster."""
    if many_options(best):  # they are priced next: where to begin is enough
        return 1, _VERY_FEW_STEPS
    steps = int(np.clip(_CLIMB_WORK / max(best.lists.pairs, 1), _FEW_STEPS, _MANY_STEPS))
    return (_ROUNDS if best.lists.pairs <= _TREE_PAIRS else 1), steps


def _climb(best: Best, *, relaxed: RelaxedRows, memory: Memory) -> Dual:
    """Raise the Lagrangian bound in a few rounds, improving the plan between them."""
    rounds, steps = _effort(best)
    start = Multipliers(_first_multipliers(best, memory=memory))
    dual = _ascend(best, relaxed=relaxed, start=start, pace=1.0, steps=steps)
    for _ in range(rounds - 1):
        if best.over():
            break
        former = best.bound
        start = Multipliers(dual.u, dual.v)
        dual = _ascend(best, relaxed=relaxed, start=start, pace=0.3, steps=steps)
        if best.bound - former < _PROGRESS * abs(best.bound):
            break
    memory.multipliers = dual.u
    best.steps.append("borne lagrangienne")
    return dual


def _ascend(
    best: Best, *, relaxed: RelaxedRows, start: Multipliers, pace: float, steps: int
) -> Dual:
    """Raise the bound once, and offer the plans that come with it."""
    cost = float(best.lists.tail.sum()) if best.plan is None else best.cost
    dual = climb(
        best.lists,
        rows=best.rows,
        relaxed=relaxed,
        known=(best.known_plan, cost),
        start=start,
        pace=pace,
        steps=steps,
        until_s=best.until_s,
    )
    best.raise_bound(dual.bound)
    if dual.plan_cost < cost:
        best.offer(dual.plan)
    best.offer(best.moves.rounded(dual.often))
    if best.plan is None:
        worth = worth_at(best.lists, multiplier=dual.u)
        best.offer(best.plans.best(worth, time_limit_s=best.left_s() * _FIRST_PLAN_SHARE))
    _LOG.info("climb: %.6g to %.6g", best.bound, best.cost)
    return dual


def _worth(best: Best, *, relaxed: RelaxedRows, dual: Dual) -> NDArray[np.float64]:
    """Return what opening each option is worth at the multipliers of an ascent, rows included."""
    return worth_at(best.lists, multiplier=dual.u) + row_worth(relaxed, v=dual.v)


def _explore(best: Best, *, relaxed: RelaxedRows, dual: Dual) -> None:
    """Close the gap by branching, within a number of nodes and a share of the time.

    Where rows are relaxed, budgets leave gaps that a tree is slow to close and HiGHS is not.
    """
    if best.plan is None:
        return
    answer = search_tree(
        best.lists,
        rows=best.rows,
        relaxed=relaxed,
        dual=dual.with_plan(best.plan, cost=best.cost, bound=best.bound),
        gap=_TREE_GAP * best.gap,
        most_nodes=_TREE_NODES_OF_ROWS if relaxed.limit < 0 else _TREE_NODES,
        time_limit_s=best.left_s() * _TREE_SHARE,
    )
    best.offer(answer.plan)
    best.raise_bound(answer.bound)
    _LOG.info("tree of %d nodes: %.6g to %.6g", answer.nodes, best.bound, best.cost)
    best.steps.append(f"arbre de {answer.nodes} nœuds")
