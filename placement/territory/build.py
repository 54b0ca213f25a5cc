"""Build a territory from what its folder says and what embedded France knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from placement.crs import projected_crs
from placement.errors import DataError, cite
from placement.offers import SiteKind
from placement.privacy import Profile
from placement.sources.communes import COMMUNES, CONTOURS, CommuneRecord, communes_by_code
from placement.sources.territory_folder import (
    CommuneEntry,
    SiteEntry,
    TerritoryFiles,
    read_territory_folder,
)
from placement.territory.cells import spread_in_cells
from placement.territory.demand import demand_of
from placement.territory.model import CaptiveSession, Commune, PriorityArea, Site, Territory
from placement.territory.protection import protected_demand

__all__ = ["build_territory", "load_territory"]


def load_territory(folder: Path, *, profile: Profile = Profile.INTERNE) -> Territory:
    """Read a territory folder and build its territory, its counts protected for a reader.

    Raises
    ------
    DataError
        Every fault of the folder at once, or a commune that cannot be located.
    """
    return build_territory(read_territory_folder(folder), profile=profile)


def build_territory(files: TerritoryFiles, *, profile: Profile = Profile.INTERNE) -> Territory:
    """Join the perimeter, the sites and the young people of a territory.

    The projected coordinate system follows where the territory lies. Counts of i-milo are protected
    here, for ``profile``: see `Protection`.

    Raises
    ------
    DataError
        A commune of the perimeter cannot be located, or i-milo counts too few people.
    """
    entries = {entry.code: entry for entry in files.communes}
    records = communes_by_code(entries)
    _refuse_unlocated(records, name=files.settings.name)
    crs = projected_crs(
        float(np.mean([record.lon for record in records])),
        float(np.mean([record.lat for record in records])),
    )
    counted, doubts = demand_of(files, communes=records, crs=crs)
    at_mairies, protection = protected_demand(
        counted, records=records, imilo=files.imilo, profile=profile
    )
    demand, gaps = spread_in_cells(at_mairies, files=files, communes=records, crs=crs)
    said = () if protection is None else (protection.statement,)
    return Territory(
        name=files.settings.name,
        title=files.settings.title,
        crs=crs,
        communes=tuple(_commune(record, entry=entries[record.code]) for record in records),
        sites=tuple(
            _site(entry)
            for entry in sorted((*files.sites, *files.neighbours), key=lambda site: site.id)
        ),
        demand=demand,
        captive=tuple(
            CaptiveSession(id=entry.id, name=entry.name, recurrence=entry.recurrence)
            for entry in files.captive
        ),
        announced_communes=files.settings.announced_communes,
        fictitious=files.settings.fictitious,
        warnings=(*files.warnings, *doubts, *gaps, *said),
        dataset_ids=(COMMUNES, CONTOURS, *demand.sources),
        priority_areas=tuple(
            PriorityArea(entry.code, entry.name, entry.commune_code, entry.young_share)
            for entry in files.qpv
        ),
        protection=protection,
    )


def _refuse_unlocated(records: Sequence[CommuneRecord], *, name: str) -> None:
    lost = [f"{record.name} ({record.code})" for record in records if np.isnan(record.lon)]
    if lost:
        raise DataError(
            f"territoire « {name} » : communes sans mairie ni contour connus : {cite(lost)} ; "
            "retirez-les de communes.csv et rattachez leurs jeunes à une commune voisine."
        )


def _commune(record: CommuneRecord, *, entry: CommuneEntry) -> Commune:
    return Commune(
        code=record.code,
        name=record.name,
        epci_code=record.epci_code,
        epci_name=record.epci_name,
        departement=record.departement,
        population=record.population,
        lon=record.lon,
        lat=record.lat,
        geometry=record.geometry,
        confirmed=entry.confirmed,
        neet_share=entry.neet_share,
    )


def _site(entry: SiteEntry) -> Site:
    return Site(
        id=entry.id,
        name=entry.name,
        commune_code=entry.commune_code,
        lon=entry.lon,
        lat=entry.lat,
        position=entry.position,
        kind=None if entry.kind == _CANDIDATE else SiteKind(entry.kind),
        recurrence=entry.recurrence,
        premises_lent=entry.premises_lent,
        host=entry.host,
        host_status=entry.host_status,
        address=entry.address,
        annual_cost_eur=entry.annual_cost_eur,
        note=entry.note,
        funders=entry.funders,
        neighbour=entry.mission_locale,
    )


_CANDIDATE = "candidat"
