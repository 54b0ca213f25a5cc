"""The tree search over plain arrays: how a policy becomes rows to relax, and a clock to stop by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Timer
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from placement.engine.ascent import Incumbent, Node, Pace, RowsToRelax, ascend
from placement.engine.branching import Tour, explore
from placement.engine.choice import CLOSED, FREE, OPEN, Choice, new_choice
from placement.engine.lists import CostLists
from placement.engine.rows import PolicyRows

__all__ = [
    "Dual",
    "Multipliers",
    "RelaxedRows",
    "TreeAnswer",
    "climb",
    "granule_of",
    "new_node_choice",
    "relaxed_rows",
    "root_state",
    "row_worth",
    "said_by_sites",
    "search_tree",
]

_NODE_PACE = Pace(steps=60, first=0.3, least=0.02, patience=8)
_LEAST_LENGTH = 1e-2
_ROOT_PATIENCE = 12
_UNKNOWN = -1e299
_LARGEST_GRANULES = 2**53


@dataclass(frozen=True, slots=True, eq=False)
class RelaxedRows:
    """Policy rows to relax, or a limit on the number of options to keep (negative for none)."""

    rows: RowsToRelax
    limit: int


@dataclass(frozen=True, slots=True, eq=False)
class Multipliers:
    """Multipliers of the groups, shape (g,), and of the relaxed rows; None for zeros."""

    u: NDArray[np.float64]
    v: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """Multipliers of the groups and of the rows, the bound they give, what they fix."""

    bound: float
    u: NDArray[np.float64]
    v: NDArray[np.float64]
    state: NDArray[np.int8]
    often: NDArray[np.float64]
    plan: NDArray[np.bool_]
    plan_cost: float

    def with_plan(self, plan: NDArray[np.bool_], *, cost: float, bound: float) -> Dual:
        """Return the same multipliers beside a better plan and a better bound."""
        return replace(self, plan=plan, plan_cost=cost, bound=max(bound, self.bound))


@dataclass(frozen=True, slots=True, eq=False)
class TreeAnswer:
    """Best plan, a proven bound, nodes visited."""

    plan: NDArray[np.bool_]
    bound: float
    nodes: int


def relaxed_rows(rows: PolicyRows) -> RelaxedRows:
    """Turn two-sided rows without auxiliaries into ``<=`` rows; leave out those a site implies."""
    limit = rows.cardinality()
    options = rows.options
    if limit is not None:
        empty = np.zeros(0)
        nowhere = np.zeros(options + 1, dtype=np.int64)
        return RelaxedRows(RowsToRelax(nowhere, empty.astype(np.int32), empty, empty), limit)
    plain = rows.option_rows()
    matrix = plain.matrix[:, :options]
    kept = ~said_by_sites(matrix, upper=plain.upper, lower=plain.lower, site=rows.site)
    parts = [
        (matrix[kept & np.isfinite(plain.upper)], plain.upper[kept & np.isfinite(plain.upper)]),
        (-matrix[kept & np.isfinite(plain.lower)], -plain.lower[kept & np.isfinite(plain.lower)]),
    ]
    stacked = sparse.csr_array(sparse.vstack([part[0] for part in parts]))
    bound = np.concatenate([part[1] for part in parts])
    size = abs(stacked).sum(axis=1) / np.maximum(np.diff(stacked.indptr), 1)
    size[size == 0] = 1.0
    by_column = (sparse.diags_array(1 / size) @ stacked).tocsc()
    rows_to_relax = RowsToRelax(
        start=by_column.indptr.astype(np.int64),
        row=by_column.indices.astype(np.int32),
        factor=by_column.data.astype(np.float64),
        bound=bound / size,
    )
    return RelaxedRows(rows_to_relax, limit=-1)


def row_worth(relaxed: RelaxedRows, *, v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the relaxed rows charge each option at some multipliers, shape (o,)."""
    rows = relaxed.rows
    owner = np.repeat(np.arange(rows.start.size - 1), np.diff(rows.start))
    charged = np.bincount(owner, weights=v[rows.row] * rows.factor, minlength=rows.start.size - 1)
    return np.asarray(charged, dtype=np.float64)


