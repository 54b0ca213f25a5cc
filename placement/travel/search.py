"""One search over a network from any number of nodes at once, and the way back to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from placement.errors import PlacementError
from placement.network.points import FloatArray

__all__ = ["CutArcs", "Positions", "SearchGraph", "SearchTree", "search", "search_graph"]

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CutArcs:
    """Directed arcs, whole or pieces of one, (k,) each.

    Parameters
    ----------
    tail, head
        Nodes.
    time_ms
        Whole milliseconds.
    arc
        The network's arc behind each one, which may be travelled backwards.
    span
        Share of that arc's length, 1 when it is whole.
    """

    tail: npt.NDArray[np.integer]
    head: npt.NDArray[np.integer]
    time_ms: npt.NDArray[np.int32]
    arc: Positions
    span: FloatArray

    def with_more(self, others: CutArcs) -> CutArcs:
        """Put other arcs after these."""
        return CutArcs(
            tail=np.concatenate([self.tail, others.tail]),
            head=np.concatenate([self.head, others.head]),
            time_ms=np.concatenate([self.time_ms, others.time_ms]),
            arc=np.concatenate([self.arc, others.arc]),
            span=np.concatenate([self.span, others.span]),
        )

    def behind(self, tail: Positions, head: Positions, time_ms: npt.NDArray[np.int64]) -> Positions:
        """(p,) network's arc from each tail to each head in just that time, -1 without any."""
        rows = np.flatnonzero(np.isin(self.tail, tail) & np.isin(self.head, head))[::-1]
        columns = (self.tail[rows], self.head[rows], self.time_ms[rows])
        known = dict(zip(_keys(*columns), self.arc[rows].tolist(), strict=True))
        found = [known.get(key, -1) for key in _keys(tail, head, time_ms)]
        return np.array(found, dtype=np.int64)


def _keys(*columns: npt.NDArray[np.integer]) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)


@dataclass(frozen=True, slots=True, eq=False)
class SearchGraph:
    """The fastest arc between any two nodes, arcs of a node side by side.

    Parameters
    ----------
    first
        (n + 1,) where the arcs of each node start.
    tail, head
        (k,) nodes; every arc turned round when the graph is ``reverse``.
    time_ms
        (k,) whole milliseconds.
    arc, span
        (k,) the network's arc behind each one, and the share of it.
    reverse
        Whether searches go against the traffic, from the sites towards the homes.
    """

    first: Positions
    tail: Positions
    head: Positions
    time_ms: FloatArray
    arc: Positions
    span: FloatArray
    reverse: bool

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.first.size - 1)

    def arcs_along(self, nodes: Positions) -> Positions:
        """(k - 1,) rows of the arcs that a chain of (k,) nodes uses, in the graph's direction."""
        keys = self.tail * self.n_nodes + self.head
        return np.searchsorted(keys, nodes[:-1] * self.n_nodes + nodes[1:])


@dataclass(frozen=True, slots=True, eq=False)
class SearchTree:
    """What a search found.

    Parameters
    ----------
    time_ms
        (n,) milliseconds from the nearest seed, infinite where nothing leads.
    before
        (n,) previous node on the way, -1 at seeds and where nothing leads.
    """

    time_ms: FloatArray
    before: npt.NDArray[np.int32]

    def chain(self, node: int) -> Positions:
        """Nodes from ``node`` back to its seed, both included."""
        nodes = [node]
        while (node := int(self.before[node])) >= 0:
            nodes.append(node)
        return np.array(nodes, dtype=np.int64)


def search_graph(arcs: CutArcs, *, n_nodes: int, reverse: bool) -> SearchGraph:
    """Keep the fastest of parallel arcs, the first of equals, and sort them by node."""
    ends = (arcs.head, arcs.tail) if reverse else (arcs.tail, arcs.head)
    tail, head = (end.astype(np.int64) for end in ends)
    order = np.lexsort((arcs.time_ms, head, tail))
    tail, head = tail[order], head[order]
    fastest = np.ones(tail.size, dtype=np.bool_)
    fastest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept = order[fastest]
    return SearchGraph(
        first=np.searchsorted(tail[fastest], np.arange(n_nodes + 1)),
        tail=tail[fastest],
        head=head[fastest],
        time_ms=arcs.time_ms[kept].astype(np.float64),
        arc=arcs.arc[kept],
        span=arcs.span[kept],
        reverse=reverse,
    )


def search(
    graph: SearchGraph,
    *,
    seeds: Sequence[int] | Positions,
    seed_ms: Sequence[float] | FloatArray,
    limit_ms: float = np.inf,
) -> SearchTree:
    """Find the fastest way to every node from the nearest seed, whose clocks start at ``seed_ms``.

    Nodes at exactly ``limit_ms`` are reached, those beyond are not.

    Raises
    ------
    PlacementError
        A seed that is not a node: a defect.

    Notes
    -----
    Dijkstra from one more node, tied to each seed by an arc of its starting time. Milliseconds are
    whole numbers below 2**53: sums in floating point are exact.
    """
    n = graph.n_nodes
    starts, clocks = _earliest(np.asarray(seeds, dtype=np.int64), np.asarray(seed_ms, np.float64))
    if starts.size and not 0 <= starts[0] <= starts[-1] < n:
        raise PlacementError("recherche : un départ n'est pas un nœud du réseau.")
    heads = np.concatenate([graph.head, starts])
    weights = np.concatenate([graph.time_ms, clocks])
    first = np.append(graph.first, heads.size)
    extended = csr_array((weights, heads, first), shape=(n + 1, n + 1))
    time_ms, before = dijkstra(extended, indices=[n], limit=limit_ms, return_predecessors=True)
    previous = np.where(before[0, :n] == n, -1, before[0, :n])
    return SearchTree(time_ms=time_ms[0, :n], before=np.maximum(previous, -1))


def _earliest(seeds: Positions, seed_ms: FloatArray) -> tuple[Positions, FloatArray]:
    """Each seed once, with its earliest clock."""
    order = np.lexsort((seed_ms, seeds))
    nodes, first = np.unique(seeds[order], return_index=True)
    return nodes, seed_ms[order][first]
