"""Where a run comes from: hashes, vintages, licences, versions."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from placement import __version__
from placement.report import RunFacts
from placement.run.networks import NETWORK_FOLDER
from placement.run.stages import Prepared
from placement.sources.gtfs import FEEDS_FOLDER, read_licences
from placement.sources.provenance import Provenance
from placement.sources.registry import file_sha256

__all__ = ["run_facts", "versions"]

_PACKAGES: Final = (
    "folium", "geopandas", "highspy", "networkx", "numba", "numpy", "osmium", "osmnx", "pandas",
    "pulp", "pyproj", "scipy", "shapely",
)  # fmt: skip


def run_facts(prepared: Prepared, *, started: datetime, solving: Mapping[str, float]) -> RunFacts:
    """Gather the provenance of one scenario's outputs; ``solving`` is seconds by stage."""
    return RunFacts(
        started=started.isoformat(timespec="seconds"),
        seconds={**prepared.seconds, **solving},
        scenario_file=prepared.file.name,
        scenario_sha256=prepared.scenario.content_hash,
        network=_network_facts(prepared),
        datasets=tuple(_source_facts(source) for source in prepared.territory.provenance),
        territory_files=_territory_hashes(prepared.folder),
        feeds=_feed_facts(prepared),
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Return the versions of placement, of Python and of what computes."""
    return {
        "placement": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def _network_facts(prepared: Prepared) -> dict[str, Any]:
    network = prepared.network
    return {
        **asdict(network.origin),
        "crs": network.crs,
        "noeuds": network.n_nodes,
        "arcs": network.n_arcs,
        "sha256": network.content_hash,
    }


def _feed_facts(prepared: Prepared) -> tuple[dict[str, object], ...]:
    """Timetables that were read: hash, validity, the day used, licence where it is known."""
    if prepared.transit is None:
        return ()
    licences = read_licences(prepared.folder / FEEDS_FOLDER)
    return tuple(
        {
            "fichier": f"{feed.name}.zip",
            "sha256": feed.sha256,
            "editeur": feed.publisher,
            "valide_du": feed.first_day,
            "valide_au": feed.last_day,
            "jour_utilise": feed.day,
            "courses": feed.trips,
            "arrets": feed.stops,
            "licence": licences.get(feed.name, ("", ""))[0],
            "origine": licences.get(feed.name, ("", ""))[1],
        }
        for feed in prepared.transit.feeds
    )


def _source_facts(source: Provenance) -> dict[str, str]:
    return {
        "id": source.id,
        "titre": source.title,
        "proprietaire": source.owner,
        "millesime": source.vintage,
        "licence": source.licence,
        "origine": source.origin,
        "sha256": source.sha256,
        "remplace": source.replaces,
    }


def _territory_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of the territory that a user may edit."""
    return {
        path.relative_to(folder).as_posix(): file_sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and NETWORK_FOLDER not in path.relative_to(folder).parts
        and not path.name.startswith((".", "~"))
    }
