"""On which days each service runs: ``calendar.txt``, ``calendar_dates.txt``, or either alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import Faults
from placement.sources.gtfs.archive import Archive
from placement.sources.gtfs.fields import day_numbers

__all__ = ["Calendars", "read_calendars"]

_WEEK = "calendar.txt"
_EXCEPTIONS = "calendar_dates.txt"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_DAYS = 20 * 366
_ADDED, _REMOVED = "1", "2"


@dataclass(frozen=True, slots=True, eq=False)
class Calendars:
    """(services, days) activity from ``first_day``."""

    service_id: tuple[str, ...]
    first_day: dt.date
    active: npt.NDArray[np.bool_]


def read_calendars(archive: Archive, *, faults: Faults) -> Calendars:
    """Read the two tables; one of them is enough."""
    weeks, exceptions = _weeks(archive), _exceptions(archive)
    if not (archive.has(_WEEK) or archive.has(_EXCEPTIONS)):
        faults.add(f"ni {_WEEK} ni {_EXCEPTIONS} : on ne sait quels jours circulent les courses.")
    start = day_numbers(weeks["start_date"], name=f"{_WEEK}, start_date", faults=faults)
    end = day_numbers(weeks["end_date"], name=f"{_WEEK}, end_date", faults=faults)
    date = day_numbers(exceptions["date"], name=f"{_EXCEPTIONS}, date", faults=faults)
    known = [*start[start > 0].tolist(), *end[end > 0].tolist(), *date[date > 0].tolist()]
    if not known:
        return Calendars((), dt.date.min, np.zeros((0, 0), dtype=np.bool_))
    first, last = min(known), min(max(known), min(known) + _MOST_DAYS)
    services = tuple(sorted({*weeks["service_id"], *exceptions["service_id"]}))
    active = np.zeros((len(services), last - first + 1), dtype=np.bool_)
    row = {service: k for k, service in enumerate(services)}
    _mark_weeks(active, weeks, rows=row, start=start - first, end=end - first, first=first)
    _mark_exceptions(active, exceptions, rows=row, column=date - first)
    return Calendars(services, dt.date.fromordinal(first), active)


def _weeks(archive: Archive) -> pd.DataFrame:
    columns = ("service_id", *_WEEKDAYS, "start_date", "end_date")
    if archive.has(_WEEK):
        return archive.table(_WEEK, required=columns)
    return pd.DataFrame({column: pd.Series(dtype=str) for column in columns})


def _exceptions(archive: Archive) -> pd.DataFrame:
    columns = ("service_id", "date", "exception_type")
    if archive.has(_EXCEPTIONS):
        return archive.table(_EXCEPTIONS, required=columns)
    return pd.DataFrame({column: pd.Series(dtype=str) for column in columns})


def _mark_weeks(
    active: npt.NDArray[np.bool_],
    weeks: pd.DataFrame,
    *,
    rows: dict[str, int],
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
    first: int,
) -> None:
    """Mark the weekdays of each period, its last day included (``active`` is ours)."""
    flags = (weeks[list(_WEEKDAYS)] == "1").to_numpy()
    days = np.arange(active.shape[1])
    weekday = (days + first + 6) % 7  # ordinal 1 was a Monday
    for k, service in enumerate(weeks["service_id"].tolist()):
        period = (days >= start[k]) & (days <= end[k])
        active[rows[service]] |= period & flags[k][weekday]


def _mark_exceptions(
    active: npt.NDArray[np.bool_],
    exceptions: pd.DataFrame,
    *,
    rows: dict[str, int],
    column: npt.NDArray[np.int64],
) -> None:
    inside = (column >= 0) & (column < active.shape[1])
    at = np.array([rows[service] for service in exceptions["service_id"]], dtype=np.int64)
    for kind, runs in ((_ADDED, True), (_REMOVED, False)):
        chosen = inside & (exceptions["exception_type"] == kind).to_numpy()
        active[at[chosen], column[chosen]] = runs
