"""Pick a day that is really served, and say which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from placement.errors import DataError, Faults
from placement.french import long_date, plural
from placement.sources.gtfs.model import Feed, ServiceDay

__all__ = ["choose_day"]

_WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_PREFERRED: Final = ((1, 3), (0, 2, 4), (5, 6))
"""Tuesday and Thursday stand for a week; else another weekday; else the week-end."""

_Counts = Mapping[dt.date, int]


def choose_day(feeds: Sequence[Feed], *, wanted: dt.date | None = None) -> ServiceDay:
    """Choose the day whose timetable stands for the territory's public transport.

    Parameters
    ----------
    feeds
        One or more, each with at least one served day.
    wanted
        The day that the user asks for; without it, the Tuesday or Thursday with the most trips,
        the earliest of equals.

    Raises
    ------
    DataError
        No trip of any feed runs on the wanted day.

    Notes
    -----
    The calendar of today plays no part: feeds are published late, and expired ones still tell
    what runs. Feeds without a served day in common are each read on their own best day.
    """
    if not feeds:
        raise DataError("transports en commun : aucun fichier GTFS.")
    counts = [_trips_by_date(feed) for feed in feeds]
    if wanted is not None:
        return _wanted_day(feeds, counts, wanted=wanted)
    common = set(counts[0]).intersection(*counts[1:])
    if common:
        total = {day: sum(count[day] for count in counts) for day in common}
        best = _busiest(total)
        return ServiceDay((best,) * len(feeds), total[best], _told(feeds, best, total[best]))
    dates = tuple(_busiest(count) for count in counts)
    trips = sum(count[day] for count, day in zip(counts, dates, strict=True))
    return ServiceDay(dates, trips, _told_apart(feeds, dates, trips))


def _trips_by_date(feed: Feed) -> dict[dt.date, int]:
    return {
        feed.first_day + dt.timedelta(days=offset): int(trips)
        for offset, trips in enumerate(feed.trips_by_day())
        if trips
    }


def _busiest(count: _Counts) -> dt.date:
    """Day with the most trips among the preferred weekdays, the earliest of equals."""
    for weekdays in _PREFERRED:
        days = [day for day in count if day.weekday() in weekdays]
        if days:
            return min(days, key=lambda day: (-count[day], day))
    raise DataError("transports en commun : aucun jour desservi.")


def _wanted_day(feeds: Sequence[Feed], counts: Sequence[_Counts], *, wanted: dt.date) -> ServiceDay:
    trips = sum(count.get(wanted, 0) for count in counts)
    if trips:
        sentence = (
            f"Transports en commun : horaires du {_day(wanted)}, jour demandé "
            f"({plural(trips, one='course', many='courses')})."
        )
        return ServiceDay((wanted,) * len(feeds), trips, sentence)
    faults = Faults("transports en commun")
    periods = " ; ".join(f"{feed.name} : {_period(feed)}" for feed in feeds)
    faults.add(
        f"aucune course le {_day(wanted)} (transport.date). Jours desservis : {periods}. "
        "Donnez une date de cette période, ou retirez la clé : un jour représentatif sera choisi."
    )
    faults.raise_as(DataError)
    raise AssertionError  # never reached


def _told(feeds: Sequence[Feed], day: dt.date, trips: int) -> str:
    kind = "mardi ou jeudi" if day.weekday() in _PREFERRED[0] else "jour"
    period = _period(feeds[0]) if len(feeds) == 1 else "où tous les fichiers ont des courses"
    return (
        f"Transports en commun : horaires du {_day(day)} "
        f"({plural(trips, one='course', many='courses')}), le {kind} le plus desservi de la "
        f"période {period}."
    )


def _told_apart(feeds: Sequence[Feed], dates: Sequence[dt.date], trips: int) -> str:
    each = ", ".join(f"{feed.name} le {_day(day)}" for feed, day in zip(feeds, dates, strict=True))
    return (
        "Transports en commun : les fichiers n'ont aucun jour desservi en commun ; chacun est lu "
        f"un jour qui lui est propre ({each} ; {plural(trips, one='course', many='courses')})."
    )


def _day(day: dt.date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {long_date(day)}"


def _period(feed: Feed) -> str:
    first, last = feed.validity()
    return f"du {long_date(first)} au {long_date(last)}"
