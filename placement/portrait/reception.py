"""Sections on the doors of the Mission Locale: where they are, how often open, how far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.offers import SiteKind
from placement.portrait.areas import areas_of, value_cell
from placement.portrait.facts import Counts, PortraitFacts
from placement.portrait.model import Area, Cell, Indicator, Section, SiteLine
from placement.territory import Site
from placement.units import SECONDS_PER_MINUTE

__all__ = ["access_section", "presence_section", "site_lines"]

_MONTHS: Final = 12
_NEAR_MIN: Final = 20
_PER: Final = 1000
_SITES: Final = "lieux.csv"
_ORDER: Final = {kind: rank for rank, kind in enumerate(SiteKind)}

Floats = NDArray[np.float64]


def site_lines(facts: PortraitFacts) -> tuple[SiteLine, ...]:
    """List the sites open today, siège first, the most present first in each kind."""
    towns = {commune.code: commune for commune in facts.territory.communes}
    lines = [
        (
            (_ORDER[site.kind], -_a_month(site), site.name),
            SiteLine(
                name=site.name,
                kind=site.kind.label,
                commune=towns[site.commune_code].name,
                epci=towns[site.commune_code].epci_name,
                rhythm=site.recurrence.text if site.recurrence else "",
                half_days_a_month=_a_month(site),
            ),
        )
        for site in facts.territory.sites
        if site.kind is not None and not site.neighbour
    ]
    return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0]))


def presence_section(facts: PortraitFacts) -> Section:
    """Count doors and half-days a month, in all and for a thousand young people."""
    sites = [s for s in facts.territory.sites if s.kind is not None and not s.neighbour]
    doors: dict[str, float | None] = {c.code: 0.0 for c in facts.territory.communes}
    half_days: dict[str, float | None] = dict(doors)
    for site in sites:
        doors[site.commune_code] = (doors[site.commune_code] or 0.0) + 1
        half_days[site.commune_code] = (half_days[site.commune_code] or 0.0) + _a_month(site)
    titles = (
        ("lieux", "Lieux ouverts", "lieux"),
        ("demi_journees", "Demi-journées par mois", "demi-journées/mois"),
        ("pour_1000", "Demi-journées par mois pour 1 000 jeunes", "demi-journées/mois"),
    )
    young: Counts = dict(facts.young)
    return Section(
        id="presence",
        title="Les lieux d'accueil d'aujourd'hui",
        intro="Siège, antennes et permanences, et leur temps d'ouverture.",
        indicators=tuple(Indicator(name, label, unit, _SITES) for name, label, unit in titles),
        rows=tuple(
            (
                area,
                (
                    value_cell(doors, area=area),
                    value_cell(half_days, area=area),
                    _for_a_thousand(half_days, young=young, area=area),
                ),
            )
            for area in areas_of(facts.territory)
        ),
    )


def access_section(facts: PortraitFacts) -> Section:
    """Tell how far the nearest door is, with and without a car."""
    doors, demand = facts.doors, facts.territory.demand
    young = demand.young.sum(axis=1)
    source = doors.source
    modes = " ou ".join(doors.no_car_modes)
    titles = (
        ("voiture_min", "En voiture, en moyenne", "min", ""),
        ("voiture_20", f"À {_NEAR_MIN} min ou moins en voiture", "part", ""),
        ("sans_voiture_20", f"À {_NEAR_MIN} min ou moins sans voiture", "part", modes),
        ("sans_acces", "Sans accès sans voiture", "part", f"aucun lieu à portée {modes}"),
    )
    return Section(
        id="acces",
        title="La distance au lieu ouvert le plus proche",
        intro="Temps théorique porte à porte, hors congestion, quel que soit le rythme "
        "d'ouverture du lieu ; la moyenne est celle des jeunes qui ont un accès.",
        indicators=tuple(
            Indicator(name, label, unit, source, estimated=doors.estimated, note=note)
            for name, label, unit, note in titles
        ),
        rows=tuple(
            (area, _access_cells(facts, area=area, young=young))
            for area in areas_of(facts.territory)
        ),
    )


def _access_cells(facts: PortraitFacts, *, area: Area, young: Floats) -> tuple[Cell, ...]:
    doors = facts.doors
    inside = np.isin(facts.territory.demand.commune_code, list(area.codes)) & doors.attached
    weight = np.where(inside, young, 0.0)
    if weight.sum() <= 0:
        return (Cell(None),) * 4
    car, no_car = doors.car_s / SECONDS_PER_MINUTE, doors.no_car_s / SECONDS_PER_MINUTE
    return (
        _mean(car, weight=weight),
        _part(car <= _NEAR_MIN, weight=weight),
        _part(no_car <= _NEAR_MIN, weight=weight),
        _part(np.isnan(no_car), weight=weight),
    )


def _mean(value: Floats, *, weight: Floats) -> Cell:
    known = ~np.isnan(value) & (weight > 0)
    return Cell(float(np.average(value[known], weights=weight[known])) if known.any() else None)


def _part(holds: NDArray[np.bool_], *, weight: Floats) -> Cell:
    return Cell(float(weight[holds].sum() / weight.sum()))


def _for_a_thousand(half_days: Mapping[str, float | None], *, young: Counts, area: Area) -> Cell:
    total, people = (value_cell(counts, area=area).value for counts in (half_days, young))
    if total is None or not people:
        return Cell(None)
    return Cell(_PER * total / people)


def _a_month(site: Site) -> float:
    return site.recurrence.half_days_per_year / _MONTHS if site.recurrence else 0.0
