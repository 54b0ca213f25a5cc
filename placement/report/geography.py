"""The tables that only a map draws: who goes where, neighbourhoods, the whole perimeter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from placement.evaluate import access_by_group
from placement.report.content import ScenarioOutcome
from placement.report.tables import Cell, Row, Table, commune_of, finished
from placement.report.words import site_names
from placement.units import SECONDS_PER_MINUTE

__all__ = ["link_table", "perimeter_table", "priority_table"]

_ROUNDING: Final = 1e-6


def link_table(outcome: ScenarioOutcome) -> Table:
    """One row a commune and a site where some of its young people go: how many, in how long."""
    columns = ("code_commune", "commune", "lieu", "nom", "jeunes", "temps_trajet_min")
    return finished(columns, rows=_links(outcome), outcome=outcome)


def _links(outcome: ScenarioOutcome) -> Iterator[Row]:
    plan, home, sites = outcome.plan, commune_of(outcome), site_names(outcome)
    names = {commune.code: commune.name for commune in outcome.territory.communes}
    pairs = [
        (home[place], site)
        for place, site in zip(plan.place_id.tolist(), plan.site_id.tolist(), strict=True)
    ]
    order = {pair: k for k, pair in enumerate(sorted({pair for pair in pairs if pair[1]}))}
    group = np.array([order.get(pair, -1) for pair in pairs], dtype=np.intp)
    access = access_by_group(plan, group=group, size=len(order))
    totals: dict[str, float] = {}
    for (code, _), young in zip(pairs, plan.young.tolist(), strict=True):
        totals[code] = totals.get(code, 0.0) + young
    for (code, site), k in order.items():
        young = float(access.young[k])
        if young > _ROUNDING:
            time = outcome.shown.minutes(float(access.raw_time_s[k]) / SECONDS_PER_MINUTE)
            told = _part(outcome, young, code=code, whole=totals[code])
            yield code, names[code], site, sites[site], told, time


def _part(outcome: ScenarioOutcome, young: float, *, code: str, whole: float) -> Cell:
    """Write a part of a commune; withheld where how it splits is."""
    partial = young < whole - _ROUNDING
    hidden = outcome.masks(code) or (partial and outcome.masks_profiles(code))
    return outcome.shown.part(young, masked=hidden)


def priority_table(outcome: ScenarioOutcome) -> Table:
    """One row a priority neighbourhood, or the part of it that lies in one commune."""
    names = {commune.code: commune.name for commune in outcome.territory.communes}
    rows = (
        (
            area.code,
            area.name,
            area.commune_code,
            names[area.commune_code],
            None if area.young_share is None else round(area.young_share, 4),
        )
        for area in outcome.territory.priority_areas
    )
    columns = ("id", "nom", "code_commune", "commune", "part_jeunes")
    return finished(columns, rows=rows, outcome=outcome)


def perimeter_table(outcome: ScenarioOutcome) -> Table:
    """Describe the territory as a whole, in one row; no population where one is not known."""
    territory = outcome.territory
    known = [commune.population for commune in territory.communes]
    people = None if None in known else sum(count or 0 for count in known)
    young = outcome.shown.sum(territory.demand.total, digits=1)
    row = (territory.name, territory.title, len(known), people, young)
    columns = ("id", "nom", "communes", "population", "jeunes")
    return finished(columns, rows=[row], outcome=outcome)
