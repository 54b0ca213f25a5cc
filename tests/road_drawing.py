"""Draw a road network in a few characters.

``a -60- b -30> c`` is a road of 60 s both ways between a and b, then one of 30 s from b to c only.
Roads are 10 m long for each second (36 km/h), nodes 1 km apart on a line, unless ``at`` says where.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from placement.network import NetworkOrigin, Points, RoadNetwork

ORIGIN_XY = (725_000.0, 6_608_000.0)  # near Moulins, Lambert-93
CLASSES = ("primary", "motorway")

_ROAD = re.compile(r"(?=(\w+) ([-<=])(\d+)([->=]) (\w+))")


def draw(
    *lines: str, at: Mapping[str, tuple[float, float]] | None = None, estimated: bool = False
) -> RoadNetwork:
    """Build the network that the lines draw; ``=60=`` is a motorway, ``at`` is in metres."""
    names: list[str] = []
    arcs: list[tuple[str, str, int, int]] = []
    for line in lines:
        for start, left, seconds, right, end in _ROAD.findall(line):
            names.extend(name for name in (start, end) if name not in names)
            code = int(left == "=")
            if left != "<":
                arcs.append((start, end, int(seconds), code))
            if right != ">":
                arcs.append((end, start, int(seconds), code))
    places = {name: (1_000.0 * i, 0.0) for i, name in enumerate(names)} | dict(at or {})
    return RoadNetwork(
        node_id=np.array(names),
        node_xy=np.array([places[name] for name in names]) + ORIGIN_XY,
        crs="EPSG:2154",
        tail=np.array([names.index(arc[0]) for arc in arcs], dtype=np.int32),
        head=np.array([names.index(arc[1]) for arc in arcs], dtype=np.int32),
        length_m=np.array([10.0 * arc[2] for arc in arcs]),
        time_ms=np.array([max(1, 1000 * arc[2]) for arc in arcs], dtype=np.int32),
        road_class=np.array([arc[3] for arc in arcs], dtype=np.int8),
        road_classes=CLASSES,
        origin=NetworkOrigin(kind="tables", label="dessin", estimated=estimated),
    )


def on(network: RoadNetwork, *names: str) -> Points:
    """Points that stand exactly on nodes."""
    rows = [network.node_id.tolist().index(name) for name in names]
    lonlat = network.lonlat()[rows]
    return Points(id=names, lon=lonlat[:, 0], lat=lonlat[:, 1])


def beside(
    network: RoadNetwork, name: str, *, north_m: float, east_m: float = 0.0, id: str = "p"
) -> Points:
    """One point some metres north, and east, of a node."""
    from placement.network.points import WGS84, reproject

    row = network.node_id.tolist().index(name)
    x, y = network.node_xy[row] + (east_m, north_m)
    lonlat = reproject(np.array([x]), np.array([y]), source=network.crs, target=WGS84)
    return Points(id=(id,), lon=lonlat[:, 0], lat=lonlat[:, 1])
