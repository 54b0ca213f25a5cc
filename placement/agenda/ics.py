"""The timetable as an iCalendar file (RFC 5545), which every calendar program imports.

One event for each half-day that comes back, on the weeks when the same people hold it. Identifiers
depend on what the event is, so that importing a new version replaces the former one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from placement.agenda.content import AgendaContent
from placement.agenda.words import holders
from placement.timetable import Opening, Place
from placement.timetable.slots import HALF_DAYS_A_WEEK, WEEKS, week_of

__all__ = ["calendar_bytes"]

_ZONE: Final = "Europe/Paris"


def calendar_bytes(content: AgendaContent) -> bytes:
    """Write every opening; the bytes depend on the content alone."""
    calendar = Calendar()
    calendar.add("prodid", "-//placement//calendrier//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{content.territory_title} : {content.scenario_title}")
    for place in content.places:
        for openings in _series(content, place=place):
            calendar.add_component(_event(content, place=place, openings=openings))
    first, last = content.start, content.start + dt.timedelta(weeks=WEEKS)
    calendar.add_missing_timezones(first, last + dt.timedelta(days=366))
    return bytes(calendar.to_ical(sorted=False))


def _series(content: AgendaContent, *, place: Place) -> Iterator[list[Opening]]:
    """Group the openings of one half-day of the week and of the same people, evenly spaced."""
    groups: dict[tuple[int, tuple[str, ...], int], list[Opening]] = {}
    for one in content.openings:
        if one.place_id == place.id:
            key = one.slot % HALF_DAYS_A_WEEK, content.advisers(one), one.missing
            groups.setdefault(key, []).append(one)
    for _, openings in sorted(groups.items()):
        weeks = [week_of(one.slot) for one in openings]
        steps = {after - before for before, after in pairwise(weeks)}
        if len(steps) <= 1:
            yield openings
        else:
            yield from ([one] for one in openings)


def _event(content: AgendaContent, *, place: Place, openings: list[Opening]) -> Event:
    first, zone = openings[0], ZoneInfo(_ZONE)
    day, (start, end) = content.date(first.slot), content.hours.of(first.slot)
    who = holders(content, opening=first)
    event = Event()
    event.add("uid", _identity(content, openings=openings))
    event.add("dtstamp", dt.datetime.combine(content.start, dt.time(), tzinfo=dt.UTC))
    event.add("dtstart", dt.datetime.combine(day, start, tzinfo=zone))
    event.add("dtend", dt.datetime.combine(day, end, tzinfo=zone))
    event.add("summary", f"{place.name}{f' ({who})' if who else ''}")
    address = content.addresses.get(place.id, "")
    if address:
        event.add("location", address)
    event.add("description", f"Récurrence : {place.rhythm}")
    if len(openings) > 1:
        step = week_of(openings[1].slot) - week_of(first.slot)
        event.add("rrule", {"freq": "weekly", "interval": step, "count": len(openings)})
    return event


def _identity(content: AgendaContent, *, openings: list[Opening]) -> str:
    first = openings[0]
    told = (
        *(content.territory, content.scenario, first.place_id, content.start.isoformat()),
        *(str(one.slot) for one in openings),
        *content.advisers(first),
    )
    return f"{hashlib.sha256('|'.join(told).encode()).hexdigest()[:32]}@placement"
