"""A raster of inhabitants as a key: where, inside a commune, its young people live."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from placement.errors import DataError
from placement.sources.rasters.reading import Floats, Raster, open_raster
from placement.sources.rasters.squares import (
    CellWeights,
    PopulationCells,
    cut_cells,
    gathered_cells,
    nobody,
)

__all__ = ["CELL_M", "population_cells"]

CELL_M: Final = 1_000.0
"""Side of the squares that cells are gathered in, metres."""

_WGS84: Final = "EPSG:4326"
_COVERED: Final = 0.98


def population_cells(
    paths: Sequence[Path],
    *,
    contours: Mapping[str, BaseGeometry | None],
    crs: str,
    cell_m: float = CELL_M,
) -> PopulationCells:
    """Gather the inhabitants of each commune in squares of ``cell_m``.

    Parameters
    ----------
    paths
        Rasters of counts (not densities), added up: one of all inhabitants, or those of the ages
        and sexes wanted. Any coordinate system.
    contours
        Polygon of each commune, WGS84, None where unknown.
    crs
        Projected system of the territory, metres; squares are aligned to its multiples.
    cell_m
        Side of a square, metres.

    Raises
    ------
    DataError
        A raster cannot be read, or none of the communes is in it.

    Notes
    -----
    A cell of the raster that a border crosses counts for the share of its area inside, so that
    neighbouring communes share it out and nothing is counted twice; those people stand at the
    centre of that part. Squares that hold less than a tenth of the mean of their commune, crumbs
    along its border for the most part, join the nearest of the others. Cells without data, and
    negative ones (a fill value that was not declared), hold nobody. Each raster is read one
    commune at a time.
    """
    gathered: dict[str, list[CellWeights]] = {code: [] for code in contours}
    covered = dict.fromkeys(contours, 0.0)
    for path in paths:
        with open_raster(path) as raster:
            _refuse_elsewhere(raster, contours=contours, path=path)
            to_metres = Transformer.from_crs(raster.crs, crs, always_xy=True)
            to_raster = raster.transformer_from(_WGS84)
            for code, contour in contours.items():
                if contour is None:
                    continue
                outline = _projected(contour, transformer=to_raster)
                share, weights = _inhabitants(
                    raster, outline=outline, to_metres=to_metres, cell_m=cell_m
                )
                covered[code] += share / len(paths)
                gathered[code].append(weights)
    partly = [code for code, share in covered.items() if share < _COVERED]
    return gathered_cells(gathered, crs=crs, partly_covered=partly)


def _refuse_elsewhere(
    raster: Raster, *, contours: Mapping[str, BaseGeometry | None], path: Path
) -> None:
    """Refuse a raster that no commune touches."""
    known = [contour for contour in contours.values() if contour is not None]
    frame = shapely.box(*raster.bounds_lonlat())
    if known and not shapely.intersects(frame, np.array(known)).any():
        west, south, east, north = shapely.total_bounds(np.array(known))
        raise DataError(
            f"{path.name} : ce raster est ailleurs que le territoire ; il va "
            f"{raster.bounds_text()}, le territoire de {west:.2f} à {east:.2f}° et de "
            f"{south:.2f} à {north:.2f}°. Prenez celui de la bonne région."
        )


def _projected(contour: BaseGeometry, *, transformer: Transformer) -> BaseGeometry:
    return shapely.transform(contour, lambda xy: np.column_stack(transformer.transform(*xy.T)))


def _inhabitants(
    raster: Raster, *, outline: BaseGeometry, to_metres: Transformer, cell_m: float
) -> tuple[float, CellWeights]:
    """Share of the outline that the raster covers, and its inhabited cells."""
    polygon = _in_cells(raster, outline)
    low_column, low_row, high_column, high_row = polygon.bounds
    first_row, last_row = max(0, math.floor(low_row)), min(raster.height, math.ceil(high_row))
    first_column = max(0, math.floor(low_column))
    last_column = min(raster.width, math.ceil(high_column))
    if first_row >= last_row or first_column >= last_column:
        return 0.0, nobody()
    block = raster.read(
        first_row=first_row,
        first_column=first_column,
        rows=last_row - first_row,
        columns=last_column - first_column,
    )
    frame = shapely.box(0, 0, raster.width, raster.height)
    share = float(shapely.area(polygon.intersection(frame)) / shapely.area(polygon))
    rows, columns = np.nonzero(block > 0)  # NaN is not
    parts = cut_cells(polygon, columns=columns + first_column, rows=rows + first_row)
    weight = block[rows, columns] * parts.share
    kept = weight > 0
    return share, _at(
        parts.column[kept],
        parts.row[kept],
        raster=raster,
        to_metres=to_metres,
        weight=weight[kept],
        cell_m=cell_m,
    )


def _in_cells(raster: Raster, outline: BaseGeometry) -> BaseGeometry:
    """Draw the outline in columns and rows, where a cell is a square of side 1."""
    return shapely.make_valid(
        shapely.transform(outline, lambda xy: np.column_stack(raster.cells_of(*xy.T)))
    )


def _at(
    column: Floats,
    row: Floats,
    *,
    raster: Raster,
    to_metres: Transformer,
    weight: Floats,
    cell_m: float,
) -> CellWeights:
    """Parts of cells by their centre, and the side of their cell, in metres."""
    corners = [
        to_metres.transform(*raster.places_of(column + right, row + down))
        for right, down in ((0.0, 0.0), (-0.5, 0.0), (0.5, 0.0), (0.0, -0.5), (0.0, 0.5))
    ]
    centre, west, east, north, south = (np.array(corner) for corner in corners)
    width_m, height_m = np.hypot(*(east - west)), np.hypot(*(south - north))
    return CellWeights(
        x=centre[0],
        y=centre[1],
        weight=weight,
        side_m=np.sqrt(width_m * height_m),
        east=np.floor(centre[0] / cell_m),
        north=np.floor(centre[1] / cell_m),
    )
