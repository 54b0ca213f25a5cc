"""Communes around a territory: whose cells of a grid, on the border, are not its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from placement.sources.commune_index import commune_index
from placement.sources.communes import communes_by_code

__all__ = ["outlines_around"]

_REACH_DEGREES: Final = 0.15
"""More than a commune is wide: those whose mairie is further do not touch the territory."""


def outlines_around(contours: Mapping[str, BaseGeometry | None]) -> dict[str, BaseGeometry]:
    """Return the polygons, WGS84, of the communes around those of a territory, by code."""
    shapes = np.array([shape for shape in contours.values() if shape is not None])
    if not shapes.size:
        return {}
    west, south, east, north = shapely.total_bounds(shapes)
    index = commune_index()
    near = [
        record.code
        for record in index.by_code.values()
        if record.code not in contours
        and record.code not in index.parts
        and record.parent not in contours
        and west - _REACH_DEGREES <= record.lon <= east + _REACH_DEGREES
        and south - _REACH_DEGREES <= record.lat <= north + _REACH_DEGREES
    ]
    records = communes_by_code(near)
    return {record.code: record.geometry for record in records if record.geometry is not None}
