"""Error of the car times on drives of Corsica, by class of distance, and what can be compared.

The drives (``corsican_drives.csv``) are ranges that anybody who knows the island, or a route
planner, gives: common knowledge, not measures. The shipped speeds were set on them; the error on
drives that did not serve is told by leaving each one out in turn (``--validate``) and setting the
two main figures (bends, speed of main roads) on the others.

The only real car times at hand, a matrix of Isère, come without a road network: all that can be
compared is the shape, the speed as the crow flies by distance, in the plain and in the mountains.

    python benchmarks/bench_car_times.py [--data FOLDER] [--validate]

``JSON=1`` prints one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.network import (
    DEFAULT_SPEEDS,
    Points,
    RoadNetwork,
    SpeedTable,
    connected_network,
    read_tables,
)
from placement.network.points import great_circle_m
from placement.travel import MODES, travel_times

FloatArray = npt.NDArray[np.float64]

DRIVES: Final = Path(__file__).with_name("corsican_drives.csv")
DISTANCE_CLASSES_KM: Final = (0, 30, 60, 200)
CROW_CLASSES_KM: Final = (5, 10, 20, 30, 40, 60)
PLAIN_NORTH_OF: Final = 45.38
MOUNTAIN_SOUTH_OF: Final = 45.15
WINDINGS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
MAIN_ROADS: Final = (0.9, 0.95, 1.0, 1.05, 1.1)
_MAIN_CLASSES: Final = ("trunk", "primary", "secondary")

_OSRM_KMH: Final = {"primary": 65.0, "secondary": 55.0, "tertiary": 40.0, "unclassified": 25.0}

# What the table was before bends, towns and junctions: the class speeds of OSRM alone.
PLAIN_SPEEDS: Final = replace(
    DEFAULT_SPEEDS,
    class_kmh={**DEFAULT_SPEEDS.class_kmh, **_OSRM_KMH},
    town_kmh={},
    delay_s=dict.fromkeys(DEFAULT_SPEEDS.delay_s, 0.0),
    winding=0.0,
)


@dataclass(frozen=True)
class Drives:
    """Known drives: towns, rows of both ends, and the range of each, minutes."""

    towns: Points
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    low_min: FloatArray
    high_min: FloatArray

    @property
    def crow_km(self) -> FloatArray:
        """Straight-line distance of each drive."""
        lon, lat = self.towns.lon, self.towns.lat
        a, b = self.start, self.end
        return great_circle_m(lon[a], lat[a], lon[b], lat[b]) / 1000

    def minutes(self, network: RoadNetwork) -> FloatArray:
        """Time of each drive on a network, the mean of both ways."""
        found = travel_times(
            network, origins=self.towns, destinations=self.towns, mode=MODES["voiture"]
        ).time_s
        return (found[self.start, self.end] + found[self.end, self.start]) / 120

    def errors(self, network: RoadNetwork) -> FloatArray:
        """Relative error of each drive against the middle of its range."""
        return self.minutes(network) / ((self.low_min + self.high_min) / 2) - 1


def read_drives() -> Drives:
    """Read the table of known drives."""
    with DRIVES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    places = {
        row[end]: (row[f"lon_{end}"], row[f"lat_{end}"]) for row in rows for end in ("de", "a")
    }
    names = tuple(places)
    lonlat = np.array(list(places.values()), dtype=np.float64)
    return Drives(
        towns=Points(id=names, lon=lonlat[:, 0], lat=lonlat[:, 1]),
        start=np.array([names.index(row["de"]) for row in rows]),
        end=np.array([names.index(row["a"]) for row in rows]),
        low_min=np.array([float(row["min_min"]) for row in rows]),
        high_min=np.array([float(row["max_min"]) for row in rows]),
    )


def corsica(folder: Path, speeds: SpeedTable) -> RoadNetwork:
    """Read the roads of Corsica with a table of speeds."""
    tables = folder / "road_corse"
    return connected_network(
        read_tables(tables / "nodes.parquet", tables / "edges.parquet", speeds=speeds)
    )[0]


def left_out_errors(folder: Path, drives: Drives) -> FloatArray:
    """Relative error of each drive with the figures that suit the others best."""
    grid = []
    for winding, share in itertools.product(WINDINGS, MAIN_ROADS):
        main = {name: DEFAULT_SPEEDS.class_kmh[name] * share for name in _MAIN_CLASSES}
        speeds = replace(
            DEFAULT_SPEEDS, winding=winding, class_kmh={**DEFAULT_SPEEDS.class_kmh, **main}
        )
        grid.append(drives.errors(corsica(folder, speeds)))
    table = np.array(grid)
    squares = np.log1p(table) ** 2
    best = (squares.sum(axis=1)[:, None] - squares).argmin(axis=0)
    return np.asarray(table[best, np.arange(table.shape[1])])


def by_class(drives: Drives, errors: FloatArray) -> dict[str, dict[str, float]]:
    """Mean absolute and mean relative error by straight-line distance."""
    found = {}
    for low, high in itertools.pairwise(DISTANCE_CLASSES_KM):
        rows = (drives.crow_km >= low) & (drives.crow_km < high)
        chosen = errors[rows]
        found[f"{low}-{high} km"] = {
            "drives": int(rows.sum()),
            "mean_absolute": float(np.abs(chosen).mean()),
            "mean": float(chosen.mean()),
        }
    return found


def crow_speeds(points: Points, minutes: FloatArray) -> dict[str, float]:
    """Median straight-line speed by distance, km/h."""
    lon, lat = points.lon, points.lat
    km = great_circle_m(lon[:, None], lat[:, None], lon[None, :], lat[None, :]) / 1000
    speeds = {}
    for low, high in itertools.pairwise(CROW_CLASSES_KM):
        rows = (km >= low) & (km < high) & np.isfinite(minutes) & (minutes > 0)
        speeds[f"{low}-{high} km"] = float(np.median(km[rows] / minutes[rows] * 60))
    return speeds


def isere(folder: Path) -> dict[str, dict[str, float]]:
    """Straight-line speeds of the real matrix, plain and mountains apart."""
    times = pd.read_parquet(folder / "travel_times" / "osrm_isere_256x256_seconds.parquet")
    communes = pd.read_csv(folder / "travel_times" / "osrm_isere_communes.csv", dtype={"id": str})
    communes = communes.set_index("id")
    found = {}
    for name, keep in (
        ("Isère, plaine (réel, OSRM)", communes.lat > PLAIN_NORTH_OF),
        ("Isère, montagne (réel, OSRM)", communes.lat < MOUNTAIN_SOUTH_OF),
    ):
        codes = [code for code in times.columns if bool(keep.get(code, False))]
        chosen = communes.loc[codes]
        points = Points(id=tuple(codes), lon=chosen.lon.to_numpy(), lat=chosen.lat.to_numpy())
        found[name] = crow_speeds(points, times.loc[codes, codes].to_numpy(np.float64) / 60)
    return found


def corsican_crow_speeds(folder: Path, network: RoadNetwork) -> dict[str, float]:
    """Straight-line speeds between the mairies of Corsica."""
    path = folder / "communes" / "communes_C_corse.parquet"
    frame = pd.read_parquet(path, columns=["insee", "mairie_lon", "mairie_lat"]).dropna()
    points = Points(
        id=tuple(frame.insee), lon=frame.mairie_lon.to_numpy(), lat=frame.mairie_lat.to_numpy()
    )
    times = travel_times(network, origins=points, destinations=points, mode=MODES["voiture"])
    return crow_speeds(points, times.time_s / 60)


def measure(folder: Path, *, validate: bool) -> dict[str, Any]:
    """Measure everything; one dictionary."""
    drives = read_drives()
    network = corsica(folder, DEFAULT_SPEEDS)
    minutes, errors = drives.minutes(network), drives.errors(network)
    names = drives.towns.id
    found: dict[str, Any] = {
        "drives": [
            {
                "drive": f"{names[a]} - {names[b]}",
                "minutes": float(minutes[i]),
                "range": [float(drives.low_min[i]), float(drives.high_min[i])],
                "error": float(errors[i]),
            }
            for i, (a, b) in enumerate(zip(drives.start, drives.end, strict=True))
        ],
        "shipped": by_class(drives, errors),
        "class speeds alone": by_class(drives, drives.errors(corsica(folder, PLAIN_SPEEDS))),
        "crow_kmh": {**isere(folder), "Corse (placement)": corsican_crow_speeds(folder, network)},
    }
    if validate:
        found["left out"] = by_class(drives, left_out_errors(folder, drives))
    return found


def show(found: dict[str, Any]) -> None:
    for drive in found["drives"]:
        low, high = drive["range"]
        print(
            f"{drive['drive']:28s} {drive['minutes']:6.0f} min  ({low:.0f}-{high:.0f})"
            f"  {drive['error']:+.0%}"
        )
    for title in ("class speeds alone", "shipped", "left out"):
        for name, row in found.get(title, {}).items():
            print(
                f"{title:20s} {name:12s} {row['drives']:3d} drives,"
                f" mean absolute {row['mean_absolute']:.1%}, mean {row['mean']:+.1%}"
            )
    for title, speeds in found["crow_kmh"].items():
        print(f"{title:30s}", "  ".join(f"{name}: {kmh:.0f}" for name, kmh in speeds.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("PLACEMENT_SHARED_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--validate", action="store_true")
    options = parser.parse_args()
    found = measure(options.data, validate=options.validate)
    if os.environ.get("JSON"):
        print(json.dumps(found, ensure_ascii=False))
    else:
        show(found)


if __name__ == "__main__":
    main()
