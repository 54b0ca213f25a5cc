"""The statistical profile of a territory: sections of figures by area, each with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from placement.errors import PlacementError
from placement.privacy import Profile
from placement.sources.provenance import Provenance
from placement.territory import Territory

__all__ = [
    "FRANCE",
    "Area",
    "Cell",
    "Indicator",
    "Lack",
    "MarketLine",
    "Portrait",
    "Section",
    "SiteLine",
]


@dataclass(frozen=True, slots=True)
class Area:
    """A row of a table: the territory, an EPCI, a commune, France; or where people go.

    ``kind`` is ``territoire``, ``epci``, ``commune``, ``france``, ``hors_territoire`` (a commune
    outside) or ``autres`` (several places together); ``codes`` are its communes.
    """

    kind: str
    code: str
    name: str
    codes: tuple[str, ...]


FRANCE = Area("france", "FR", "France", ())


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of an area.

    Parameters
    ----------
    value : in the unit of its indicator; None where it is not known, or masked
    masked : withheld from the readers of this output
    known, total : communes whose data it is made of, and communes of the area; equal when complete
    source : where it comes from, when not from where the other figures of its column do (French)
    """

    value: float | None
    masked: bool = False
    known: int = 0
    total: int = 0
    source: str = ""

    @property
    def partial(self) -> bool:
        """Whether it leaves some communes of the area out."""
        return self.value is not None and self.known < self.total


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column: what is counted, in what unit, from where.

    Parameters
    ----------
    id : stable French name
    label : French, the head of the column
    unit : ``communes``, ``personnes``, ``km²``, ``hab/km²``, ``part`` (0 to 1), ``min``,
        ``demi-journées/mois``, ``lieux``
    source, vintage : French; empty where nothing is known
    estimated : whether values are estimated, or an approximation
    note : what the reader must know, French
    lacking : the file that would give it, French
    """

    id: str
    label: str
    unit: str
    source: str = ""
    vintage: str = ""
    estimated: bool = False
    note: str = ""
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the profile, with a sentence before it and notes after it (French).

    ``heading`` is the head of the first column, French.

    Raises
    ------
    PlacementError
        A row has not one cell an indicator.
    """

    id: str
    title: str
    intro: str
    indicators: tuple[Indicator, ...]
    rows: tuple[tuple[Area, tuple[Cell, ...]], ...]
    notes: tuple[str, ...] = ()
    heading: str = "Territoire"

    def __post_init__(self) -> None:
        if any(len(cells) != len(self.indicators) for _, cells in self.rows):
            raise PlacementError(f"profil statistique, « {self.id} » : une case par indicateur.")

    @property
    def known(self) -> bool:
        """Whether some figure of it is known."""
        return any(c.value is not None or c.masked for _, cells in self.rows for c in cells)

    def cell(self, indicator_id: str, *, kind: str = "territoire") -> Cell:
        """Return a figure of the first area of a kind; an unknown one where there is none."""
        at = [indicator.id for indicator in self.indicators].index(indicator_id)
        return next((cells[at] for area, cells in self.rows if area.kind == kind), Cell(None))


@dataclass(frozen=True, slots=True)
class Lack:
    """A file that is not there, and the figures that it would give (French)."""

    file: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A place that is open today, and how many half-days a month."""

    name: str
    kind: str
    commune: str
    epci: str
    rhythm: str
    half_days_a_month: float


@dataclass(frozen=True, slots=True)
class MarketLine:
    """A market: its commune, name and days (French), and the sites open in that commune today."""

    commune: str
    name: str
    days: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """The whole profile, ready to be told; ``lacks`` says what is missing, warnings are French."""

    territory: Territory
    sections: tuple[Section, ...]
    sites: tuple[SiteLine, ...]
    lacks: tuple[Lack, ...]
    profile: Profile
    sources: Sequence[Provenance]
    date: dt.date
    warnings: tuple[str, ...]
    markets: tuple[MarketLine, ...] = ()

    def section(self, section_id: str) -> Section:
        """Return the section with that id; KeyError when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)
