"""Open a raster, or say plainly why it cannot serve."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from rasterio.errors import RasterioError
from rasterio.windows import Window

from placement.errors import DataError

__all__ = ["Floats", "Raster", "check_raster", "open_raster"]

Floats = NDArray[np.float64]

_CACHE_BYTES: Final = 64 * 2**20  # by default GDAL keeps a twentieth of the machine's memory
_WGS84: Final = "EPSG:4326"
_DEGREES: Final = (-180.01, -90.01, 180.01, 90.01)


class Raster:
    """One band of numbers on the ground.

    Parameters
    ----------
    dataset
        What rasterio opened.
    path
        For messages.
    """

    def __init__(self, dataset: Any, *, path: Path) -> None:
        self._dataset = dataset
        self._path = path
        self.crs = CRS.from_user_input(dataset.crs.to_wkt())
        self.height, self.width = int(dataset.height), int(dataset.width)
        self._to_cell = ~dataset.transform
        self._to_place = dataset.transform

    def cells_of(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Column and row, with decimals, of positions in the raster's CRS."""
        return _applied(self._to_cell, x, y)

    def places_of(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """Position in the raster's CRS of columns and rows, with decimals."""
        return _applied(self._to_place, columns, rows)

    def read(self, *, first_row: int, first_column: int, rows: int, columns: int) -> Floats:
        """Read a window, (rows, columns); NaN where there is no data.

        Raises
        ------
        DataError
            The file is cut short or damaged there.
        """
        window = Window(first_column, first_row, columns, rows)
        try:
            block = self._dataset.read(1, window=window, masked=True, out_dtype="float64")
        except (RasterioError, OSError) as error:
            raise DataError(
                f"{self._path.name} : lecture impossible ({_cause(error)}) ; le fichier est "
                "tronqué ou abîmé, téléchargez-le de nouveau."
            ) from error
        return np.asarray(block.filled(np.nan), dtype=np.float64)

    def transformer_from(self, crs: str) -> Transformer:
        """Transform positions of ``crs`` into the raster's, x or longitude first."""
        return Transformer.from_crs(crs, self.crs, always_xy=True)

    def bounds_lonlat(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        transformer = Transformer.from_crs(self.crs, _WGS84, always_xy=True)
        west, south, east, north = transformer.transform_bounds(*self._dataset.bounds)
        return west, south, east, north

    def bounds_text(self) -> str:
        """Say where the raster lies (French)."""
        west, south, east, north = self.bounds_lonlat()
        return (
            f"de {west:.2f} à {east:.2f}° de longitude et de {south:.2f} à {north:.2f}° de latitude"
        )


def _applied(affine: Any, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Apply an affine transform to arrays."""
    return (
        np.asarray(affine.a * first + affine.b * second + affine.c, dtype=np.float64),
        np.asarray(affine.d * first + affine.e * second + affine.f, dtype=np.float64),
    )


@contextmanager
def open_raster(path: Path) -> Iterator[Raster]:
    """Open a raster of one band whose place on the ground is known.

    Raises
    ------
    DataError
        No file, not a raster, several bands, no coordinate system, or coordinates that cannot be
        of the system it claims.
    """
    if not path.is_file():
        raise DataError(f"{path.name} : fichier absent ({path}).")
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES):
        yield from _opened(path)


def _opened(path: Path) -> Iterator[Raster]:
    try:
        dataset = rasterio.open(path)
    except (RasterioError, OSError) as error:
        raise DataError(
            f"{path.name} : ce n'est pas un raster lisible, ou il est abîmé ({_cause(error)}) ; il "
            "faut un GeoTIFF (.tif)."
        ) from error
    with dataset:
        _check(dataset, path=path)
        yield Raster(dataset, path=path)


def check_raster(path: Path) -> None:
    """Refuse a raster that cannot serve, without reading its cells.

    Raises
    ------
    DataError
        See :func:`open_raster`.
    """
    with open_raster(path):
        pass


def _check(dataset: Any, *, path: Path) -> None:
    if dataset.count != 1:
        raise DataError(
            f"{path.name} : {dataset.count} bandes ; il en faut une seule (une couleur par bande : "
            "c'est une image, non un raster de valeurs)."
        )
    if dataset.crs is None:
        raise DataError(
            f"{path.name} : le système de coordonnées n'est pas dit ; écrivez-le dans le fichier "
            "(par exemple : gdal_edit.py -a_srs EPSG:2154 fichier.tif)."
        )
    if dataset.transform.determinant == 0:
        raise DataError(f"{path.name} : la position du raster au sol n'est pas dite.")
    if not _plausible(dataset):
        raise DataError(
            f"{path.name} : ses coordonnées ({_bounds(dataset)}) ne sont pas dans le système de "
            f"coordonnées qu'il déclare ({_name(dataset)}) ; corrigez ce système (par exemple : "
            "gdal_edit.py -a_srs EPSG:2154 fichier.tif)."
        )


def _plausible(dataset: Any) -> bool:
    """Whether the bounds make sense in the CRS that the file claims."""
    bounds = dataset.bounds
    if dataset.crs.is_geographic:
        west, south, east, north = _DEGREES
        return bool(
            west <= bounds.left < bounds.right <= east
            and south <= min(bounds.bottom, bounds.top)
            and max(bounds.bottom, bounds.top) <= north
        )
    try:
        transformer = Transformer.from_crs(
            CRS.from_user_input(dataset.crs.to_wkt()), _WGS84, always_xy=True
        )
        corners = transformer.transform_bounds(*bounds)
    except ProjError:
        return False
    return all(math.isfinite(value) for value in corners)


def _bounds(dataset: Any) -> str:
    bounds = dataset.bounds
    return f"x de {bounds.left:g} à {bounds.right:g}, y de {bounds.bottom:g} à {bounds.top:g}"


def _name(dataset: Any) -> str:
    return str(CRS.from_user_input(dataset.crs.to_wkt()).name)


def _cause(error: BaseException) -> str:
    lines = str(error.__cause__ or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
