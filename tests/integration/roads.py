r"""A small road network over the communes of the workplace, written for every door.

::

    Yzeure ---- Moulins ---- Avermes
                 |   ^
                 |    \
                 |     \ (one way)
          Le Montet --- Souvigny
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from placement.network import DEFAULT_SPEEDS
from placement.network.points import great_circle_m
from placement.sources.communes import communes_by_code

SECONDARY_KMH = DEFAULT_SPEEDS.class_kmh["secondary"]
CALIBRATION = DEFAULT_SPEEDS.time_factor
"""What the shipped table says of the only class that is drawn here."""

MOULINS, YZEURE, AVERMES, SOUVIGNY, LE_MONTET = "03190", "03321", "03013", "03275", "03183"


@dataclass(frozen=True)
class Road:
    """A straight road between two mairies."""

    start: str
    end: str
    one_way: bool = False


ROADS = (
    Road(YZEURE, MOULINS),
    Road(MOULINS, AVERMES),
    Road(SOUVIGNY, MOULINS, one_way=True),
    Road(MOULINS, LE_MONTET),
    Road(LE_MONTET, SOUVIGNY),
)
WITHOUT_LE_MONTET = (Road(YZEURE, MOULINS), Road(MOULINS, AVERMES), Road(SOUVIGNY, MOULINS))
TWO_PIECES = (Road(YZEURE, MOULINS), Road(LE_MONTET, SOUVIGNY))


def mairies(roads: Sequence[Road] = ROADS) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the ends of the roads, by commune."""
    codes = {code for road in roads for code in (road.start, road.end)}
    found = communes_by_code(codes, with_geometry=False)
    return {record.code: (record.lon, record.lat) for record in found}


def write_points(path: Path, *codes: str) -> Path:
    """Write mairies as the points of a distancier."""
    places = mairies()
    lines = [f"{code},{places[code][0]},{places[code][1]}" for code in codes]
    path.write_text("\n".join(["id,lon,lat", *lines]) + "\n", encoding="utf-8")
    return path


def write_tables(
    folder: Path,
    *,
    roads: Sequence[Road] = ROADS,
    suffix: str = "csv",
    shift: tuple[float, float] = (0.0, 0.0),
) -> tuple[Path, Path]:
    """Write a table of nodes and one of edges; ``shift`` moves everything, in degrees."""
    places = mairies(roads)
    nodes = pd.DataFrame(
        [(code, lon + shift[0], lat + shift[1]) for code, (lon, lat) in places.items()],
        columns=["node", "lon", "lat"],
    )
    edges = pd.DataFrame(arcs_of(roads), columns=["u", "v", "length_m"]).assign(highway="secondary")
    paths = folder / f"noeuds.{suffix}", folder / f"arcs.{suffix}"
    for path, frame in zip(paths, (nodes, edges), strict=True):
        if suffix == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_csv(path, index=False, sep=";", decimal=",")
    return paths


def arcs_of(roads: Sequence[Road]) -> list[tuple[str, str, float]]:
    places = mairies(roads)
    arcs = []
    for road in roads:
        ends = np.array([places[road.start], places[road.end]])
        metres = float(great_circle_m(*ends[0], *ends[1]))
        arcs.append((road.start, road.end, metres))
        if not road.one_way:
            arcs.append((road.end, road.start, metres))
    return arcs


def write_osm(path: Path, *, roads: Sequence[Road] = ROADS) -> Path:
    """Write the roads as an OpenStreetMap extract."""
    nodes = [
        f'<node id="{int(code)}" version="1" lon="{lon}" lat="{lat}"/>'
        for code, (lon, lat) in mairies(roads).items()
    ]
    ways = [
        f'<way id="{n}" version="1"><nd ref="{int(road.start)}"/><nd ref="{int(road.end)}"/>'
        f'<tag k="highway" v="secondary"/>{_one_way(road)}</way>'
        for n, road in enumerate(roads, start=1)
    ]
    body = "\n".join([*nodes, *ways])
    path.write_text(f'<?xml version="1.0"?>\n<osm version="0.6">\n{body}\n</osm>\n', "utf-8")
    return path


def _one_way(road: Road) -> str:
    return '<tag k="oneway" v="yes"/>' if road.one_way else ""


def overpass_answer(roads: Sequence[Road] = ROADS) -> str:
    """Write the roads as Overpass answers them."""
    nodes = [
        {"type": "node", "id": int(code), "lon": lon, "lat": lat}
        for code, (lon, lat) in mairies(roads).items()
    ]
    ways = [
        {
            "type": "way",
            "id": n,
            "nodes": [int(road.start), int(road.end)],
            "tags": {"highway": "secondary"} | ({"oneway": "yes"} if road.one_way else {}),
        }
        for n, road in enumerate(roads, start=1)
    ]
    return json.dumps({"version": 0.6, "elements": [*nodes, *ways]})


def write_two_extracts(folder: Path) -> tuple[Path, Path]:
    """Write two regions that share the node of Moulins: Yzeure on one side, Le Montet beyond."""
    west = write_osm(folder / "ouest.osm", roads=(Road(YZEURE, MOULINS),))
    east = write_osm(folder / "est.osm", roads=(Road(MOULINS, LE_MONTET),))
    return west, east


def across(folder: Path, out: str) -> list[Path | str]:
    """Arguments of the distancier from Yzeure to Le Montet."""
    home = write_points(folder / "yzeure.csv", YZEURE)
    door = write_points(folder / "montet.csv", LE_MONTET)
    return ["--from", home, "--to", door, "--out", folder / out]
