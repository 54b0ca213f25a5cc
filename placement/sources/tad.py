"""``tad.csv``: on-demand transport, by sector, days and half-days, as the user writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.recurrence import HalfDay
from placement.sources.communes import commune_code_fault
from placement.sources.spreadsheet import Column, Row, read_table
from placement.sources.weekdays import half_days_of, weekdays_of

__all__ = ["TAD_FILE", "OnDemandService", "read_tad"]

TAD_FILE: Final = "tad.csv"

_CODES = re.compile(r"[\s,;/|+]+")

_COLUMNS: Final = (
    Column("secteur", filled=True, aliases=("nom", "zone")),
    Column("communes", filled=True, aliases=("codes_communes", "origines")),
    Column("destinations", required=False, aliases=("communes_desservies",)),
    Column("jours", filled=True, aliases=("jour",)),
    Column("demi_journees", required=False, aliases=("demi_journee", "horaires")),
    Column("remarque", required=False, aliases=("remarques", "commentaire", "reservation")),
)


@dataclass(frozen=True, slots=True)
class OnDemandService:
    """A vehicle that comes on request, there and back within one half-day.

    Parameters
    ----------
    sector
        Its name.
    origins
        Codes of the communes where it picks up.
    destinations
        Codes of the communes where it goes.
    half_days
        When it runs.
    note
        What its author added.
    """

    sector: str
    origins: frozenset[str]
    destinations: frozenset[str]
    half_days: frozenset[HalfDay]
    note: str


def read_tad(path: Path, *, faults: Faults | None = None) -> tuple[OnDemandService, ...]:
    """Read the table of on-demand transport.

    ``communes`` and ``destinations`` are commune codes separated by spaces or commas; without
    ``destinations``, one travels within ``communes``. ``jours`` are weekdays (« mardi, jeudi »,
    « tous les jours »), ``demi_journees`` are « matin », « après-midi » or blank for both. A
    sector may take several lines.

    Raises
    ------
    DataError
        See ``read_table``; a code, a day or a half-day that is not one.
    """
    gathered = Faults(f"fichier {path.name}") if faults is None else faults
    table = read_table(path, columns=_COLUMNS, faults=gathered)
    services = tuple(_service(row, name=path.name, faults=gathered) for row in table.rows)
    if faults is None:
        gathered.raise_as(DataError)
    return services


def _service(row: Row, *, name: str, faults: Faults) -> OnDemandService:
    place = f"{name}, ligne {row.line} : "
    origins = _codes(row.text("communes"), place=place, faults=faults)
    destinations = _codes(row.text("destinations"), place=place, faults=faults)
    days = weekdays_of(row.text("jours"), place=place, faults=faults)
    parts = half_days_of(row.text("demi_journees"), place=place, faults=faults)
    return OnDemandService(
        sector=row.text("secteur"),
        origins=origins,
        destinations=destinations or origins,
        half_days=frozenset((day, part) for day in days for part in parts),
        note=row.text("remarque"),
    )


def _codes(text: str, *, place: str, faults: Faults) -> frozenset[str]:
    codes = [code.strip("'\"=").upper() for code in _CODES.split(text) if code]
    wrong = [code for code in codes if commune_code_fault(code)]
    if wrong:
        faults.add(f"{place}ce n'est pas un code de commune : {cite(wrong)}.")
    return frozenset(code for code in codes if code not in wrong)
