"""Gather the cells of a raster in squares: fewer places, the same people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.spatial import cKDTree

from placement.errors import DataError
from placement.sources.rasters.reading import Floats

__all__ = ["CellWeights", "CommuneCells", "gather"]

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
class CellWeights:
    """Cells of a raster that a commune holds: positions, inhabitants, sides; metres."""

    x: Floats
    y: Floats
    weight: Floats
    side_m: Floats


def gather(
    parts: Sequence[CellWeights], *, to_degrees: Transformer, cell_m: float
) -> CommuneCells | None:
    """Gather cells in squares; None where nobody is."""
    if not sum(part.weight.size for part in parts):
        return None
    x, y, weight, side_m = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("x", "y", "weight", "side_m")
    )
    square = _joined(x, y, weight, square=_square_of(x, y, cell_m=cell_m))
    total, centre_x, centre_y = _centres(x, y, weight, square=square)
    squared = (x - centre_x[square]) ** 2 + (y - centre_y[square]) ** 2 + _UNIFORM * side_m**2
    lon, lat = to_degrees.transform(centre_x, centre_y)
    return CommuneCells(
        lon=np.asarray(lon),
        lat=np.asarray(lat),
        share=total / total.sum(),
        spread_m=np.sqrt(np.bincount(square, weights=weight * squared) / total),
    )


def _square_of(x: Floats, y: Floats, *, cell_m: float) -> NDArray[np.int64]:
    """(c,) number of the square of each cell, row by row from the north-west."""
    south = -np.floor(y / cell_m).astype(np.int64)
    east = np.floor(x / cell_m).astype(np.int64)
    _, square = np.unique(np.column_stack([south, east]), axis=0, return_inverse=True)
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
