"""What a map is drawn upon: the communes, those around, limits, main towns, main roads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from placement.cartography.frame import Frame
from placement.network import RoadNetwork
from placement.network.points import WGS84, reproject
from placement.sources.commune_index import commune_index
from placement.sources.communes import CommuneRecord, communes_by_code
from placement.territory import Commune, Territory

__all__ = ["Ground", "Roads", "Town", "ground_of", "main_roads"]

_REACH_DEGREES: Final = 0.25
"""A commune whose mairie is further than this from the frame does not enter it."""

_GRID_DEGREES: Final = 1e-5
_TOWN_ABOVE: Final = 3_000
"""Inhabitants from which a commune around is worth a label."""

_MAIN_CLASSES: Final = ("motorway", "trunk", "primary")
_FINEST_M: Final = 60.0


@dataclass(frozen=True, slots=True)
class Town:
    """A commune to name; ``population`` is None where it is not known."""

    code: str
    name: str
    lon: float
    lat: float
    population: int | None
    inside: bool


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """Main roads, degrees, from the widest class to the narrowest, and whom to credit."""

    lines: tuple[BaseGeometry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Everything beneath the subject of a map, in points of the page.

    Parameters
    ----------
    frame : its window
    communes : polygon, or point, of each commune of the territory, by code
    outline : the territory as one
    around : polygons of the communes around
    epci, departements : limits that are not the outline of the territory
    roads : main roads, the widest first; empty where no network was built
    towns : communes to name, the most populated first, those of the territory before the others
    """

    frame: Frame
    communes: Mapping[str, BaseGeometry]
    outline: BaseGeometry
    around: tuple[BaseGeometry, ...]
    epci: BaseGeometry
    departements: BaseGeometry
    roads: tuple[BaseGeometry, ...]
    towns: tuple[Town, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "communes", MappingProxyType(dict(self.communes)))

    def middle(self, code: str) -> tuple[float, float]:
        """Return a point inside a commune, on the page."""
        inside = shapely.point_on_surface(self.communes[code])
        return float(inside.x), float(inside.y)


def main_roads(network: RoadNetwork) -> Roads | None:
    """Return the main roads of a network; None where it is estimated, hence without roads."""
    if network.origin.estimated:
        return None
    ends = reproject(network.node_xy[:, 0], network.node_xy[:, 1], source=network.crs, target=WGS84)
    drawn = []
    for name in _MAIN_CLASSES:
        if name not in network.road_classes:
            continue
        kept = network.road_class == network.road_classes.index(name)
        pairs = np.unique(
            np.sort(np.column_stack([network.tail[kept], network.head[kept]]), axis=1), axis=0
        )
        if len(pairs):
            drawn.append(shapely.line_merge(shapely.multilinestrings(ends[pairs])))
    return Roads(tuple(drawn)) if drawn else None


def ground_of(territory: Territory, *, frame: Frame, roads: Roads | None) -> Ground:
    """Draw what lies beneath the maps of a territory.

    Raises
    ------
    DataError
        An embedded file of communes is absent, or is not that of the registry.
    """
    shapes = {commune.code: _shape(commune) for commune in territory.communes}
    around = _around(frame, inside=shapes)
    outline = _together(shapes.values())
    known = [(commune.epci_name, shapes[commune.code]) for commune in territory.communes]
    return Ground(
        frame=frame,
        communes={code: frame.shape(shape) for code, shape in shapes.items()},
        outline=frame.shape(outline),
        around=tuple(frame.shape(one.geometry) for one in around if one.geometry is not None),
        epci=frame.shape(_limits(known)),
        departements=frame.shape(_departements(territory, around=around)),
        roads=() if roads is None else tuple(_drawn(line, frame=frame) for line in roads.lines),
        towns=_towns(territory, around=around),
    )


def _shape(commune: Commune) -> BaseGeometry:
    if commune.geometry is None or commune.geometry.is_empty:
        return Point(commune.lon, commune.lat)
    return shapely.make_valid(commune.geometry)


def _around(frame: Frame, *, inside: Mapping[str, BaseGeometry]) -> tuple[CommuneRecord, ...]:
    """Communes in the window that are not of the territory, with their polygons."""
    west, south, east, north = frame.bounds_degrees
    reach = _REACH_DEGREES
    near = [
        one.code
        for one in commune_index().leaves
        if west - reach <= one.lon <= east + reach and south - reach <= one.lat <= north + reach
    ]
    parents = {one.parent for one in communes_by_code(near, with_geometry=False)} & set(inside)
    records = communes_by_code(near)
    return tuple(one for one in records if one.code not in inside and one.parent not in parents)


def _together(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    return shapely.union_all(list(shapes), grid_size=_GRID_DEGREES)


def _limits(members: Sequence[tuple[str, BaseGeometry]]) -> BaseGeometry:
    """Lines between groups of polygons, without the outline of the whole."""
    groups: dict[str, list[BaseGeometry]] = {}
    for name, shape in members:
        groups.setdefault(name, []).append(shape)
    merged = [_together(shapes) for _, shapes in sorted(groups.items())]
    if len(merged) < 2:
        return shapely.GeometryCollection()
    edges = shapely.union_all([shapely.boundary(one) for one in merged if one.area > 0])
    whole = shapely.boundary(_together(merged))
    return shapely.difference(edges, shapely.buffer(whole, 10 * _GRID_DEGREES))


def _departements(territory: Territory, *, around: Sequence[CommuneRecord]) -> BaseGeometry:
    own = [(one.departement, _shape(one)) for one in territory.communes]
    others = [
        (one.departement, shapely.make_valid(one.geometry))
        for one in around
        if one.geometry is not None
    ]
    return _limits([*own, *others])


def _drawn(line: BaseGeometry, *, frame: Frame) -> BaseGeometry:
    """Place a road on the page, without the details that paper does not show."""
    return shapely.simplify(frame.shape(line), _FINEST_M * frame.points_per_m)


def _towns(territory: Territory, *, around: Sequence[CommuneRecord]) -> tuple[Town, ...]:
    own = [
        Town(one.code, one.name, one.lon, one.lat, one.population, inside=True)
        for one in territory.communes
    ]
    others = [
        Town(one.code, one.name, one.lon, one.lat, one.population, inside=False)
        for one in around
        if (one.population or 0) >= _TOWN_ABOVE and np.isfinite(one.lon)
    ]
    return tuple(
        sorted(
            [*own, *others], key=lambda town: (not town.inside, -(town.population or 0), town.code)
        )
    )
