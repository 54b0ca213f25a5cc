"""A workbook before any file format: its sheets, in reading order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from placement.errors import Faults, PlacementError
from placement.exports.cells import described
from placement.report import (
    RunFacts,
    ScenarioOutcome,
    Table,
    assignment_table,
    assumption_table,
    commune_table,
    cost_table,
    epci_table,
    indicator_table,
    mover_table,
    other_plan_table,
    site_standing_table,
    site_table,
    source_table,
    summary_table,
    tour_table,
    van_cost_table,
    van_follow_up_table,
    van_stop_table,
)

__all__ = ["Book", "Sheet", "book_of"]

_LONGEST: Final = 31
_MOST_ROWS: Final = 1_048_575
_REFUSED: Final = frozenset("[]:*?/\\'")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet.

    Parameters
    ----------
    key : name of the file that holds the same table, without extension
    name : French, 31 letters at most
    table : what it holds
    frozen : columns that stay in sight

    Raises
    ------
    PlacementError
        A name, or a number of rows, that some spreadsheet software refuses.
    """

    key: str
    name: str
    table: Table
    frozen: int = 1

    def __post_init__(self) -> None:
        faults = Faults(f"feuille « {self.name} »")
        if not 0 < len(self.name) <= _LONGEST or _REFUSED & set(self.name):
            faults.add(f"un nom de feuille a {_LONGEST} lettres au plus, sans signe réservé.")
        if len(self.table.rows) > _MOST_ROWS:
            faults.add(f"{len(self.table.rows)} lignes ; un tableur en lit {_MOST_ROWS}.")
        faults.raise_as(PlacementError)


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """A workbook: ``subject`` says who may read it, ``day`` is written as its date."""

    title: str
    subject: str
    day: dt.date
    sheets: tuple[Sheet, ...]


def book_of(outcome: ScenarioOutcome, *, facts: RunFacts, trips: Table | None = None) -> Book:
    """Gather the tables of a scenario; ``trips`` is that of public transport, None without any."""
    optional = (
        ("transports", "Transports", trips, 4),
        ("alternatives", "Alternatives", other_plan_table(outcome), 1),
        ("lieux-alternatives", "Lieux, plans voisins", site_standing_table(outcome), 2),
        ("tournees", "Tournées du camion", tour_table(outcome), 2),
        ("arrets-camion", "Arrêts du camion", van_stop_table(outcome), 2),
        ("camion-couts", "Coûts du camion", van_cost_table(outcome), 1),
        ("camion-suivi", "Suivi du camion, un an", van_follow_up_table(outcome), 2),
    )
    sheets = [
        Sheet("synthese", "Synthèse", summary_table(outcome, facts=facts), 2),
        Sheet("sites", "Lieux", site_table(outcome), 2),
        Sheet("communes", "Communes", commune_table(outcome), 2),
        Sheet("gagnants-perdants", "Gagnants et perdants", mover_table(outcome), 3),
        Sheet("epci", "EPCI", epci_table(outcome), 2),
        Sheet("couts", "Coûts", cost_table(outcome), 2),
        Sheet("indicateurs", "Indicateurs", indicator_table(outcome), 2),
        Sheet("affectation", "Affectation", assignment_table(outcome), 3),
        *(Sheet(key, name, table, n) for key, name, table, n in optional if table is not None),
        Sheet("hypotheses", "Hypothèses et estimations", assumption_table(outcome)),
        Sheet("sources", "Sources", source_table(outcome, facts=facts), 2),
    ]
    return Book(
        title=f"{outcome.territory.title} – {outcome.title}",
        subject=outcome.profile.sentence,
        day=dt.datetime.fromisoformat(facts.started).date(),
        sheets=(*sheets, Sheet("colonnes", "Colonnes", _column_table(sheets), 2)),
    )


def _column_table(sheets: Iterable[Sheet]) -> Table:
    columns = ("feuille", "colonne", "intitule", "unite", "contenu", "confidentialite")
    return Table(columns, tuple(_columns(sheets)))


def _columns(sheets: Iterable[Sheet]) -> Iterator[tuple[str, ...]]:
    for sheet in sheets:
        for one in described(sheet.table):
            told = (one.name, one.label, one.unit, one.kind.value, one.disclosure.value)
            yield (sheet.name, *told)
