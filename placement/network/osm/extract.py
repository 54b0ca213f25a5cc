"""Read an OpenStreetMap extract (``.osm.pbf``, ``.osm``) straight into arrays, by pyosmium."""

from __future__ import annotations

import hashlib
import logging
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import osmium
import osmium.filter
import osmium.io
import osmium.osm

from placement.crs import projected_crs
from placement.errors import NetworkError
from placement.network.access import ANYONE
from placement.network.car_times import CarRoads, times_of_cars
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.osm.signs import NodeSign, arc_signs, read_signs
from placement.network.osm.travellers import WayUse, osm_classes, way_use
from placement.network.osm.ways import is_roundabout
from placement.network.points import WGS84, FloatArray, great_circle_m, reproject
from placement.network.speeds import DEFAULT_SPEEDS, SpeedTable

__all__ = ["OSM_ATTRIBUTION", "OSM_LICENCE", "file_sha256", "read_osm"]

OSM_LICENCE = "ODbL 1.0"
OSM_ATTRIBUTION = "© les contributeurs d'OpenStreetMap"

_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class _Ways:
    """Every way as flat arrays: its stretch of nodes, its class, its speeds, its users."""

    node: array[int] = field(default_factory=lambda: array("q"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    stretch_size: array[int] = field(default_factory=lambda: array("q"))
    road_class: array[int] = field(default_factory=lambda: array("b"))
    forward_kmh: array[float] = field(default_factory=lambda: array("d"))
    backward_kmh: array[float] = field(default_factory=lambda: array("d"))
    along: array[int] = field(default_factory=lambda: array("B"))
    against: array[int] = field(default_factory=lambda: array("B"))
    limited: array[int] = field(default_factory=lambda: array("B"))
    roundabout: array[int] = field(default_factory=lambda: array("B"))
    unplaced_nodes: int = 0


def read_osm(
    path: Path, *, speeds: SpeedTable = DEFAULT_SPEEDS, paths: bool = False
) -> RoadNetwork:
    """Read the drivable roads of an extract; every node of a way is kept.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``.
    speeds
        Class speeds; a class that is not in the table is closed to cars.
    paths
        Also read what cars may not use (footways, cycle tracks, service roads, bicycles against
        a one-way sign), with who may use each arc.

    Raises
    ------
    NetworkError
        When the file is absent, truncated, not OpenStreetMap's, or holds no drivable road.

    Notes
    -----
    Ways cut by the edge of an extract (nodes without position) are cut there, never bridged.
    Parallel arcs are kept: the slower by car may be the shorter on a bicycle.
    """
    _check_file(path)
    ways = _read_ways(path, speeds, paths=paths)
    if not any(ways.forward_kmh) and not any(ways.backward_kmh):
        raise NetworkError(
            f"{path} : aucune route ouverte aux voitures dans ce fichier. Vérifiez qu'il s'agit "
            "d'un extrait OpenStreetMap complet (nœuds et voies), non filtré sur autre chose."
        )
    if ways.unplaced_nodes:
        _LOGGER.warning("%s : %d points de voies sans position", path, ways.unplaced_nodes)
    origin = NetworkOrigin(
        kind="osm",
        label=path.name,
        source_sha256=file_sha256(path),
        timestamp=_timestamp(path),
        licence=OSM_LICENCE,
        attribution=OSM_ATTRIBUTION,
    )
    return _build(ways, speeds=speeds, signs=read_signs(path), origin=origin)


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise NetworkError(f"{path} : fichier introuvable.")
    if not path.name.lower().endswith(_SUFFIXES):
        raise NetworkError(
            f"{path} : extension inconnue ; un extrait OpenStreetMap se termine par "
            ".osm.pbf, .osm, .osm.gz ou .osm.bz2."
        )
    if path.stat().st_size == 0:
        raise NetworkError(f"{path} : le fichier est vide (0 octet). Téléchargez-le de nouveau.")


def _read_ways(path: Path, speeds: SpeedTable, *, paths: bool) -> _Ways:
    codes = {name: code for code, name in enumerate(osm_classes(speeds))}
    ways = _Ways()
    try:
        for way in _highways(path):
            use = way_use(way.tags, speeds=speeds, paths=paths)
            if use is not None:
                circle = is_roundabout(way.tags)
                _add_way(ways, way.nodes, use, code=codes[use.road_class], circle=circle)
    except RuntimeError as error:
        raise NetworkError(
            f"{path} : fichier OpenStreetMap illisible, sans doute tronqué ou d'un autre "
            f"format ({error}). Téléchargez-le de nouveau."
        ) from error
    return ways


def _highways(path: Path) -> Iterator[Any]:
    entities = osmium.osm.NODE | osmium.osm.WAY
    return iter(
        osmium.FileProcessor(str(path), entities)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway"))
    )


def _add_way(ways: _Ways, nodes: Any, use: WayUse, *, code: int, circle: bool) -> None:
    """Append a way, cut in stretches where a node has no position."""
    size = 0
    for node in nodes:
        if node.location.valid():
            ways.node.append(node.ref)
            ways.lon.append(node.lon)
            ways.lat.append(node.lat)
            size += 1
            continue
        ways.unplaced_nodes += 1
        _close_stretch(ways, size, use, code=code, circle=circle)
        size = 0
    _close_stretch(ways, size, use, code=code, circle=circle)


def _close_stretch(ways: _Ways, size: int, use: WayUse, *, code: int, circle: bool) -> None:
    if size < 2:
        for column in (ways.node, ways.lon, ways.lat):
            del column[len(column) - size :]
        return
    ways.stretch_size.append(size)
    ways.road_class.append(code)
    ways.forward_kmh.append(use.car.forward_kmh if use.car else 0.0)
    ways.backward_kmh.append(use.car.backward_kmh if use.car else 0.0)
    ways.along.append(use.along)
    ways.against.append(use.against)
    ways.limited.append(bool(use.car and use.car.limited))
    ways.roundabout.append(circle)


def _build(
    ways: _Ways, *, speeds: SpeedTable, signs: Mapping[int, NodeSign], origin: NetworkOrigin
) -> RoadNetwork:
    ids, first, inverse = np.unique(
        np.frombuffer(ways.node, dtype=np.int64), return_index=True, return_inverse=True
    )
    lon = np.frombuffer(ways.lon, dtype=np.float64)[first]
    lat = np.frombuffer(ways.lat, dtype=np.float64)[first]
    crs = projected_crs(float(lon.mean()), float(lat.mean()))
    node_xy = reproject(lon, lat, source=WGS84, target=crs)
    arcs = _directed(ways, inverse)
    length_m = great_circle_m(lon[arcs.tail], lat[arcs.tail], lon[arcs.head], lat[arcs.head])
    classes = osm_classes(speeds)
    sign = arc_signs(signs, node_id=ids, head=arcs.head, along=arcs.is_along)
    return RoadNetwork(
        node_id=ids.astype(np.str_),
        node_xy=node_xy,
        crs=crs,
        tail=arcs.tail,
        head=arcs.head,
        length_m=length_m,
        time_ms=_times_ms(arcs, node_xy, length_m, sign, np.array(classes), speeds),
        road_class=arcs.road_class,
        road_classes=classes if (arcs.access != ANYONE).any() else speeds.classes,
        origin=origin,
        access=arcs.access,
    )


class _Arcs(NamedTuple):
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    is_along: npt.NDArray[np.bool_]
    access: npt.NDArray[np.uint8]
    kmh: FloatArray
    road_class: npt.NDArray[np.int8]
    limited: npt.NDArray[np.bool_]
    roundabout: npt.NDArray[np.bool_]


def _directed(ways: _Ways, node: npt.NDArray[np.int64]) -> _Arcs:
    """Cut the ways between their nodes: the arcs along them, then those against them."""
    stretch = np.repeat(np.arange(len(ways.stretch_size)), np.asarray(ways.stretch_size))
    inside = (stretch[:-1] == stretch[1:]) & (node[:-1] != node[1:])
    start, end, of = node[:-1][inside], node[1:][inside], stretch[:-1][inside]
    access_along = np.frombuffer(ways.along, dtype=np.uint8)[of]
    access_against = np.frombuffer(ways.against, dtype=np.uint8)[of]
    along, against = access_along > 0, access_against > 0
    rows = np.concatenate([of[along], of[against]])
    forward_kmh = np.frombuffer(ways.forward_kmh, dtype=np.float64)[of[along]]
    backward_kmh = np.frombuffer(ways.backward_kmh, dtype=np.float64)[of[against]]
    return _Arcs(
        tail=np.concatenate([start[along], end[against]]).astype(np.int32),
        head=np.concatenate([end[along], start[against]]).astype(np.int32),
        is_along=np.arange(rows.size) < along.sum(),
        access=np.concatenate([access_along[along], access_against[against]]),
        kmh=np.concatenate([forward_kmh, backward_kmh]),
        road_class=np.frombuffer(ways.road_class, dtype=np.int8)[rows],
        limited=np.frombuffer(ways.limited, dtype=np.uint8)[rows].astype(np.bool_),
        roundabout=np.frombuffer(ways.roundabout, dtype=np.uint8)[rows].astype(np.bool_),
    )


def _times_ms(
    arcs: _Arcs,
    node_xy: FloatArray,
    length_m: FloatArray,
    sign: npt.NDArray[np.str_],
    classes: npt.NDArray[np.str_],
    speeds: SpeedTable,
) -> npt.NDArray[np.int32]:
    """(m,) car times, whole milliseconds."""
    roads = CarRoads(
        node_xy=node_xy,
        tail=arcs.tail,
        head=arcs.head,
        length_m=length_m,
        road_class=classes[arcs.road_class],
        free_kmh=arcs.kmh,
        tagged=arcs.limited,
        roundabout=arcs.roundabout,
        sign=sign,
    )
    return times_of_cars(roads, access=arcs.access, speeds=speeds)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _timestamp(path: Path) -> str | None:
    reader = osmium.io.Reader(str(path))
    try:
        header = reader.header()
        stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    finally:
        reader.close()
    return stamp or None
