"""Where the nodes are: a table of nodes, or the ends of the edges' lines."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from placement.errors import Faults, cite
from placement.network.points import WGS84, FloatArray, reproject
from placement.network.tables.columns import NODE_COLUMNS, renamed
from placement.network.tables.files import RawTable

__all__ = ["Nodes", "line_ends", "name_of", "nodes_of", "number_of"]

_LAMBERT_93 = "EPSG:2154"
_ROUNDING_M = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Identifiers (n,) and WGS84 positions (n, 2), longitude first."""

    id: npt.NDArray[np.str_]
    lonlat: FloatArray


def number_of(column: pd.Series) -> FloatArray:
    """Read numbers, decimal comma or point, NaN where there is none."""
    if column.dtype.kind not in "fiub":
        column = column.astype("string").str.strip().str.replace(",", ".", regex=False)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def name_of(column: pd.Series) -> npt.NDArray[np.str_]:
    """Read identifiers as text; whole numbers lose their ``.0``."""
    if column.dtype.kind == "f" and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return np.asarray(column.astype("string").fillna(""), dtype=np.str_)


def nodes_of(table: RawTable, *, crs: str | None, faults: Faults) -> Nodes | None:
    """Read a table of nodes; None, with the faults told, when it cannot be."""
    columns = renamed(table.frame, names=NODE_COLUMNS)
    lonlat = _lonlat(table, columns, crs=crs, faults=faults)
    if lonlat is None:
        return None
    rows = np.arange(len(table.frame)).astype(np.str_)
    names = name_of(columns["id"]) if "id" in columns else rows
    repeated = pd.Series(names)[pd.Series(names).duplicated()].unique().tolist()
    if repeated:
        faults.add(f"{table.name} : nœuds répétés : {cite(repeated)}.")
    unplaced = ~np.isfinite(lonlat).all(axis=1)
    if unplaced.any():
        faults.add(f"{table.name} : nœuds sans position : {cite(names[unplaced].tolist())}.")
    return Nodes(id=names, lonlat=lonlat)


def _lonlat(
    table: RawTable, columns: pd.DataFrame, *, crs: str | None, faults: Faults
) -> FloatArray | None:
    if table.geometry is not None and table.crs is not None:
        points = table.geometry.representative_point()
        x, y = (np.asarray(column, dtype=np.float64) for column in (points.x, points.y))
        return reproject(x, y, source=table.crs, target=WGS84)
    if {"lon", "lat"} <= set(columns):
        return np.column_stack([number_of(columns["lon"]), number_of(columns["lat"])])
    if not {"x", "y"} <= set(columns):
        faults.add(
            f"{table.name} : il manque la position des nœuds ; il faut des colonnes lon et lat, "
            "ou x et y avec leur système de coordonnées."
        )
        return None
    source = crs or _guessed_crs(table, columns)
    if source is None:
        faults.add(
            f"{table.name} : système de coordonnées des colonnes x et y inconnu ; indiquez-le "
            "(exemple : EPSG:2154)."
        )
        return None
    return reproject(number_of(columns["x"]), number_of(columns["y"]), source=source, target=WGS84)


def _guessed_crs(table: RawTable, columns: pd.DataFrame) -> str | None:
    if any("2154" in str(column) for column in table.frame.columns):
        return _LAMBERT_93
    x, y = number_of(columns["x"]), number_of(columns["y"])
    in_degrees = np.nanmax(np.abs(x), initial=0) <= 180 and np.nanmax(np.abs(y), initial=0) <= 90
    return WGS84 if in_degrees else None


def line_ends(lines: gpd.GeoSeries, *, metric_crs: str) -> tuple[Nodes, FloatArray, FloatArray]:
    """Find the nodes at the ends of lines, and the row of each line's start and end, (m,) each.

    Ends that round to the same decimetre in ``metric_crs`` are one node, as in BD TOPO.
    """
    coordinates, of = shapely.get_coordinates(lines.to_numpy(), return_index=True)
    rows = np.arange(len(lines))
    first = np.searchsorted(of, rows, side="left")
    last = np.searchsorted(of, rows, side="right") - 1
    ends = np.round(np.concatenate([coordinates[first], coordinates[last]]) / _ROUNDING_M)
    unique, inverse = np.unique(ends, axis=0, return_inverse=True)
    x, y = (unique * _ROUNDING_M).T
    nodes = Nodes(
        id=np.arange(len(unique)).astype(np.str_),
        lonlat=reproject(x, y, source=metric_crs, target=WGS84),
    )
    row = inverse.ravel().astype(np.float64)
    return nodes, row[: len(lines)], row[len(lines) :]
