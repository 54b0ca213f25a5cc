"""Exact many-to-many times on a directed network, by Dijkstra from the smaller side."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from placement.network.model import RoadNetwork
from placement.network.points import FloatArray, Points
from placement.network.snap import unsnapped_of
from placement.travel.attach import Attached, attach_points, door_to_door_ms
from placement.travel.profiles import ModeArcs, TravelMode, mode_arcs
from placement.travel.roadside import roadside
from placement.travel.times import TravelTimes
from placement.units import MS_PER_S, kmh_to_ms

__all__ = ["MAX_SNAP_M", "Progress", "planned_memory_bytes", "travel_times"]

MAX_SNAP_M = 3_000.0

Progress = Callable[[int, int], None]

_BLOCK_BYTES = 64 * 2**20
_MOST_SOURCES = 32  # a block is also one step of the progress bar
_LOGGER = logging.getLogger(__name__)


def travel_times(
    network: RoadNetwork,
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    max_snap_m: float = MAX_SNAP_M,
    progress: Progress | None = None,
) -> TravelTimes:
    """Compute the times from every origin to every destination: access leg, network, egress leg.

    Parameters
    ----------
    network
        Any network; parallel arcs count for the fastest.
    origins, destinations
        Homes and sites.
    mode
        How people travel.
    max_snap_m
        Straight-line distance to the network, metres, beyond which a point is left out.
    progress
        Called with the searches done and their total.

    Notes
    -----
    Network times are sums of whole milliseconds and exact; the legs are rounded to one. Two
    points at the very same place are 0 s apart. Points are attached to the nearest road of those
    that :func:`~placement.travel.roadside.roadside` admits, part of the way along it. Memory:
    :func:`planned_memory_bytes`.
    """
    arcs = mode_arcs(network, mode=mode)
    index = roadside(network, arcs=arcs)
    start = attach_points(origins, index=index, max_distance_m=max_snap_m)
    end = attach_points(destinations, index=index, max_distance_m=max_snap_m)
    time_ms = door_to_door_ms(
        start,
        end,
        node_times=partial(_node_times_ms, network, arcs, mode=mode, progress=progress),
    )
    time_ms += _leg_ms(start, mode)[:, None] + _leg_ms(end, mode)[None, :]
    time_ms[_same_place(origins, destinations) & start.on[:, None] & end.on[None, :]] = 0.0
    if mode.cap_s is not None:
        time_ms[time_ms > mode.cap_s * MS_PER_S] = np.nan
    time_ms[~np.isfinite(time_ms)] = np.nan
    return TravelTimes(
        mode=mode.name,
        from_id=origins.id,
        to_id=destinations.id,
        time_s=time_ms / MS_PER_S,
        estimated=network.origin.estimated,
        unsnapped=(
            *unsnapped_of(origins, start, role="origine", max_distance_m=max_snap_m),
            *unsnapped_of(destinations, end, role="destination", max_distance_m=max_snap_m),
        ),
        cap_s=mode.cap_s,
    )


def planned_memory_bytes(network: RoadNetwork, *, n_from: int, n_to: int) -> int:
    """Upper estimate of the memory that a matrix takes beside the network, bytes."""
    matrices = 4 * 8 * n_from * n_to
    graph = 3 * 20 * network.n_arcs
    return matrices + graph + 2 * 8 * network.n_nodes * _block_sources(network.n_nodes)


def _block_sources(n_nodes: int) -> int:
    return max(1, min(_MOST_SOURCES, _BLOCK_BYTES // (8 * n_nodes)))


def _leg_ms(snapped: Attached, mode: TravelMode) -> FloatArray:
    """(n,) whole milliseconds between the points and the network, NaN where not attached."""
    exact = snapped.distance_m / kmh_to_ms(mode.access_speed_kmh) * MS_PER_S
    return np.where(snapped.on, np.rint(exact), np.nan)


def _same_place(origins: Points, destinations: Points) -> npt.NDArray[np.bool_]:
    same_lon = origins.lon[:, None] == destinations.lon[None, :]
    return np.asarray(same_lon & (origins.lat[:, None] == destinations.lat[None, :]))


def _node_times_ms(
    network: RoadNetwork,
    arcs: ModeArcs,
    from_nodes: npt.NDArray[np.int64],
    to_nodes: npt.NDArray[np.int64],
    *,
    mode: TravelMode,
    progress: Progress | None,
) -> FloatArray:
    """(n_from, n_to) milliseconds between nodes, infinite without a path or beyond the cap."""
    limit_ms = np.inf if mode.cap_s is None else mode.cap_s * MS_PER_S
    forward = from_nodes.size < to_nodes.size
    graph = _fastest_graph(arcs, n_nodes=network.n_nodes, reverse=not forward)
    planned = planned_memory_bytes(network, n_from=from_nodes.size, n_to=to_nodes.size)
    _LOGGER.info("matrice %d x %d : %.0f Mo", from_nodes.size, to_nodes.size, planned / 1e6)
    sources, targets = (from_nodes, to_nodes) if forward else (to_nodes, from_nodes)
    found = _searches(graph, sources, targets, limit_ms=limit_ms, progress=progress)
    return found if forward else np.ascontiguousarray(found.T)


def _fastest_graph(arcs: ModeArcs, *, n_nodes: int, reverse: bool) -> csr_array[np.float64]:
    """Sparse matrix of the arcs; of parallel arcs only the fastest (scipy would add them up)."""
    tail, head = (arcs.head, arcs.tail) if reverse else (arcs.tail, arcs.head)
    order = np.lexsort((arcs.time_ms, head, tail))
    tail, head = tail[order], head[order]
    fastest = np.ones(tail.size, dtype=np.bool_)
    fastest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    weights = arcs.time_ms[order][fastest].astype(np.float64)
    shape = (n_nodes, n_nodes)
    return csr_array((weights, (tail[fastest], head[fastest])), shape=shape)


def _searches(
    graph: csr_array[np.float64],
    sources: npt.NDArray[np.int64],
    targets: npt.NDArray[np.int64],
    *,
    limit_ms: float,
    progress: Progress | None,
) -> FloatArray:
    """(n_sources, n_targets) milliseconds, block of sources after block."""
    found = np.empty((sources.size, targets.size))
    step = _block_sources(int(graph.shape[0]))
    for first in range(0, sources.size, step):
        block = sources[first : first + step]
        found[first : first + step] = dijkstra(graph, indices=block, limit=limit_ms)[:, targets]
        if progress is not None:
            progress(min(first + step, sources.size), sources.size)
    return found
