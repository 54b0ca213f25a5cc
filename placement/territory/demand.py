"""Young people of a territory, by place and mobility profile, from the best table there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import transform

from placement.errors import cite
from placement.sources.census import CENSUS, census_by_commune
from placement.sources.communes import CommuneRecord
from placement.sources.estimate import estimate_young
from placement.sources.imilo import ImiloRecord
from placement.sources.territory_folder import TerritoryFiles
from placement.sources.young import YoungCounts
from placement.territory.model import Counted, Demand

__all__ = ["PROFILES", "demand_of", "spread_m"]

PROFILES: Final = ("voiture", "sans_voiture", "mineurs")
"""Mobility profiles: adults with a car, adults without, the 16-17."""

_WGS84: Final = "EPSG:4326"
_CONCENTRATION: Final = 0.6
_USUAL_AREA_M2: Final = 15e6

Floats = NDArray[np.float64]


def demand_of(
    files: TerritoryFiles, *, communes: Sequence[CommuneRecord], crs: str
) -> tuple[Demand, tuple[str, ...]]:
    """Place the young people at the mairie of their commune; return them and French warnings.

    The counts are, by order of preference: i-milo's (young people followed, latest year), the
    user's or INSEE's table of the 16-25, the estimate from the census. What a better table lacks
    is filled by the next one and said.
    """
    codes = [record.code for record in communes]
    population = [np.nan if record.population is None else record.population for record in communes]
    estimated = estimate_young(census_by_commune(codes), population=population)
    counts, doubts = _completed(files.young, estimate=estimated)
    no_licence = np.full(len(codes), np.nan)
    if files.imilo:
        counts, no_licence, lacking = _caseload(files.imilo, population=counts)
        doubts = (*doubts, *lacking)
    return (
        Demand(
            place_id=np.array(codes, dtype=np.str_),
            commune_code=np.array(codes, dtype=np.str_),
            lon=np.array([record.lon for record in communes]),
            lat=np.array([record.lat for record in communes]),
            spread_m=np.array([spread_m(record, crs=crs) for record in communes]),
            profiles=PROFILES,
            young=_by_profile(counts, files=files, no_licence=no_licence),
            counted=Counted.CASELOAD if files.imilo else Counted.POPULATION,
            estimated=counts.estimated,
            method=counts.method,
            sources=(CENSUS,) if counts.estimated else (),
        ),
        doubts,
    )


def spread_m(commune: CommuneRecord, *, crs: str) -> float:
    """Root-mean-square distance of the residents of a commune to its mairie, metres.

    Notes
    -----
    Residents spread evenly over a disc of the commune's area would be at ``r / sqrt(2)`` of its
    centre, ``r = sqrt(area / pi)``; they gather in the bourg and the hamlets, hence the factor 0.6
    (a hypothesis, to be replaced by gridded population).
    """
    if commune.geometry is None:
        area_m2 = _USUAL_AREA_M2
    else:
        transformer = Transformer.from_crs(_WGS84, crs, always_xy=True)
        projected = transform(
            commune.geometry, lambda xy: np.column_stack(transformer.transform(*xy.T))
        )
        area_m2 = float(projected.area)
    return _CONCENTRATION * float(np.sqrt(area_m2 / np.pi / 2))


def _completed(
    table: YoungCounts | None, *, estimate: YoungCounts
) -> tuple[YoungCounts, tuple[str, ...]]:
    """Fill what a table lacks with the estimate, and say so."""
    if table is None:
        return estimate, ()
    table = _in_order_of(estimate, table=table)
    absent = np.isnan(table.young)
    if not absent.any():
        return table, ()
    completed = YoungCounts(
        commune_code=table.commune_code,
        young=np.where(absent, estimate.young, table.young),
        minors=np.where(absent, estimate.minors, table.minors),
        estimated=True,
        method=f"{table.method} ; communes absentes du fichier : {estimate.method}",
        vintage=table.vintage,
    )
    return completed, (
        f"{table.method} : rien sur {cite(table.missing)} ; leurs 16-25 ans sont estimés.",
    )


def _in_order_of(estimate: YoungCounts, *, table: YoungCounts) -> YoungCounts:
    """Put a table, which is in the order of the user's file, in the order of the places."""
    position = {code: row for row, code in enumerate(table.commune_code.tolist())}
    rows = [position[code] for code in estimate.commune_code.tolist()]
    return replace(
        table,
        commune_code=table.commune_code[rows],
        young=table.young[rows],
        minors=table.minors[rows],
    )


def _caseload(
    records: Sequence[ImiloRecord], *, population: YoungCounts
) -> tuple[YoungCounts, Floats, tuple[str, ...]]:
    """Replace the population by the caseload of the latest year.

    Where the file says nothing of a commune, its young people are followed at the mean rate.
    """
    year = max(record.year for record in records)
    by_code = {record.commune_code: record for record in records if record.year == year}
    codes = population.commune_code.tolist()
    rows = [by_code.get(code) for code in codes]
    followed = np.array([np.nan if row is None else row.followed for row in rows])
    minors = np.array([np.nan if row is None else row.minors for row in rows])
    no_licence = np.array([np.nan if row is None else row.without_licence for row in rows])
    known = ~np.isnan(followed)
    rate = followed[known].sum() / max(population.young[known].sum(), 1.0)
    counts = YoungCounts(
        commune_code=population.commune_code,
        young=np.where(known, followed, rate * population.young),
        minors=np.where(known, minors, rate * population.minors),
        estimated=bool((~known).any()),
        method=f"jeunes suivis par la Mission Locale en {year} (i-milo)",
        vintage=str(year),
    )
    absent = [code for code, is_known in zip(codes, known, strict=True) if not is_known]
    doubts = (
        (
            f"i-milo {year} : rien sur {cite(absent)} ; leurs jeunes suivis sont estimés au taux "
            "moyen du territoire.",
        )
        if absent
        else ()
    )
    return counts, no_licence, doubts


def _by_profile(counts: YoungCounts, *, files: TerritoryFiles, no_licence: Floats) -> Floats:
    """Split the young people of each commune among the profiles, (n, 3) persons.

    Minors are those counted, else their share; those without a car are those without a licence
    where i-milo counts them, else their share of the adults.
    """
    usual = files.settings.shares
    shares = [files.commune_shares.get(code, usual) for code in counts.commune_code.tolist()]
    minor_share = np.array([share.minors for share in shares])
    adult_share = np.array([share.car + share.no_car for share in shares])
    car_share = np.array([share.car for share in shares])
    young = counts.young
    minors = np.where(np.isnan(counts.minors), minor_share * young, counts.minors)
    adults = young - minors
    car_of_adults = np.divide(
        car_share, adult_share, out=np.zeros_like(car_share), where=adult_share > 0
    )
    no_car = np.where(
        np.isnan(no_licence),
        adults * (1 - car_of_adults),
        np.clip(no_licence - minors, 0.0, adults),
    )
    return np.column_stack([adults - no_car, no_car, minors])
