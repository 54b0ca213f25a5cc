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

from placement.engine.branching import CLOSED, FREE, OPEN, ascend, explore
from placement.engine.lists import CostLists
from placement.engine.rows import PolicyRows

__all__ = [
    "Dual",
    "RelaxedRows",
    "TreeAnswer",
    "climb",
    "granule_of",
    "relaxed_rows",
    "search_tree",
]

_NODE_STEPS = 60
_ROOT_PATIENCE = 30
_LARGEST_GRANULES = 2**53


@dataclass(frozen=True, slots=True, eq=False)
class RelaxedRows:
    """Policy rows as ``a x <= b``, by columns, each scaled to a mean coefficient of 1."""

    column_start: NDArray[np.int64]
    row: NDArray[np.int32]
    factor: NDArray[np.float64]
    bound: NDArray[np.float64]
    limit: int


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
    """Best plan, its cost, a proven bound, nodes visited, whether the tree was exhausted."""

    plan: NDArray[np.bool_]
    cost: float
    bound: float
    nodes: int


def relaxed_rows(rows: PolicyRows) -> RelaxedRows:
    """Turn two-sided rows without auxiliaries into ``<=`` rows; leave out those a site implies."""
    limit = rows.cardinality()
    options = rows.options
    if limit is not None:
        empty = np.zeros(0)
        return RelaxedRows(
            np.zeros(options + 1, dtype=np.int64), empty.astype(np.int32), empty, empty, limit
        )
    plain = rows.option_rows()
    matrix = plain.matrix[:, :options]
    kept = ~_said_by_sites(matrix, upper=plain.upper, lower=plain.lower, site=rows.site)
    parts = [
        (matrix[kept & np.isfinite(plain.upper)], plain.upper[kept & np.isfinite(plain.upper)]),
        (-matrix[kept & np.isfinite(plain.lower)], -plain.lower[kept & np.isfinite(plain.lower)]),
    ]
    stacked = sparse.csr_array(sparse.vstack([part[0] for part in parts]))
    bound = np.concatenate([part[1] for part in parts])
    size = np.abs(stacked).sum(axis=1) / np.maximum(np.diff(stacked.indptr), 1)
    size[size == 0] = 1.0
    by_column = (sparse.diags_array(1 / size) @ stacked).tocsc()
    return RelaxedRows(
        column_start=by_column.indptr.astype(np.int64),
        row=by_column.indices.astype(np.int32),
        factor=by_column.data.astype(np.float64),
        bound=bound / size,
        limit=-1,
    )


def _said_by_sites(
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
    """What two different totals differ by at least: the common divisor of every cost, or 0."""
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
    plan: NDArray[np.bool_],
    plan_cost: float,
    u: NDArray[np.float64],
    v: NDArray[np.float64] | None = None,
    steps: int,
    pace: float,
    until_s: float,
) -> Dual:
    """Raise the Lagrangian bound of the whole problem from multipliers that are not beyond tails.

    Parameters
    ----------
    plan, plan_cost
        A plan that keeps the rows and what it costs; nothing that could be better is fixed.
    u, v
        Where to start: multipliers of the groups, shape (g,), and of the relaxed rows.
    """
    state = _root_state(rows)
    multiplier = np.minimum(u, lists.tail)
    row_multiplier = np.zeros(relaxed.bound.size) if v is None else v.copy()
    best = plan.copy()
    often = np.zeros(lists.options)
    with _alarm(until_s - perf_counter()) as stop:
        bound, cost = ascend(
            *_walk(lists), *_policy(rows, relaxed), state, multiplier, row_multiplier, plan_cost,
            best, plan_cost, often, steps, pace, 1e-3, _ROOT_PATIENCE, stop,
        )  # fmt: skip
    return Dual(min(bound, cost), multiplier, row_multiplier, state, often, best, cost)


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
    plan = dual.plan.copy()
    with _alarm(time_limit_s) as stop:
        cost, bound, nodes = explore(
            *_walk(lists), *_policy(rows, relaxed), dual.state, dual.u, dual.v, dual.bound,
            gap, granule_of(lists), plan, dual.plan_cost, _NODE_STEPS, most_nodes, stop,
        )  # fmt: skip
    return TreeAnswer(plan=plan, cost=cost, bound=bound, nodes=nodes)


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


def _root_state(rows: PolicyRows) -> NDArray[np.int8]:
    state = np.full(rows.options, FREE, dtype=np.int8)
    state[rows.most[: rows.options] < 0.5] = CLOSED
    state[rows.least[: rows.options] > 0.5] = OPEN
    return state


def _walk(lists: CostLists) -> tuple[NDArray[np.int64], NDArray[np.int32], object, object]:
    return lists.start, lists.option, lists.cost, lists.tail


def _policy(rows: PolicyRows, relaxed: RelaxedRows) -> tuple[object, ...]:
    return (
        rows.site.astype(np.int64),
        int(rows.site.max(initial=-1)) + 1,
        relaxed.column_start,
        relaxed.row,
        relaxed.factor,
        relaxed.bound,
        relaxed.limit,
    )
