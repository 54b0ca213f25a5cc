"""Polygons of communes as small integers: how they are written, how they are read.

A row of ``contours.parquet`` is one (multi)polygon in WGS84:

``x``, ``y``
    steps from one vertex to the next, in ``DEGREE`` (the first is counted from 0), all rings
    one after another, without the closing vertex;
``rings``
    number of vertices of each ring; negative where the ring is a hole of the shell before it.

Neighbours are simplified together and rounded alike, so that a shared border stays shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["DEGREE", "EncodedContour", "decode_contour", "encode_contour"]

DEGREE = 1e-5
"""Step of the grid the vertices lie on, degrees: about 1.1 m in latitude."""

_DECIMALS = 5
_SMALLEST_RING = 3


@dataclass(frozen=True, slots=True, eq=False)
class EncodedContour:
    """One polygon as the integers of ``contours.parquet`` (see the module)."""

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    rings: NDArray[np.int32]


def encode_contour(geometry: BaseGeometry) -> EncodedContour:
    """Round a (multi)polygon in degrees to the grid and store its steps."""
    vertices: list[NDArray[np.int32]] = []
    rings: list[int] = []
    for polygon in _polygons(geometry):
        for position, ring in enumerate([polygon.exterior, *polygon.interiors]):
            rounded = _rounded(shapely.get_coordinates(ring))
            if len(rounded) < _SMALLEST_RING:
                if position == 0:
                    break
                continue
            vertices.append(rounded)
            rings.append(-len(rounded) if position else len(rounded))
    path = np.concatenate([np.zeros((1, 2), dtype=np.int32), *vertices])
    steps = path[1:] - path[:-1]
    return EncodedContour(steps[:, 0], steps[:, 1], np.array(rings, dtype=np.int32))


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]


def _rounded(vertices: NDArray[np.float64]) -> NDArray[np.int32]:
    """Vertices (n, 2) in grid steps, without repetition nor closing vertex."""
    grid: NDArray[np.int32] = np.round(vertices / DEGREE).astype(np.int32)
    return grid[np.any(grid != np.roll(grid, 1, axis=0), axis=1)]


def decode_contour(
    x: Sequence[int], *, y: Sequence[int], rings: Sequence[int]
) -> Polygon | MultiPolygon:
    """Rebuild the polygon in WGS84 degrees from one row of ``contours.parquet``."""
    steps = np.column_stack((np.asarray(x, dtype=np.int64), np.asarray(y, dtype=np.int64)))
    vertices = np.round(np.cumsum(steps, axis=0) * DEGREE, _DECIMALS)
    polygons = [Polygon(shell, holes) for shell, holes in _grouped(vertices, rings)]
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _grouped(
    vertices: NDArray[np.float64], rings: Sequence[int]
) -> Iterator[tuple[NDArray[np.float64], list[NDArray[np.float64]]]]:
    """Each shell with its holes."""
    pieces = np.split(vertices, np.cumsum(np.abs(np.asarray(rings)))[:-1])
    shells = [position for position, size in enumerate(rings) if size > 0]
    for start, stop in zip(shells, [*shells[1:], len(pieces)], strict=True):
        yield pieces[start], pieces[start + 1 : stop]
