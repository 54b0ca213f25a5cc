"""Sections on work, school and living conditions of the 15-24: counts of INSEE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from placement.errors import cite
from placement.portrait.areas import areas_of, ratio_cell, sum_cell
from placement.portrait.facts import Counts, PortraitFacts
from placement.portrait.model import Area, Cell, Indicator, Section

__all__ = ["activity_section", "living_section", "school_section"]

_ACTIVITY: Final = "la base « activité des résidents » du recensement par IRIS (Insee)"
_EDUCATION: Final = "la base « diplômes, formation » du recensement par IRIS (Insee)"
_HOUSING: Final = "la base « logement » du recensement par IRIS (Insee)"
_FILOSOFI: Final = "les données carroyées Filosofi (Insee)"
_AREAS: Final = "les contours des QPV 2024 (ANCT), ou qpv.csv avec part_jeunes"


@dataclass(frozen=True, slots=True)
class _Column:
    """A share of one statistic in another, or, without ``of``, a count."""

    id: str
    label: str
    part: str
    of: str
    words: tuple[str, ...]
    lacking: str
    note: str = ""
    unit: str = "part"


_ACTIVITY_COLUMNS: Final = (
    _Column(
        "jeunes_15_24",
        "15-24 ans",
        "young_15_24",
        "",
        ("activite",),
        _ACTIVITY,
        unit="personnes",
    ),
    _Column("actifs", "Actifs", "active_15_24", "young_15_24", ("activite",), _ACTIVITY),
    _Column("en_emploi", "En emploi", "employed_15_24", "young_15_24", ("activite",), _ACTIVITY),
    _Column(
        "chomage",
        "Chômeurs parmi les actifs",
        "unemployed_15_24",
        "active_15_24",
        ("activite",),
        _ACTIVITY,
        note="chômage au sens du recensement (déclaré), plus élevé que celui du BIT",
    ),
)
_SCHOOL_COLUMNS: Final = (
    _Column(
        "scolarises_15_17",
        "15-17 ans scolarisés",
        "schooled_15_17",
        "young_15_17",
        ("formation", "diplome"),
        _EDUCATION,
    ),
    _Column(
        "scolarises_18_24",
        "18-24 ans scolarisés",
        "schooled_18_24",
        "young_18_24",
        ("formation", "diplome"),
        _EDUCATION,
    ),
    _Column(
        "sans_diplome",
        "Sans diplôme",
        "without_diploma",
        "out_of_school",
        ("formation", "diplome"),
        _EDUCATION,
        note="parmi toutes les personnes de 15 ans et plus sorties de l'école, sans se limiter aux "
        "jeunes",
    ),
)
_LIVING_COLUMNS: Final = (
    _Column(
        "menages_pauvres",
        "Ménages pauvres",
        "poor_households",
        "grid_households",
        ("filosofi",),
        _FILOSOFI,
        note="carreaux de moins de 11 ménages estimés par l'Insee",
    ),
    _Column(
        "menages_sans_voiture",
        "Ménages sans voiture",
        "households_without_car",
        "households",
        ("logement",),
        _HOUSING,
        note="un ménage motorisé n'est pas un jeune mobile",
    ),
)


def activity_section(facts: PortraitFacts) -> Section:
    """Tell who works and who looks for work."""
    return _section(
        facts,
        _ACTIVITY_COLUMNS,
        about=("activite", "L'activité des 15-24 ans", "Le recensement compte les 15-24 ans."),
    )


def school_section(facts: PortraitFacts) -> Section:
    """Tell who is at school, who left without a diploma, and the proxy of the NEET."""
    plain = _section(
        facts,
        _SCHOOL_COLUMNS,
        about=("formation", "L'école, les diplômes, les NEET", "Situation scolaire à la commune."),
    )
    source = facts.cite(("neet", "formation", "activite"), otherwise="part_neet de communes.csv")
    neet = Indicator(
        "neet",
        "Ni en emploi ni en formation (approché)",
        "part",
        source.source,
        source.vintage,
        estimated=True,
        note="valeur approchée à la commune ; l'Observatoire des territoires la publie par zone "
        "d'emploi",
        lacking="part_neet dans communes.csv, ou les bases activité et diplômes (Insee)",
    )
    share = {c.code: c.neet_share for c in facts.territory.communes}
    young = facts.young
    count: Counts = {
        code: None if part is None else part * young[code] for code, part in share.items()
    }
    return _with_column(plain, neet, part=count, of=dict(young), least=facts.least)


def living_section(facts: PortraitFacts) -> Section:
    """Tell poverty, households without a car, and the young of priority neighbourhoods."""
    plain = _section(
        facts,
        _LIVING_COLUMNS,
        about=("conditions", "Les conditions de vie", "Pauvreté, voiture, quartiers prioritaires."),
    )
    source = facts.cite(("qpv", "qp2024"), otherwise="qpv.csv")
    inside = Indicator(
        "jeunes_qpv",
        "Jeunes en quartier prioritaire",
        "part",
        source.source,
        source.vintage,
        estimated=True,
        lacking=_AREAS,
    )
    young = facts.young
    living = _complete_only(
        _with_column(plain, inside, part=_in_areas(facts), of=dict(young), least=facts.least)
    )
    areas = facts.territory.priority_areas
    if not areas:
        return living
    names = ", ".join(dict.fromkeys(area.name for area in areas))
    unknown = cite(sorted({area.name for area in areas if area.young_share is None}))
    lost = f" Part des jeunes inconnue : {unknown} (part_jeunes de qpv.csv)." if unknown else ""
    return _noted(living, f"Quartiers prioritaires : {names}.{lost}")


def _section(
    facts: PortraitFacts, columns: Sequence[_Column], *, about: tuple[str, str, str]
) -> Section:
    section_id, title, intro = about
    return Section(
        id=section_id,
        title=title,
        intro=intro,
        indicators=tuple(_indicator(column, facts=facts) for column in columns),
        rows=tuple(
            (area, tuple(_cell(column, facts=facts, area=area) for column in columns))
            for area in areas_of(facts.territory)
        ),
    )


def _indicator(column: _Column, *, facts: PortraitFacts) -> Indicator:
    source = facts.cite(column.words, otherwise="fichiers du territoire")
    return Indicator(
        column.id,
        column.label,
        column.unit,
        source.source,
        source.vintage,
        note=column.note,
        lacking=column.lacking,
    )


def _cell(column: _Column, *, facts: PortraitFacts, area: Area) -> Cell:
    if not column.of:
        return sum_cell(facts.territory.statistics, area=area, name=column.part)
    return ratio_cell(
        facts.statistic(column.part), of=facts.statistic(column.of), area=area, least=facts.least
    )


def _with_column(
    section: Section, indicator: Indicator, *, part: Counts, of: Counts, least: int
) -> Section:
    """Add a share as the last column of a section."""
    return replace(
        section,
        indicators=(*section.indicators, indicator),
        rows=tuple(
            (area, (*cells, ratio_cell(part, of=of, area=area, least=least)))
            for area, cells in section.rows
        ),
    )


def _complete_only(section: Section) -> Section:
    """Leave out the last figure of the areas where some commune is not known."""
    return replace(
        section,
        rows=tuple(
            (
                area,
                (*cells[:-1], replace(cells[-1], value=None) if cells[-1].partial else cells[-1]),
            )
            for area, cells in section.rows
        ),
    )


def _noted(section: Section, note: str) -> Section:
    return replace(section, notes=(*section.notes, note))


def _in_areas(facts: PortraitFacts) -> Counts:
    """Young people of priority neighbourhoods by commune; None where their part is not known."""
    areas, young = facts.territory.priority_areas, facts.young
    if not areas:
        return {}
    parts: dict[str, float | None] = dict.fromkeys(young, 0.0)
    for area in areas:
        known = parts[area.commune_code]
        parts[area.commune_code] = (
            None if known is None or area.young_share is None else known + area.young_share
        )
    return _scaled(parts, by=young)


def _scaled(parts: Mapping[str, float | None], *, by: Mapping[str, float]) -> Counts:
    return {
        code: None if part is None else min(1.0, part) * by[code] for code, part in parts.items()
    }
