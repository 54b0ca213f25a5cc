"""The road network of a territory: built once and kept beside it, or estimated on the spot."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import numpy as np

from placement.errors import DataError, OutputError, system_reason
from placement.network import Points, RoadNetwork, estimated_network
from placement.territory import Territory

__all__ = [
    "NETWORK_FOLDER",
    "drop_network",
    "estimation_for",
    "homes_of",
    "keep_network",
    "network_of",
    "sites_of",
]

NETWORK_FOLDER: Final = "reseau"
"""Sub-folder of a territory where its built road network is kept."""


def homes_of(territory: Territory) -> Points:
    """Return the places of residence as points."""
    demand = territory.demand
    return Points(id=tuple(demand.place_id.tolist()), lon=demand.lon, lat=demand.lat)


def sites_of(territory: Territory) -> Points:
    """Return the sites, existing and candidate, as points."""
    return Points(
        id=tuple(site.id for site in territory.sites),
        lon=np.array([site.lon for site in territory.sites]),
        lat=np.array([site.lat for site in territory.sites]),
    )


def network_of(territory: Territory, *, folder: Path, wanted: str) -> RoadNetwork:
    """Return the network that a scenario wants: ``auto``, ``estimation`` or ``route``.

    Raises
    ------
    DataError
        ``route`` is wanted and no network was built, or the built one cannot be read.
    """
    built = folder / NETWORK_FOLDER
    if wanted == "estimation" or (wanted == "auto" and not built.exists()):
        return estimation_for(territory)
    if not built.exists():
        raise DataError(
            f"territoire « {territory.name} » : aucun réseau routier n'a été construit ; lancez "
            f"« placement network build {folder} --osm FICHIER », ou choisissez l'estimation."
        )
    return RoadNetwork.load(built)


def estimation_for(territory: Territory) -> RoadNetwork:
    """Estimate a network between where people live and the sites of a territory."""
    population = {
        commune.code: np.nan if commune.population is None else float(commune.population)
        for commune in territory.communes
    }
    homes, doors = homes_of(territory), sites_of(territory)
    communes = (
        *territory.demand.commune_code.tolist(),
        *(site.commune_code for site in territory.sites),
    )
    points = Points(
        id=(*(f"residence:{key}" for key in homes.id), *(f"lieu:{key}" for key in doors.id)),
        lon=np.concatenate([homes.lon, doors.lon]),
        lat=np.concatenate([homes.lat, doors.lat]),
    )
    return estimated_network(
        points,
        population=[population.get(code, np.nan) for code in communes],
        sites=np.arange(len(points)) >= len(homes),
    )


def keep_network(network: RoadNetwork, *, folder: Path) -> Path:
    """Keep a network beside its territory, replacing the former one whole; return where.

    Raises
    ------
    OutputError
        The folder cannot be written; the former network is still there.
    """
    place = folder / NETWORK_FOLDER
    network.save(place)
    return place


def drop_network(folder: Path) -> None:
    """Remove the network kept beside a territory, if there is one.

    Raises
    ------
    OutputError
        It cannot be removed.
    """
    place = folder / NETWORK_FOLDER
    if not place.exists():
        return
    try:
        shutil.rmtree(place)
    except OSError as error:
        raise OutputError(f"impossible de retirer « {place} » ({system_reason(error)}).") from error
