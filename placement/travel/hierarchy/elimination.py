"""Symbolic elimination: which arcs a hierarchy has, whatever the travel times."""

from __future__ import annotations

import numpy as np

from placement.compiled import compiled
from placement.travel.hierarchy.sparse import Int32, Int64, Rows

__all__ = ["elimination_parents", "postorder", "upward_rows"]


@compiled
def elimination_parents(rows: Rows, rank: Int32, order: Int32) -> Int32:
    """Parent of each rank in the elimination tree, -1 for a root, shape (n,).

    Notes
    -----
    The parent of ``r`` is the lowest rank above it that ``r`` is joined to once everything below
    is eliminated. Liu, *The role of elimination trees in sparse factorization*, 1990, algorithm
    4.2: climb from each lower neighbour, shortening the way behind.
    """
    n = rank.size
    parent, jump = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    for r in range(n):
        v = order[r]
        for e in range(rows.ptr[v], rows.ptr[v + 1]):
            low = rank[rows.head[e]]
            while low < r and jump[low] != r:
                above = jump[low]
                jump[low] = r
                if above < 0:
                    parent[low] = r
                    break
                low = above
    return parent


@compiled
def postorder(parent: Int32) -> Int32:
    """Ranks in an order where every subtree is a run and ends with its root, shape (n,).

    Eliminating in this order gives the very same hierarchy: only independent nodes trade places.
    """
    n = parent.size
    size = np.ones(n, np.int32)
    for r in range(n):
        if parent[r] >= 0:
            size[parent[r]] += size[r]
    free, order = np.zeros(n, np.int32), np.empty(n, np.int32)  # where the next child may begin
    begin = 0
    for r in range(n - 1, -1, -1):
        if parent[r] < 0:
            free[r] = begin
            begin += size[r]
        else:
            free[r] = free[parent[r]]
            free[parent[r]] += size[r]
        order[free[r] + size[r] - 1] = r
    return order


@compiled
def upward_rows(rows: Rows, rank: Int32, order: Int32, parent: Int32) -> tuple[Int64, Int32]:
    """Arcs from each rank to higher ones after elimination, ascending: ``ptr`` (n+1,), ``up``.

    Notes
    -----
    The higher neighbours of ``r`` are its own in the network, and those of its children in the
    elimination tree, ``r`` itself left out (George and Liu 1981, ch. 5).
    """
    n = rank.size
    ptr, up = np.zeros(n + 1, np.int64), np.empty(4 * (n + rows.head.size), np.int32)
    child, sibling = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    seen = np.full(n, -1, np.int32)
    for r in range(n):
        k = ptr[r]
        room = n - r + k
        if room > up.size:
            more = np.empty(max(room, 2 * up.size), np.int32)
            more[:k] = up[:k]
            up = more
        seen[r] = r
        for e in range(rows.ptr[order[r]], rows.ptr[order[r] + 1]):
            to = rank[rows.head[e]]
            if to > r:
                seen[to] = r
                up[k] = to
                k += 1
        c = child[r]
        while c >= 0:
            for e in range(ptr[c], ptr[c + 1]):
                if seen[up[e]] != r:
                    seen[up[e]] = r
                    up[k] = up[e]
                    k += 1
            c = sibling[c]
        ptr[r + 1] = k
        up[ptr[r] : k].sort()
        if parent[r] >= 0:
            sibling[r] = child[parent[r]]
            child[parent[r]] = r
    return ptr, up[: ptr[n]].copy()
