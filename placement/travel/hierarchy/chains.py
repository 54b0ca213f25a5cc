"""Dead ends and chains come first in the order: eliminating them never adds an edge too many."""

from __future__ import annotations

import numpy as np

from placement.compiled import compiled
from placement.travel.hierarchy.sparse import Int32, Int64, Rows

__all__ = ["eliminate_chains"]


def eliminate_chains(rows: Rows) -> tuple[Int32, Rows]:
    """Eliminate nodes of at most two neighbours until none is left.

    Returns
    -------
    first
        Those nodes, in the order of their elimination.
    core
        The topology left between the others, same numbering; eliminated nodes have no neighbour.

    Notes
    -----
    Eliminating a node joins its neighbours: with two of them, one edge replaces two, so the rows
    are edited in place and never grow. Four nodes of five of an OpenStreetMap extract go this
    way. Each round takes nodes that do not touch each other, so that a chain of k nodes becomes
    log2 k levels and not k.
    """
    head = rows.head.copy()
    degree = np.diff(rows.ptr).astype(np.int32)
    first = _eliminate(rows.ptr, head, degree)
    inside = np.arange(head.size) < np.repeat(rows.ptr[:-1] + degree, np.diff(rows.ptr))
    ptr = np.zeros(degree.size + 1, dtype=np.int64)
    np.cumsum(degree, out=ptr[1:])
    return first, Rows(ptr, head[inside])


@compiled
def _find(head: Int32, begin: int, degree: int, node: int) -> int:
    for e in range(begin, begin + degree):
        if head[e] == node:
            return e
    return -1


@compiled
def _unlink(ptr: Int64, head: Int32, degree: Int32, at: int, node: int) -> None:
    """Take ``node`` out of the neighbours of ``at``."""
    degree[at] -= 1
    last = ptr[at] + degree[at]
    head[_find(head, ptr[at], degree[at] + 1, node)] = head[last]


@compiled
def _join(ptr: Int64, head: Int32, degree: Int32, node: int) -> None:
    """Eliminate a node of two neighbours: they become neighbours of each other."""
    a, b = head[ptr[node]], head[ptr[node] + 1]
    if _find(head, ptr[a], degree[a], b) >= 0:
        _unlink(ptr, head, degree, a, node)
        _unlink(ptr, head, degree, b, node)
    else:
        head[_find(head, ptr[a], degree[a], node)] = b
        head[_find(head, ptr[b], degree[b], node)] = a


@compiled
def _take(ptr: Int64, head: Int32, degree: Int32, node: int) -> None:
    if degree[node] == 2:
        _join(ptr, head, degree, node)
    elif degree[node] == 1:
        _unlink(ptr, head, degree, head[ptr[node]], node)
    degree[node] = 0


@compiled
def _eliminate(ptr: Int64, head: Int32, degree: Int32) -> Int32:
    n = degree.size
    first = np.empty(n, np.int32)
    touched = np.zeros(n, np.int32)
    waiting = np.flatnonzero(degree <= 2).astype(np.int32)
    queued = degree <= 2
    done, round_ = 0, 0
    while waiting.size:
        round_ += 1
        later, kept = np.empty(3 * waiting.size, np.int32), 0
        for node in waiting:
            if touched[node] == round_:
                later[kept] = node
                kept += 1
                continue
            for e in range(ptr[node], ptr[node] + degree[node]):
                touched[head[e]] = round_
            a, b, known = head[ptr[node]], head[ptr[node] + degree[node] - 1], degree[node] > 0
            _take(ptr, head, degree, int(node))
            first[done] = node
            done += 1
            if known:
                for other in (a, b):
                    if degree[other] <= 2 and not queued[other]:
                        queued[other] = True
                        later[kept] = other
                        kept += 1
        waiting = later[:kept].copy()
    return first[:done]
