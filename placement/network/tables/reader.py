"""From tables of nodes and edges to a network."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from placement.crs import projected_crs
from placement.errors import DataError, Faults, NetworkError
from placement.network.car_times import CarRoads, car_time_ms
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.points import WGS84, FloatArray, reproject
from placement.network.speeds import DEFAULT_SPEEDS, SpeedTable
from placement.network.tables.columns import EDGE_COLUMNS, renamed
from placement.network.tables.edges import UNKNOWN_CLASS, Edges, edges_of
from placement.network.tables.files import RawTable, open_table
from placement.network.tables.nodes import Nodes, line_ends, nodes_of

__all__ = ["read_tables"]

_LOGGER = logging.getLogger(__name__)
_MOST_CLASSES = 120


def read_tables(
    nodes: Path | None,
    edges: Path,
    *,
    crs: str | None = None,
    speeds: SpeedTable = DEFAULT_SPEEDS,
    licence: str = "",
    attribution: str = "",
    timestamp: str | None = None,
) -> RoadNetwork:
    """Read a network from a table of nodes and a table of edges.

    Parameters
    ----------
    nodes
        Parquet, GeoPackage or CSV; None when the edges are lines whose ends are the nodes.
    edges
        One row a direction, unless a column ``sens_de_circulation`` says otherwise.
    crs
        Of columns ``x``, ``y``, where the file does not say it.
    speeds
        For edges that have neither time nor speed, but a class (``highway``).
    licence, attribution, timestamp
        Of the data, for the manifest.

    Raises
    ------
    DataError
        With every missing column and every unknown node, at once.
    NetworkError
        When a file cannot be read, or no edge is open to cars.

    Notes
    -----
    Time by car: a column of times, else of speeds (used as they are), else the class's speed,
    with what bends, towns and junctions cost.
    """
    faults = Faults("tables du réseau")
    table = open_table(edges)
    places, ends, lengths_m = _places(nodes, table, crs=crs, faults=faults)
    read = edges_of(
        table,
        renamed(table.frame, names=EDGE_COLUMNS),
        nodes=places,
        ends=ends,
        lengths_m=lengths_m,
        speeds=speeds,
        faults=faults,
    )
    faults.raise_as(DataError)
    if places is None or read is None or not read.tail.size:
        raise NetworkError(f"{edges} : aucun arc ouvert aux voitures dans cette table.")
    if read.tail.size < len(table.frame):
        _LOGGER.info("%s : %d arcs gardés sur %d lignes", edges, read.tail.size, len(table.frame))
    origin = NetworkOrigin(
        kind="tables",
        label=edges.name if nodes is None else f"{nodes.name}, {edges.name}",
        source_sha256=_sha256(edges, nodes),
        timestamp=timestamp,
        licence=licence,
        attribution=attribution,
    )
    return _network(places, read, speeds=speeds, origin=origin)


def _places(
    nodes: Path | None, edges: RawTable, *, crs: str | None, faults: Faults
) -> tuple[Nodes | None, tuple[FloatArray, FloatArray] | None, FloatArray | None]:
    """Nodes, and from lines the rows of their ends and their lengths in metres."""
    lines = _metric_lines(edges)
    lengths_m = None if lines is None else np.asarray(lines[0].length, dtype=np.float64)
    if nodes is not None:
        return nodes_of(open_table(nodes), crs=crs, faults=faults), None, lengths_m
    if lines is None:
        faults.add(
            f"{edges.name} : sans table des nœuds, les arcs doivent être des lignes (GeoPackage)."
        )
        return None, None, lengths_m
    places, tail, head = line_ends(lines[0], metric_crs=lines[1])
    return places, (tail, head), lengths_m


def _metric_lines(edges: RawTable) -> tuple[gpd.GeoSeries, str] | None:
    """Project the lines of an edge table to metres, and name the CRS; None without lines."""
    if edges.geometry is None or edges.geometry.empty:
        return None
    centre = edges.geometry.to_crs(WGS84).total_bounds
    metric_crs = projected_crs(float(centre[0] + centre[2]) / 2, float(centre[1] + centre[3]) / 2)
    return edges.geometry.to_crs(metric_crs), metric_crs


def _network(
    places: Nodes, edges: Edges, *, speeds: SpeedTable, origin: NetworkOrigin
) -> RoadNetwork:
    used = np.unique(np.concatenate([edges.tail, edges.head]))
    lonlat = places.lonlat[used]
    crs = projected_crs(float(lonlat[:, 0].mean()), float(lonlat[:, 1].mean()))
    classes, codes = np.unique(edges.road_class, return_inverse=True)
    if classes.size > _MOST_CLASSES:
        classes, codes = np.array([UNKNOWN_CLASS]), np.zeros_like(codes)
    roads = CarRoads(
        node_xy=reproject(lonlat[:, 0], lonlat[:, 1], source=WGS84, target=crs),
        tail=np.searchsorted(used, edges.tail).astype(np.int32),
        head=np.searchsorted(used, edges.head).astype(np.int32),
        length_m=edges.length_m,
        road_class=edges.road_class,
        free_kmh=edges.class_kmh,
        tagged=edges.limited,
        roundabout=edges.roundabout,
        sign=np.full(edges.tail.size, ""),
    )
    return RoadNetwork(
        node_id=places.id[used],
        node_xy=roads.node_xy,
        crs=crs,
        tail=roads.tail,
        head=roads.head,
        length_m=edges.length_m,
        time_ms=_times_ms(roads, edges.time_ms, speeds=speeds),
        road_class=codes.astype(np.int8),
        road_classes=tuple(classes.tolist()),
        origin=origin,
    )


def _times_ms(
    roads: CarRoads, given_ms: FloatArray, *, speeds: SpeedTable
) -> npt.NDArray[np.int32]:
    """(m,) times that the table gives, as they are; elsewhere those of the class."""
    given = np.isfinite(given_ms)
    if given.all():
        return given_ms.astype(np.int32)
    paced = replace(roads, free_kmh=np.where(given, 1.0, roads.free_kmh))
    return np.where(given, given_ms, car_time_ms(paced, speeds=speeds)).astype(np.int32)


def _sha256(*paths: Path | None) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path is not None:
            digest.update(path.read_bytes())
    return digest.hexdigest()
