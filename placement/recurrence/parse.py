"""The recurrence grammar: how an opening rhythm is written in French, and what it amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final, TypeVar

from placement.errors import DataError
from placement.french import WEEKDAYS
from placement.recurrence.model import Recurrence
from placement.recurrence.reading import DayEntry, Reading, read_tokens
from placement.recurrence.rhythm import (
    LAST,
    Rhythm,
    monthly_count,
    monthly_days,
    weekly_count,
    weekly_days,
    yearly_count,
)
from placement.recurrence.tokens import NotUnderstoodError, Period, Unit
from placement.recurrence.words import tokens_of

__all__ = ["parse_recurrence"]

_Day = TypeVar("_Day")

_LONGEST_TEXT = 200
_EXAMPLES = "« 4 jours par semaine », « 1er et 3e mardi matin », « 2 demi-journées par mois »"
_NO_FREQUENCY = "il manque la fréquence (par semaine, par mois, le mardi…)"
# Days, and working days, in one period of each unit.
_DAYS_IN: Final = {"semaine": (7, 5), "mois": (31, 21), "an": (365, 260)}
_LAST_WEEK_ORDINALS: Final = frozenset({4, LAST})


def parse_recurrence(text: str) -> Recurrence:
    """Read a rhythm such as « 1er et 3e mardi matin » or « 4 jours par semaine ».

    Raises
    ------
    DataError
        The sentence is empty, not understood, ambiguous (« bimensuel ») or contradicts itself.

    Notes
    -----
    What a project officer leaves unsaid is read thus: « tous les jours » is Monday to Friday; a
    weekday alone is a whole day, that is two half-days; « 2 fois par mois », « tous les 15 jours »
    and other rhythms without a duration count one half-day each time; « 2 ½ journées » are two
    half-days held on two days (two days and a half are « 2 jours et demi »). « tous les 15 jours »
    is every second week (26 a year), whereas « 2 fois par mois » is 24 a year.
    """
    try:
        rhythm = _rhythm(text)
    except NotUnderstoodError as reason:
        raise DataError(
            f"récurrence « {text[:_LONGEST_TEXT]} » : {reason}. Exemples acceptés : {_EXAMPLES}."
        ) from None
    return Recurrence(
        text.strip(),
        rhythm.openings_per_year,
        rhythm.half_days_per_year,
        rhythm.interval_days,
        rhythm.max_interval_days,
    )


def _rhythm(text: str) -> Rhythm:
    if len(text) > _LONGEST_TEXT:
        raise NotUnderstoodError(f"le texte dépasse {_LONGEST_TEXT} caractères")
    reading = read_tokens(tokens_of(text))
    if not reading.entries:
        return _from_count(reading)
    if any(entry.ordinals for entry in reading.entries):
        return _from_days_of_month(reading)
    if reading.period is None or reading.period.unit == "semaine":
        return _from_weekdays(reading)
    return _from_weekday_count(reading)


def _from_count(reading: Reading) -> Rhythm:
    """Read « 2 demi-journées par mois », « 4 jours par semaine », « tous les 15 jours »."""
    if reading.period is None:
        raise NotUnderstoodError(_NO_FREQUENCY if _says_something(reading) else "le texte est vide")
    openings, half_days = _counted(reading, period=reading.period)
    return _count_rhythm(openings, half_days=half_days, period=reading.period)


def _says_something(reading: Reading) -> bool:
    return bool(reading.quantities or reading.times or reading.part)


def _counted(reading: Reading, *, period: Period) -> tuple[int, int]:
    """Return openings and half-days in one period, from quantities, times and part of day."""
    times = reading.times or 1
    if not reading.quantities:
        each = (reading.part or 1).bit_count()
        return times, times * each
    if reading.times is not None:
        openings, half_days = _occasion(reading)
        return times * openings, times * half_days
    whole = sum(q.number for q in reading.quantities if q.unit is Unit.DAY)
    halves = _whole(sum(q.half_days for q in reading.quantities))
    if reading.part is not None:
        halves = _with_part(reading, days=whole, half_days=halves)
        return ceil(whole) or _openings(halves, period=period), halves
    if whole:
        others = sum(q.number for q in reading.quantities if q.unit is not Unit.DAY)
        return ceil(whole) + _whole(others), halves
    return _openings(halves, period=period), halves


def _with_part(reading: Reading, *, days: float, half_days: int) -> int:
    """Count half-days of « 4 jours par semaine, le matin »."""
    each = (reading.part or 3).bit_count()
    only_days = all(quantity.unit is Unit.DAY for quantity in reading.quantities)
    if only_days and days == int(days):
        return int(days) * each
    if each == 1 and not days:
        return half_days
    raise NotUnderstoodError("la durée est donnée deux fois, de façons qui se contredisent")


def _occasion(reading: Reading) -> tuple[int, int]:
    """Count openings and half-days of one occasion in « 2 fois 1 journée par mois »."""
    half_days = _whole(sum(quantity.half_days for quantity in reading.quantities))
    if reading.part is not None and reading.part.bit_count() != half_days:
        raise NotUnderstoodError("la durée est donnée deux fois, de façons qui se contredisent")
    return ceil(half_days / 2), half_days


def _openings(half_days: int, *, period: Period) -> int:
    """Spread half-days over as many days as the working days of the period allow."""
    return max(min(half_days, _DAYS_IN[period.unit][1] * period.every), ceil(half_days / 2))


def _count_rhythm(openings: int, *, half_days: int, period: Period) -> Rhythm:
    days = _DAYS_IN[period.unit][0] * period.every
    if openings > days:
        raise NotUnderstoodError(f"{openings} jours ne tiennent pas dans {_name(period)}")
    if period.unit == "semaine":
        return weekly_count(openings=openings, half_days=half_days, every_weeks=period.every)
    if period.unit == "mois":
        return monthly_count(openings=openings, half_days=half_days, every_months=period.every)
    return yearly_count(openings=openings, half_days=half_days)


def _from_weekdays(reading: Reading) -> Rhythm:
    """Read « lundi et jeudi après-midi », « un mardi sur deux »."""
    if reading.counted_days and reading.period is None:
        raise NotUnderstoodError(_NO_FREQUENCY)
    parts = _weekday_parts(reading.entries, default=reading.part)
    for entry in reading.excluded:
        _remove(parts, entry)
    if not parts:
        raise NotUnderstoodError("il ne reste aucun jour d'ouverture")
    half_days = _agreed(parts, reading=reading)
    every = reading.period.every if reading.period else 1
    return weekly_days(half_days, every_weeks=every)


def _weekday_parts(entries: list[DayEntry], *, default: int | None) -> dict[int, int | None]:
    parts: dict[int, int | None] = {}
    for entry in entries:
        part = entry.part if entry.part is not None else default
        known = parts.get(entry.weekday)
        parts[entry.weekday] = part if known is None or part is None else known | part
    return parts


def _remove(parts: dict[int, int | None], entry: DayEntry) -> None:
    if entry.weekday not in parts:
        raise NotUnderstoodError(
            f"« sauf {WEEKDAYS[entry.weekday]} » : ce jour n'est pas dans la liste"
        )
    left = (parts[entry.weekday] or 3) & ~(entry.part or 3)
    if left:
        parts[entry.weekday] = left
    else:
        del parts[entry.weekday]


def _from_days_of_month(reading: Reading) -> Rhythm:
    """Read « 1er et 3e mardi matin », « dernier mardi du mois, journée »."""
    period = reading.period or Period("mois", 1)
    if period.unit != "mois" or reading.excluded:
        raise NotUnderstoodError("« 1er », « 3e », « dernier » désignent des jours du mois")
    if not all(entry.ordinals for entry in reading.entries):
        raise NotUnderstoodError("dites pour chaque jour lequel du mois (« 1er mardi »)")
    parts: dict[tuple[int, int], int | None] = {}
    for entry in reading.entries:
        part = entry.part if entry.part is not None else reading.part
        for ordinal in entry.ordinals:
            known = parts.get((ordinal, entry.weekday))
            merged = part if known is None or part is None else known | part
            parts[(ordinal, entry.weekday)] = merged
    _refuse_overlap(parts)
    return monthly_days(_agreed(parts, reading=reading), every_months=period.every)


def _refuse_overlap(parts: Mapping[tuple[int, int], int | None]) -> None:
    for weekday, name in enumerate(WEEKDAYS):
        if {ordinal for ordinal, day in parts if day == weekday} >= _LAST_WEEK_ORDINALS:
            raise NotUnderstoodError(f"le 4e et le dernier {name} sont souvent le même jour")


def _from_weekday_count(reading: Reading) -> Rhythm:
    """Read « 2 mardis par mois », where which Tuesdays is not said."""
    period = reading.period or Period("mois", 1)
    if reading.excluded:
        raise NotUnderstoodError("« sauf » ne s'emploie qu'avec des jours de chaque semaine")
    parts = _weekday_parts(reading.entries, default=reading.part)
    each = {(part if part is not None else 3).bit_count() for part in parts.values()}
    if reading.quantities:
        openings, half_days = _counted(reading, period=period)
    elif len(each) == 1:
        openings = reading.times or 1
        half_days = openings * each.pop()
    else:
        raise NotUnderstoodError("dites combien de demi-journées en tout")
    return _count_rhythm(openings, half_days=half_days, period=period)


def _agreed(parts: Mapping[_Day, int | None], *, reading: Reading) -> dict[_Day, int]:
    """Count half-days of each named day, in step with any quantity and times given."""
    if reading.times is not None and reading.times != len(parts):
        raise NotUnderstoodError(
            f"« {reading.times} fois » ne correspond pas aux {len(parts)} jours nommés"
        )
    if not reading.quantities:
        return {day: (part or 3).bit_count() for day, part in parts.items()}
    times = reading.times or 1
    total = times * _whole(sum(quantity.half_days for quantity in reading.quantities))
    said = {day: part.bit_count() for day, part in parts.items() if part is not None}
    unsaid = [day for day in parts if day not in said]
    return said | _shared(total - sum(said.values()), days=unsaid)


def _shared(half_days: int, *, days: list[_Day]) -> dict[_Day, int]:
    """Share half-days among days, one or two each, the first days first."""
    if not len(days) <= half_days <= 2 * len(days):
        raise NotUnderstoodError("le nombre de demi-journées ne correspond pas aux jours nommés")
    extra = half_days - len(days)
    return {day: 2 if position < extra else 1 for position, day in enumerate(days)}


def _whole(number: float) -> int:
    if number != int(number):
        raise NotUnderstoodError("comptez en demi-journées entières")
    return int(number)


def _name(period: Period) -> str:
    plural = "s" if period.every > 1 and period.unit != "mois" else ""
    return f"{period.every} {period.unit}{plural}"
