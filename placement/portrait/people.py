"""Sections on the perimeter, the ages of the census and the young people of 16 to 25."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from placement.french import percent
from placement.needs import Citation, area_km2
from placement.portrait.areas import areas_of, largest_communes, ratio_cell, value_cell
from placement.portrait.facts import Counts, PortraitFacts, by_commune
from placement.portrait.france import FRANCE_YOUNG_SHARE, AgeCounts, france_ages
from placement.portrait.model import FRANCE, Area, Cell, Indicator, Section
from placement.sources.census import CENSUS, census_by_commune
from placement.sources.provenance import of_dataset
from placement.sources.statistics import share
from placement.territory import Counted

__all__ = ["age_section", "largest_section", "perimeter_section", "young_section"]

_POPULATIONS: Final = "Insee, populations municipales"
_YOUNG_FILE: Final = "population_16_25.csv ou TD_POP1B (Insee)"
_MINORS: Final = "mineurs"
_AGES: Final = {
    Counted.POPULATION: "16-25 ans",
    Counted.GRID: "18-24 ans",
    Counted.CASELOAD: "Jeunes suivis",
}


def perimeter_section(facts: PortraitFacts) -> Section:
    """Count communes, inhabitants, area and density."""
    territory = facts.territory
    surface: Counts = {c.code: _known(area_km2(c, crs=territory.crs)) for c in territory.communes}
    one = {c.code: 1.0 for c in territory.communes}
    towns = facts.cite(("communes",), otherwise=_POPULATIONS)
    outlines = facts.cite(("contours", "admin"), otherwise="contours des communes")
    departements = sorted({c.departement for c in territory.communes})
    return Section(
        id="perimetre",
        title="Le périmètre",
        intro=f"Départements : {', '.join(departements)}.",
        indicators=(
            Indicator("communes", "Communes", "communes", towns.source, towns.vintage),
            Indicator("habitants", "Habitants", "personnes", towns.source, towns.vintage),
            Indicator(
                "surface",
                "Surface (km²)",
                "km²",
                outlines.source,
                outlines.vintage,
                estimated=True,
                note="surface mesurée sur des contours simplifiés",
                lacking="les contours des communes (ADMIN EXPRESS, IGN)",
            ),
            Indicator(
                "densite",
                "Densité (hab./km²)",
                "hab/km²",
                towns.source,
                towns.vintage,
                estimated=True,
            ),
        ),
        rows=tuple(
            (
                area,
                (
                    value_cell(one, area=area),
                    value_cell(facts.population, area=area),
                    value_cell(surface, area=area),
                    _quotient(facts.population, by=surface, area=area),
                ),
            )
            for area in areas_of(territory)
        ),
    )


def age_section(facts: PortraitFacts) -> Section:
    """Tell the broad age groups of the census, France beside."""
    codes = [c.code for c in facts.territory.communes]
    census = census_by_commune(codes)
    groups: Mapping[str, Counts] = {
        name: dict(zip(codes, map(_known, getattr(census, name).tolist()), strict=True))
        for name in ("p0_19", "p20_64", "total")
    }
    dataset = of_dataset(CENSUS)
    source = Citation(f"{dataset.owner}, {dataset.title}", dataset.vintage)
    country = france_ages()
    return Section(
        id="ages",
        title="Les âges de la population",
        intro="Trois grands groupes d'âge du recensement.",
        indicators=tuple(
            Indicator(name, label, unit, source.source, source.vintage)
            for name, label, unit in (
                ("population_rp", "Habitants (recensement)", "personnes"),
                ("moins_20", "Moins de 20 ans", "part"),
                ("de_20_a_64", "20 à 64 ans", "part"),
                ("plus_64", "65 ans et plus", "part"),
            )
        ),
        rows=(
            *((area, _ages(groups, area=area)) for area in areas_of(facts.territory)),
            (FRANCE, _france_ages(country)),
        ),
        notes=("La France compte les communes du recensement, Mayotte exclue.",),
    )


def _ages(groups: Mapping[str, Counts], *, area: Area) -> tuple[Cell, ...]:
    total = groups["total"]
    under = ratio_cell(groups["p0_19"], of=total, area=area, least=0)
    middle = ratio_cell(groups["p20_64"], of=total, area=area, least=0)
    return (value_cell(total, area=area), under, middle, _rest(under, middle))


def _rest(under: Cell, middle: Cell) -> Cell:
    if under.value is None or middle.value is None:
        return Cell(None)
    value = max(0.0, 1 - under.value - middle.value)
    return Cell(value, known=under.known, total=under.total)


def _france_ages(country: AgeCounts) -> tuple[Cell, ...]:
    under, middle = country.p0_19 / country.total, country.p20_64 / country.total
    return tuple(map(Cell, (country.total, under, middle, 1 - under - middle)))


def young_section(facts: PortraitFacts) -> Section:
    """Count the young of 16 to 25, their part of the inhabitants and the minors among them."""
    return Section(
        id="jeunes",
        title=f"Les {facts.territory.demand.counted.value}",
        intro=f"{facts.territory.demand.method[:1].upper()}{facts.territory.demand.method[1:]}.",
        indicators=_young_indicators(facts),
        rows=(
            *((area, _young_cells(facts, area=area)) for area in areas_of(facts.territory)),
            *_france_young(facts),
        ),
    )


def _france_young(facts: PortraitFacts) -> tuple[tuple[Area, tuple[Cell, ...]], ...]:
    """Put France beside, where the young are the same ones."""
    if facts.territory.demand.counted is not Counted.POPULATION:
        return ()
    part = Cell(FRANCE_YOUNG_SHARE, source="Insee, pyramide des âges au 1er janvier 2021")
    return ((FRANCE, (Cell(None), part, Cell(None), Cell(None))),)


def _young_indicators(facts: PortraitFacts) -> tuple[Indicator, ...]:
    demand = facts.territory.demand
    source = facts.cite(("pop1b", "population", "recensement"), otherwise=demand.method)
    return tuple(
        Indicator(
            name,
            label,
            unit,
            source.source,
            source.vintage,
            estimated=demand.estimated,
            lacking=_YOUNG_FILE,
        )
        for name, label, unit in (
            ("jeunes", _AGES[demand.counted], "personnes"),
            ("part_jeunes", "Part des habitants", "part"),
            ("mineurs_16_17", "dont 16-17 ans", "personnes"),
            ("part_mineurs", "Part des 16-17 ans", "part"),
        )
    )


def _young_cells(facts: PortraitFacts, *, area: Area) -> tuple[Cell, ...]:
    young: Counts = dict(facts.young)
    minors: Counts = dict(_minors(facts))
    return (
        value_cell(young, area=area),
        ratio_cell(young, of=facts.population, area=area, least=facts.least),
        value_cell(minors, area=area),
        ratio_cell(minors, of=young, area=area, least=facts.least),
    )


def _minors(facts: PortraitFacts) -> dict[str, float]:
    demand = facts.territory.demand
    if _MINORS not in demand.profiles:
        return {}
    column = demand.young[:, demand.profiles.index(_MINORS)]
    return by_commune(facts.territory, values=column)


def largest_section(facts: PortraitFacts) -> Section:
    """Tell one by one the communes where most of the young live."""
    young, total = facts.young, float(facts.territory.demand.total)
    areas = largest_communes(facts.territory, young=young)
    whole: Counts = {c.code: total for c in facts.territory.communes}
    kept = _young_indicators(facts)[::2]
    part = Indicator(
        "part_du_territoire",
        "Part des jeunes du territoire",
        "part",
        kept[0].source,
        kept[0].vintage,
        estimated=kept[0].estimated,
    )
    inhabitants = Indicator("habitants", "Habitants", "personnes", _POPULATIONS)
    return Section(
        id="communes",
        title="Les communes où vivent le plus de jeunes",
        intro=f"Les {len(areas)} premières regroupent "
        f"{percent(share(sum(young[a.code] for a in areas), of=total))} des jeunes du territoire.",
        indicators=(inhabitants, kept[0], part, kept[1]),
        rows=tuple(
            (
                area,
                (
                    value_cell(facts.population, area=area),
                    value_cell(dict(young), area=area),
                    ratio_cell(dict(young), of=whole, area=area, least=0),
                    value_cell(dict(_minors(facts)), area=area),
                ),
            )
            for area in areas
        ),
    )


def _quotient(counts: Counts, *, by: Counts, area: Area) -> Cell:
    """Divide two sums, over the communes where both are known."""
    both = [code for code in area.codes if counts.get(code) is not None and by.get(code)]
    whole = sum(by[code] or 0.0 for code in both)
    if not whole:
        return Cell(None, total=len(area.codes))
    value = sum(counts[code] or 0.0 for code in both) / whole
    return Cell(value, known=len(both), total=len(area.codes))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
