"""``stops.txt``: where vehicles stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import Faults, cite
from placement.sources.gtfs.archive import Archive
from placement.sources.gtfs.fields import numbers, positions

__all__ = ["Stops", "read_stops"]

_FILE = "stops.txt"
_PLATFORM = ("", "0")
_NULL_ISLAND_DEGREES = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Stops that have a place, WGS84 degrees; ``unplaced`` have none."""

    id: tuple[str, ...]
    name: tuple[str, ...]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    unplaced: frozenset[str]


def read_stops(archive: Archive, *, faults: Faults) -> Stops:
    """Read the stops; one without coordinates takes those of its station."""
    table = archive.table(
        _FILE,
        required=("stop_id",),
        optional=("stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"),
    )
    table = table[table["stop_id"] != ""].reset_index(drop=True)
    repeated = sorted(set(table["stop_id"][table["stop_id"].duplicated()]))
    if repeated:
        faults.add(f"{_FILE} : arrêt répété : {cite(repeated)}.")
        table = table.drop_duplicates("stop_id").reset_index(drop=True)
    lon, lat = _places(table)
    sound = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    sound &= (np.abs(lon) > _NULL_ISLAND_DEGREES) | (np.abs(lat) > _NULL_ISLAND_DEGREES)
    platform = table["location_type"].isin(_PLATFORM).to_numpy()
    kept = table[platform & sound]
    return Stops(
        id=tuple(kept["stop_id"]),
        name=tuple(kept["stop_name"]),
        lon=lon[platform & sound],
        lat=lat[platform & sound],
        unplaced=frozenset(table["stop_id"][platform & ~sound]),
    )


def _places(table: pd.DataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    lon, lat = numbers(table["stop_lon"]), numbers(table["stop_lat"])
    parent = positions(table["parent_station"], among=table["stop_id"].tolist())
    borrowed = (np.isnan(lon) | np.isnan(lat)) & (parent >= 0)
    return (
        np.where(borrowed, lon[parent], lon) if lon.size else lon,
        np.where(borrowed, lat[parent], lat) if lat.size else lat,
    )
