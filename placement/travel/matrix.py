"""Exact many-to-many times on a directed network, door to door."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from placement.network.model import RoadNetwork
from placement.network.points import FloatArray, Points
from placement.network.snap import unsnapped_of
from placement.travel.attach import Attached, attach_points, door_to_door_ms
from placement.travel.profiles import TravelMode, mode_arcs
from placement.travel.roadside import roadside
from placement.travel.searches import Progress, Searches, block_sources, choose_searches
from placement.travel.times import TravelTimes
from placement.units import MS_PER_S, kmh_to_ms

__all__ = [
    "MAX_SNAP_M",
    "Progress",
    "iter_travel_times",
    "planned_memory_bytes",
    "travel_times",
]

MAX_SNAP_M = 3_000.0

_BLOCK_BYTES = 512 * 2**20
_CELL_BYTES = 4 * 8  # of a matrix and what it is made from
_HIERARCHY_BYTES = 300  # per node: 205 measured on a million nodes, preparation and answer
_LOGGER = logging.getLogger(__name__)


def travel_times(
    network: RoadNetwork,
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    max_snap_m: float = MAX_SNAP_M,
    hierarchies: Path | None = None,
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
    hierarchies
        Folder where what prepares a network is kept for the next run; nothing kept when None.
    progress
        Called with the searches done and their total.

    Notes
    -----
    Network times are sums of whole milliseconds and exact; the legs are rounded to one. Two
    points at the very same place are 0 s apart. Points are attached to the nearest road of those
    that :func:`~placement.travel.roadside.roadside` admits, part of the way along it. Memory:
    :func:`planned_memory_bytes`.
    """
    _state_memory(network, n_from=len(origins), n_to=len(destinations))
    journeys = _Journeys.plan(
        network, origins, destinations, mode=mode, max_snap_m=max_snap_m, folder=hierarchies
    )
    return journeys.times(slice(None), progress=progress)


def iter_travel_times(
    network: RoadNetwork,
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    max_snap_m: float = MAX_SNAP_M,
    hierarchies: Path | None = None,
    block_bytes: int = _BLOCK_BYTES,
) -> Iterator[TravelTimes]:
    """Compute the times of :func:`travel_times`, a block of origins after the other.

    The network is prepared once; the matrix never exists whole. ``block_bytes`` bounds the
    memory that a block takes beside the network. Destinations that are left out are named in the
    first block only, so that the blocks put end to end lose nobody and repeat nobody.
    """
    rows = max(1, block_bytes // (_CELL_BYTES * max(1, len(destinations))))
    _state_memory(network, n_from=min(rows, len(origins)), n_to=len(destinations))
    journeys = _Journeys.plan(
        network, origins, destinations, mode=mode, max_snap_m=max_snap_m, folder=hierarchies
    )
    for first in range(0, len(origins), rows):
        yield journeys.times(slice(first, min(first + rows, len(origins))), progress=None)


def planned_memory_bytes(network: RoadNetwork, *, n_from: int, n_to: int) -> int:
    """Upper estimate of the memory that a matrix takes beside the network, bytes."""
    matrices = _CELL_BYTES * n_from * n_to
    graph = 3 * 20 * network.n_arcs
    plain = 2 * 8 * network.n_nodes * block_sources(network.n_nodes)
    return matrices + graph + max(plain, _HIERARCHY_BYTES * network.n_nodes)


def _state_memory(network: RoadNetwork, *, n_from: int, n_to: int) -> None:
    planned = planned_memory_bytes(network, n_from=n_from, n_to=n_to)
    _LOGGER.info("matrice %d x %d : %.0f Mo au plus", n_from, n_to, planned / 1e6)


@dataclass(frozen=True, slots=True, eq=False)
class _Journeys:
    """Points attached to a network, and the engine that knows the times between its nodes."""

    origins: Points
    destinations: Points
    start: Attached
    end: Attached
    engine: Searches
    mode: TravelMode
    max_snap_m: float
    estimated: bool

    @classmethod
    def plan(
        cls,
        network: RoadNetwork,
        origins: Points,
        destinations: Points,
        *,
        mode: TravelMode,
        max_snap_m: float,
        folder: Path | None,
    ) -> _Journeys:
        arcs = mode_arcs(network, mode=mode)
        index = roadside(network, arcs=arcs)
        return cls(
            origins=origins,
            destinations=destinations,
            start=attach_points(origins, index=index, max_distance_m=max_snap_m),
            end=attach_points(destinations, index=index, max_distance_m=max_snap_m),
            engine=choose_searches(
                network,
                arcs,
                n_searches=min(len(origins), len(destinations)),
                limit_ms=_limit_ms(mode),
                folder=folder,
            ),
            mode=mode,
            max_snap_m=max_snap_m,
            estimated=network.origin.estimated,
        )

    def times(self, rows: slice, *, progress: Progress | None) -> TravelTimes:
        """Compute the times of some of the origins to every destination."""
        origins = _points(self.origins, rows)
        start = _some(self.start, rows)
        between = partial(self.engine.times_ms, limit_ms=_limit_ms(self.mode), progress=progress)
        time_ms = door_to_door_ms(start, self.end, node_times=between)
        time_ms += _leg_ms(start, self.mode)[:, None] + _leg_ms(self.end, self.mode)[None, :]
        together = _same_place(origins, self.destinations)
        time_ms[together & start.on[:, None] & self.end.on[None, :]] = 0.0
        time_ms[~(time_ms <= _limit_ms(self.mode)) | ~np.isfinite(time_ms)] = np.nan
        lost = unsnapped_of(origins, start, role="origine", max_distance_m=self.max_snap_m)
        if not rows.start:
            lost += unsnapped_of(
                self.destinations, self.end, role="destination", max_distance_m=self.max_snap_m
            )
        time_ms /= MS_PER_S
        return TravelTimes(
            mode=self.mode.name,
            from_id=origins.id,
            to_id=self.destinations.id,
            time_s=time_ms,
            estimated=self.estimated,
            unsnapped=lost,
            cap_s=self.mode.cap_s,
        )


def _some(attached: Attached, rows: slice) -> Attached:
    return Attached(
        **{field.name: getattr(attached, field.name)[rows] for field in fields(attached)}
    )


def _points(points: Points, rows: slice) -> Points:
    return Points(id=points.id[rows], lon=points.lon[rows], lat=points.lat[rows])


def _limit_ms(mode: TravelMode) -> float:
    return np.inf if mode.cap_s is None else mode.cap_s * MS_PER_S


def _leg_ms(snapped: Attached, mode: TravelMode) -> FloatArray:
    """(n,) whole milliseconds between the points and the network, NaN where not attached."""
    exact = snapped.distance_m / kmh_to_ms(mode.access_speed_kmh) * MS_PER_S
    return np.where(snapped.on, np.rint(exact), np.nan)


def _same_place(origins: Points, destinations: Points) -> npt.NDArray[np.bool_]:
    same_lon = origins.lon[:, None] == destinations.lon[None, :]
    return np.asarray(same_lon & (origins.lat[:, None] == destinations.lat[None, :]))
