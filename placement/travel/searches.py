"""Times between nodes of a network: which engine answers, and the plain one."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from placement.errors import NetworkError
from placement.network.model import RoadNetwork
from placement.network.points import FloatArray
from placement.travel.profiles import ModeArcs

__all__ = [
    "PlainSearches",
    "Progress",
    "Searches",
    "SweptSearches",
    "block_sources",
    "choose_searches",
]

Progress = Callable[[int, int], None]
NodeArray = npt.NDArray[np.int64]

_BLOCK_BYTES = 64 * 2**20
_MOST_SOURCES = 32  # a block is also one step of the progress bar

# Measured, seconds (docs/routage.md): a plain search by node, numba and its kernels read from
# disk, a hierarchy by node (between the cost of the first run and that of the next ones).
_PLAIN_S, _WAKE_S, _PREPARE_S = 0.12e-6, 0.7, 2.5e-6
_ROAD_DEGREE = 8  # arcs per node; beyond, this is no road network and its hierarchy is dense
_LOGGER = logging.getLogger(__name__)


class Searches(Protocol):
    """Something that knows the times between the nodes of one network by one mode."""

    def times_ms(
        self,
        from_nodes: NodeArray,
        to_nodes: NodeArray,
        *,
        limit_ms: float,
        progress: Progress | None,
    ) -> FloatArray:
        """(n_from, n_to) milliseconds, infinite without a path or beyond the limit."""
        ...


def choose_searches(
    network: RoadNetwork, arcs: ModeArcs, *, n_searches: int, limit_ms: float, folder: Path | None
) -> Searches:
    """Choose the engine for so many searches: both give the same times, to the millisecond.

    Parameters
    ----------
    network, arcs
        The network, and those of its arcs that the mode may use.
    n_searches
        Points on the side where they are fewer.
    limit_ms
        Times above it are not wanted.
    folder
        Where hierarchies are kept between runs; None to keep nothing.
    """
    if _pays(network, n_searches=n_searches) and _suits_hierarchy(network):
        try:
            swept = SweptSearches(network, arcs, folder=folder)
        except NetworkError as error:
            _LOGGER.info("recherches sans hiérarchie : %s", error)
        else:
            if swept.serves(limit_ms):
                return swept
    return PlainSearches(arcs, n_nodes=network.n_nodes)


def _pays(network: RoadNetwork, *, n_searches: int) -> bool:
    plain_s = _PLAIN_S * network.n_nodes * n_searches
    return plain_s > _WAKE_S + _PREPARE_S * network.n_nodes


def _suits_hierarchy(network: RoadNetwork) -> bool:
    if network.n_arcs > _ROAD_DEGREE * network.n_nodes:
        return False
    if importlib.util.find_spec("numba") is None:
        _LOGGER.warning("numba est absent : les temps de trajet seront longs à calculer.")
        return False
    return True


class SweptSearches:
    """Customizable hierarchy and restricted sweeps, from the smaller side."""

    def __init__(self, network: RoadNetwork, arcs: ModeArcs, *, folder: Path | None) -> None:
        from placement.travel import hierarchy  # noqa: PLC0415  numba takes half a second to wake

        self._engine = hierarchy
        topology = hierarchy.kept_topology(
            network.tail, network.head, n_nodes=network.n_nodes, xy=network.node_xy, folder=folder
        )
        self._hierarchy = hierarchy.customize(
            topology, tail=arcs.tail, head=arcs.head, time_ms=arcs.time_ms
        )

    def serves(self, limit_ms: float) -> bool:
        """Whether every time up to the limit fits 32 bits."""
        return self._hierarchy.bounded or limit_ms < self._engine.NO_PATH

    def times_ms(
        self,
        from_nodes: NodeArray,
        to_nodes: NodeArray,
        *,
        limit_ms: float,
        progress: Progress | None,
    ) -> FloatArray:
        """(n_from, n_to) milliseconds, infinite without a path or beyond the limit."""
        forward = from_nodes.size < to_nodes.size
        few, many = (from_nodes, to_nodes) if forward else (to_nodes, from_nodes)
        order = self._hierarchy.topology.side_by_side(few.astype(np.int32))
        ready = self._engine.ManyToMany.to(
            self._hierarchy, many.astype(np.int32), backward=not forward
        )
        limit = int(limit_ms) if np.isfinite(limit_ms) else None
        found = ready.times_ms(few[order].astype(np.int32), limit_ms=limit, progress=progress)
        time_ms = np.empty((few.size, many.size))
        time_ms[order] = found.T
        time_ms[time_ms >= self._engine.NO_PATH] = np.inf
        return time_ms if forward else time_ms.T


class PlainSearches:
    """Dijkstra's algorithm by scipy from the smaller side, block of sources after block."""

    def __init__(self, arcs: ModeArcs, *, n_nodes: int) -> None:
        self._graph = _fastest_graph(arcs, n_nodes=n_nodes)

    def times_ms(
        self,
        from_nodes: NodeArray,
        to_nodes: NodeArray,
        *,
        limit_ms: float,
        progress: Progress | None,
    ) -> FloatArray:
        """(n_from, n_to) milliseconds, infinite without a path or beyond the limit."""
        forward = from_nodes.size < to_nodes.size
        graph = self._graph if forward else csr_array(self._graph.T)
        sources, targets = (from_nodes, to_nodes) if forward else (to_nodes, from_nodes)
        found = np.empty((sources.size, targets.size))
        step = block_sources(int(graph.shape[0]))
        for first in range(0, sources.size, step):
            block = sources[first : first + step]
            found[first : first + step] = dijkstra(graph, indices=block, limit=limit_ms)[:, targets]
            if progress is not None:
                progress(min(first + step, sources.size), sources.size)
        return found if forward else found.T


def block_sources(n_nodes: int) -> int:
    """Count the sources that one call of scipy's Dijkstra is given."""
    return max(1, min(_MOST_SOURCES, _BLOCK_BYTES // (8 * n_nodes)))


def _fastest_graph(arcs: ModeArcs, *, n_nodes: int) -> csr_array[np.float64]:
    """Sparse matrix of the arcs; of parallel arcs only the fastest (scipy would add them up)."""
    order = np.lexsort((arcs.time_ms, arcs.head, arcs.tail))
    tail, head = arcs.tail[order], arcs.head[order]
    fastest = np.ones(tail.size, dtype=np.bool_)
    fastest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    weights = arcs.time_ms[order][fastest].astype(np.float64)
    shape = (n_nodes, n_nodes)
    return csr_array((weights, (tail[fastest], head[fastest])), shape=shape)
