"""Numbers of a rhythm: openings and half-days per year, usual and longest intervals.

A year is 52 weeks, or 12 months of 30 days; a working week has 5 days. Where the days of the
week are known the longest interval is exact; where only a count is known it is the longest that
an ordinary timetable with that count can give.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

__all__ = [
    "LAST",
    "Rhythm",
    "monthly_count",
    "monthly_days",
    "weekly_count",
    "weekly_days",
    "yearly_count",
]

LAST: Final = -1  # ordinal of "the last … of the month"

_WEEKS_PER_YEAR = 52
_MONTHS_PER_YEAR = 12
_DAYS_PER_WEEK = 7
_DAYS_PER_MONTH = 30
_DAYS_PER_YEAR = 365
# Gregorian calendars repeat after 28 years within a century: every month shape is in there.
_CYCLE_YEARS: Final = range(2001, 2029)
# Two to four fixed openings a month, spread as well as weeks allow (1st and 3rd; 1st, 2nd, 4th…).
_LONGEST_IN_MONTH: Final = {2: 21, 3: 14, 4: 14}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Openings and half-days per year; usual and longest intervals in days."""

    openings_per_year: float
    half_days_per_year: float
    interval_days: float
    max_interval_days: float


def weekly_count(*, openings: int, half_days: int, every_weeks: int) -> Rhythm:
    """Rhythm of a count of openings per period of some weeks, on days unknown.

    Notes
    -----
    The longest interval is met when the openings follow one another: 3 days for 5 openings a
    week (the week-end), 4 for 4, 7 for 1.
    """
    span = _DAYS_PER_WEEK * every_weeks
    return Rhythm(
        openings * _WEEKS_PER_YEAR / every_weeks,
        half_days * _WEEKS_PER_YEAR / every_weeks,
        span / openings,
        max(span / openings, span + 1 - openings),
    )


def weekly_days(half_days: Mapping[int, int], *, every_weeks: int) -> Rhythm:
    """Rhythm of fixed days of the week (0 = Monday) with their half-days."""
    days = sorted(half_days)
    span = _DAYS_PER_WEEK * every_weeks
    longest = max(after - before for before, after in pairwise([*days, days[0] + span]))
    return Rhythm(
        len(days) * _WEEKS_PER_YEAR / every_weeks,
        sum(half_days.values()) * _WEEKS_PER_YEAR / every_weeks,
        span / len(days),
        longest,
    )


def monthly_count(*, openings: int, half_days: int, every_months: int) -> Rhythm:
    """Rhythm of a count of openings per period of some months, on days unknown."""
    interval = _DAYS_PER_MONTH * every_months / openings
    return Rhythm(
        openings * _MONTHS_PER_YEAR / every_months,
        half_days * _MONTHS_PER_YEAR / every_months,
        interval,
        max(interval, _longest_for_count(openings, every_months=every_months)),
    )


def monthly_days(half_days: Mapping[tuple[int, int], int], *, every_months: int) -> Rhythm:
    """Rhythm of days such as (ordinal, weekday) in the month, with their half-days."""
    return Rhythm(
        len(half_days) * _MONTHS_PER_YEAR / every_months,
        sum(half_days.values()) * _MONTHS_PER_YEAR / every_months,
        _DAYS_PER_MONTH * every_months / len(half_days),
        _longest_gap(frozenset(half_days), every_months=every_months),
    )


def yearly_count(*, openings: int, half_days: int) -> Rhythm:
    """Rhythm of a count per year; dates unknown, twice the mean interval is the longest."""
    interval = _DAYS_PER_YEAR / openings
    return Rhythm(openings, half_days, interval, 2 * interval)


def _longest_for_count(openings: int, *, every_months: int) -> int:
    if openings == 1 or every_months > 1:
        return _longest_gap(frozenset({(1, 0)}), every_months=every_months)
    if openings in _LONGEST_IN_MONTH:
        return _LONGEST_IN_MONTH[openings]
    per_week = math.floor(openings * _MONTHS_PER_YEAR / _WEEKS_PER_YEAR)
    return _DAYS_PER_WEEK + 1 - per_week


@lru_cache(maxsize=256)
def _longest_gap(days: frozenset[tuple[int, int]], *, every_months: int) -> int:
    return max(
        (after - before).days
        for phase in range(every_months)
        for before, after in pairwise(_dates(days, every_months=every_months, phase=phase))
    )


def _dates(days: Iterable[tuple[int, int]], *, every_months: int, phase: int) -> list[date]:
    months = [(year, month) for year in _CYCLE_YEARS for month in range(1, 13)][phase::every_months]
    return sorted(
        {
            _nth(year, month, ordinal=ordinal, weekday=weekday)
            for year, month in months
            for ordinal, weekday in days
        }
    )


def _nth(year: int, month: int, *, ordinal: int, weekday: int) -> date:
    first = date(year, month, 1)
    start = first + timedelta(days=(weekday - first.weekday()) % _DAYS_PER_WEEK)
    if ordinal != LAST:
        return start + timedelta(weeks=ordinal - 1)
    fifth = start + timedelta(weeks=4)
    return fifth if fifth.month == month else start + timedelta(weeks=3)
