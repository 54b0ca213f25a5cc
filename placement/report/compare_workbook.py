"""``comparaison.xlsx``: every table of a comparison, and how to read them."""

from __future__ import annotations

from collections.abc import Sequence

from placement.comparison import LEAST_MIN, MOVE_KM, Told
from placement.comparison.words import status_words
from placement.french import decimal
from placement.report.compare_tables import (
    bill_table,
    commune_change_table,
    epci_access_table,
    indicator_table,
    move_table,
    scenario_table,
    site_change_table,
)
from placement.report.tables import Table
from placement.report.typed_workbook import Sheet, workbook_bytes

__all__ = ["compare_workbook", "reading_notes"]


def compare_workbook(told: Told, *, sources: Sequence[str]) -> bytes:
    """Write the workbook; ``sources`` are French lines, data set and licence."""
    compared = told.compared
    title = f"Comparaison de scénarios – {compared.territory.title}"
    notes = [
        *reading_notes(told),
        *(f"Attention : {text}" for text in compared.remarks),
        *(f"Source : {text}" for text in sources),
    ]
    return workbook_bytes(
        [
            Sheet(
                "Lisez-moi",
                Table(("à savoir",), tuple((line,) for line in notes)),
                frozen=0,
                headings=(title, compared.profile.sentence),
            ),
            Sheet("Scénarios", scenario_table(told), frozen=2),
            Sheet("Indicateurs", indicator_table(told), frozen=5, unit_column="unite"),
            Sheet("Lieux", site_change_table(told), frozen=2),
            Sheet("Déplacements", move_table(told)),
            Sheet("Communes", commune_change_table(told), frozen=4),
            Sheet("Accès par EPCI", epci_access_table(told), frozen=2),
            Sheet("Coûts par EPCI", bill_table(told, bills=told.epci_bills, payer="epci")),
            Sheet(
                "Coûts par financeur", bill_table(told, bills=told.funder_bills, payer="financeur")
            ),
        ],
        title=title,
    )


def reading_notes(told: Told) -> tuple[str, ...]:
    """Say what is compared with what, and what the words mean; French sentences."""
    compared = told.compared
    base = compared.base
    return (
        f"La référence est « {base.title} » : chaque écart est le scénario moins la référence.",
        *(
            f"« {one.title} » ({one.name}) : "
            f"{status_words(one.status, gap=one.gap, decided=one.decided)}."
            for one in compared.variants
        ),
        "Trajet : de porte à porte. Accès : le trajet et l'attente entre deux ouvertures. Les "
        "temps sont théoriques, hors congestion.",
        "L'écart de temps d'une commune porte sur les jeunes qui ont un accès des deux côtés ; "
        "ceux qui en gagnent ou en perdent un sont comptés à part.",
        f"Une commune perd quand son temps moyen s'allonge d'au moins {decimal(LEAST_MIN)} min, ou "
        "qu'un jeune y perd son accès ; sinon elle gagne quand il raccourcit d'autant, ou qu'un "
        "jeune y gagne un accès.",
        f"Un lieu est « déplacé » quand il ferme et qu'un autre du même type ouvre à sa place dans "
        f"le même EPCI, à {decimal(MOVE_KM)} km au plus à vol d'oiseau (le plus proche d'abord).",
        "Le coût d'une minute gagnée divise la dépense de plus par la baisse de l'accès moyen de "
        "tous les jeunes, ceux qui n'ont pas d'accès étant comptés au prix que le scénario leur "
        "donne ; il est vide quand rien n'est gagné, ou quand rien n'est dépensé de plus.",
        "Coûts complets par an, arrondis à l'euro de sorte que les lignes fassent le total : un "
        "EPCI paie les lieux de ses communes, un financeur sa part des lieux qui le citent.",
        "Gini : 0 quand tous ont le même temps d'accès, 1 quand un seul porte tout l'éloignement.",
    )
