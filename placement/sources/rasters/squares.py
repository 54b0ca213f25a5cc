"""Gather the cells of a raster or of a grid in squares: fewer places, the same people."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from placement.errors import DataError
from placement.sources.rasters.reading import Floats

__all__ = [
    "CellWeights",
    "CommuneCells",
    "CutCells",
    "PopulationCells",
    "cut_cells",
    "gathered_cells",
    "nobody",
]

Numbers = NDArray[np.int64] | NDArray[np.float64]

_WGS84: Final = "EPSG:4326"

_NEXT_TO_NOBODY: Final = 0.1  # of the mean of the commune's squares
_UNIFORM: Final = 1 / 6  # mean squared distance to its centre over a square of side 1


@dataclass(frozen=True, slots=True, eq=False)
class CommuneCells:
    """Where the inhabitants of one commune are, (c,) squares from north-west to south-east.

    Parameters
    ----------
    lon, lat
        Degrees: the centre of gravity of the inhabitants of the square.
    share
        Share of the commune's inhabitants; they sum to 1.
    spread_m
        Root-mean-square distance of the inhabitants of the square to that centre, metres.

    Raises
    ------
    DataError
        Shares that are not positive, or do not sum to 1.
    """

    lon: Floats
    lat: Floats
    share: Floats
    spread_m: Floats

    def __post_init__(self) -> None:
        for name in ("lon", "lat", "share", "spread_m"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if not ((self.share > 0).all() and math.isclose(self.share.sum(), 1, abs_tol=1e-9)):
            raise DataError(
                "répartition de la population : parts négatives, ou de somme autre que 1."
            )


@dataclass(frozen=True, slots=True, eq=False)
class PopulationCells:
    """The communes that a raster or a grid tells of, and those of which it tells nothing.

    Parameters
    ----------
    by_commune
        Code to squares; communes without a contour or without inhabitants are not there.
    empty
        Codes of those, in the order given.
    partly_covered
        Codes of the communes that reach out of it.
    """

    by_commune: Mapping[str, CommuneCells]
    empty: tuple[str, ...]
    partly_covered: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CellWeights:
    """Cells that a commune holds, or parts of cells.

    Parameters
    ----------
    x, y
        Metres, in the system of the territory.
    weight
        Inhabitants.
    side_m
        Side of the cell.
    east, north
        Numbers of the square that each cell is gathered in.
    """

    x: Floats
    y: Floats
    weight: Floats
    side_m: Floats
    east: Floats
    north: Floats

    def taken(self, rows: NDArray[np.int64]) -> CellWeights:
        """Return some of the cells."""
        return CellWeights(*(getattr(self, field.name)[rows] for field in fields(self)))


def nobody() -> CellWeights:
    """Return no cell at all."""
    return CellWeights(*(np.empty(0) for _ in fields(CellWeights)))


@dataclass(frozen=True, slots=True, eq=False)
class CutCells:
    """Part of each cell inside a polygon: its share of the cell, and its centre in cells."""

    share: Floats
    column: Floats
    row: Floats


def cut_cells(polygon: BaseGeometry, *, columns: Numbers, rows: Numbers) -> CutCells:
    """Cut cells of side 1 by a polygon: exact for those that its border crosses."""
    cells = np.asarray(shapely.box(columns, rows, columns + 1, rows + 1))
    shapely.prepare(polygon)
    share = shapely.contains(polygon, cells).astype(np.float64)
    column, row = (np.asarray(first, dtype=np.float64) + 0.5 for first in (columns, rows))
    crossed = np.flatnonzero((share == 0) & shapely.intersects(polygon, cells))
    inside = np.asarray(shapely.intersection(polygon, cells[crossed]))
    share[crossed] = shapely.area(inside)
    centres = shapely.get_coordinates(shapely.centroid(inside))
    column[crossed], row[crossed] = centres.T
    return CutCells(share=share, column=column, row=row)


def gathered_cells(
    parts: Mapping[str, Sequence[CellWeights]], *, crs: str, partly_covered: Collection[str] = ()
) -> PopulationCells:
    """Gather the cells of each commune in squares.

    Parameters
    ----------
    parts
        Code to the cells of the commune.
    crs
        Projected system of their positions, metres.
    partly_covered
        Codes of the communes of which some of the surface is not told.
    """
    to_degrees = Transformer.from_crs(crs, _WGS84, always_xy=True)
    squares = {code: _gathered(found, to_degrees=to_degrees) for code, found in parts.items()}
    return PopulationCells(
        by_commune={code: cells for code, cells in squares.items() if cells is not None},
        empty=tuple(code for code, cells in squares.items() if cells is None),
        partly_covered=tuple(
            code for code, cells in squares.items() if cells is not None and code in partly_covered
        ),
    )


def _gathered(parts: Sequence[CellWeights], *, to_degrees: Transformer) -> CommuneCells | None:
    """Gather cells in squares; None where nobody is."""
    if not sum(part.weight.size for part in parts):
        return None
    x, y, weight, side_m, east, north = (
        np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(CellWeights)
    )
    square = _joined(x, y, weight, square=_numbered(east, north))
    total, centre_x, centre_y = _centres(x, y, weight, square=square)
    squared = (x - centre_x[square]) ** 2 + (y - centre_y[square]) ** 2 + _UNIFORM * side_m**2
    lon, lat = to_degrees.transform(centre_x, centre_y)
    return CommuneCells(
        lon=np.asarray(lon),
        lat=np.asarray(lat),
        share=total / total.sum(),
        spread_m=np.sqrt(np.bincount(square, weights=weight * squared) / total),
    )


def _numbered(east: Floats, north: Floats) -> NDArray[np.int64]:
    """(c,) rank of the square of each cell, row by row from the north-west."""
    places = np.column_stack([-north, east]).astype(np.int64)
    _, square = np.unique(places, axis=0, return_inverse=True)
    return square.ravel()


def _centres(
    x: Floats, y: Floats, weight: Floats, *, square: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats]:
    """Inhabitants of each square, and their centre of gravity."""
    total = np.asarray(np.bincount(square, weights=weight), dtype=np.float64)
    return (
        total,
        np.bincount(square, weights=weight * x) / total,
        np.bincount(square, weights=weight * y) / total,
    )


def _joined(
    x: Floats, y: Floats, weight: Floats, *, square: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Join squares that hold next to nobody to the nearest of the others; number them again."""
    total, *centre = _centres(x, y, weight, square=square)
    kept = np.flatnonzero(total >= _NEXT_TO_NOBODY * total.mean())
    places = np.column_stack(centre)
    _, nearest = cKDTree(places[kept]).query(places)
    number = np.asarray(nearest, dtype=np.int64)
    number[kept] = np.arange(kept.size)
    return number[square]
