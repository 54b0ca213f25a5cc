"""Sections on where the 15-24 go to work and to study: counts and flows of the census."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from placement.portrait.areas import areas_of, ratio_cell, sum_cell
from placement.portrait.facts import PortraitFacts
from placement.portrait.model import Area, Cell, Indicator, Section
from placement.sources.communes import communes_by_code
from placement.sources.commuting import Flows
from placement.sources.statistics import share

__all__ = ["LEADING", "commuting_section", "destination_section"]

LEADING: Final = 8
"""Destinations told one by one, for work and for study."""

_SURVEY: Final = "sondage : un flux de quelques dizaines de personnes est un ordre de grandeur"


@dataclass(frozen=True, slots=True)
class _Purpose:
    """Why they travel: the kind of file, its counts by commune, the words of its columns."""

    id: str
    kind: str
    count: str
    leaving: str
    who: str
    go: str
    journeys: str
    lacking: str


_PURPOSES: Final = (
    _Purpose(
        "travail",
        "mobpro",
        "commuters",
        "commuters_out",
        "15-24 ans en emploi",
        "Vont y travailler",
        "Part des trajets de travail",
        "le fichier détail MOBPRO du recensement (Insee)",
    ),
    _Purpose(
        "etudes",
        "mobsco",
        "students",
        "students_out",
        "15-24 ans en études",
        "Vont y étudier",
        "Part des trajets d'études",
        "le fichier détail MOBSCO du recensement (Insee)",
    ),
)


def commuting_section(facts: PortraitFacts) -> Section:
    """Tell how many leave their commune to work, and to study."""
    return Section(
        id="deplacements",
        title="Les déplacements pour travailler ou étudier",
        intro="Jeunes de 15 à 24 ans, selon qu'ils restent dans leur commune ou en sortent.",
        indicators=tuple(
            Indicator(
                name, label, unit, source.source, source.vintage, note=note, lacking=one.lacking
            )
            for one in _PURPOSES
            for source in (facts.cite((one.kind,), otherwise="Insee"),)
            for name, label, unit, note in (
                (f"{one.id}_jeunes", one.who, "personnes", ""),
                (f"{one.id}_sortants", f"Sortent de leur commune ({one.who})", "part", _SURVEY),
            )
        ),
        rows=tuple((area, _left(facts, area=area)) for area in areas_of(facts.territory)),
    )


def _left(facts: PortraitFacts, *, area: Area) -> tuple[Cell, ...]:
    known = facts.territory.statistics
    return tuple(
        cell
        for one in _PURPOSES
        for cell in (
            sum_cell(known, area=area, name=one.count),
            ratio_cell(
                facts.statistic(one.leaving),
                of=facts.statistic(one.count),
                area=area,
                least=facts.least,
            ),
        )
    )


def destination_section(facts: PortraitFacts) -> Section:
    """Tell where they go: the leading communes, inside and outside; the others add up."""
    totals = {
        one.kind: _by_destination(flows)
        for one in _PURPOSES
        if (flows := facts.territory.flows.get(one.kind)) is not None
    }
    inside = {commune.code: commune.name for commune in facts.territory.communes}
    leading = _leading(totals)
    return Section(
        id="destinations",
        title="Où vont les 15-24 ans",
        intro="Communes où vont travailler et étudier les jeunes du territoire, la leur comprise.",
        indicators=tuple(
            Indicator(f"{one.id}_{name}", label, unit, source.source, source.vintage)
            for one in _PURPOSES
            for source in (facts.cite((one.kind,), otherwise="Insee"),)
            for name, label, unit in (
                ("destination", one.go, "personnes"),
                ("part_destination", one.journeys, "part"),
            )
        ),
        heading="Destination",
        rows=tuple(
            (area, _gone(facts, totals=totals, area=area))
            for area in _areas(facts, totals=totals, inside=inside, leading=leading)
        )
        if totals
        else (),
        notes=(f"{_SURVEY[:1].upper()}{_SURVEY[1:]}.",) if totals else (),
    )


def _by_destination(flows: Flows) -> dict[str, float]:
    """Add up persons by destination, whatever their commune; "" where it is not told."""
    found: dict[str, float] = {}
    for code, persons in zip(flows.destination.tolist(), flows.persons.tolist(), strict=True):
        found[code] = found.get(code, 0.0) + persons
    return found


def _leading(totals: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the leading destinations of each purpose, those of the most persons first."""
    together: dict[str, float] = {}
    kept: set[str] = set()
    for found in totals.values():
        for code, persons in found.items():
            together[code] = together.get(code, 0.0) + persons
        told = sorted((code for code in found if code), key=lambda code: (-found[code], code))
        kept.update(told[:LEADING])
    return sorted(kept, key=lambda code: (-together[code], code))


def _areas(
    facts: PortraitFacts,
    *,
    totals: Mapping[str, Mapping[str, float]],
    inside: Mapping[str, str],
    leading: Collection[str],
) -> tuple[Area, ...]:
    """Return the whole, the leading communes, then what is left: inside, outside, not told."""
    every = sorted({code for found in totals.values() for code in found})
    names = {
        r.code: r.name for r in communes_by_code(leading, with_geometry=False, missing_ok=True)
    }
    left = [code for code in every if code not in leading]
    rest = (
        ("autres communes du territoire", tuple(code for code in left if code in inside)),
        ("autres, hors du territoire", tuple(code for code in left if code and code not in inside)),
        ("destination inconnue", tuple(code for code in left if not code)),
    )
    return (
        Area("territoire", facts.territory.name, facts.territory.title, tuple(every)),
        *(
            Area("commune", code, inside[code], (code,))
            if code in inside
            else Area(
                "hors_territoire", code, f"{names.get(code, code)} (hors territoire)", (code,)
            )
            for code in leading
        ),
        *(Area("autres", "", name, codes) for name, codes in rest if codes),
    )


def _gone(
    facts: PortraitFacts, *, totals: Mapping[str, Mapping[str, float]], area: Area
) -> tuple[Cell, ...]:
    return tuple(
        cell
        for one in _PURPOSES
        for cell in _persons_and_share(facts, found=totals.get(one.kind), area=area)
    )


def _persons_and_share(
    facts: PortraitFacts, *, found: Mapping[str, float] | None, area: Area
) -> tuple[Cell, Cell]:
    if found is None:
        return Cell(None), Cell(None)
    persons, whole = sum(found.get(code, 0.0) for code in area.codes), sum(found.values())
    if whole < facts.least:
        return Cell(persons), Cell(None, masked=True)
    return Cell(persons), Cell(share(persons, of=whole))
