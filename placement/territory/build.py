"""Build a territory from what its folder says and what embedded France knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from shapely.geometry import MultiPolygon, Polygon

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
from placement.territory.areas import areas_m2
from placement.territory.cells import spread_in_cells
from placement.territory.counted_statistics import statistics_of, with_caseload
from placement.territory.counts import young_people
from placement.territory.demand import at_mairies
from placement.territory.epci import epci_doubts, in_its_epci
from placement.territory.mobility import usual_shares
from placement.territory.model import CaptiveSession, Commune, Site, Territory
from placement.territory.neet import neet_proxy
from placement.territory.origins import provenance_of
from placement.territory.priority import priority_areas
from placement.territory.protection import protected_demand
from placement.territory.residents import parts_of_grid, placement_estimates

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
    records = _records(files, codes=entries)
    _refuse_unlocated(records, name=files.settings.name)
    crs = projected_crs(
        float(np.mean([record.lon for record in records])),
        float(np.mean([record.lat for record in records])),
    )
    parts = parts_of_grid(files, communes=records)
    statistics = statistics_of(files, communes=records, parts=parts)
    areas = areas_m2(records, crs=crs)
    people = young_people(files, communes=records, parts=parts)
    shares = usual_shares(files, communes=records, statistics=statistics, areas=areas)
    placed, protection = protected_demand(
        at_mairies(people, communes=records, shares=shares, areas=areas),
        records=records,
        imilo=files.imilo,
        profile=profile,
    )
    demand, gaps = spread_in_cells(placed, files=files, communes=records, crs=crs, parts=parts)
    said = () if protection is None else (protection.statement,)
    blank = [entry.code for entry in files.communes if entry.neet_share is None]
    neet = neet_proxy(statistics, codes=blank)
    priority = priority_areas(files, communes=records, parts=parts)
    return Territory(
        name=files.settings.name,
        title=files.settings.title,
        crs=crs,
        communes=tuple(
            _commune(record, entry=entries[record.code], neet=neet.shares) for record in records
        ),
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
        supposed_siege=files.settings.supposed_siege,
        warnings=(
            *files.warnings,
            *epci_doubts(files.communes, records=records),
            *people.doubts,
            *gaps,
            *said,
        ),
        priority_areas=priority.areas,
        statistics=with_caseload(statistics, imilo=files.imilo, protection=protection),
        provenance=provenance_of(files, dataset_ids=(COMMUNES, CONTOURS, *demand.sources)),
        estimates=(
            *people.estimates,
            *placement_estimates(files, parts=parts),
            *shares.estimates,
            *neet.estimates,
            *priority.estimates,
        ),
        protection=protection,
        markets=files.deposits.markets,
        wishes=files.deposits.wishes,
        flows=files.deposits.flows,
    )


def _records(files: TerritoryFiles, *, codes: Iterable[str]) -> tuple[CommuneRecord, ...]:
    """Return the communes, each with the best polygon and the latest EPCI there are."""
    return tuple(
        in_its_epci(_redrawn(record, files=files), files=files)
        for record in communes_by_code(codes)
    )


def _redrawn(record: CommuneRecord, *, files: TerritoryFiles) -> CommuneRecord:
    outline = files.deposits.outlines.get(record.code)
    if not isinstance(outline, Polygon | MultiPolygon):
        return record
    return replace(record, geometry=outline)


def _refuse_unlocated(records: Sequence[CommuneRecord], *, name: str) -> None:
    lost = [f"{record.name} ({record.code})" for record in records if np.isnan(record.lon)]
    if lost:
        raise DataError(
            f"territoire « {name} » : communes sans mairie ni contour connus : {cite(lost)} ; "
            "retirez-les de communes.csv et rattachez leurs jeunes à une commune voisine."
        )


def _commune(record: CommuneRecord, *, entry: CommuneEntry, neet: Mapping[str, float]) -> Commune:
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
        neet_share=neet.get(record.code) if entry.neet_share is None else entry.neet_share,
        neet_proxy=entry.neet_share is None and record.code in neet,
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
