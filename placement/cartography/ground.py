"""What a map is drawn upon: the communes, those around, limits, main towns, main roads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from placement.cartography.frame import Frame
from placement.sources.communes import CommuneRecord
from placement.territory import Commune, Territory
from placement.viz.surroundings import MainRoads, communes_around, limits_between

__all__ = ["Ground", "Town", "ground_of"]

_REACH_DEGREES: Final = 0.25
"""A commune whose mairie is further than this from the frame does not enter it."""

_GRID: Final = 0.02
"""Neighbours that miss each other by less, points, share an edge."""

_FINEST: Final = 0.35
"""Details smaller than this, points, are left out."""

_TOWN_ABOVE: Final = 3_000
"""Inhabitants from which a commune around is worth a label."""


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


def ground_of(territory: Territory, *, frame: Frame, roads: MainRoads | None) -> Ground:
    """Draw what lies beneath the maps of a territory.

    Raises
    ------
    DataError
        An embedded file of communes is absent, or is not that of the registry.
    """
    around = tuple(one for one in _around(frame, inside=territory) if one.geometry is not None)
    drawn = _light(
        [
            *(frame.shape(_shape(one)) for one in territory.communes),
            *(frame.shape(_shape(one)) for one in around),
        ]
    )
    own, others = drawn[: len(territory.communes)], drawn[len(territory.communes) :]
    departements = [
        *(one.departement for one in territory.communes),
        *(one.departement for one in around),
    ]
    return Ground(
        frame=frame,
        communes={one.code: shape for one, shape in zip(territory.communes, own, strict=True)},
        outline=_together(own),
        around=tuple(shape for shape in others if _seen(shape, frame=frame)),
        epci=_limits([one.epci_name for one in territory.communes], shapes=own),
        departements=_limits(departements, shapes=drawn),
        roads=() if roads is None else tuple(_drawn(line, frame=frame) for line in roads.lines),
        towns=_towns(territory, around=around),
    )


def _light(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Leave out the details that paper does not show; neighbours keep their common edges."""
    light = np.array(shapes, dtype=object)
    areas = shapely.area(light) > 0
    light[areas] = shapely.coverage_simplify(light[areas], _FINEST)
    return list(light)


def _seen(shape: BaseGeometry, *, frame: Frame) -> bool:
    box = frame.box
    return bool(shapely.intersects(shape, shapely.box(box.left, box.bottom, box.right, box.top)))


def _shape(commune: Commune | CommuneRecord) -> BaseGeometry:
    if commune.geometry is None or commune.geometry.is_empty:
        return Point(commune.lon, commune.lat)
    return shapely.make_valid(commune.geometry)


def _around(frame: Frame, *, inside: Territory) -> tuple[CommuneRecord, ...]:
    """Communes in the window that are not of the territory, with their polygons."""
    west, south, east, north = frame.bounds_degrees
    reach = _REACH_DEGREES
    window = (west - reach, south - reach, east + reach, north + reach)
    return communes_around(window, inside=(commune.code for commune in inside.communes))


def _together(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)), grid_size=_GRID)


def _limits(names: Sequence[str], *, shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Lines between groups of polygons, without the outline of the whole."""
    return limits_between(zip(names, shapes, strict=True), grid=_GRID)


def _drawn(line: BaseGeometry, *, frame: Frame) -> BaseGeometry:
    """Place a road on the page, without the details that paper does not show."""
    return shapely.simplify(frame.shape(line), _FINEST)


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