def said_by_sites(
    matrix: sparse.csr_array,
    *,
    upper: NDArray[np.float64],
    lower: NDArray[np.float64],
    site: NDArray[np.intp],
) -> NDArray[np.bool_]:
    """Rows « at most one of these options » where all are of one site: the choice keeps them."""
    said = np.zeros(upper.size, dtype=np.bool_)
    for r in np.flatnonzero((upper >= 1) & np.isneginf(lower)):
        part = slice(matrix.indptr[r], matrix.indptr[r + 1])
        said[r] = (matrix.data[part] == 1).all() and np.unique(site[matrix.indices[part]]).size <= 1
    return said


def granule_of(lists: CostLists) -> float:
    """Return what two different totals differ by at least: the divisor of every cost, or 0."""
    values = np.concatenate([lists.cost, lists.tail])
    if not values.size or values.max() > _LARGEST_GRANULES or not _whole(values):
        return 0.0
    return float(np.gcd.reduce(np.unique(np.rint(values).astype(np.int64))))


def _whole(values: NDArray[np.float64]) -> bool:
    return bool((np.abs(values - np.rint(values)) <= 1e-9 * np.maximum(1.0, values)).all())


def climb(
    lists: CostLists,
    *,
    rows: PolicyRows,
    relaxed: RelaxedRows,
    known: tuple[NDArray[np.bool_], float],
    start: Multipliers,
    pace: float,
    steps: int,
    until_s: float,
) -> Dual:
    """Raise the Lagrangian bound of the whole problem from multipliers that are not beyond tails.

    Parameters
    ----------
    known
        A plan that keeps the rows and what it costs; nothing that could be better is fixed.
    start
        Multipliers of the groups, and of the relaxed rows, to start from.
    pace, steps
        Length of the first steps: 1 from afar, less from good multipliers; most steps.
    """
    plan, plan_cost = known
    node = Node(
        state=root_state(rows),
        u=np.minimum(start.u, lists.tail),
        v=np.zeros(relaxed.rows.bound.size) if start.v is None else start.v.copy(),
    )
    incumbent = Incumbent(plan.copy(), np.array([plan_cost]))
    speed = Pace(steps, pace, _LEAST_LENGTH, _ROOT_PATIENCE)
    with _alarm(until_s - perf_counter()) as stop:
        bound, often = ascend(
            lists.walk, relaxed.rows, new_node_choice(rows, limit=relaxed.limit), node, incumbent,
            plan_cost, speed, stop,
        )  # fmt: skip
    cost = float(incumbent.cost[0])
    bound = bound if bound > _UNKNOWN else -np.inf
    return Dual(min(bound, cost), node.u, node.v, node.state, often, incumbent.plan, cost)


def search_tree(
    lists: CostLists,
    *,
    rows: PolicyRows,
    relaxed: RelaxedRows,
    dual: Dual,
    gap: float,
    most_nodes: int,
    time_limit_s: float,
) -> TreeAnswer:
    """Explore from the multipliers of the root, within a number of nodes and a time."""
    incumbent = Incumbent(dual.plan.copy(), np.array([dual.plan_cost]))
    with _alarm(time_limit_s) as stop:
        bound, nodes = explore(
            lists.walk, relaxed.rows, new_node_choice(rows, limit=relaxed.limit),
            Node(dual.state, dual.u, dual.v), incumbent,
            Tour(dual.bound, gap, granule_of(lists), most_nodes), _NODE_PACE, stop,
        )  # fmt: skip
    return TreeAnswer(plan=incumbent.plan, bound=bound, nodes=nodes)


@contextmanager
def _alarm(time_limit_s: float) -> Iterator[NDArray[np.bool_]]:
    """Give a flag that is raised after some time: a compiled loop has no clock of its own."""
    stop = np.zeros(1, dtype=np.bool_)
    timer = Timer(max(time_limit_s, 0.0), stop.fill, args=(True,))
    timer.daemon = True
    timer.start()
    try:
        yield stop
    finally:
        timer.cancel()


def root_state(rows: PolicyRows) -> NDArray[np.int8]:
    """Say of each option what its bounds settle alone, shape (o,)."""
    state = np.full(rows.options, FREE, dtype=np.int8)
    state[rows.most[: rows.options] < 0.5] = CLOSED
    state[rows.least[: rows.options] > 0.5] = OPEN
    return state


def new_node_choice(rows: PolicyRows, *, limit: int = -1) -> Choice:
    """Make room for a choice over the options of some rows; a negative limit is none."""
    return new_choice(rows.site.astype(np.int64), limit)
