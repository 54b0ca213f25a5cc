"""Undirected road topology in compressed rows: what an elimination order is made from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Int32", "Int64", "Rows", "undirected_rows"]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """Compressed rows: the neighbours of ``v`` are ``head[ptr[v]:ptr[v + 1]]``."""

    ptr: Int64
    head: Int32


def undirected_rows(tail: Int32, head: Int32, *, n_nodes: int) -> Rows:
    """Neighbours of each node whatever the direction: no loop, no repeat, ascending."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    edge = np.unique(low.astype(np.int64) * n_nodes + high)
    low, high = edge // n_nodes, edge % n_nodes
    low, high = low[low != high], high[low != high]
    start, end = np.concatenate([low, high]), np.concatenate([high, low])
    order = np.lexsort((end, start))
    ptr = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(start, minlength=n_nodes), out=ptr[1:])
    return Rows(ptr, end[order].astype(np.int32))
