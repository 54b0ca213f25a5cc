"""The kernels of a many-to-many query: climb from the sources, sweep down to the targets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from placement.compiled import compiled
from placement.travel.hierarchy.lanes import LANES, NO_PATH, aligned_rows, emit, relax
from placement.travel.hierarchy.sparse import Int32, Int64

__all__ = ["Ladder", "Selection", "Workspace", "run_batches", "select", "workspace"]

UNLIMITED = NO_PATH - 1
Flags = npt.NDArray[np.uint8]


class Ladder(NamedTuple):
    """What a search climbs: by rank, as in a topology, with the times of one direction."""

    parent: Int32
    ptr: Int64
    up: Int32
    time_ms: Int32


class Selection(NamedTuple):
    """The ranks that some target can be reached from above, as rows from the highest down.

    Parameters
    ----------
    row
        (n,) row of each rank, -1 for those left out.
    ptr, up, time_ms
        Arcs into each row from the rows above it, with times downwards.
    skip
        (R,) the first row after those that nothing enters when nothing enters this one from above.
    """

    row: Int32
    ptr: Int64
    up: Int32
    time_ms: Int32
    skip: Int32


class Workspace(NamedTuple):
    """Scratch of one thread; between two batches ``seeded`` is 0 and ``climbed`` is ``NO_PATH``.

    Parameters
    ----------
    lanes
        (R, 16) milliseconds from the sixteen sources to each row.
    seeded
        (R,) 1 where a source climbed by.
    reached
        (R,) 1 where some source is within the limit.
    climbed
        (n,) milliseconds of one climb.
    """

    lanes: Int32
    seeded: Flags
    reached: Flags
    climbed: Int32


def workspace(selection: Selection) -> Workspace:
    """Fresh scratch for a selection."""
    rows = selection.skip.size
    return Workspace(
        lanes=aligned_rows(rows),
        seeded=np.zeros(rows, dtype=np.uint8),
        reached=np.zeros(rows, dtype=np.uint8),
        climbed=np.full(selection.row.size, NO_PATH, dtype=np.int32),
    )


@compiled
def select(ladder: Ladder, targets: Int32) -> Selection:
    """Keep what can lead down to the ranks ``targets``: they, and all that is above them.

    Notes
    -----
    Delling, Goldberg, Werneck, *Faster batched shortest paths in road networks*, 2011 (RPHAST).
    ``ladder.time_ms`` are times from the higher rank to the lower one; arcs without a path go.
    """
    row, chosen = _ancestors(ladder.parent, targets)
    rows, arcs = chosen.size, 0
    for r in chosen:
        for e in range(ladder.ptr[r], ladder.ptr[r + 1]):
            arcs += ladder.time_ms[e] < NO_PATH
    ptr, skip = np.zeros(rows + 1, np.int64), np.ones(rows, np.int32)
    up, time_ms = np.empty(arcs, np.int32), np.empty(arcs, np.int32)
    at = 0
    for i in range(rows):
        r = chosen[i]
        for e in range(ladder.ptr[r], ladder.ptr[r + 1]):
            if ladder.time_ms[e] < NO_PATH:
                up[at], time_ms[at] = row[ladder.up[e]], ladder.time_ms[e]
                at += 1
        ptr[i + 1] = at
    _subtree_ends(ladder, row, chosen, skip)
    return Selection(row, ptr, up, time_ms, skip)


@compiled
def _ancestors(parent: Int32, targets: Int32) -> tuple[Int32, Int32]:
    """Row of each rank (-1 for none) and rank of each row: targets and all above them."""
    row, rows = np.full(parent.size, -1, np.int32), 0
    for target in targets:
        r = target
        while r >= 0 and row[r] < 0:
            row[r] = 0
            rows += 1
            r = parent[r]
    chosen, filled = np.empty(rows, np.int32), 0
    for r in range(parent.size - 1, -1, -1):
        if row[r] == 0:
            row[r], chosen[filled] = filled, r
            filled += 1
    return row, chosen


@compiled
def _subtree_ends(ladder: Ladder, row: Int32, chosen: Int32, skip: Int32) -> None:
    """Write the first row after each subtree: its root's row plus its size.

    A root that some higher neighbour does not lead to (a one-way) only answers for itself: that
    neighbour may lead further down.
    """
    for i in range(chosen.size - 1, -1, -1):
        above = ladder.parent[chosen[i]]
        if above >= 0:
            skip[row[above]] += skip[i]
    for i in range(chosen.size):
        for e in range(ladder.ptr[chosen[i]], ladder.ptr[chosen[i] + 1]):
            if ladder.time_ms[e] >= NO_PATH:
                skip[i] = 1
        skip[i] += i


@compiled
def _climb(
    ladder: Ladder, selection: Selection, work: Workspace, source: int, lane: int, limit: int
) -> None:
    """Search upwards from one source and seed its lane; no queue: the way up is the tree's.

    Notes
    -----
    Elimination tree query of Dibbelt, Strasser, Wagner 2016: every rank that a search can climb
    to is an ancestor, and ancestors come in ascending order.
    """
    climbed = work.climbed
    climbed[source] = 0
    r = source
    while r >= 0:
        here, row = climbed[r], selection.row[r]
        climbed[r] = NO_PATH
        if row >= 0:
            if not work.seeded[row]:
                work.seeded[row] = 1
                work.lanes[row, :] = NO_PATH
            work.lanes[row, lane] = here
        if here <= limit:
            for e in range(ladder.ptr[r], ladder.ptr[r + 1]):
                through = here + ladder.time_ms[e]
                climbed[ladder.up[e]] = min(climbed[ladder.up[e]], through)
        r = ladder.parent[r]


@compiled
def _unseed(ladder: Ladder, selection: Selection, work: Workspace, source: int) -> None:
    r = source
    while r >= 0:
        if selection.row[r] >= 0:
            work.seeded[selection.row[r]] = 0
        r = ladder.parent[r]


@compiled
def _any_reached(selection: Selection, reached: Flags, row: int) -> bool:
    for e in range(selection.ptr[row], selection.ptr[row + 1]):  # noqa: SIM110  one call less
        if reached[selection.up[e]]:
            return True
    return False


@compiled
def _sweep(selection: Selection, work: Workspace) -> None:
    """Scan the rows from the highest down: each takes the best of the rows above it.

    Notes
    -----
    PHAST, Delling, Goldberg, Nowatzyk, Werneck 2013: whatever the source, the fastest way down
    only meets arcs of the hierarchy, and a row's higher neighbours are final when it is scanned.
    """
    for row in range(selection.skip.size):
        if not work.seeded[row]:
            work.lanes[row, :] = NO_PATH
        relax(
            work.lanes, row, selection.up, selection.time_ms,
            selection.ptr[row], selection.ptr[row + 1], UNLIMITED,
        )  # fmt: skip


@compiled
def _sweep_within(selection: Selection, work: Workspace, limit: int) -> None:
    """Scan as :func:`_sweep`, but pass over subtrees that nothing within the limit enters.

    Notes
    -----
    Whatever leads into a subtree comes from the
    higher neighbours of its root (they separate it from the rest): when none of them is within
    the limit and no source lies inside, no row of the subtree is.
    """
    row, rows = 0, selection.skip.size
    while row < rows:
        if not work.seeded[row]:
            work.lanes[row, :] = NO_PATH
            if not _any_reached(selection, work.reached, row):
                work.reached[row : selection.skip[row]] = 0
                row = selection.skip[row]
                continue
        work.reached[row] = relax(
            work.lanes, row, selection.up, selection.time_ms,
            selection.ptr[row], selection.ptr[row + 1], limit,
        )  # fmt: skip
        row += 1


@compiled
def _emit_lanes(
    work: Workspace, rows: Int32, out: Int32, first: int, last: int, limit: int
) -> None:
    """Write a batch into its columns, ``NO_PATH`` above the limit."""
    for target in range(rows.size):
        row = rows[target]
        if not work.reached[row]:
            out[target, first:last] = NO_PATH
        elif last - first == LANES:
            emit(work.lanes, row, out, target * out.shape[1] + first, limit)
        else:
            for k in range(last - first):
                within = work.lanes[row, k] <= limit
                out[target, first + k] = work.lanes[row, k] if within else NO_PATH


@compiled
def run_batches(
    ladder: Ladder,
    selection: Selection,
    work: Workspace,
    sources: Int32,
    run: tuple[int, int],
    targets: Int32,
    out: Int32,
    limit: int,
) -> None:
    """Compute a run of columns, sixteen at a time.

    Parameters
    ----------
    ladder, selection, work
        The hierarchy upwards, downwards, and scratch.
    sources
        (s,) ranks of all the sources.
    run
        First of the sources to search from, and the one after the last.
    targets
        (t,) rows of the targets in the selection.
    out
        (t, s) milliseconds; every cell of the columns of the run is written.
    limit
        Times above it are no path; ``UNLIMITED`` scans everything, with less to check.
    """
    work.reached[:] = 1
    for first in range(run[0], run[1], LANES):
        last = min(first + LANES, run[1])
        for k in range(first, last):
            _climb(ladder, selection, work, sources[k], k - first, limit)
        if limit < UNLIMITED:
            _sweep_within(selection, work, limit)
        else:
            _sweep(selection, work)
        _emit_lanes(work, targets, out, first, last, limit)
        for k in range(first, last):
            _unseed(ladder, selection, work, sources[k])
