"""Write small rasters for tests."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

NODATA = -99_999.0


def write_raster(
    path: Path,
    values: np.ndarray,
    *,
    west: float,
    north: float,
    cell: float,
    crs: str | None,
    nodata: float | None = NODATA,
) -> Path:
    """Write ``values``, the first row northernmost, (rows, columns) or (bands, rows, columns)."""
    bands = np.atleast_3d(values.T).T if values.ndim == 2 else values
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=bands.shape[2],
            height=bands.shape[1],
            count=bands.shape[0],
            dtype="float32",
            crs=crs,
            transform=Affine(cell, 0.0, west, 0.0, -cell, north),
            nodata=nodata,
            tiled=True,
            blockxsize=256,
            blockysize=256,
        ) as dataset:
            dataset.write(bands.astype(np.float32))
    return path
