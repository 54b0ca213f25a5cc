"""On which half-days of the week a door may be open, from the same French sentence."""

from __future__ import annotations

from typing import Final

from placement.recurrence.reading import Reading, read_tokens
from placement.recurrence.tokens import NotUnderstoodError
from placement.recurrence.words import tokens_of

__all__ = ["EVERY_HALF_DAY", "PARTS", "HalfDay", "opening_half_days"]

HalfDay = tuple[int, str]
"""A weekday (0 = Monday) and ``matin`` or ``apres_midi``."""

PARTS: Final = ("matin", "apres_midi")
_WHOLE_DAY: Final = 3
_WORKING_DAYS: Final = range(5)

EVERY_HALF_DAY: Final[frozenset[HalfDay]] = frozenset(
    (day, part) for day in _WORKING_DAYS for part in PARTS
)
"""Monday to Friday, morning and afternoon."""


def opening_half_days(text: str) -> frozenset[HalfDay]:
    """Return the half-days of the week that a recurrence names; what it leaves unsaid is open.

    « 1er et 3e mardi matin » is Tuesday morning; « 2 demi-journées par mois » may be any half-day;
    a sentence that is not understood too (``parse_recurrence`` refuses it elsewhere).
    """
    try:
        reading = read_tokens(tokens_of(text))
    except NotUnderstoodError:
        return EVERY_HALF_DAY
    return _named(reading) - _excluded(reading) or EVERY_HALF_DAY


def _named(reading: Reading) -> frozenset[HalfDay]:
    entries = [(entry.weekday, entry.part) for entry in reading.entries]
    days = entries or [(day, None) for day in _WORKING_DAYS]
    return frozenset(
        half_day for day, part in days for half_day in _parts(day, part or reading.part)
    )


def _excluded(reading: Reading) -> frozenset[HalfDay]:
    return frozenset(
        half_day
        for entry in reading.excluded
        if not entry.ordinals
        for half_day in _parts(entry.weekday, entry.part)
    )


def _parts(day: int, bits: int | None) -> list[HalfDay]:
    kept = _WHOLE_DAY if bits is None else bits
    return [(day, part) for bit, part in enumerate(PARTS) if kept >> bit & 1]
