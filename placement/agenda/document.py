"""The timetable as JSON values."""

from __future__ import annotations

from typing import Any

from placement.agenda.content import AgendaContent
from placement.agenda.tables import absence_table, load_table, opening_table
from placement.agenda.words import timetable_by_site
from placement.report import Table

__all__ = ["agenda_document"]

_FORMAT_VERSION = 1


def agenda_document(content: AgendaContent) -> dict[str, Any]:
    """Tell everything; the public has neither advisers nor absences."""
    told: dict[str, Any] = {
        "version": _FORMAT_VERSION,
        "territoire": content.territory,
        "scenario": content.scenario,
        "profil": content.profile.value,
        "debut": content.start.isoformat(),
        "ouvertures": _rows(opening_table(content)),
        "lieux": {site: list(lines) for site, lines in timetable_by_site(content).items()},
        "remarques": list(content.remarks),
    }
    if content.internal:
        result = content.result
        told |= {
            "statut": result.termination.name,
            "demi_journees_a_pourvoir": result.timetable.missing,
            "conflits_d_aujourd_hui": [
                {
                    "conseillers": list(one.adviser_ids),
                    "lieux": list(one.place_ids),
                    "demi_journees_demandees": one.asked,
                    "en_double": one.doubled,
                    "au_dela_du_temps_de_travail": one.over,
                    "explication": one.sentence,
                }
                for one in content.conflicts
            ],
            "charge": _rows(load_table(content)),
            "absences": _rows(absence_table(content)),
        }
    return told


def _rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
