"""Days of the week and half-days, as people write them in a cell: « mardi, jeudi », « matin »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from placement.errors import Faults
from placement.french import WEEKDAYS
from placement.recurrence import PARTS
from placement.sources.spreadsheet import plain_header
from placement.sources.spreadsheet.columns import nearest

__all__ = ["DAYS", "half_days_of", "weekdays_of"]

DAYS: Final = WEEKDAYS
"""Names of the days; their places are those of a ``HalfDay``."""

_EVERY_DAY: Final = frozenset({"tous", "tous_les_jours", "semaine", "lundi_au_vendredi"})
_ABBREVIATIONS: Final = {day[:3]: k for k, day in enumerate(DAYS)}
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


def weekdays_of(text: str, *, place: str, faults: Faults) -> frozenset[int]:
    """Return the days of a cell, 0 for Monday; « tous les jours » are the five of a week.

    Parameters
    ----------
    text : the cell
    place : where it stands, which opens the faults (« tad.csv, ligne 3 : »)
    faults : where to gather what is not a day
    """
    days: set[int] = set()
    for word in _words(text):
        if word in _EVERY_DAY:
            days.update(range(5))
        elif word.removesuffix("s") in DAYS:
            days.add(DAYS.index(word.removesuffix("s")))
        elif word in _ABBREVIATIONS:
            days.add(_ABBREVIATIONS[word])
        else:
            hint = nearest(word, among=DAYS)
            faults.add(f"{place}« {word} » n'est pas un jour{hint} ; séparez-les par des virgules.")
    return frozenset(days)


def half_days_of(text: str, *, place: str, faults: Faults) -> tuple[str, ...]:
    """Return the parts of a day of a cell, among ``PARTS``; both when it is blank."""
    if not text:
        return PARTS
    found: list[str] = []
    for word in _words(text):
        if word in _HALVES:
            found.extend(_HALVES[word])
        else:
            faults.add(f"{place}« {word} » : écrivez matin, après-midi ou journée.")
    return tuple(dict.fromkeys(found))


def _words(text: str) -> Iterable[str]:
    return filter(None, (plain_header(word) for word in _LIST.split(text)))
