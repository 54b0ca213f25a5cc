"""Read the polygons of a geographic file, whatever its projection, in WGS84."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from placement.errors import DataError
from placement.sources.official.damage import readable
from placement.sources.official.fields import Field, Header
from placement.sources.official.head import FileHead, read_head
from placement.sources.official.tables import GEOMETRY, Part
from placement.sources.spreadsheet import cell_text

__all__ = ["GEOMETRY_FIELD", "OfficialLayer", "read_layers"]

GEOMETRY_FIELD: Final = Field("geometry", (GEOMETRY,))
"""To put among the fields of a kind whose files are geographic: a CSV is then none of them."""

_WGS84: Final = "EPSG:4326"
_NORTHINGS: Final = (
    ("EPSG:2972", 100_000, 700_000),  # Guyane
    ("EPSG:5490", 1_500_000, 2_100_000),  # Guadeloupe, Martinique
    ("EPSG:4467", 5_100_000, 5_300_000),  # Saint-Pierre-et-Miquelon
    ("EPSG:2154", 6_000_000, 7_200_000),
    ("EPSG:2975", 7_600_000, 7_750_000),  # La Réunion
    ("EPSG:4471", 8_500_000, 8_700_000),  # Mayotte
)
"""Official projections, told apart by their northings, metres: no two of them overlap."""

_NAMED_AT_MOST: Final = 4000
"""Codes that one SQL filter may name; beyond, the layer is read whole."""


@dataclass(frozen=True, slots=True, eq=False)
class OfficialLayer:
    """The polygons kept of one layer.

    Parameters
    ----------
    name : of the layer
    columns : (n,) str by field name; a field that the layer does not have is absent
    geometry : (n,) valid polygons or multipolygons in WGS84, without heights
    aside : how many features had no polygon at all
    """

    name: str
    columns: Mapping[str, NDArray[np.str_]]
    geometry: NDArray[np.object_]
    aside: int

    def has(self, name: str) -> bool:
        """Whether the layer has that field."""
        return name in self.columns

    def text(self, name: str) -> list[str]:
        """Return a column of texts; empty texts when it is absent."""
        return self.columns[name].tolist() if name in self.columns else [""] * len(self.geometry)


def read_layers(
    path: Path,
    *,
    fields: Sequence[Field],
    keep: tuple[str, Collection[str]] | None = None,
    head: FileHead | None = None,
) -> tuple[OfficialLayer, ...]:
    """Read the polygons of every layer that has the required fields.

    A projection that the file does not tell is recognised by its northings.

    Parameters
    ----------
    keep : name of a field and values that it may have; the other features are not read
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        No layer has the fields, or one cannot be read, or its projection cannot be known.
    """
    head = read_head(path) if head is None else head
    wanted = [field for field in fields if field is not GEOMETRY_FIELD]
    keeping = None if keep is None else (next(f for f in wanted if f.name == keep[0]), keep[1])
    matching = [
        (part, header)
        for part, header in head.matching(wanted)
        if GEOMETRY in part.rows[header.row] and not _flat(part, header)
    ]
    if not matching:
        names = ", ".join(field.headers[0] for field in wanted if field.required)
        raise DataError(
            f"fichier {path.name} : aucune couche de polygones avec {names} ; déposez le "
            "GeoPackage, le GeoJSON ou le Shapefile complet (.shp, .shx, .dbf, .prj), zippé ou non."
        )
    with readable(path.name):
        return tuple(_layer(part, header, keep=keeping) for part, header in matching)


def _flat(part: Part, header: Header) -> bool:
    """Whether a layer declares itself of points or lines."""
    declared = part.kinds[part.rows[header.row].index(GEOMETRY)]
    return "Point" in declared or "Line" in declared


def _layer(
    part: Part, header: Header, *, keep: tuple[Field, Collection[str]] | None
) -> OfficialLayer:
    names = {name: part.rows[header.row][place] for name, place in header.positions.items()}
    where = None if keep is None else _where(part, header, keep=keep)
    meta, wkb, cells = _read(part, columns=list(names.values()), where=where)
    order = {str(name): place for place, name in enumerate(meta["fields"])}
    columns = {name: _texts(cells[order[source]]) for name, source in names.items()}
    chosen = np.ones(len(wkb), dtype=bool)
    if keep is not None:
        columns[keep[0].name] = _wide(columns[keep[0].name], width=keep[0].width)
        chosen = np.isin(columns[keep[0].name], sorted(keep[1]))
    shapes = _polygonal(shapely.from_wkb(wkb[chosen], on_invalid="ignore"))
    shapes = _in_degrees(shapes, crs=meta["crs"], name=part.name)
    there = np.array([shape is not None and not shape.is_empty for shape in shapes], dtype=bool)
    return OfficialLayer(
        name=part.sheet,
        columns=MappingProxyType({name: cells[chosen][there] for name, cells in columns.items()}),
        geometry=shapes[there],
        aside=int((~there).sum()),
    )


def _where(part: Part, header: Header, *, keep: tuple[Field, Collection[str]]) -> str | None:
    """Return the SQL filter that spares reading a whole country; None where it could be wrong."""
    place = header.positions[keep[0].name]
    column, kind = part.rows[header.row][place], part.kinds[place]
    codes = {form for code in keep[1] for form in (code, code.lstrip("0"))}
    if kind != "object" or '"' in column or not 0 < len(codes) <= _NAMED_AT_MOST:
        return None
    values = ", ".join("'" + code.replace("'", "''") + "'" for code in sorted(codes))
    return f'"{column}" IN ({values})'


def _wide(codes: NDArray[np.str_], *, width: int) -> NDArray[np.str_]:
    """Put back the zeros of codes that only lack them."""
    return np.array([c.zfill(width) if c.isdigit() else c for c in codes.tolist()], dtype=np.str_)


def _read(part: Part, *, columns: list[str], where: str | None) -> tuple[Any, Any, Any]:
    import pyogrio.raw  # noqa: PLC0415 - few files need it

    with readable(f"{part.name}, couche {part.sheet}"):
        meta, _, wkb, cells = pyogrio.raw.read(
            part.vector_path, layer=part.sheet, columns=columns, where=where
        )
    return meta, wkb, cells


def _texts(cells: NDArray[Any]) -> NDArray[np.str_]:
    return np.array([_text(cell) for cell in cells.tolist()], dtype=np.str_)


def _text(cell: object) -> str:
    missing = cell is None or (isinstance(cell, float) and math.isnan(cell))
    return "" if missing else cell_text(cell)


def _polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return valid polygons, without heights; None where there is no surface."""
    flat = shapely.force_2d(shapes)
    wrong = ~shapely.is_valid(flat) & ~shapely.is_missing(flat)
    flat[wrong] = shapely.make_valid(flat[wrong])
    found = np.empty(len(flat), dtype=object)
    for place, shape in enumerate(flat):
        found[place] = _surface(shape)
    return found


