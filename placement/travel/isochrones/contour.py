"""From times at scattered positions to nested polygons."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Delaunay
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from placement.network.points import FloatArray
from placement.travel.isochrones.field import TimeField

__all__ = ["contours"]

_SMALLEST_M2 = 1e-6


def contours(
    field: TimeField,
    *,
    levels_ms: FloatArray,
    contrast_ms: float,
    contrast_m: float,
    hole_m2: float,
) -> list[BaseGeometry]:
    """Polygons of the positions within each level, in the order of the levels.

    Parameters
    ----------
    field
        Times at positions.
    levels_ms
        Milliseconds, increasing.
    contrast_ms
        A difference of time beyond which a neighbour counts as simply farther: the border then
        passes half-way.
    contrast_m
        The same for distances from the road.
    hole_m2
        Holes up to that area are filled when no road that is out of reach lies in them.

    Notes
    -----
    On each triangle of a Delaunay triangulation, ``clip(max(t - T, distance - reach), -c, c)`` is
    linear between its corners, and the polygon of ``T`` is where it is at most 0. At every corner
    it never increases with ``T``, so neither does it anywhere: polygons are nested. A position of a
    road at ``t <= T`` is in the polygon, one at ``t > T`` is not.
    """
    triangles = Delaunay(field.xy).simplices.astype(np.int64)
    shapes = []
    too_far_ms = field.beyond_m * (contrast_ms / contrast_m)
    for level in levels_ms:
        excess = np.maximum(field.time_ms - level, too_far_ms)
        excess = np.clip(excess, -contrast_ms, contrast_ms)
        pieces = _pieces(field.xy, triangles, excess)
        merged = shapely.coverage_union_all(pieces)
        late = field.xy[: field.on_road][field.time_ms[: field.on_road] > level]
        shapes.append(_filled(merged, late=late, hole_m2=hole_m2))
    return shapes


def _pieces(
    xy: FloatArray, triangles: npt.NDArray[np.int64], excess: FloatArray
) -> npt.NDArray[np.object_]:
    """Part of each triangle where the field is at most 0."""
    inside = excess <= 0
    count = inside[triangles].sum(axis=1)
    whole = triangles[count == 3]
    one = _turned(triangles[count == 1], inside)  # the corner inside comes first
    two = _turned(triangles[count == 2], ~inside)  # the corner outside comes first
    parts = [
        xy[whole],
        _rings(xy, excess, one, [(0,), (0, 1), (0, 2)]),
        _rings(xy, excess, two, [(1,), (2,), (2, 0), (1, 0)]),
    ]
    pieces = np.concatenate([shapely.polygons(part) for part in parts if len(part)] or [[]])
    return pieces[shapely.area(pieces) > _SMALLEST_M2]


def _turned(
    triangles: npt.NDArray[np.int64], first: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Turn each triangle so that the corner of the mask comes first."""
    shift = first[triangles].argmax(axis=1)
    columns = (shift[:, None] + np.arange(3)) % 3
    return np.take_along_axis(triangles, columns, axis=1)


def _rings(
    xy: FloatArray,
    excess: FloatArray,
    triangles: npt.NDArray[np.int64],
    corners: list[tuple[int, ...]],
) -> FloatArray:
    """Rings (k, c, 2): a corner is one of the triangle's, or where an edge crosses the level."""
    places = []
    for corner in corners:
        place = xy[triangles[:, corner[0]]]
        if len(corner) == 2:
            inner, outer = triangles[:, corner[0]], triangles[:, corner[1]]
            share = excess[inner] / (excess[inner] - excess[outer])
            place = place + share[:, None] * (xy[outer] - place)
        places.append(place)
    return np.stack(places, axis=1)


def _filled(merged: BaseGeometry, *, late: FloatArray, hole_m2: float) -> BaseGeometry:
    """Fill the small holes where no road is late."""
    polygons = [part for part in shapely.get_parts(merged) if isinstance(part, Polygon)]
    rings = [ring for polygon in polygons for ring in polygon.interiors]
    if not rings:
        return _together(polygons)
    holes = shapely.polygons(rings)
    roads = np.asarray(shapely.points(late), dtype=np.object_)
    tree = shapely.STRtree(roads)
    busy = np.unique(tree.query(holes, predicate="intersects")[0])
    kept = shapely.area(holes) > hole_m2
    kept[busy] = True
    filled, position = [], 0
    for polygon in polygons:
        stop = position + len(polygon.interiors)
        inner = [
            ring
            for ring, keep in zip(rings[position:stop], kept[position:stop], strict=True)
            if keep
        ]
        filled.append(Polygon(polygon.exterior, inner))
        position = stop
    return _together(filled)


def _together(polygons: list[Polygon]) -> BaseGeometry:
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
