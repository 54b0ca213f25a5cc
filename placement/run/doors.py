"""Open the door that the user names, and get a road network in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from shapely import Polygon, unary_union
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from placement.errors import DataError, ScenarioError
from placement.network import (
    DEFAULT_SPEEDS,
    Points,
    RoadNetwork,
    SpeedTable,
    check_covers,
    connected_network,
    merged_network,
    read_speed_table,
    read_tables,
)
from placement.network.osm import download_overpass, load_graphml, read_osm
from placement.run.cache import cache_folder
from placement.run.networks import drop_network, estimation_for, keep_network
from placement.territory import Territory

__all__ = ["BuiltNetwork", "Roads", "build_network", "open_roads"]

_MARGIN_DEGREES: Final = 0.1
"""About 10 km around the territory, so that roads which leave it and come back are there."""


@dataclass(frozen=True, slots=True)
class Roads:
    """Where roads are to be read; exactly one source is given.

    ``licence`` and ``attribution`` are those of tables, as every output must show them.

    Raises
    ------
    ScenarioError
        No source, or several.
    """

    osm: tuple[Path, ...] = ()
    tables: tuple[Path, Path] | None = None
    overpass: bool = False
    overpass_url: str | None = None
    estimation: bool = False
    speeds: Path | None = None
    licence: str = ""
    attribution: str = ""

    def __post_init__(self) -> None:
        given = [bool(self.osm), bool(self.tables), self.overpass, self.estimation]
        if sum(given) != 1:
            raise ScenarioError(
                "donnez une source de routes, et une seule : --osm, --tables, --overpass ou "
                "--estimation."
            )


@dataclass(frozen=True, slots=True, eq=False)
class BuiltNetwork:
    """A network kept beside its territory, or None where it is estimated at each run.

    ``warnings`` are French sentences.
    """

    network: RoadNetwork
    folder: Path | None
    warnings: tuple[str, ...]


def open_roads(roads: Roads, *, territory: Territory | None = None) -> RoadNetwork:
    """Read, download or estimate a network, whole.

    Raises
    ------
    DataError
        The source cannot serve; or it needs a territory and there is none.
    """
    speeds = DEFAULT_SPEEDS if roads.speeds is None else read_speed_table(roads.speeds)
    if roads.osm:
        return merged_network([_extract(path, speeds=speeds) for path in roads.osm])
    if roads.tables is not None:
        nodes, arcs = roads.tables
        return read_tables(
            nodes,
            arcs,
            speeds=speeds,
            licence=roads.licence,
            attribution=roads.attribution,
        )
    if territory is None:
        raise DataError("cette source de routes demande un territoire (--territory).")
    if roads.estimation:
        return estimation_for(territory)
    return download_overpass(
        _perimeter(territory),
        cache_folder=cache_folder() / "overpass",
        overpass_url=roads.overpass_url,
        speeds=speeds,
    )


def _extract(path: Path, *, speeds: SpeedTable) -> RoadNetwork:
    if path.suffix == ".graphml":
        return load_graphml(path, speeds=speeds)
    return read_osm(path, speeds=speeds)


def build_network(roads: Roads, *, territory: Territory, folder: Path) -> BuiltNetwork:
    """Read the roads of a territory, check that they can serve, and keep them beside it.

    An estimation is never kept: it would no longer fit the territory at its first change. Asking
    for it removes the network that was built, so that every run estimates anew.

    Raises
    ------
    NetworkError
        The roads lie elsewhere than the territory, or are in several large pieces.
    OutputError
        The network cannot be written.
    """
    network, report = connected_network(open_roads(roads, territory=territory))
    if roads.estimation:
        drop_network(folder)
        return BuiltNetwork(network=network, folder=None, warnings=())
    warnings = list(check_covers(network, _mairies(territory)))
    if report.dropped_nodes:
        warnings.append(
            f"{report.dropped_nodes} nœuds sur {report.n_nodes} sont hors du réseau principal "
            "(voies isolées) : ils sont écartés."
        )
    if not network.origin.licence:
        warnings.append(
            "la licence des routes n'est pas précisée : les cartes ne pourront pas citer leur "
            "source ; donnez-la avec --licence et --mention."
        )
    return BuiltNetwork(
        network=network,
        folder=keep_network(network, folder=folder),
        warnings=tuple(warnings),
    )


def _mairies(territory: Territory) -> Points:
    """Return the mairies of the perimeter; a run checks the sites that it uses."""
    communes = territory.communes
    return Points(
        id=tuple(commune.code for commune in communes),
        lon=np.array([commune.lon for commune in communes]),
        lat=np.array([commune.lat for commune in communes]),
    )


def _perimeter(territory: Territory) -> Polygon | MultiPolygon:
    """Outline of the territory with its margin, WGS84."""
    shapes: list[BaseGeometry] = [
        Point(commune.lon, commune.lat) if commune.geometry is None else commune.geometry
        for commune in territory.communes
    ]
    outline = unary_union([shape.simplify(_MARGIN_DEGREES / 10) for shape in shapes])
    around = outline.buffer(_MARGIN_DEGREES).simplify(_MARGIN_DEGREES / 10)
    if not isinstance(around, Polygon | MultiPolygon):  # a buffer is an area
        raise DataError(f"territoire « {territory.name} » : contour inutilisable.")
    return around
