"""Networks from osmnx graphs, in memory or saved as GraphML."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from placement.crs import projected_crs
from placement.errors import NetworkError, cite
from placement.network.car_times import CarRoads, car_time_ms
from placement.network.limits import parse_maxspeed_kmh
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.osm.extract import OSM_ATTRIBUTION, OSM_LICENCE, file_sha256
from placement.network.osm.signs import SIGN_DELAYS
from placement.network.points import WGS84, FloatArray, reproject
from placement.network.speeds import DEFAULT_SPEEDS, SpeedTable

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["from_osmnx", "load_graphml"]

_LOGGER = logging.getLogger(__name__)


class _Arc(NamedTuple):
    tail: int
    head: int
    length_m: float
    kmh: float
    road_class: int
    limited: bool
    roundabout: bool


def load_graphml(path: Path, *, speeds: SpeedTable = DEFAULT_SPEEDS) -> RoadNetwork:
    """Read a graph that osmnx saved with ``save_graphml``.

    Raises
    ------
    NetworkError
        When the file is absent, no GraphML of osmnx, or holds no drivable road.
    """
    import networkx as nx  # noqa: PLC0415  with osmnx, two seconds to import:
    import osmnx  # noqa: PLC0415  only this door needs them

    if not path.is_file():
        raise NetworkError(f"{path} : fichier introuvable.")
    try:
        graph = osmnx.load_graphml(path)
    except (
        OSError,
        ValueError,
        LookupError,
        SyntaxError,
        TypeError,
        nx.NetworkXException,
    ) as error:
        raise NetworkError(
            f"{path} : ce n'est pas un GraphML enregistré par osmnx, ou il est tronqué ({error})."
        ) from error
    return from_osmnx(graph, speeds=speeds, label=path.name, source_sha256=file_sha256(path))


def from_osmnx(
    graph: nx.MultiDiGraph[Any],
    *,
    speeds: SpeedTable = DEFAULT_SPEEDS,
    label: str = "graphe osmnx",
    source_sha256: str = "",
    timestamp: str | None = None,
) -> RoadNetwork:
    """Turn an osmnx graph, simplified or not, projected or not, into a network.

    Parameters
    ----------
    graph
        Nodes with ``x``, ``y``; directed edges with ``length`` (metres) and ``highway``. It is
        not modified; its own speeds and times, if any, are not used.
    speeds
        Class speeds; an edge of another class, or closed to cars, is left out.
    label, source_sha256, timestamp
        For the manifest.

    Raises
    ------
    NetworkError
        When positions, lengths or drivable edges are missing.

    Notes
    -----
    A simplified edge may merge ways of several classes: its pace is the mean of theirs.
    """
    names = list(graph.nodes)
    if not names:
        raise NetworkError(f"{label} : le graphe est vide.")
    lonlat = _positions(graph, label)
    arcs = list(_arcs(graph, speeds=speeds, label=label))
    if not arcs:
        raise NetworkError(f"{label} : aucune route ouverte aux voitures dans ce graphe.")
    tail, head, length_m, kmh, road_class, limited, roundabout = (
        np.array(column) for column in zip(*arcs, strict=True)
    )
    crs = projected_crs(float(lonlat[:, 0].mean()), float(lonlat[:, 1].mean()))
    roads = CarRoads(
        node_xy=reproject(lonlat[:, 0], lonlat[:, 1], source=WGS84, target=crs),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=length_m,
        road_class=np.array(speeds.classes)[road_class],
        free_kmh=kmh,
        tagged=limited,
        roundabout=roundabout,
        sign=_signs(graph)[head],
    )
    network = RoadNetwork(
        node_id=np.array([str(name) for name in names]),
        node_xy=roads.node_xy,
        crs=crs,
        tail=tail,
        head=head,
        length_m=length_m,
        time_ms=car_time_ms(roads, speeds=speeds),
        road_class=road_class,
        road_classes=speeds.classes,
        origin=NetworkOrigin(
            kind="osm",
            label=label,
            source_sha256=source_sha256,
            timestamp=timestamp,
            licence=OSM_LICENCE,
            attribution=OSM_ATTRIBUTION,
        ),
    )
    used = np.zeros(network.n_nodes, dtype=np.bool_)
    used[network.tail] = used[network.head] = True
    return network if used.all() else network.subset(used)


def _positions(graph: nx.MultiDiGraph[Any], label: str) -> FloatArray:
    """Longitude and latitude of the nodes, shape (n, 2)."""
    missing = [str(n) for n, data in graph.nodes(data=True) if "x" not in data or "y" not in data]
    if missing:
        raise NetworkError(f"{label} : nœuds sans coordonnées x et y : {cite(missing)}.")
    x = np.array([float(data["x"]) for _, data in graph.nodes(data=True)])
    y = np.array([float(data["y"]) for _, data in graph.nodes(data=True)])
    crs = str(graph.graph.get("crs") or WGS84)
    return reproject(x, y, source=crs, target=WGS84)


def _signs(graph: nx.MultiDiGraph[Any]) -> npt.NDArray[np.str_]:
    """Name the delay at the signal or sign of each node, (n,), empty without one."""
    tags = (_listed(data.get("highway")) for _, data in graph.nodes(data=True))
    return np.array([next((SIGN_DELAYS[t] for t in said if t in SIGN_DELAYS), "") for said in tags])


def _arcs(graph: nx.MultiDiGraph[Any], *, speeds: SpeedTable, label: str) -> Iterable[_Arc]:
    position = {name: i for i, name in enumerate(graph.nodes)}
    codes = {name: code for code, name in enumerate(speeds.classes)}
    left_out, without_length = 0, []
    for tail, head, data in graph.edges(data=True):
        classes = [name for name in _listed(data.get("highway")) if name in codes]
        if not classes or "private" in _listed(data.get("access")) or tail == head:
            left_out += 1
            continue
        length_m = _number(data.get("length"))
        if not length_m >= 0:
            without_length.append(f"{tail}→{head}")
            continue
        kmh = _mean_pace_kmh(classes, data, speeds)
        slowest = min(classes, key=lambda name: speeds.class_kmh[name])
        yield _Arc(
            position[tail],
            position[head],
            length_m,
            kmh,
            codes[slowest],
            limited=any(parse_maxspeed_kmh(text) for text in _listed(data.get("maxspeed"))),
            roundabout="roundabout" in _listed(data.get("junction")),
        )
    if without_length:
        raise NetworkError(f"{label} : arcs sans longueur (« length ») : {cite(without_length)}.")
    if left_out:
        _LOGGER.info("%s : %d arcs hors du réseau automobile", label, left_out)


def _mean_pace_kmh(classes: list[str], data: Mapping[str, Any], speeds: SpeedTable) -> float:
    limits: list[str | None] = [*_listed(data.get("maxspeed"))] or [None]
    paces = [1 / speeds.speed_kmh(name, maxspeed=limit) for name in classes for limit in limits]
    return len(paces) / sum(paces)


def _listed(value: Any) -> list[str]:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple | set) else [str(value)]


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
