"""``comparaison.json``: every figure of a comparison as plain values, French keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from placement.comparison import MEASURES, CommuneTold, Told
from placement.comparison.words import status_words
from placement.evaluate import EVERYBODY
from placement.privacy import marked_document
from placement.report.compare_tables import bill_table, move_table, site_change_table
from placement.report.compare_workbook import reading_notes
from placement.report.tables import Table

__all__ = ["compare_document"]

_FORMAT_VERSION: Final = 1
_BALANCE: Final = ("jeunes_rapproches", "jeunes_eloignes", "gagnent_un_acces", "perdent_un_acces")


def compare_document(told: Told) -> dict[str, Any]:
    """Write a comparison as JSON values; what is masked is null, its key in ``masque``."""
    compared = told.compared
    document: dict[str, Any] = {
        "version": _FORMAT_VERSION,
        "territoire": compared.territory.name,
        "diffusion": compared.profile.value,
        "reference": compared.base.name,
        "scenarios": [
            {
                "nom": one.name,
                "titre": one.title,
                "statut": one.status.name,
                "ecart": one.gap,
                "statut_en_clair": status_words(one.status, gap=one.gap, decided=one.decided),
                "cout_annuel_eur": one.plan.cost_eur,
                "budget_annuel_eur": one.budget_eur,
                "epci_le_plus_loin": None if gap is None else gap[0],
                "epci_le_plus_pres": None if gap is None else gap[1],
                "jeunes": {
                    public: {
                        measure: dict(zip(_BALANCE, told.balances[k, public, measure], strict=True))
                        for measure in MEASURES
                    }
                    for public in told.publics
                },
            }
            for k, (one, gap) in enumerate(zip(compared.variants, told.gaps, strict=True))
        ],
        "indicateurs": _indicators(told),
        "lieux": _records(site_change_table(told)),
        "deplacements": _records(move_table(told)),
        "communes": _communes(told),
        "couts_par_epci": _records(bill_table(told, bills=told.epci_bills, payer="epci")),
        "couts_par_financeur": _records(
            bill_table(told, bills=told.funder_bills, payer="financeur")
        ),
        "lecture": list(reading_notes(told)),
        "avertissements": list(compared.remarks),
    }
    marked: dict[str, Any] = marked_document(document)
    return marked


def _indicators(told: Told) -> list[dict[str, Any]]:
    names = [one.name for one in told.compared.variants]
    return [
        {
            "indicateur": line.indicator.key,
            "public": line.indicator.public or None,
            "libelle": line.indicator.label,
            "unite": line.indicator.unit,
            "valeurs": dict(zip(names, line.values, strict=True)),
            "ecarts": dict(zip(names, line.differences, strict=True)),
        }
        for line in told.indicators
    ]


def _communes(told: Told) -> list[dict[str, Any]]:
    communes = {one.code: one for one in told.compared.territory.communes}
    names = [one.name for one in told.compared.variants]
    return [
        {
            "code_commune": code,
            "commune": communes[code].name,
            "epci": communes[code].epci_name,
            "scenarios": {
                name: _commune(told.communes[k, EVERYBODY][at]) for k, name in enumerate(names)
            },
        }
        for at, code in enumerate(told.codes)
    ]


def _commune(line: CommuneTold) -> Mapping[str, Any]:
    return {
        "jeunes": line.young,
        "sans_acces": line.without,
        **{f"temps_{measure}_min": line.times[measure] for measure in MEASURES},
        **{f"ecart_{measure}_min": line.changes[measure] for measure in MEASURES},
        "gagnent_un_acces": line.gaining,
        "perdent_un_acces": line.losing,
        **{f"bilan_{measure}": line.verdicts[measure].value for measure in MEASURES},
    }


def _records(table: Table) -> list[dict[str, Any]]:
    """Turn a table into records; who may read it is told once, above."""
    return [
        {
            name: cell
            for name, cell in zip(table.columns, row, strict=True)
            if name != "diffusion" and not (name == "masque" and not cell)
        }
        for row in table.rows
    ]
