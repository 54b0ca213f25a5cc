"""What lies beneath the subject of a map: communes around, limits, main towns, main roads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from placement.network import RoadNetwork
from placement.network.points import WGS84, reproject
from placement.sources.commune_index import commune_index
from placement.sources.communes import CommuneRecord, communes_by_code
from placement.territory import Territory

__all__ = [
    "MainRoads",
    "Surroundings",
    "Town",
    "communes_around",
    "limits_between",
    "main_roads",
    "surroundings_of",
]

_GRID_DEGREES: Final = 1e-5
_WIDEST: Final = 1.7
"""A map on a screen is at most so many times wider than high: ground is drawn up to its edges."""

_MARGIN: Final = 0.4
"""Part of a territory that is drawn on each side of it."""

_SQUAREST: Final = 1.5
"""Height that a map as high as wide shows, in widths of a territory."""

_LEAST: Final = 0.12
_MOST_DEGREES: Final = 1.4
_FINEST_DEGREES: Final = 0.003  # some 300 m: the communes around are a background
_MOST_VERTICES: Final = 24_000
_ROAD_DEGREES: Final = 0.0008
_SHORTEST_DEGREES: Final = 0.004
_MOST_ROAD_VERTICES: Final = 30_000
_TOWN_ABOVE: Final = 3_000
"""Inhabitants from which a commune around is worth a name."""

_MOST_TOWNS: Final = 120
_MAIN_CLASSES: Final = ("motorway", "trunk", "primary")


@dataclass(frozen=True, slots=True)
class Town:
    """A commune around, worth a name; degrees, inhabitants."""

    name: str
    lon: float
    lat: float
    population: int


@dataclass(frozen=True, slots=True, eq=False)
class MainRoads:
    """Main roads in degrees, by class, from the widest to the narrowest."""

    classes: tuple[str, ...]
    lines: tuple[BaseGeometry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """The ground of a map, degrees.

    Parameters
    ----------
    around : polygons of the communes that are not of the territory, simplified together
    departements : limits between départements
    towns : communes around that are worth a name, the most populated first
    roads : None where no road network was built
    """

    around: tuple[BaseGeometry, ...]
    departements: BaseGeometry
    towns: tuple[Town, ...]
    roads: MainRoads | None


def surroundings_of(territory: Territory, *, roads: MainRoads | None) -> Surroundings:
    """Draw what lies around a territory, up to the edges of a wide screen.

    Raises
    ------
    DataError
        An embedded file of communes is absent, or is not that of the registry.
    """
    window = _window(territory)
    own = {one.code: one.geometry for one in territory.communes if one.geometry is not None}
    around = communes_around(window, inside=own)
    shapes = [one.geometry for one in around if one.geometry is not None]
    return Surroundings(
        around=tuple(_simplified(shapes)),
        departements=shapely.simplify(
            _departements(territory, around=around), _ROAD_DEGREES, preserve_topology=False
        ),
        towns=_towns(around),
        roads=None if roads is None else _within(roads, window=window),
    )


def communes_around(
    window: tuple[float, float, float, float], *, inside: Iterable[str]
) -> tuple[CommuneRecord, ...]:
    """Return the communes of a window that are not of a territory, with their polygons.

    Parameters
    ----------
    window : west, south, east, north, degrees, wide enough to hold their mairies
    inside : codes of the communes of the territory

    Raises
    ------
    DataError
        An embedded file of communes is absent, or is not that of the registry.
    """
    west, south, east, north = window
    own = set(inside)
    return communes_by_code(
        one.code
        for one in commune_index().leaves
        if one.code not in own
        and one.parent not in own
        and west <= one.lon <= east
        and south <= one.lat <= north
    )


def limits_between(
    members: Iterable[tuple[str, BaseGeometry]], *, grid: float = _GRID_DEGREES
) -> BaseGeometry:
    """Return the lines between groups of polygons, joined, without the outline of the whole.

    Parameters
    ----------
    members : the group of each polygon, and the polygon
    grid : neighbours that miss each other by less, in their units, share an edge
    """
    groups: dict[str, list[BaseGeometry]] = {}
    for name, shape in members:
        if shape.area > 0:
            groups.setdefault(name, []).append(shape)
    merged = [_together(shapes, grid=grid) for _, shapes in sorted(groups.items())]
    if len(merged) < 2:
        return shapely.GeometryCollection()
    edges = shapely.union_all([shapely.boundary(one) for one in merged])
    whole = shapely.boundary(_together(merged, grid=grid))
    return shapely.line_merge(shapely.difference(edges, shapely.buffer(whole, 10 * grid)))


def main_roads(network: RoadNetwork) -> MainRoads | None:
    """Return the main roads of a network; None where it has none, as an estimation."""
    if network.origin.estimated:
        return None
    ends = reproject(network.node_xy[:, 0], network.node_xy[:, 1], source=network.crs, target=WGS84)
    classes, lines = [], []
    for name in _MAIN_CLASSES:
        if name not in network.road_classes:
            continue
        kept = network.road_class == network.road_classes.index(name)
        both = np.column_stack([network.tail[kept], network.head[kept]])
        pairs = np.unique(np.sort(both, axis=1), axis=0)
        if len(pairs):
            classes.append(name)
            lines.append(shapely.line_merge(shapely.multilinestrings(ends[pairs])))
    return MainRoads(tuple(classes), tuple(lines)) if lines else None


def _together(shapes: Sequence[BaseGeometry], *, grid: float) -> BaseGeometry:
    return shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)), grid_size=grid)


def _window(territory: Territory) -> tuple[float, float, float, float]:
    """West, south, east and north of the ground that a screen shows around a territory."""
    shapes = [one.geometry for one in territory.communes if one.geometry is not None]
    lon = [one.lon for one in territory.communes]
    lat = [one.lat for one in territory.communes]
    bounds = shapely.total_bounds([*shapes, *shapely.points(lon, lat)])
    west, south, east, north = (float(value) for value in bounds)
    flat = float(np.cos(np.radians((south + north) / 2)))
    width, height = (east - west) * flat, north - south
    high = min(max(_MARGIN * height, (_SQUAREST * width - height) / 2, _LEAST), _MOST_DEGREES)
    height += 2 * high
    wide = min(max((_WIDEST * height - width) / 2, _MARGIN * width, high), _MOST_DEGREES) / flat
    return west - wide, south - high, east + wide, north + high


def _simplified(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Simplify polygons together, so that a shared border stays shared."""
    if not shapes:
        return []
    exact, tolerance = np.array(shapes, dtype=object), _FINEST_DEGREES
    light = shapely.coverage_simplify(exact, tolerance)
    while _corners(light.tolist()) > _MOST_VERTICES and tolerance < 0.02:
        tolerance *= 1.5
        light = shapely.coverage_simplify(exact, tolerance)
    return [shape for shape in light.tolist() if not shape.is_empty]


