"""The ways of the distancier, drawn: one line for each part of each trip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from placement.errors import ScenarioError
from placement.network import Points, RoadNetwork
from placement.run.files import replacing
from placement.run.geojson import line, write_collection
from placement.travel import Route, TravelMode, shortest_routes
from placement.travel.routes import to_lonlat
from placement.units import MS_PER_S

__all__ = ["WrittenRoutes", "refuse_routes_file", "write_routes"]

_ROUTES_AT_ONCE: Final = 5_000
_SUFFIXES: Final = (".geojson", ".json")


@dataclass(frozen=True, slots=True)
class WrittenRoutes:
    """Where the ways were written, and how many trips have one."""

    path: Path
    routes: int


def refuse_routes_file(path: Path, *, estimation: bool) -> None:
    """Refuse, before anything is computed, what cannot be drawn or written.

    Raises
    ------
    ScenarioError
        The name does not end as GeoJSON does; or there are no roads.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise ScenarioError(f"--trajets : « {path.name} » doit finir par .geojson.")
    if estimation:
        raise ScenarioError(
            "--trajets : une estimation n'a pas de routes à dessiner ; donnez --territory, --osm "
            "ou --tables, ou retirez --trajets."
        )


def write_routes(
    network: RoadNetwork,
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    max_snap_m: float,
    path: Path,
    progress: Callable[[int, int], None] | None = None,
) -> WrittenRoutes:
    """Write the way of every pair as GeoJSON, destinations one after the other.

    A feature is a part of a trip: ``partie`` is ``acces`` (straight from the door to the road),
    ``route``, or ``sortie``; ``time_s`` and ``length_m`` are those of the part, ``total_time_s``
    and ``total_length_m`` those of the trip. Pairs without a way are those of the distancier.

    Raises
    ------
    OutputError
        The file cannot be written; nothing is left half-written.
    """
    written = 0

    def features() -> Iterator[dict[str, Any]]:
        nonlocal written
        step = max(1, _ROUTES_AT_ONCE // max(1, len(origins)))
        for first in range(0, len(destinations), step):
            last = min(first + step, len(destinations))
            found = shortest_routes(
                network,
                origins=origins,
                destinations=_some(destinations, slice(first, last)),
                mode=mode,
                max_snap_m=max_snap_m,
            )
            for route in found.routes:
                written += 1
                yield from _features(route)
            if progress is not None:
                progress(last, len(destinations))

    with replacing(path, option="--trajets") as draft:
        write_collection(draft, features=features(), origin=network.origin)
    return WrittenRoutes(path=path, routes=written)


def _some(points: Points, rows: slice) -> Points:
    return Points(id=points.id[rows], lon=points.lon[rows], lat=points.lat[rows])


def _features(route: Route) -> Iterator[dict[str, Any]]:
    for leg in route.legs:
        yield {
            "properties": {
                "from_id": route.from_id,
                "to_id": route.to_id,
                "profil": route.mode,
                "partie": leg.kind,
                "time_s": leg.time_ms / MS_PER_S,
                "length_m": round(leg.length_m, 1),
                "total_time_s": route.time_ms / MS_PER_S,
                "total_length_m": round(route.length_m, 1),
            },
            "geometry": line(to_lonlat(leg.xy, crs=route.crs)),
        }
