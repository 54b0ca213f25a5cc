"""What a recurrence asks of a four-week plan: so many openings, each among some sets of half-days.

A month counts as the four weeks of the plan: « 2 demi-journées par mois » are two openings, either
in weeks 1 and 3 or in weeks 2 and 4, always on the same half-day, so that the interval is fourteen
days. Days that the sentence names are kept as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil
from typing import Final

from placement.recurrence import PARTS, Recurrence, opening_half_days
from placement.recurrence.reading import DayEntry, Reading, read_tokens
from placement.recurrence.words import tokens_of
from placement.timetable.slots import DAYS_A_WEEK, WEEKS, slot

__all__ = ["Choice", "Demand", "demands_of", "half_days_asked"]

Choice = frozenset[int]
"""Half-days that are opened together, in all the weeks that the rhythm asks."""

_MONTHS_A_YEAR: Final = 12
_WEEKS_A_YEAR: Final = 52
_WHOLE: Final = (0, 1)
_HALVES: Final = ((0,), (1,))


@dataclass(frozen=True, slots=True)
class Demand:
    """Open ``count`` times, each time by one of ``choices``, never twice on one day."""

    count: int
    choices: tuple[Choice, ...]

    @property
    def half_days(self) -> int:
        """Half-days opened in four weeks, by the shortest choices."""
        return self.count * min(map(len, self.choices), default=0)


def half_days_asked(demands: Iterable[Demand]) -> int:
    """Half-days that a recurrence takes in the four weeks."""
    return sum(demand.half_days for demand in demands)


def demands_of(recurrence: Recurrence) -> tuple[Demand, ...]:
    """Turn a recurrence into the openings of a four-week plan.

    Notes
    -----
    What comes round less often than the plan (« 10 fois par an », « tous les deux mois ») is given
    one place in it, which some plans leave unused. Saturdays and Sundays are not in the plan.
    """
    reading = read_tokens(tokens_of(recurrence.text))
    if any(entry.ordinals for entry in reading.entries):
        return _days_of_month(reading, recurrence=recurrence)
    every = _weeks_between(reading)
    if reading.entries and every is not None:
        return (_named_days(reading, recurrence=recurrence, every=every),)
    return _counted(reading, recurrence=recurrence)


def _weeks_between(reading: Reading) -> int | None:
    """Weeks between two rounds; None where the rhythm is counted by months or by years."""
    if reading.period is None:
        return 1
    return reading.period.every if reading.period.unit == "semaine" else None


def _phases(every: int) -> list[tuple[int, ...]]:
    """Weeks in which something that comes round every so many weeks can fall."""
    rounds = [tuple(range(first, WEEKS, every)) for first in range(every)]
    return [weeks for weeks in rounds if weeks]


def _days_of_month(reading: Reading, *, recurrence: Recurrence) -> tuple[Demand, ...]:
    """« 1er et 3e mardi matin »: the first and the third weeks of the plan, on Tuesday morning."""
    days = {
        (_week(ordinal), entry.weekday): entry
        for entry in reading.entries
        for ordinal in entry.ordinals
    }
    parts = _parts_of(reading, recurrence=recurrence)
    return tuple(
        Demand(
            1,
            tuple(
                frozenset(slot(week, day=day, part=part) for part in halves)
                for halves in parts(entry)
                if day < DAYS_A_WEEK
            ),
        )
        for (week, day), entry in sorted(days.items())
    )


def _week(ordinal: int) -> int:
    """Week of the plan that stands for an ordinal; the last and the fifth are the fourth week."""
    return WEEKS - 1 if not 1 <= ordinal <= WEEKS else ordinal - 1


def _named_days(reading: Reading, *, recurrence: Recurrence, every: int) -> Demand:
    """« mardi et jeudi matin », « un mardi sur deux »: these days, all in the same weeks."""
    parts = _parts_of(reading, recurrence=recurrence)
    gone = {
        (entry.weekday, part)
        for entry in reading.excluded
        for part, bit in ((0, 1), (1, 2))
        if (entry.part or 3) & bit
    }
    days = [entry for entry in reading.entries if entry.weekday < DAYS_A_WEEK]
    open_days = [
        [tuple((e.weekday, part) for part in halves if (e.weekday, part) not in gone)
         for halves in parts(e)]
        for e in days
    ]  # fmt: skip
    choices = {
        frozenset(
            slot(week, day=day, part=p) for week in weeks for pairs in one for day, p in pairs
        )
        for one in product(*open_days)
        for weeks in _phases(every)
    }
    return Demand(1, _sorted(choices))


def _parts_of(
    reading: Reading, *, recurrence: Recurrence
) -> Callable[[DayEntry], Sequence[tuple[int, ...]]]:
    """Say which halves of a day a named day may take."""
    one_half = recurrence.half_days_per_year < 2 * recurrence.openings_per_year
    unsaid: Sequence[tuple[int, ...]] = _HALVES if one_half and reading.quantities else (_WHOLE,)

    def parts(entry: DayEntry) -> Sequence[tuple[int, ...]]:
        bits = entry.part if entry.part is not None else reading.part
        if bits is None:
            return unsaid
        return (tuple(part for part in _WHOLE if bits >> part & 1),)

    return parts


def _counted(reading: Reading, *, recurrence: Recurrence) -> tuple[Demand, ...]:
    """« 4 jours par semaine », « 2 demi-journées par mois », « 10 fois par an »."""
    allowed = opening_half_days(recurrence.text)
    whole = [
        ((day, 0), (day, 1))
        for day in range(DAYS_A_WEEK)
        if all((day, part) in allowed for part in PARTS)
    ]
    halves = [((day, PARTS.index(part)),) for day, part in sorted(allowed) if day < DAYS_A_WEEK]
    both = recurrence.half_days_per_year - recurrence.openings_per_year
    one = recurrence.openings_per_year - both
    found: list[Demand] = []
    for yearly, days in ((both, whole), (one, halves)):
        found += _spread(yearly, days=days, reading=reading)
    return tuple(found)


def _spread(
    yearly: float, *, days: Sequence[tuple[tuple[int, int], ...]], reading: Reading
) -> list[Demand]:
    """Spread openings of one length over the weeks, as evenly as they go."""
    if yearly <= 0:
        return []
    every = _weeks_between(reading) if reading.period else None
    if every is not None:
        a_round = round(yearly * every / _WEEKS_A_YEAR)
        return [_demand(a_round, days=days, phases=_phases(every))]
    rounds = _MONTHS_A_YEAR if reading.period and reading.period.unit == "mois" else 13
    in_plan = min(max(ceil(yearly / rounds - 1e-9), 1), WEEKS * DAYS_A_WEEK)
    weekly, left = divmod(in_plan, WEEKS)
    found = [_demand(weekly, days=days, phases=_phases(1))] if weekly else []
    return found + ([_demand(1, days=days, phases=_rest(left))] if left else [])


def _rest(left: int) -> list[tuple[int, ...]]:
    """Weeks of one to three openings that are not weekly: two are a fortnight apart."""
    return _phases(WEEKS // left) if left < WEEKS - 1 else list(combinations(range(WEEKS), left))


def _demand(
    count: int,
    *,
    days: Sequence[tuple[tuple[int, int], ...]],
    phases: Iterable[tuple[int, ...]],
) -> Demand:
    return Demand(
        count,
        _sorted(
            {
                frozenset(slot(week, day=day, part=part) for week in weeks for day, part in halves)
                for weeks in phases
                for halves in days
            }
        ),
    )


def _sorted(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=sorted))
