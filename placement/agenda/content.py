"""The frozen input of every form that a timetable takes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from placement.errors import ScenarioError
from placement.privacy import Profile
from placement.timetable import (
    Absence,
    Conflict,
    Opening,
    Place,
    TimetableProblem,
    TimetableResult,
)
from placement.timetable.slots import DAYS_A_WEEK, day_of, part_of

__all__ = ["AgendaContent", "DayHours", "day_hours", "first_monday"]

_SPAN: Final = re.compile(r"\s*(\d{1,2})\s*[h:]\s*(\d{2})?\s*-\s*(\d{1,2})\s*[h:]\s*(\d{2})?\s*")


@dataclass(frozen=True, slots=True)
class DayHours:
    """When a morning and an afternoon of reception begin and end."""

    morning: tuple[dt.time, dt.time] = (dt.time(9), dt.time(12))
    afternoon: tuple[dt.time, dt.time] = (dt.time(14), dt.time(17))

    def of(self, t: int) -> tuple[dt.time, dt.time]:
        """Return when a half-day begins and ends."""
        return self.afternoon if part_of(t) else self.morning

    @property
    def lengths_h(self) -> tuple[float, float]:
        """Hours of a morning and of an afternoon."""
        return _hours(*self.morning), _hours(*self.afternoon)

    @property
    def midday_h(self) -> float:
        """Hours from the end of the morning to the beginning of the afternoon."""
        return _hours(self.morning[1], self.afternoon[0])


def _hours(start: dt.time, end: dt.time) -> float:
    return end.hour - start.hour + (end.minute - start.minute) / 60


def day_hours(morning: str, *, afternoon: str) -> DayHours:
    """Read « 9h-12h » and « 14h-17h ».

    Raises
    ------
    ScenarioError
        Hours that are not, or that follow one another the wrong way.
    """
    spans = []
    for option, text in (("--matin", morning), ("--apres-midi", afternoon)):
        found = _SPAN.fullmatch(text)
        try:
            numbers = [int(part or 0) for part in found.groups()] if found else [99] * 4
            spans.append((dt.time(numbers[0], numbers[1]), dt.time(numbers[2], numbers[3])))
        except ValueError:
            raise ScenarioError(
                f"{option} : « {text} » n'est pas compris ; écrivez par exemple 9h-12h."
            ) from None
    (start, noon), (after, end) = spans
    if not start < noon <= after < end:
        raise ScenarioError(
            f"--matin « {morning} », --apres-midi « {afternoon} » : les heures ne se suivent pas."
        )
    return DayHours((start, noon), (after, end))


def first_monday(text: str) -> dt.date:
    """Read the first day of a plan, a Monday.

    Raises
    ------
    ScenarioError
        The date is not one, or not a Monday; the nearest are given.
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(
            f"--debut : « {text} » n'est pas une date ; écrivez par exemple 2026-01-05."
        ) from None
    if day.weekday():
        before = day - dt.timedelta(days=day.weekday())
        raise ScenarioError(
            f"--debut : {text} n'est pas un lundi ; choisissez {before} ou "
            f"{before + dt.timedelta(days=7)}."
        )
    return day


@dataclass(frozen=True, slots=True, eq=False)
class AgendaContent:
    """A timetable to be told.

    Parameters
    ----------
    scenario, scenario_title, territory, territory_title : what it is the timetable of
    start : first Monday
    conflicts : what today's distribution of places asks twice
    absences : simulated
    addresses : of the places, by id
    half_day_eur : value of an adviser's half-day
    remarks : French sentences that every form repeats
    profile : for whom; the public sees neither advisers, nor closed publics, nor absences
    """

    scenario: str
    scenario_title: str
    territory: str
    territory_title: str
    problem: TimetableProblem
    result: TimetableResult
    start: dt.date
    hours: DayHours
    conflicts: tuple[Conflict, ...] = ()
    absences: tuple[Absence, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    half_day_eur: float = 0.0
    remarks: tuple[str, ...] = ()
    profile: Profile = Profile.INTERNE

    def __post_init__(self) -> None:
        object.__setattr__(self, "addresses", MappingProxyType(dict(self.addresses)))

    @property
    def internal(self) -> bool:
        """Whether the team itself reads it."""
        return self.profile is Profile.INTERNE

    @property
    def places(self) -> tuple[Place, ...]:
        """Places that the reader may know of."""
        return tuple(one for one in self.problem.places if self.internal or not one.captive)

    @property
    def openings(self) -> tuple[Opening, ...]:
        """Openings that the reader may know of; in public, only those that are held."""
        shown = {place.id for place in self.places}
        timetable = self.result.timetable
        told = timetable.openings if self.internal else timetable.held
        return tuple(one for one in told if one.place_id in shown)

    def date(self, t: int) -> dt.date:
        """Return the date of a half-day."""
        day = day_of(t)
        return self.start + dt.timedelta(days=7 * (day // DAYS_A_WEEK) + day % DAYS_A_WEEK)

    def advisers(self, opening: Opening) -> tuple[str, ...]:
        """Ids of those who hold an opening; nobody in public."""
        return opening.adviser_ids if self.internal else ()
