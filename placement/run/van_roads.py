"""The drives of the van: times and lengths between its stops, and the line of a day on the map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.network import Points, RoadNetwork
from placement.network.points import great_circle_m
from placement.run.cache import cached_times
from placement.territory import Site
from placement.tours import Legs
from placement.travel import TravelMode, shortest_routes

__all__ = ["road_line", "there_and_back", "van_legs"]

_DETOUR: Final = 1.3
"""Road length over straight-line length where no road is known (domain hypothesis)."""


def van_legs(
    network: RoadNetwork,
    *,
    points: Sequence[Site],
    car: TravelMode,
    max_snap_m: float,
    most_s: float,
) -> Legs:
    """Drive between the depot, first, and the stops, along the roads that everybody takes.

    Parameters
    ----------
    most_s
        Longest drive of a day, s: the length of a longer leg is not looked for, and is absent.

    Notes
    -----
    Where times are estimated there is no road to measure: a leg is 1.3 times the straight line.
    """
    ends = _points(points)
    times = cached_times(network, origins=ends, destinations=ends, mode=car, max_snap_m=max_snap_m)
    near = times.time_s <= most_s
    if network.origin.estimated:
        gap_m = great_circle_m(ends.lon[:, None], ends.lat[:, None], ends.lon, ends.lat)
        length_m = np.where(near, gap_m * _DETOUR, np.nan)
    else:
        length_m = _lengths(network, ends=ends, near=near, car=car, max_snap_m=max_snap_m)
    return Legs(id=ends.id, time_s=times.time_s, length_m=length_m)


def there_and_back(
    network: RoadNetwork,
    *,
    depot: Site,
    stops: Sequence[Site],
    car: TravelMode,
    max_snap_m: float,
) -> Legs:
    """Drive from the depot to each stop and back only: to tell those that no day can serve.

    Lengths are not looked for, nor what lies between stops: they are absent.
    """
    start, ends = _points([depot]), _points(stops)
    out = cached_times(network, origins=start, destinations=ends, mode=car, max_snap_m=max_snap_m)
    back = cached_times(network, origins=ends, destinations=start, mode=car, max_snap_m=max_snap_m)
    time_s = np.full((len(stops) + 1, len(stops) + 1), np.nan)
    time_s[0, 1:], time_s[1:, 0] = out.time_s[0], back.time_s[:, 0]
    return Legs(id=(*start.id, *ends.id), time_s=time_s, length_m=np.full(time_s.shape, np.nan))


def _lengths(
    network: RoadNetwork,
    *,
    ends: Points,
    near: NDArray[np.bool_],
    car: TravelMode,
    max_snap_m: float,
) -> NDArray[np.float64]:
    """Length of the way of each pair of a mask, m; NaN for the others."""
    rows, columns = np.nonzero(near)
    found = shortest_routes(
        network,
        origins=ends,
        destinations=ends,
        mode=car,
        pairs=list(zip(rows.tolist(), columns.tolist(), strict=True)),
        max_snap_m=max_snap_m,
    )
    position = {name: k for k, name in enumerate(ends.id)}
    length_m = np.full(near.shape, np.nan)
    for route in found.routes:
        length_m[position[route.from_id], position[route.to_id]] = route.length_m
    return length_m


def road_line(
    network: RoadNetwork, *, points: Sequence[Site], car: TravelMode, max_snap_m: float
) -> tuple[tuple[float, float], ...]:
    """Draw a day that goes through some points in order, degrees; straight without roads."""
    if network.origin.estimated:
        return tuple((site.lon, site.lat) for site in points)
    named = list(dict.fromkeys(points))
    ends = _points(named)
    rank = {site.id: k for k, site in enumerate(named)}
    pairs = [(rank[a.id], rank[b.id]) for a, b in pairwise(points)]
    found = shortest_routes(
        network, origins=ends, destinations=ends, mode=car, pairs=pairs, max_snap_m=max_snap_m
    )
    legs = {(route.from_id, route.to_id): route.lonlat() for route in found.routes}
    line: list[tuple[float, float]] = []
    for start, end in pairwise(points):
        line += [(float(lon), float(lat)) for lon, lat in legs[start.id, end.id].tolist()]
    return tuple(_unrepeated(line))


def _unrepeated(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [point for k, point in enumerate(line) if not k or point != line[k - 1]]


def _points(sites: Sequence[Site]) -> Points:
    return Points(
        id=tuple(site.id for site in sites),
        lon=np.array([site.lon for site in sites]),
        lat=np.array([site.lat for site in sites]),
    )
