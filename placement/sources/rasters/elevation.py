"""Heights at positions, from an elevation raster."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from placement.errors import DataError
from placement.sources.rasters.reading import Floats, Raster, open_raster

__all__ = ["sample_raster"]

_BLOCK: Final = 1024
"""Side of the windows that are read, cells: 8 MB each."""


def sample_raster(path: Path, *, xy: Floats, crs: str) -> Floats:
    """Sample a raster at (n, 2) positions: (n,) values, NaN outside and where there is no data.

    Parameters
    ----------
    path
        A raster of one band, in any known coordinate system.
    xy
        Positions in ``crs``, x or longitude first.

    Raises
    ------
    DataError
        The raster cannot be read, or lies wholly elsewhere than the positions.

    Notes
    -----
    Bilinear between the centres of cells; where some of the four have no data, the mean of the
    others by their weights. A position in the outer half of a border cell takes its value. The
    raster is read by windows, those that hold a position, one at a time: a département at 5 m does
    not fit in memory, its windows do.
    """
    positions = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    values = np.full(len(positions), np.nan)
    with open_raster(path) as raster:
        x, y = raster.transformer_from(crs).transform(positions[:, 0], positions[:, 1])
        columns, rows = raster.cells_of(np.asarray(x), np.asarray(y))
        inside = (columns >= 0) & (columns <= raster.width)
        inside &= (rows >= 0) & (rows <= raster.height)
        if len(positions) and not inside.any():
            raise DataError(
                f"{path.name} : ce raster est ailleurs ; il va {raster.bounds_text()}. "
                "Prenez celui de la bonne région."
            )
        found = np.flatnonzero(inside)
        values[found] = _interpolated(raster, columns=columns[found], rows=rows[found])
    return values


def _interpolated(raster: Raster, *, columns: Floats, rows: Floats) -> Floats:
    """Values at columns and rows of the raster, window after window."""
    left = np.clip(np.floor(columns - 0.5), 0, max(0, raster.width - 2)).astype(np.int64)
    top = np.clip(np.floor(rows - 0.5), 0, max(0, raster.height - 2)).astype(np.int64)
    window = (top // _BLOCK) * (raster.width // _BLOCK + 1) + left // _BLOCK
    order = np.argsort(window, kind="stable")
    values = np.full(columns.size, np.nan)
    for members in np.split(order, np.flatnonzero(np.diff(window[order])) + 1):
        if not members.size:
            continue
        first_row, last_row = int(top[members].min()), int(top[members].max()) + 1
        first_column, last_column = int(left[members].min()), int(left[members].max()) + 1
        block = raster.read(
            first_row=first_row,
            first_column=first_column,
            rows=min(last_row, raster.height - 1) - first_row + 1,
            columns=min(last_column, raster.width - 1) - first_column + 1,
        )
        values[members] = _bilinear(
            block,
            row=np.clip(rows[members] - 0.5 - first_row, 0, block.shape[0] - 1),
            column=np.clip(columns[members] - 0.5 - first_column, 0, block.shape[1] - 1),
        )
    return values


def _bilinear(block: Floats, *, row: Floats, column: Floats) -> Floats:
    """Interpolate between cells, positions counted from the centre of the first one."""
    top = np.minimum(np.floor(row), max(0, block.shape[0] - 2)).astype(np.int64)
    left = np.minimum(np.floor(column), max(0, block.shape[1] - 2)).astype(np.int64)
    down, right = row - top, column - left
    total, weight = np.zeros(row.size), np.zeros(row.size)
    for step_down, step_right in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = _share(down, step_down) * _share(right, step_right)
        cell = block[
            np.minimum(top + step_down, block.shape[0] - 1),
            np.minimum(left + step_right, block.shape[1] - 1),
        ]
        there = np.isfinite(cell)
        total[there] += share[there] * cell[there]
        weight[there] += share[there]
    values = np.full(row.size, np.nan)
    known = weight > 0
    values[known] = total[known] / weight[known]
    return values


def _share(distance: Floats, step: int) -> Floats:
    return distance if step else np.asarray(1 - distance)
