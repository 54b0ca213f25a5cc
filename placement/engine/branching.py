"""Branch and bound on the Lagrangian, depth first; compiled.

A node fixes some options open or closed; its bound is that of `ascend`. It branches on an option
that the ascent could not make up its mind about, and looks first at what opening it gives.

Notes
-----
N. Christofides, J. Beasley, A tree search algorithm for the p-median problem, EJOR 10 (1982)
196-204. The value of the root is that of the linear relaxation; the tree is what closes the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled
from placement.engine.ascent import Incumbent, Node, Pace, RowsToRelax, ascend, row_slopes
from placement.engine.choice import CLOSED, FREE, OPEN, Choice
from placement.engine.walks import Walk, group_costs

__all__ = ["Tour", "explore"]

Floats = NDArray[np.float64]

_DEPTH = 512
_KEPT = 1e-7


class Tour(NamedTuple):
    """Where to start, which nodes are not worth a visit, and how many to visit at most.

    ``gap``: a node's bound is within this share of the plan in hand. ``granule``: two different
    totals differ by at least this, 0 when unknown, so that a bound closer than that proves the
    plan.
    """

    root_bound: float
    gap: float
    granule: float
    most_nodes: int


class _Stack(NamedTuple):
    """Nodes to visit, the last one next."""

    state: NDArray[np.int8]
    u: Floats
    v: Floats
    bound: Floats


@compiled
def explore(
    walk: Walk,
    rows: RowsToRelax,
    choice: Choice,
    root: Node,
    incumbent: Incumbent,
    tour: Tour,
    pace: Pace,
    stop: NDArray[np.bool_],
) -> tuple[float, int]:
    """Search the tree; return a proven bound and the nodes visited.

    ``stop[0]``, set from another thread, ends the search; the bound is then the least of what is
    left to visit.
    """
    stack = _new_stack(root, tour.root_bound)
    top, nodes, left = 1, 0, np.inf
    while top > 0 and nodes < tour.most_nodes and not stop[0]:
        top -= 1
        cutoff = _cutoff(incumbent.cost[0], tour)
        if stack.bound[top] > cutoff:
            continue
        nodes += 1
        node = Node(stack.state[top].copy(), stack.u[top].copy(), stack.v[top].copy())
        if _cannot_keep(node.state, rows):
            continue
        value, often = ascend(walk, rows, choice, node, incumbent, cutoff, pace, stop)
        value = max(value, stack.bound[top])
        if stop[0]:
            left = min(left, stack.bound[top])
            break
        if value > cutoff:
            continue
        branch = _undecided(node.state, often)
        if branch < 0:
            _try_leaf(walk, rows, node.state, incumbent)
        elif top + 2 > _DEPTH:
            left = min(left, value)
            break
        else:
            top = _push(stack, top, node, value, branch)
    for z in range(top):
        left = min(left, stack.bound[z])
    return min(left, _proven(incumbent.cost[0], tour)), nodes


@compiled
def _cutoff(cost: float, tour: Tour) -> float:
    """Bound above which no plan that matters is left in a node."""
    return cost - max(0.999 * tour.granule, tour.gap * abs(cost))


@compiled
def _proven(cost: float, tour: Tour) -> float:
    """Bound that leaving nodes above the cutoff proves."""
    if 0.999 * tour.granule >= tour.gap * abs(cost):
        return cost
    return cost - tour.gap * abs(cost)


@compiled
def _new_stack(root: Node, root_bound: float) -> _Stack:
    stack = _Stack(
        np.empty((_DEPTH, root.state.size), np.int8),
        np.empty((_DEPTH, root.u.size)),
        np.empty((_DEPTH, root.v.size)),
        np.empty(_DEPTH),
    )
    stack.state[0] = root.state
    stack.u[0] = root.u
    stack.v[0] = root.v
    stack.bound[0] = root_bound
    return stack


@compiled
def _push(stack: _Stack, top: int, node: Node, value: float, branch: int) -> int:
    """Add the two children of a node, the one that opens the option on top; the new height."""
    for decision in (CLOSED, OPEN):
        stack.state[top] = node.state
        stack.state[top, branch] = decision
        stack.u[top] = node.u
        stack.v[top] = node.v
        stack.bound[top] = value
        top += 1
    return top


@compiled
def _undecided(state: NDArray[np.int8], often: Floats) -> int:
    """Find the free option that was picked about every other time, the more the better; or -1."""
    branch, most = -1, -1.0
    for k in range(state.size):
        if state[k] == FREE:
            score = min(often[k], 1.0 - often[k]) + 0.3 * often[k]
            if score > most:
                branch, most = k, score
    return branch


@compiled
def _cannot_keep(state: NDArray[np.int8], rows: RowsToRelax) -> bool:
    """Whether some row is broken whatever the free options become."""
    lightest = np.zeros(rows.bound.size)
    for k in range(state.size):
        for z in range(rows.start[k], rows.start[k + 1]):
            factor = rows.factor[z]
            if state[k] == OPEN or (state[k] == FREE and factor < 0.0):
                lightest[rows.row[z]] += factor
    broken = False
    for r in range(rows.bound.size):
        broken = broken or lightest[r] > rows.bound[r] + _KEPT
    return broken


@compiled
def _try_leaf(walk: Walk, rows: RowsToRelax, state: NDArray[np.int8], incumbent: Incumbent) -> None:
    """Keep the plan of a node where everything is fixed, if it keeps the rows and costs less."""
    picked = state == OPEN
    slope = np.empty(rows.bound.size)
    row_slopes(rows, picked, slope)
    for r in range(slope.size):
        if slope[r] > _KEPT:
            return
    met = group_costs(walk, picked, np.empty(walk.tail.size))
    if met < incumbent.cost[0]:
        incumbent.cost[0] = met
        incumbent.plan[:] = picked
