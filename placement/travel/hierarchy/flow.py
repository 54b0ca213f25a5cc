"""The smallest set of roads that separates two ends of a region: a maximum flow of ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from placement.compiled import compiled
from placement.travel.hierarchy.sparse import Int32, Int64

__all__ = ["FlowGraph", "max_flow"]

SOURCE, SINK = 1, 2


class FlowGraph(NamedTuple):
    """Compressed rows with what a flow needs; all of it is scratch, reused by every cell.

    Parameters
    ----------
    ptr, head
        The neighbours of ``v`` are ``head[ptr[v]:ptr[v + 1]]``.
    twin
        (m,) position of the same edge seen from the other end.
    flow
        (m,) net flow along the edge, -1, 0 or 1; ``flow[twin] == -flow``.
    cell
        (n,) the cell that each node is in; edges between cells do not exist.
    end
        (n,) 1 for the nodes that the flow leaves, 2 for those that it must reach.
    level, turn
        (n,) distance from the sources (-1 beyond reach), next edge to try.
    queue
        (n,) room for a search.
    """

    ptr: Int64
    head: Int32
    twin: Int64
    flow: npt.NDArray[np.int8]
    cell: Int32
    end: npt.NDArray[np.int8]
    level: Int32
    turn: Int64
    queue: Int32


@compiled
def _levels(g: FlowGraph, nodes: Int32) -> bool:
    """Breadth-first levels from the sources in the residual graph; True when a sink is met."""
    filled = 0
    for v in nodes:
        g.level[v] = 0 if g.end[v] == SOURCE else -1
        g.turn[v] = g.ptr[v]
        if g.end[v] == SOURCE:
            g.queue[filled] = v
            filled += 1
    met, at = False, 0
    while at < filled:
        v = g.queue[at]
        at += 1
        for e in range(g.ptr[v], g.ptr[v + 1]):
            u = g.head[e]
            if g.cell[u] == g.cell[v] and g.flow[e] < 1 and g.level[u] < 0:
                g.level[u] = g.level[v] + 1
                met |= g.end[u] == SINK
                g.queue[filled] = u
                filled += 1
    return met


@compiled
def _advance(g: FlowGraph, v: int) -> int:
    """Next edge from ``v`` to the level after it, -1 when it has none left."""
    while g.turn[v] < g.ptr[v + 1]:
        e: int = g.turn[v]
        u = g.head[e]
        if g.cell[u] == g.cell[v] and g.flow[e] < 1 and g.level[u] == g.level[v] + 1:
            return e
        g.turn[v] += 1
    return -1


@compiled
def _augment(g: FlowGraph, start: int, path: Int64) -> bool:
    """Send one unit from ``start`` to a sink along the levels."""
    v, depth = start, 0
    while g.end[v] != SINK:
        e = _advance(g, v)
        if e >= 0:
            path[depth] = e
            depth += 1
            v = g.head[e]
        elif depth == 0:
            return False
        else:
            depth -= 1
            v = g.head[g.twin[path[depth]]]
            g.turn[v] += 1
    for i in range(depth):
        g.flow[path[i]] += 1
        g.flow[g.twin[path[i]]] -= 1
    return True


@compiled
def max_flow(g: FlowGraph, nodes: Int32, path: Int64, most: int) -> int:
    """Edges of the smallest cut between the two ends of a cell, given up at ``most``.

    Afterwards ``level >= 0`` marks the side of the sources.

    Notes
    -----
    Dinic 1970; on unit capacities the phases are few.
    """
    for v in nodes:
        for e in range(g.ptr[v], g.ptr[v + 1]):
            g.flow[e] = 0
    value = 0
    while value < most and _levels(g, nodes):
        for v in nodes:
            if g.end[v] == SOURCE:
                while value < most and _augment(g, v, path):
                    value += 1
    return value
