"""Read an OpenStreetMap extract (``.osm.pbf``, ``.osm``) straight into arrays, by pyosmium."""

from __future__ import annotations

import hashlib
import logging
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import osmium.filter
import osmium.io
import osmium.osm

from placement.crs import projected_crs
from placement.errors import NetworkError
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.osm.ways import Passage, passage
from placement.network.points import WGS84, great_circle_m, reproject
from placement.network.speeds import DEFAULT_SPEEDS, SpeedTable

__all__ = ["OSM_ATTRIBUTION", "OSM_LICENCE", "file_sha256", "read_osm"]

OSM_LICENCE = "ODbL 1.0"
OSM_ATTRIBUTION = "© les contributeurs d'OpenStreetMap"

_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class _Ways:
    """Every drivable way as flat arrays: its stretch of nodes, its class, its two speeds."""

    node: array[int] = field(default_factory=lambda: array("q"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    stretch_size: array[int] = field(default_factory=lambda: array("q"))
    road_class: array[int] = field(default_factory=lambda: array("b"))
    forward_kmh: array[float] = field(default_factory=lambda: array("d"))
    backward_kmh: array[float] = field(default_factory=lambda: array("d"))
    unplaced_nodes: int = 0


def read_osm(path: Path, *, speeds: SpeedTable = DEFAULT_SPEEDS) -> RoadNetwork:
    """Read the drivable roads of an extract; every node of a way is kept.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``.
    speeds
        Class speeds; a class that is not in the table is left out.

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
    ways = _read_ways(path, speeds)
    if not ways.stretch_size:
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
    return _build(ways, speeds=speeds, origin=origin)


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


def _read_ways(path: Path, speeds: SpeedTable) -> _Ways:
    codes = {name: code for code, name in enumerate(speeds.classes)}
    ways = _Ways()
    try:
        for way in _highways(path):
            allowed = passage(way.tags, speeds=speeds)
            if allowed is not None:
                _add_way(ways, way.nodes, allowed, codes[allowed.road_class])
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


def _add_way(ways: _Ways, nodes: Any, allowed: Passage, code: int) -> None:
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
        _close_stretch(ways, size, allowed, code)
        size = 0
    _close_stretch(ways, size, allowed, code)


def _close_stretch(ways: _Ways, size: int, allowed: Passage, code: int) -> None:
    if size < 2:
        for column in (ways.node, ways.lon, ways.lat):
            del column[len(column) - size :]
        return
    ways.stretch_size.append(size)
    ways.road_class.append(code)
    ways.forward_kmh.append(allowed.forward_kmh)
    ways.backward_kmh.append(allowed.backward_kmh)


def _build(ways: _Ways, *, speeds: SpeedTable, origin: NetworkOrigin) -> RoadNetwork:
    ids, first, inverse = np.unique(
        np.frombuffer(ways.node, dtype=np.int64), return_index=True, return_inverse=True
    )
    lon = np.frombuffer(ways.lon, dtype=np.float64)[first]
    lat = np.frombuffer(ways.lat, dtype=np.float64)[first]
    crs = projected_crs(float(lon.mean()), float(lat.mean()))
    stretch = np.repeat(np.arange(len(ways.stretch_size)), np.asarray(ways.stretch_size))
    inside = stretch[:-1] == stretch[1:]
    inside &= inverse[:-1] != inverse[1:]
    start, end, of = inverse[:-1][inside], inverse[1:][inside], stretch[:-1][inside]
    length_m = great_circle_m(lon[start], lat[start], lon[end], lat[end])
    forward, backward = (
        np.frombuffer(column, dtype=np.float64)[of]
        for column in (ways.forward_kmh, ways.backward_kmh)
    )
    along, against = forward > 0, backward > 0
    length = np.concatenate([length_m[along], length_m[against]])
    kmh = np.concatenate([forward[along], backward[against]])
    road_class = np.frombuffer(ways.road_class, dtype=np.int8)[of]
    return RoadNetwork(
        node_id=ids.astype(np.str_),
        node_xy=reproject(lon, lat, source=WGS84, target=crs),
        crs=crs,
        tail=np.concatenate([start[along], end[against]]),
        head=np.concatenate([end[along], start[against]]),
        length_m=length,
        time_ms=speeds.time_ms(length, speed_kmh=kmh),
        road_class=np.concatenate([road_class[along], road_class[against]]),
        road_classes=speeds.classes,
        origin=origin,
    )


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
