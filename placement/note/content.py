"""The frozen input of a note: the scenarios it tells, and what only the caller knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from placement.note.brand import Brand
from placement.note.model import Figure, Picture
from placement.note.trace import Quotes, to_the_minute
from placement.report import ScenarioOutcome, Table, commune_table, result_document

__all__ = [
    "PUBLICS",
    "Choice",
    "Credit",
    "Dossier",
    "Hypothesis",
    "Template",
    "Told",
    "quotes_of",
]

PUBLICS: Final[Mapping[str, str]] = {
    "tous": "Tous les jeunes",
    "voiture": "Avec une voiture",
    "sans_voiture": "Adultes sans voiture",
    "mineurs": "Mineurs",
}
"""French names of the groups of young people."""


class Template(StrEnum):
    """Layouts of the action sheet; the values are what a user asks for."""

    MOULINS = "moulins"
    BETHUNE = "bethune"


@dataclass(frozen=True, slots=True)
class Credit:
    """A source, as the note lists it; French."""

    title: str
    owner: str
    vintage: str
    licence: str


class Choice(StrEnum):
    """Why a scenario is the one proposed."""

    NAMED = "désigné"
    ALONE = "seul"
    WITHIN_MEANS = "meilleur à moyens constants"
    BEYOND_MEANS = "meilleur, au-delà des moyens"
    NOTHING = "état des lieux"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A value of the scenario: its section, its name, its value, its unit; French.

    ``path`` is where the scenario holds it; ``given`` tells whether the user wrote it.
    """

    section: str
    label: str
    value: float | str
    unit: str
    path: str
    given: bool


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A solved scenario, its figures, and the words of its file."""

    outcome: ScenarioOutcome
    quotes: Quotes
    description: str
    hypotheses: tuple[Hypothesis, ...]

    def minutes(self, path: str) -> Figure:
        """Quote a duration of ``resultat.json``."""
        return self.quotes.figure(path, write=to_the_minute)

    @property
    def decides(self) -> bool:
        """Whether the scenario proposes something, rather than tells today's network."""
        return self.outcome.others is not None


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """Everything a note is made of.

    Parameters
    ----------
    proposed, others
        The scenario that the note proposes, and those it is compared with.
    choice
        Why that one.
    date
        Of the computation.
    sources
        Data sets, roads and timetables, in reading order.
    network
        French, where the times come from.
    picture
        The map of the proposed scenario, for the summary; None where none was drawn.
    maps
        Maps that take a page each, in the last annex.
    brand
        Logo and colour.
    templates
        Layouts of the action sheet, in order.
    """

    proposed: Told
    others: tuple[Told, ...]
    choice: Choice
    date: dt.date
    sources: tuple[Credit, ...]
    network: str
    picture: Picture | None
    maps: tuple[Picture, ...]
    brand: Brand
    templates: tuple[Template, ...]

    @property
    def every(self) -> tuple[Told, ...]:
        """The proposed scenario, then the others."""
        return (self.proposed, *self.others)


def quotes_of(
    outcome: ScenarioOutcome,
    *,
    asked: Mapping[str, Any],
    calendar: Mapping[str, Any] | None = None,
) -> tuple[Quotes, dict[str, Mapping[str, Any] | Table]]:
    """Return what the figures of a scenario are drawn from, and the same as files to write.

    ``asked`` is the scenario as JSON values, defaults included; ``calendar`` its timetable, None
    where none was made of this plan.
    """
    result, communes = result_document(outcome), commune_table(outcome)
    kinds = ("sources/resultat-{}.json", "sources/communes-{}.csv", "sources/hypotheses-{}.json")
    names = tuple(kind.format(outcome.scenario) for kind in kinds)
    agenda = f"sources/calendrier-{outcome.scenario}.json" if calendar else ""
    timetable = {agenda: calendar} if calendar else {}
    quotes = Quotes(
        scenario=outcome.scenario,
        files={**dict(zip(names, (result, _rows(communes), asked), strict=True)), **timetable},
        result=names[0],
        communes=names[1],
        asked=names[2],
        calendar=agenda,
    )
    return quotes, {**dict(zip(names, (result, communes, asked), strict=True)), **timetable}


def _rows(table: Table) -> list[dict[str, Any]]:
    """Read a table as the list of its rows; what is masked is named in a list."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [
        {**row, "masque": str(row["masque"]).split(", ")} if row.get("masque") else row
        for row in rows
    ]
