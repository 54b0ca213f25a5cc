"""Nested dissection of a road network: small separators are the most important nodes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from placement.compiled import compiled
from placement.travel.hierarchy.flow import SINK, SOURCE, FlowGraph, max_flow
from placement.travel.hierarchy.sparse import Int32, Int64, Rows

__all__ = ["dissection_order"]

Float64 = npt.NDArray[np.float64]

_END_SHARE = 0.25
_SMALL_CELL = 3


def dissection_order(rows: Rows, nodes: Int32, *, xy: Float64) -> Int32:
    """Order ``nodes`` from the least important to the most, by recursive bisection.

    Parameters
    ----------
    rows
        Undirected topology; the neighbours of ``nodes`` are among ``nodes``.
    nodes
        (k,) the nodes to order.
    xy
        (n, 2) positions, metres; they steer the cuts, not the result's exactness.

    Notes
    -----
    Inertial flow (Schild and Sommer, *On balanced separators in road networks*, 2015): along
    each of four directions, the first quarter of a cell is tied to a source, the last to a sink,
    and the smallest of the four minimum cuts is kept. Its ends on the side where they are fewer
    separate the cell; they come after (above) both sides, each ordered in the same way.
    """
    return _dissect(_flow_graph(rows), nodes.astype(np.int32), np.ascontiguousarray(xy))


def _flow_graph(rows: Rows) -> FlowGraph:
    n, m = rows.ptr.size - 1, rows.head.size
    tail = np.repeat(np.arange(n), np.diff(rows.ptr))
    backward = np.lexsort((tail, rows.head))
    forward = np.lexsort((rows.head, tail))
    twin = np.empty(m, dtype=np.int64)
    twin[forward] = backward
    return FlowGraph(
        ptr=rows.ptr,
        head=rows.head,
        twin=twin,
        flow=np.zeros(m, dtype=np.int8),
        cell=np.full(n, -1, dtype=np.int32),
        end=np.zeros(n, dtype=np.int8),
        level=np.zeros(n, dtype=np.int32),
        turn=np.zeros(n, dtype=np.int64),
        queue=np.empty(n, dtype=np.int32),
    )


@compiled
def _tie_ends(g: FlowGraph, nodes: Int32, key: Float64) -> None:
    """Tie the first quarter along ``key`` to the source, the last to the sink."""
    size = nodes.size
    held = max(1, int(size * _END_SHARE))
    order = np.argsort(key)
    for i in range(size):
        v = nodes[order[i]]
        g.end[v] = SOURCE if i < held else (SINK if i >= size - held else 0)


@compiled
def _key(nodes: Int32, xy: Float64, direction: int) -> Float64:
    a, b = ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0))[direction]
    key = np.empty(nodes.size, np.float64)
    for i in range(nodes.size):
        key[i] = a * xy[nodes[i], 0] + b * xy[nodes[i], 1]
    return key


@compiled
def _bisect(g: FlowGraph, nodes: Int32, xy: Float64, path: Int64, side: Int32) -> None:
    """Write in ``side`` which half each node of a cell is on, by the best of four directions."""
    best = 1 << 30
    for direction in range(4):
        _tie_ends(g, nodes, _key(nodes, xy, direction))
        value = max_flow(g, nodes, path, best)
        if value < best:
            best = value
            for v in nodes:
                side[v] = 0 if g.level[v] >= 0 else 1
        if best == 0:
            return


@compiled
def _separate(g: FlowGraph, nodes: Int32, side: Int32) -> None:
    """Turn the cut into a separator (side 2): its ends on the side where they are fewer."""
    count = np.zeros(2, np.int64)
    for v in nodes:
        g.end[v] = 0
        for e in range(g.ptr[v], g.ptr[v + 1]):
            if g.cell[g.head[e]] == g.cell[v] and side[g.head[e]] != side[v]:
                g.end[v] = 1
        count[side[v]] += g.end[v]
    fewer = 0 if count[0] <= count[1] else 1
    for v in nodes:
        if g.end[v] and side[v] == fewer:
            side[v] = 2


@compiled
def _dissect(g: FlowGraph, nodes: Int32, xy: Float64) -> Int32:
    """Order the nodes; a cell is a slice of ``order``, its separator moved to the end of it."""
    order = nodes.copy()
    path, side = np.empty(g.cell.size + 1, np.int64), np.zeros(g.cell.size, np.int32)
    stack = [(0, order.size)]
    cells = 0
    while stack:
        low, high = stack.pop()
        if high - low <= _SMALL_CELL:
            continue
        cell = order[low:high].copy()
        for v in cell:
            g.cell[v] = cells
        cells += 1
        _bisect(g, cell, xy, path, side)
        _separate(g, cell, side)
        at = low
        for which in range(3):
            begin = at
            for v in cell:
                if side[v] == which:
                    order[at] = v
                    at += 1
            if which == 2:
                for i in range(begin, at):
                    g.cell[order[i]] = -1
            elif at - begin < high - low:
                stack.append((begin, at))
    return order
