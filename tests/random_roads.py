"""Small directed graphs of every kind, and what scipy's Dijkstra says of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from placement.travel.hierarchy import NO_PATH, Hierarchy, build_topology, customize

Int32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Graph:
    """Directed arcs between ``n`` nodes placed somewhere."""

    n: int
    tail: Int32
    head: Int32
    time_ms: Int32
    xy: npt.NDArray[np.float64]

    def hierarchy(self) -> Hierarchy:
        """Topology and times."""
        topology = build_topology(self.tail, self.head, n_nodes=self.n, xy=self.xy)
        return customize(topology, tail=self.tail, head=self.head, time_ms=self.time_ms)

    def dijkstra_ms(self, sources: Int32, *, backward: bool = False) -> npt.NDArray[np.int64]:
        """(s, n) milliseconds by scipy, ``NO_PATH`` where none; parallel arcs by the fastest.

        scipy takes a stored zero as an arc of no time only when it is stored: it is.
        """
        tail, head = (self.head, self.tail) if backward else (self.tail, self.head)
        order = np.lexsort((self.time_ms, head, tail))
        tail, head, time_ms = tail[order], head[order], self.time_ms[order]
        first = np.ones(tail.size, dtype=np.bool_)
        first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        weights = time_ms[first].astype(np.float64)
        matrix = csr_array((weights, (tail[first], head[first])), shape=(self.n, self.n))
        found = dijkstra(matrix, indices=sources)
        return np.where(np.isfinite(found), found, NO_PATH).astype(np.int64)


def drawn(seed: int) -> Graph:
    """Draw a graph: sparse or dense, in pieces, with loops, parallel arcs, zeros and one-ways."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 60))
    m = int(rng.integers(0, 4 * n))
    tail, head = rng.integers(0, n, m), rng.integers(0, n, m)
    if seed % 2:  # roads: mostly neighbours, mostly both ways
        head = np.clip(tail + rng.integers(-2, 3, m), 0, n - 1)
        both = rng.random(m) < 0.7
        tail, head = np.concatenate([tail, head[both]]), np.concatenate([head, tail[both]])
    time_ms = rng.integers(0, (3, 1_000, 10**6)[seed % 3], tail.size)
    return Graph(
        n=n,
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        time_ms=time_ms.astype(np.int32),
        xy=rng.uniform(0, 1_000, (n, 2)) if seed % 5 else np.zeros((n, 2)),
    )
