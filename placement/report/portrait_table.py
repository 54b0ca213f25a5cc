"""``portrait.csv`` and ``portrait.json``: every figure of a profile, with its source."""

from __future__ import annotations

from typing import Any, Final

from placement.portrait import Area, Cell, Indicator, Portrait, Section
from placement.privacy import MASKED
from placement.report.tables import Row, Table

__all__ = ["portrait_document", "portrait_table"]

_FORMAT_VERSION: Final = 1
_COLUMNS: Final = (
    "rubrique",
    "indicateur",
    "libelle",
    "zone",
    "code_zone",
    "nom_zone",
    "valeur",
    "unite",
    "masque",
    "communes_connues",
    "communes",
    "source",
    "millesime",
    "estime",
)
_DIGITS: Final = {"part": 4, "min": 0, "demi-journées/mois": 1, "hab/km²": 1, "km²": 1}


def portrait_table(portrait: Portrait) -> Table:
    """Lay every known or masked figure on its own line; shares are between 0 and 1."""
    return Table(
        _COLUMNS,
        tuple(
            _row(section, indicator, area=area, cell=cell)
            for section in portrait.sections
            for area, cells in section.rows
            for indicator, cell in zip(section.indicators, cells, strict=True)
            if cell.value is not None or cell.masked
        ),
    )


def _row(section: Section, indicator: Indicator, *, area: Area, cell: Cell) -> Row:
    return (
        section.id,
        indicator.id,
        indicator.label,
        area.kind,
        area.code,
        area.name,
        MASKED if cell.masked else _value(cell, unit=indicator.unit),
        indicator.unit,
        "oui" if cell.masked else "non",
        cell.known or None,
        cell.total or None,
        cell.source or indicator.source or None,
        None if cell.source else indicator.vintage or None,
        "oui" if indicator.estimated and not cell.source else "non",
    )


def _value(cell: Cell, *, unit: str) -> float | None:
    return None if cell.value is None else round(cell.value, _DIGITS.get(unit, 0)) + 0.0


def portrait_document(portrait: Portrait) -> dict[str, Any]:
    """Tell the profile as JSON values."""
    return {
        "version": _FORMAT_VERSION,
        "territoire": portrait.territory.name,
        "profil": portrait.profile.value,
        "date": portrait.date.isoformat(),
        "donnees_fictives": portrait.territory.fictitious,
        "siege_suppose": portrait.territory.supposed_siege,
        "rubriques": [_section(section) for section in portrait.sections],
        "lieux": [
            {
                "nom": line.name,
                "type": line.kind,
                "commune": line.commune,
                "epci": line.epci,
                "recurrence": line.rhythm,
                "demi_journees_par_mois": round(line.half_days_a_month, 1),
            }
            for line in portrait.sites
        ],
        "marches": [
            {
                "commune": line.commune,
                "nom": line.name or None,
                "jours": line.days,
                "lieux": list(line.sites),
            }
            for line in portrait.markets
        ],
        "manques": [
            {"fichier": lack.file, "chiffres": list(lack.labels)} for lack in portrait.lacks
        ],
        "estimations": list(portrait.territory.estimates),
        "avertissements": list(portrait.warnings),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "titre": section.title,
        "indicateurs": [
            {
                "id": one.id,
                "libelle": one.label,
                "unite": one.unit,
                "source": one.source or None,
                "millesime": one.vintage or None,
                "estime": one.estimated,
                "remarque": one.note or None,
            }
            for one in section.indicators
        ],
        "zones": [
            {
                "type": area.kind,
                "code": area.code,
                "nom": area.name,
                "valeurs": {
                    one.id: MASKED if cell.masked else _value(cell, unit=one.unit)
                    for one, cell in zip(section.indicators, cells, strict=True)
                },
            }
            for area, cells in section.rows
        ],
        "notes": list(section.notes),
    }
