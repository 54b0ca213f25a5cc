"""The outline of each territory of a batch, drawn small: only where it is, and how large."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from placement.batch.conduct import Batch
from placement.errors import Faults
from placement.sources.communes import communes_by_code
from placement.sources.spreadsheet import Column, Kind, read_table

__all__ = ["Outline", "Panel", "outlines_of"]

_SIDE: Final = 1000.0
_DETAIL: Final = 1.5
"""Simplification, in units of the drawing, whose longest side is ``_SIDE``."""
_COMMUNES: Final = "communes.csv"
_CODE: Final = (Column("code_commune", Kind.COMMUNE),)
_OVERSEAS: Final = {
    "971": "Guadeloupe", "972": "Martinique", "973": "Guyane", "974": "La Réunion",
    "976": "Mayotte",
}  # fmt: skip
_MAINLAND: Final = "France métropolitaine"


@dataclass(frozen=True, slots=True)
class Outline:
    """A territory on its panel: its name, an SVG path, the middle of it."""

    territory: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Panel:
    """Territories drawn together; the sizes are those of the drawing."""

    title: str
    width: float
    height: float
    outlines: tuple[Outline, ...]


def outlines_of(batch: Batch) -> tuple[Panel, ...]:
    """Draw the territories of a batch whose communes can be read, one panel by part of France."""
    folders = {
        line.territory: line.folder
        for line in batch.lines
        if line.folder is not None and line.territory
    }
    codes = {name: _codes(folder) for name, folder in folders.items()}
    every = {code for some in codes.values() for code in some}
    if not every:
        return ()
    found = communes_by_code(sorted(every), with_geometry=True, missing_ok=True)
    shapes = {record.code: record.geometry for record in found}
    parts: dict[str, dict[str, BaseGeometry]] = {}
    for name, inside in codes.items():
        known = [shape for code in inside if (shape := shapes.get(code)) is not None]
        if known:
            title = _OVERSEAS.get(inside[0][:3], _MAINLAND)
            parts.setdefault(title, {})[name] = shapely.union_all(known)
    order = [_MAINLAND, *_OVERSEAS.values()]
    return tuple(_panel(title, shapes=parts[title]) for title in order if title in parts)


def _codes(folder: Path) -> list[str]:
    faults = Faults(str(folder))  # told by the run itself
    table = read_table(folder / _COMMUNES, columns=_CODE, faults=faults, ignore_unknown=True)
    return [row.text("code_commune") for row in table.rows]


def _panel(title: str, *, shapes: Mapping[str, BaseGeometry]) -> Panel:
    """Flatten degrees so that a kilometre is as long both ways in the middle of the panel."""
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    narrow = math.cos(math.radians((south + north) / 2))
    width, height = (east - west) * narrow, north - south
    scale = _SIDE / max(width, height)
    flat = {
        name: shapely.transform(
            shape,
            lambda degrees: _on_drawing(degrees, west=west, north=north, x=narrow * scale, y=scale),
        )
        for name, shape in shapes.items()
    }
    outlines = tuple(_outline(name, shape=shape) for name, shape in sorted(flat.items()))
    return Panel(title, width * scale, height * scale, outlines)


def _on_drawing(degrees: Any, *, west: float, north: float, x: float, y: float) -> Any:
    drawn = degrees.copy()
    drawn[:, 0] = (degrees[:, 0] - west) * x
    drawn[:, 1] = (north - degrees[:, 1]) * y
    return drawn


def _outline(name: str, *, shape: BaseGeometry) -> Outline:
    middle = shapely.point_on_surface(shape)
    polygons = _polygons(shapely.simplify(shape, _DETAIL)) or _polygons(shape)
    path = "".join(_ring(ring.coords) for polygon in polygons for ring in _rings(polygon))
    return Outline(name, path, round(middle.x, 1), round(middle.y, 1))


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def _rings(polygon: Polygon) -> Iterable[Any]:
    return (polygon.exterior, *polygon.interiors)


def _ring(points: Iterable[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{point[0]:.1f} {point[1]:.1f}" for point in points) + "Z"
