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
from placement.network.access import ANYONE, Access
from placement.network.car_times import NO_CAR_KMH, CarRoads, times_of_cars
from placement.network.limits import parse_maxspeed_kmh
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.osm.extract import OSM_ATTRIBUTION, OSM_LICENCE, file_sha256
from placement.network.osm.signs import SIGN_DELAYS
from placement.network.osm.travellers import PATH_CLASSES, osm_classes, way_use
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
    access: int


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
    paths: bool = False,
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
    paths
        Also keep what cars may not use, with who may use each edge. An edge of a one-way street
        goes one way for bicycles too: graphs do not keep the other one.

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
    arcs = list(_arcs(graph, speeds=speeds, label=label, paths=paths))
    if not any(arc.access & Access.CAR for arc in arcs):
        raise NetworkError(f"{label} : aucune route ouverte aux voitures dans ce graphe.")
    tail, head, length_m, kmh, road_class, limited, roundabout, access = (
        np.array(column) for column in zip(*arcs, strict=True)
    )
    classes = osm_classes(speeds) if paths else speeds.classes
    crs = projected_crs(float(lonlat[:, 0].mean()), float(lonlat[:, 1].mean()))
    roads = CarRoads(
        node_xy=reproject(lonlat[:, 0], lonlat[:, 1], source=WGS84, target=crs),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=length_m,
        road_class=np.array(classes)[road_class],
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
        time_ms=times_of_cars(roads, access=access, speeds=speeds),
        road_class=road_class,
        road_classes=classes,
        access=access.astype(np.uint8),
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


def _arcs(
    graph: nx.MultiDiGraph[Any], *, speeds: SpeedTable, label: str, paths: bool
) -> Iterable[_Arc]:
    position = {name: i for i, name in enumerate(graph.nodes)}
    codes = {name: code for code, name in enumerate(osm_classes(speeds))}
    left_out, without_length = 0, []
    for tail, head, data in graph.edges(data=True):
        use = _use(data, speeds=speeds, paths=paths)
        if use is None or tail == head:
            left_out += 1
            continue
        length_m = _number(data.get("length"))
        if not length_m >= 0:
            without_length.append(f"{tail}→{head}")
            continue
        yield _Arc(
            position[tail],
            position[head],
            length_m,
            use.kmh,
            codes[use.road_class],
            limited=any(parse_maxspeed_kmh(text) for text in _listed(data.get("maxspeed"))),
            roundabout="roundabout" in _listed(data.get("junction")),
            access=use.access,
        )
    if without_length:
        raise NetworkError(f"{label} : arcs sans longueur (« length ») : {cite(without_length)}.")
    if left_out:
        _LOGGER.info("%s : %d arcs hors du réseau", label, left_out)


class _Use(NamedTuple):
    road_class: str
    kmh: float
    access: int


def _use(data: Mapping[str, Any], *, speeds: SpeedTable, paths: bool) -> _Use | None:
    """Who may use an edge, in its direction, and its speed by car; None when nobody may."""
    listed = _listed(data.get("highway"))
    driven = [name for name in listed if name in speeds.class_kmh]
    if driven and "private" not in _listed(data.get("access")):
        slowest = min(driven, key=lambda name: speeds.class_kmh[name])
        access = _bits(data, slowest, speeds) if paths else ANYONE
        return _Use(slowest, _mean_pace_kmh(driven, data, speeds), access) if access else None
    walked = [name for name in listed if name in PATH_CLASSES]
    access = _bits(data, walked[0], speeds) if paths and walked else 0
    return _Use(walked[0], NO_CAR_KMH, access) if access else None


def _bits(data: Mapping[str, Any], road_class: str, speeds: SpeedTable) -> int:
    """Access bits by the edge's tags, the first value of each; its direction is its own."""
    tags = {key: values[0] for key, value in data.items() if (values := _listed(value))}
    tags |= {"highway": road_class, "oneway": "no"}
    use = way_use(tags, speeds=speeds, paths=True)
    return 0 if use is None else use.along


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
