"""A timetable in short French lines: « mardi matin, semaines 1 et 3 : CISP C »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from placement.agenda.content import AgendaContent
from placement.french import listed, said_weeks
from placement.timetable import Opening, said_name
from placement.timetable.slots import DAYS_A_WEEK, WEEK_DAYS, day_of, part_of, week_of

__all__ = ["MISSING", "holders", "site_lines", "timetable_by_site"]

MISSING: Final = "personne à trouver"

_PARTS: Final = {(0,): " matin", (1,): " après-midi", (0, 1): ""}
_Key = tuple[tuple[int, ...], str]


def timetable_by_site(content: AgendaContent) -> Mapping[str, tuple[str, ...]]:
    """Return the lines of each site, by its id: what a popup of the map says of its timetable.

    Closed publics and meetings are no sites: they are left out.
    """
    return {
        place.id: site_lines(content, place_id=place.id)
        for place in content.places
        if not place.captive
    }


def site_lines(content: AgendaContent, *, place_id: str) -> tuple[str, ...]:
    """Return the openings of a place, what comes back in the same way on one line."""
    weeks = _weeks_by_half_day(content, place_id=place_id)
    by_day = {day: _of_day(weeks, day=day) for day in range(DAYS_A_WEEK)}
    lines: dict[tuple[_Key, str], list[int]] = {}
    for day, found in by_day.items():
        for key, parts in found.items():
            lines.setdefault((key, _PARTS[parts]), []).append(day)
    return tuple(
        _line(days, part=part, weeks=key[0], who=key[1]) for (key, part), days in lines.items()
    )


def _weeks_by_half_day(
    content: AgendaContent, *, place_id: str
) -> dict[tuple[int, int], list[_Key]]:
    """For each half-day of the week, the weeks when it is held by the same people."""
    found: dict[tuple[int, int], dict[str, list[int]]] = {}
    for one in content.openings:
        if one.place_id == place_id:
            half_day = day_of(one.slot) % DAYS_A_WEEK, part_of(one.slot)
            who = holders(content, opening=one)
            found.setdefault(half_day, {}).setdefault(who, []).append(week_of(one.slot))
    return {
        half_day: [(tuple(weeks), who) for who, weeks in people.items()]
        for half_day, people in found.items()
    }


def _of_day(
    weeks: Mapping[tuple[int, int], Sequence[_Key]], *, day: int
) -> dict[_Key, tuple[int, ...]]:
    found: dict[_Key, tuple[int, ...]] = {}
    for part in (0, 1):
        for key in weeks.get((day, part), ()):
            found[key] = (*found.get(key, ()), part)
    return found


def _line(days: Sequence[int], *, part: str, weeks: tuple[int, ...], who: str) -> str:
    if len(days) == DAYS_A_WEEK:
        named = f"du lundi au vendredi{',' * bool(part)}{part}"
    else:
        named = listed(f"{WEEK_DAYS[day]}{part}" for day in days)
    rhythm = said_weeks(weeks)
    return f"{named}, {rhythm}{f' : {who}' if who else ''}"


def holders(content: AgendaContent, *, opening: Opening) -> str:
    """Say who holds an opening, and whether somebody is missing; nothing in public."""
    if not content.internal:
        return ""
    people = [said_name(who) for who in opening.adviser_ids]
    return listed([*people, *[MISSING] * opening.missing])
