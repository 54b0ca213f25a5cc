"""What needs and portraits look at: the young people of a territory, and the doors of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from placement.needs import NearestDoors
from placement.privacy import Profile
from placement.report import RunFacts
from placement.run.facts import run_facts
from placement.run.stages import Advance, Prepared, Workshop
from placement.scenario import Scenario
from placement.sources.gtfs import find_feeds
from placement.sources.imilo import ImiloRecord
from placement.sources.provenance import Provenance
from placement.sources.tad import TAD_FILE, OnDemandService, read_tad
from placement.sources.territory_folder import (
    find_territory,
    read_territory_folder,
)
from placement.territory import Territory, build_territory
from placement.territory.origins import provenance_of
from placement.travel import MODES
from placement.travel.transit import TRANSIT_MODE

__all__ = ["Today", "source_documents", "today_manifest", "today_of"]

_CAR, _NO_CAR = "voiture", "sans_voiture"
_ON_FOOT: Final = ("marche", "velo")
_FORMAT_VERSION: Final = 1
_SECRET: Final = "imilo"
"""In the name of the files whose hash is not told: it would confirm a guess of their counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """A territory as it is.

    Parameters
    ----------
    folder : where the territory was read
    territory : with the *population* of 16 to 25 as its demand, even where i-milo is there
    imilo : counts of those followed, not protected; empty without any
    caseload : the source of ``imilo``, which needs do not use
    doors : times from each place of residence to the nearest site that is open
    services : on-demand transport, empty without a table
    facts : hashes, vintages, versions
    provenance : the sources
    warnings : French sentences
    """

    folder: Path
    territory: Territory
    imilo: tuple[ImiloRecord, ...]
    caseload: tuple[Provenance, ...]
    doors: NearestDoors
    services: tuple[OnDemandService, ...]
    facts: RunFacts
    provenance: tuple[Provenance, ...]
    warnings: tuple[str, ...]


def today_of(name: str, *, profile: Profile, advance: Advance) -> Today:
    """Read a territory and compute how far its doors are.

    Parameters
    ----------
    name : of a shipped territory, or a folder
    profile : for whom

    Raises
    ------
    DataError, ScenarioError
        The territory cannot be read, or is not on its network.

    Notes
    -----
    Needs are those of everybody: the young are the population even where i-milo is there, which
    may then be too small to be told.
    """
    started = datetime.now(tz=UTC).astimezone()
    folder = find_territory(name).resolve()
    tad = folder / TAD_FILE
    services = read_tad(tad) if tad.exists() else ()
    scenario = _existing(folder, timetables=bool(services or find_feeds(folder)))
    files = read_territory_folder(folder)
    territory = build_territory(replace(files, imilo=()), profile=profile)
    workshop = Workshop(advance=advance)
    workshop.lend(territory, folder=folder, profile=profile)
    prepared = workshop.prepare(scenario, file=folder.parent / "existant.yaml", profile=profile)
    return Today(
        folder=folder,
        territory=territory,
        imilo=files.imilo,
        caseload=tuple(
            one for one in provenance_of(files, dataset_ids=()) if one not in territory.provenance
        ),
        doors=_nearest_doors(prepared),
        services=services,
        facts=run_facts(prepared, started=started, solving={}),
        provenance=(*territory.provenance, _roads(prepared)),
        warnings=(
            *territory.warnings,
            *(one for one in prepared.warnings if one not in territory.warnings),
        ),
    )


def _existing(folder: Path, *, timetables: bool) -> Scenario:
    """Describe today's network, with public transport where the territory has some."""
    without = [*_ON_FOOT, *([TRANSIT_MODE.name] if timetables else [])]
    return Scenario.model_validate(
        {
            "version": 1,
            "nom": "existant",
            "titre": "Réseau d'aujourd'hui",
            "territoire": f"./{folder.name}",
            "mode": "existant",
            "mobilite": {_NO_CAR: without, "mineurs": without},
        }
    )


def _nearest_doors(prepared: Prepared) -> NearestDoors:
    territory, problem = prepared.territory, prepared.assembly.problem
    row = {place: k for k, place in enumerate(territory.demand.place_id.tolist())}
    sites = {site.id: site for site in territory.sites}
    open_today = [
        j
        for j, site_id in enumerate(problem.site_id.tolist())
        if sites[site_id].existing and not sites[site_id].neighbour
    ]
    best = {name: np.full(len(row), np.nan) for name in (_CAR, _NO_CAR)}
    door = np.full(len(row), "", dtype=object)
    attached = np.zeros(len(row), dtype=np.bool_)
    for segment, (place, profile) in enumerate(
        zip(problem.place_id.tolist(), problem.profile.tolist(), strict=True)
    ):
        times = problem.time_s[segment, open_today]
        attached[row[place]] = True
        if profile not in best or np.isnan(times).all():
            continue
        best[profile][row[place]] = np.nanmin(times)
        if profile == _CAR:
            nearest = open_today[int(np.nanargmin(times))]
            door[row[place]] = sites[str(problem.site_id[nearest])].name
    return NearestDoors(
        place_id=territory.demand.place_id,
        car_s=best[_CAR],
        no_car_s=best[_NO_CAR],
        attached=attached,
        door=door.astype(np.str_),
        no_car_modes=_labels(prepared),
        estimated=prepared.network.origin.estimated,
        source=prepared.network.origin.label,
    )


def _labels(prepared: Prepared) -> tuple[str, ...]:
    """French names of the modes of those without a car."""
    modes = prepared.scenario.mobilite.sans_voiture
    known = {**{name: mode.label for name, mode in MODES.items()}}
    known[TRANSIT_MODE.name] = TRANSIT_MODE.label
    return tuple(known[name] for name in modes)


def _roads(prepared: Prepared) -> Provenance:
    """Credit the roads, or the law that stands for them."""
    origin = prepared.network.origin
    return Provenance(
        id="reseau_routier",
        title=f"Réseau routier : {origin.label}",
        owner=origin.attribution or "© les contributeurs d'OpenStreetMap",
        vintage=origin.timestamp or "non précisé",
        licence=origin.licence or "ODbL",
        origin=origin.label,
        sha256=prepared.network.content_hash,
    )


def today_manifest(today: Today, *, profile: Profile) -> dict[str, Any]:
    """Gather hashes, vintages, licences and versions as JSON values.

    Everything under ``execution`` changes from one run to the next; nothing else does while the
    inputs and the versions stay the same.
    """
    facts, territory = today.facts, today.territory
    return {
        "version": _FORMAT_VERSION,
        "territoire": territory.name,
        "profil": profile.value,
        "territoire_fichiers_sha256": {
            name: None if _SECRET in Path(name).name.casefold() else digest
            for name, digest in facts.territory_files.items()
        },
        "donnees": source_documents(today.provenance),
        "population": {
            "estimee": territory.demand.estimated,
            "methode": territory.demand.method,
        },
        "reseau": dict(facts.network),
        "transports": [dict(feed) for feed in facts.feeds],
        "temps_estimes": today.doors.estimated,
        "donnees_fictives": territory.fictitious,
        "siege_suppose": territory.supposed_siege,
        "estimations": list(territory.estimates),
        "avertissements": list(today.warnings),
        "versions": dict(facts.versions),
        "execution": {"debut": facts.started},
    }


def source_documents(sources: Iterable[Provenance]) -> list[dict[str, Any]]:
    """Write sources as JSON values, without the hash of those that count persons followed."""
    return [
        {**asdict(one), "sha256": None if _SECRET in one.id.casefold() else one.sha256}
        for one in sources
    ]