def _surface(shape: Any) -> Any:
    if shape is None or shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if shapely.area(part) > 0]
    return shapely.union_all(parts) if parts else None


def _in_degrees(shapes: NDArray[np.object_], *, crs: str | None, name: str) -> NDArray[np.object_]:
    """Transform to WGS84; a GeoJSON in metres does not say its projection."""
    found = shapes.copy()
    for system, places in _systems(shapes, crs=crs, name=name):
        if system != _WGS84:
            found[places] = _polygonal(shapely.transform(shapes[places], _to_degrees(system)))
    return found


def _systems(
    shapes: NDArray[np.object_], *, crs: str | None, name: str
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Coordinate systems, and the features written in each."""
    import pyproj  # noqa: PLC0415 - few files need it

    bounds = shapely.bounds(shapes)
    there = np.asarray(np.isfinite(bounds).all(axis=1), dtype=np.bool_)
    said = pyproj.CRS.from_user_input(crs) if crs else None
    if said is not None and said.is_projected:
        yield said.to_wkt(), there
        return
    degrees = there & np.asarray(np.abs(bounds).max(axis=1, initial=0) <= 180)
    yield _WGS84 if said is None or said.to_epsg() == 4326 else said.to_wkt(), degrees
    left = there & ~degrees
    for system, low, high in _NORTHINGS:
        here = left & (bounds[:, 1] >= low) & (bounds[:, 3] <= high)
        left &= ~here
        if here.any():
            yield system, here
    if left.any():
        raise DataError(
            f"fichier {name} : la projection n'est pas dite et ne se devine pas ; déposez le "
            "fichier .prj avec le Shapefile, ou la version WGS84."
        )


def _to_degrees(system: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    import pyproj  # noqa: PLC0415 - few files need it

    transformer = pyproj.Transformer.from_crs(system, _WGS84, always_xy=True)
    return lambda places: np.column_stack(transformer.transform(places[:, 0], places[:, 1]))
