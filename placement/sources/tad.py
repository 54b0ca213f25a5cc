"""``tad.csv``: on-demand transport, by sector, days and half-days, as the user writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.recurrence import PARTS, HalfDay
from placement.sources.communes import commune_code_fault
from placement.sources.spreadsheet import Column, Row, plain_header, read_table
from placement.sources.spreadsheet.columns import nearest

__all__ = ["TAD_FILE", "OnDemandService", "read_tad"]

TAD_FILE: Final = "tad.csv"

_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_EVERY_DAY: Final = frozenset({"tous", "tous_les_jours", "semaine", "lundi_au_vendredi"})
_ABBREVIATIONS: Final = {day[:3]: k for k, day in enumerate(_DAYS)}
_HALVES: Final = {
    "matin": PARTS[:1],
    "matinee": PARTS[:1],
    "am": PARTS[:1],
    "apres_midi": PARTS[1:],
    "apm": PARTS[1:],
    "pm": PARTS[1:],
    "journee": PARTS,
    "toute_la_journee": PARTS,
}
_LIST = re.compile(r"[,;/|+\n]|\bet\b")
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
    days = _days(row.text("jours"), place=place, faults=faults)
    parts = _parts(row.text("demi_journees"), place=place, faults=faults)
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


def _words(text: str) -> Iterable[str]:
    return filter(None, (plain_header(word) for word in _LIST.split(text)))


def _days(text: str, *, place: str, faults: Faults) -> frozenset[int]:
    days: set[int] = set()
    for word in _words(text):
        if word in _EVERY_DAY:
            days.update(range(5))
        elif word.removesuffix("s") in _DAYS:
            days.add(_DAYS.index(word.removesuffix("s")))
        elif word in _ABBREVIATIONS:
            days.add(_ABBREVIATIONS[word])
        else:
            hint = nearest(word, among=_DAYS)
            faults.add(f"{place}« {word} » n'est pas un jour{hint} ; séparez-les par des virgules.")
    return frozenset(days)


def _parts(text: str, *, place: str, faults: Faults) -> tuple[str, ...]:
    if not text:
        return PARTS
    found: list[str] = []
    for word in _words(text):
        if word in _HALVES:
            found.extend(_HALVES[word])
        else:
            faults.add(f"{place}« {word} » : écrivez matin, après-midi ou journée.")
    return tuple(dict.fromkeys(found))
