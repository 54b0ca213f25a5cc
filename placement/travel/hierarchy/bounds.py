"""How long the longest path of a network can be: what decides whether 32 bits are enough."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from placement.network.points import FloatArray
from placement.network.validate import strong_components
from placement.travel.hierarchy.sparse import Int32

__all__ = ["longest_ms"]


def longest_ms(tail: Int32, head: Int32, time_ms: Int32, *, n_nodes: int, enough_ms: int) -> float:
    """Bound from above the time of every fastest path, milliseconds.

    Parameters
    ----------
    tail, head, time_ms
        (k,) directed arcs.
    n_nodes
        Number of nodes.
    enough_ms
        A first, rough bound is returned when it is below this.

    Notes
    -----
    Rough: a path leaves each node once, by its slowest arc at worst. Finer: within the largest
    strongly connected part, no pair is further apart than by way of one node of it (two
    searches); outside it, and to leave it, the rough bound holds.
    """
    slowest = np.zeros(n_nodes, dtype=np.int64)
    np.maximum.at(slowest, tail, time_ms)
    rough = int(slowest.sum())
    if rough < enough_ms:
        return rough
    labels = strong_components(tail, head, n_nodes=n_nodes)
    main = labels == np.bincount(labels).argmax()
    inside = main[tail] & main[head]
    ends = tail[inside], head[inside]
    weights = np.maximum(time_ms[inside], 1).astype(np.float64)
    through = sum(
        _furthest(weights, *way, hub=int(np.flatnonzero(main)[0]), main=main)
        for way in (ends, ends[::-1])
    )
    return through + int(slowest[main].max()) + int(slowest[~main].sum())


def _furthest(
    weights: FloatArray, tail: Int32, head: Int32, *, hub: int, main: npt.NDArray[np.bool_]
) -> float:
    """Longest of the fastest paths from ``hub``; parallel arcs count for their sum: a bound."""
    graph = csr_array((weights, (tail, head)), shape=(main.size, main.size))
    return float(dijkstra(graph, indices=[hub])[0, main].max())
