"""Open a table, whatever its format: Parquet, GeoParquet, GeoPackage or CSV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from placement.errors import DataError, NetworkError
from placement.sources.spreadsheet import sniff

__all__ = ["RawTable", "open_table"]

_HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """Columns as they came, and the geometry with its CRS when there is one."""

    name: str
    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    crs: str | None = None


def open_table(path: Path) -> RawTable:
    """Read a table whole.

    Raises
    ------
    NetworkError
        When the file is absent, of another format, or unreadable.
    """
    if not path.is_file():
        raise NetworkError(f"{path} : fichier introuvable.")
    suffix = path.suffix.lower()
    try:
        if suffix in {".parquet", ".geoparquet"}:
            return _parquet(path)
        if suffix in {".gpkg", ".geojson", ".shp"}:
            return _geographic(path, gpd.read_file(path))
        if suffix in {".csv", ".txt"}:
            return _csv(path)
    except (OSError, ValueError, RuntimeError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NetworkError(f"{path} : table illisible ({reason}).") from error
    raise NetworkError(f"{path} : format inconnu ; attendu : .parquet, .gpkg ou .csv.")


def _parquet(path: Path) -> RawTable:
    if b"geo" in (pq.read_schema(path).metadata or {}):
        return _geographic(path, gpd.read_parquet(path))
    return RawTable(name=path.name, frame=pd.read_parquet(path).reset_index(drop=True))


def _geographic(path: Path, frame: Any) -> RawTable:
    if not isinstance(frame, gpd.GeoDataFrame):
        return RawTable(name=path.name, frame=pd.DataFrame(frame).reset_index(drop=True))
    crs = frame.crs
    if crs is None:
        raise DataError("la géométrie n'a pas de système de coordonnées")
    placed = frame.reset_index(drop=True)
    return RawTable(
        name=path.name,
        frame=pd.DataFrame(placed.drop(columns=placed.geometry.name)),
        geometry=placed.geometry,
        crs=crs.to_string(),
    )


def _csv(path: Path) -> RawTable:
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    dialect = sniff(head, complete=path.stat().st_size <= _HEAD_BYTES)
    frame = pd.read_csv(
        path,
        sep=dialect.separator,
        encoding=dialect.encoding,
        skiprows=dialect.skipped_lines,
        skip_blank_lines=False,
        dtype=str,
        keep_default_na=False,
    )
    return RawTable(name=path.name, frame=frame.replace("", np.nan))
