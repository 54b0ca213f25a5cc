"""The forty half-days of a four-week plan, Monday to Friday, each known by its number.

Half-day ``t`` is ``10 week + 2 day + part``: 0 is the first Monday morning, 39 the last Friday
afternoon.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from placement.french import WEEKDAYS
from placement.recurrence import PARTS, HalfDay

__all__ = [
    "DAYS",
    "DAYS_A_WEEK",
    "HALF_DAYS",
    "HALF_DAYS_A_WEEK",
    "WEEKS",
    "WEEK_DAYS",
    "day_of",
    "half_day_of",
    "named",
    "part_of",
    "slot",
    "slots_of",
    "week_of",
]

WEEKS: Final = 4
DAYS_A_WEEK: Final = 5
HALF_DAYS_A_WEEK: Final = 2 * DAYS_A_WEEK
DAYS: Final = WEEKS * DAYS_A_WEEK
HALF_DAYS: Final = 2 * DAYS
WEEK_DAYS: Final = WEEKDAYS[:DAYS_A_WEEK]
_PART_NAMES: Final = ("matin", "après-midi")


def slot(week: int, *, day: int, part: int) -> int:
    """Return the number of a half-day: week 0 to 3, day 0 to 4, part 0 or 1."""
    return HALF_DAYS_A_WEEK * week + 2 * day + part


def week_of(t: int) -> int:
    """Return the week of a half-day, 0 to 3."""
    return t // HALF_DAYS_A_WEEK


def day_of(t: int) -> int:
    """Return the day of a half-day in the plan, 0 to 19."""
    return t // 2


def part_of(t: int) -> int:
    """Return 0 for a morning, 1 for an afternoon."""
    return t % 2


def half_day_of(t: int) -> HalfDay:
    """Return the weekday and the part of the day that a recurrence would name."""
    return day_of(t) % DAYS_A_WEEK, PARTS[part_of(t)]


def slots_of(half_days: Iterable[HalfDay]) -> frozenset[int]:
    """Return the half-days of all four weeks; those of a Saturday or a Sunday are left out."""
    return frozenset(
        slot(week, day=day, part=PARTS.index(part))
        for day, part in half_days
        if day < DAYS_A_WEEK
        for week in range(WEEKS)
    )


def named(t: int) -> str:
    """Name a half-day in French: « mardi matin, semaine 2 »."""
    day = WEEK_DAYS[day_of(t) % DAYS_A_WEEK]
    return f"{day} {_PART_NAMES[part_of(t)]}, semaine {week_of(t) + 1}"
