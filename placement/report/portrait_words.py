"""The figures of a profile as people read them, and the sentences beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from placement.french import ABSENT, decimal, minutes, percent, plural, whole
from placement.portrait import Cell, Indicator, Portrait, Section
from placement.privacy import MASKED
from placement.territory import SUPPOSED_SIEGE

__all__ = ["cell_text", "indicator_notes", "key_figures", "portrait_notices"]

_WRITERS: Final[Mapping[str, Callable[[float], str]]] = {
    "communes": whole,
    "lieux": whole,
    "personnes": whole,
    "km²": whole,
    "hab/km²": whole,
    "part": lambda value: percent(value, digits=1),
    "min": minutes,
    "demi-journées/mois": decimal,
}


def cell_text(cell: Cell, *, unit: str) -> str:
    """Write a figure, « masqué » or « — » in its place."""
    if cell.masked:
        return MASKED
    return ABSENT if cell.value is None else _WRITERS[unit](cell.value)


def indicator_notes(section: Section) -> list[str]:
    """Tell the source of each column, its vintage, whether it is estimated; then the notes.

    Columns of one source are told together.
    """
    told: dict[str, list[str]] = {}
    for at, indicator in enumerate(section.indicators):
        known = any(cells[at].value is not None or cells[at].masked for _, cells in section.rows)
        if known:
            told.setdefault(_origin(indicator), []).append(indicator.label)
    lines = [f"{', '.join(labels)} : {origin}" for origin, labels in told.items()]
    return [*lines, *section.notes]


def _origin(indicator: Indicator) -> str:
    parts = [part for part in (indicator.source, indicator.vintage) if part]
    if indicator.estimated:
        parts.append("estimé")
    if indicator.note:
        parts.append(indicator.note)
    return f"{', '.join(parts)}."


def key_figures(portrait: Portrait) -> list[tuple[str, str]]:
    """Return the few figures that open the profile: label and text."""
    rows = (
        ("perimetre", "habitants"),
        ("perimetre", "communes"),
        ("jeunes", "jeunes"),
        ("jeunes", "part_jeunes"),
        ("presence", "lieux"),
        ("presence", "demi_journees"),
        ("acces", "voiture_min"),
        ("suivis", "suivis"),
    )
    who = portrait.territory.demand.counted.value
    told = []
    for section_id, name in rows:
        section = portrait.section(section_id)
        indicator = next(one for one in section.indicators if one.id == name)
        text = cell_text(section.cell(name), unit=indicator.unit)
        if text != ABSENT:
            label = who if name == "jeunes" else _KEY_LABELS.get(name, indicator.label)
            told.append((label, text))
    return told


_KEY_LABELS: Final = {
    "part_jeunes": "part des jeunes parmi les habitants",
    "habitants": "habitants",
    "communes": "communes",
    "lieux": "lieux d'accueil ouverts",
    "demi_journees": "demi-journées d'accueil par mois",
    "voiture_min": "en voiture, en moyenne, jusqu'au lieu le plus proche",
    "suivis": "jeunes suivis",
}


def portrait_notices(portrait: Portrait) -> list[str]:
    """Say what must be read before any figure."""
    told = [portrait.profile.sentence]
    access = portrait.section("acces").indicators[0]
    if access.estimated:
        told.append("Temps estimés, sans réseau routier")
    if portrait.territory.demand.estimated:
        told.append("Effectifs de jeunes estimés")
    if portrait.territory.fictitious:
        told.append("Données fictives, pour l'exemple")
    if portrait.territory.supposed_siege:
        told.append(SUPPOSED_SIEGE)
    if portrait.lacks:
        count = sum(len(lack.labels) for lack in portrait.lacks)
        told.append(plural(count, one="chiffre manque", many="chiffres manquent"))
    return told
