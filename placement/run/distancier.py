"""Times between any two lists of points: the distancier."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from placement.errors import DataError, ScenarioError
from placement.network import Points, RoadNetwork
from placement.run.doors import Roads, open_roads
from placement.run.files import replacing
from placement.run.networks import network_of
from placement.run.settings import territory_modes
from placement.sources.spreadsheet import Column, Kind, read_table
from placement.territory import Territory
from placement.travel import TravelMode, TravelTimes, estimated_times, travel_times

__all__ = [
    "Distancier",
    "compute_times",
    "mode_named",
    "read_points",
    "refuse_two_networks",
    "road_network",
    "write_times",
]

_COLUMNS: Final = (
    Column("id", filled=True, aliases=("identifiant", "code")),
    Column("lon", Kind.NUMBER, filled=True, aliases=("longitude", "x"), minimum=-180, maximum=180),
    Column("lat", Kind.NUMBER, filled=True, aliases=("latitude", "y"), minimum=-90, maximum=90),
)
_SUFFIXES: Final = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Distancier:
    """Where the times were written, and what they are.

    ``missing`` is the file of the pairs without a time, None when every pair has one.
    """

    times: Path
    missing: Path | None
    pairs: int
    absent: int
    estimated: bool


def read_points(path: Path) -> Points:
    """Read a table of points: ``id``, ``lon``, ``lat`` (WGS84 degrees); other columns are ignored.

    Raises
    ------
    DataError
        A missing column, a repeated id, a position that is not in degrees.
    """
    table = read_table(path, columns=_COLUMNS, key=("id",), ignore_unknown=True)
    if not table.rows:
        raise DataError(f"fichier {path.name} : aucun point ; une ligne par point est attendue.")
    return Points(
        id=tuple(row.text("id") for row in table.rows),
        lon=np.array([row.number("lon") for row in table.rows]),
        lat=np.array([row.number("lat") for row in table.rows]),
    )


def compute_times(
    *,
    origins: Points,
    destinations: Points,
    network: RoadNetwork | None,
    mode: TravelMode,
    max_snap_m: float,
    progress: Callable[[int, int], None] | None,
) -> TravelTimes:
    """Compute the times of one mode between points; estimate them without a network.

    Raises
    ------
    ScenarioError
        ``max_snap_m`` is not a distance.
    """
    if not max_snap_m >= 0:
        raise ScenarioError(
            f"--rattachement-max-m : {max_snap_m:g} ; une distance en mètres est attendue."
        )
    if network is None:
        return estimated_times(origins=origins, destinations=destinations, mode=mode)
    return travel_times(
        network,
        origins=origins,
        destinations=destinations,
        mode=mode,
        max_snap_m=max_snap_m,
        progress=progress,
    )


def mode_named(name: str, *, folder: Path | None) -> TravelMode:
    """Return a mode of a territory, or of the common table, by the name that a user gives it.

    Raises
    ------
    ScenarioError
        No mode has that name.
    """
    modes = territory_modes(folder)
    if name not in modes:
        raise ScenarioError(
            f"--profil : « {name} » est inconnu ; choisissez parmi {', '.join(modes)}."
        )
    return modes[name]


def refuse_two_networks(roads: Roads | None, *, territory: str | None) -> None:
    """Refuse the roads of a territory and other roads at once.

    Raises
    ------
    ScenarioError
        Both are named.
    """
    if roads is not None and territory is not None:
        raise ScenarioError(
            "donnez une source de routes, et une seule : --territory prend le réseau construit du "
            "territoire, les autres options un autre réseau."
        )


def road_network(roads: Roads | None, *, territory: tuple[Territory, Path] | None) -> RoadNetwork:
    """Open the roads that a user names, or those of a territory.

    Raises
    ------
    ScenarioError
        Neither roads nor territory.
    DataError
        The roads cannot be read, or the territory has none.
    """
    if roads is not None:
        return open_roads(roads, folder=None if territory is None else territory[1])
    if territory is None:
        raise ScenarioError(
            "donnez une source de routes : --territory, --osm, --tables ou --estimation."
        )
    return network_of(territory[0], folder=territory[1], wanted="route")


def write_times(times: TravelTimes, *, path: Path) -> Distancier:
    """Write ``from_id,to_id,time_s`` (CSV or Parquet), and beside it the pairs without a time.

    The second file, ``<name>_sans_temps.csv``, has ``from_id,to_id,reason``; a point that could
    not be attached stands alone on its line, the other end empty.

    Raises
    ------
    ScenarioError
        The name ends neither in ``.csv`` nor in ``.parquet``.
    OutputError
        A file cannot be written; nothing is left half-written.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise ScenarioError(f"--out : « {path.name} » doit finir par .csv ou .parquet.")
    known = np.isfinite(times.time_s)
    missing = path.with_name(f"{path.stem}_sans_temps.csv")
    with replacing(path, option="--out") as draft:
        _write_known(times, known=known, draft=draft, suffix=path.suffix.lower())
        if known.all():
            missing.unlink(missing_ok=True)
        else:
            with replacing(missing, option="--out") as beside:
                _write_missing(times, draft=beside)
    return Distancier(
        times=path,
        missing=None if known.all() else missing,
        pairs=known.size,
        absent=int(known.size - known.sum()),
        estimated=times.estimated,
    )


def _write_known(times: TravelTimes, *, known: np.ndarray, draft: Path, suffix: str) -> None:
    rows, columns = np.nonzero(known)
    from_id = np.array(times.from_id, dtype=np.str_)[rows]
    to_id = np.array(times.to_id, dtype=np.str_)[columns]
    table = pa.table({"from_id": from_id, "to_id": to_id, "time_s": times.time_s[known]})
    if suffix == ".parquet":
        pq.write_table(table, draft, compression="zstd")
        return
    with draft.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("from_id", "to_id", "time_s"))
        writer.writerows(
            (a, b, f"{t:.3f}") for a, b, t in zip(from_id, to_id, times.time_s[known], strict=True)
        )


def _write_missing(times: TravelTimes, *, draft: Path) -> None:
    with draft.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("from_id", "to_id", "reason"))
        for point in times.unsnapped:
            ends = (point.id, "") if point.role == "origine" else ("", point.id)
            writer.writerow((*ends, point.reason))
        writer.writerows((pair.from_id, pair.to_id, pair.reason) for pair in times.unreached())