def _departements(territory: Territory, *, around: Sequence[CommuneRecord]) -> BaseGeometry:
    own = [(one.departement, one.geometry) for one in territory.communes]
    others = [(one.departement, one.geometry) for one in around]
    return limits_between((name, shape) for name, shape in (*own, *others) if shape is not None)


def _towns(around: Sequence[CommuneRecord]) -> tuple[Town, ...]:
    known = [one for one in around if np.isfinite(one.lon) and (one.population or 0) >= _TOWN_ABOVE]
    first = sorted(known, key=lambda one: (-(one.population or 0), one.code))[:_MOST_TOWNS]
    return tuple(Town(one.name, one.lon, one.lat, one.population or 0) for one in first)


def _within(roads: MainRoads, *, window: tuple[float, float, float, float]) -> MainRoads:
    """Keep the roads of a window, as light as a page must be: the narrowest ones go first."""
    tolerance = _ROAD_DEGREES
    cut = [shapely.clip_by_rect(line, *window) for line in roads.lines]
    drawn = [_longer(line, tolerance=tolerance) for line in cut]
    while _corners(drawn) > _MOST_ROAD_VERTICES and tolerance < 0.01:
        tolerance *= 2
        drawn = [_longer(line, tolerance=tolerance) for line in cut]
    while len(drawn) > 1 and _corners(drawn) > _MOST_ROAD_VERTICES:
        drawn.pop()
    return MainRoads(roads.classes[: len(drawn)], tuple(map(_lightest, drawn)))


def _corners(shapes: Iterable[BaseGeometry]) -> int:
    return int(shapely.get_num_coordinates(list(shapes)).sum())


def _lightest(line: BaseGeometry) -> BaseGeometry:
    """Keep the longest parts of a class of roads, as many as a page can carry."""
    parts = shapely.get_parts(line)
    order = np.argsort(-shapely.length(parts), kind="stable")
    corners = np.cumsum(shapely.get_num_coordinates(parts[order]))
    return MultiLineString(parts[np.sort(order[corners <= _MOST_ROAD_VERTICES])].tolist())


def _longer(line: BaseGeometry, *, tolerance: float) -> BaseGeometry:
    """Simplify a road and drop the crumbs that no screen shows."""
    parts = shapely.get_parts(shapely.simplify(line, tolerance, preserve_topology=False))
    kept = parts[shapely.length(parts) > min(_SHORTEST_DEGREES, tolerance)]
    return MultiLineString(list(kept))  # a union would cut every road where it meets another
