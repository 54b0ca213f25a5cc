"""Who can be where, when, and by which rules: the frozen input of a timetable."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, Faults, cite
from placement.timetable.rhythm import Choice, Demand
from placement.timetable.slots import HALF_DAYS

__all__ = ["Adviser", "Place", "Preferences", "TimetableProblem", "WorkRules"]

_EVERY = frozenset(range(HALF_DAYS))


@dataclass(frozen=True, slots=True)
class WorkRules:
    """What the law and the house say of working time; hours, and seconds for journeys.

    Parameters
    ----------
    weekly_h : of a full-time adviser
    daily_h : most hours in a day, journeys included
    morning_h, afternoon_h : length of a half-day of reception
    office_share : part of the weekly hours kept for what is not reception (files, telephone)
    midday_s : from the end of a morning to the beginning of an afternoon
    lunch_s : what a journey at midday has to leave of it
    """

    weekly_h: float = 35.0
    daily_h: float = 10.0
    morning_h: float = 3.0
    afternoon_h: float = 3.0
    office_share: float = 0.1
    midday_s: float = 7200.0
    lunch_s: float = 2700.0

    def __post_init__(self) -> None:
        positive = (self.weekly_h, self.daily_h, self.morning_h, self.afternoon_h)
        if min(positive) <= 0 or not 0 <= self.office_share < 1:
            raise DataError("calendrier : les durées sont positives et la part de bureau sous 1.")

    @property
    def reception_weekly_h(self) -> float:
        """Hours a week left for receptions and journeys, full time."""
        return self.weekly_h * (1 - self.office_share)

    @property
    def half_day_h(self) -> tuple[float, float]:
        """Hours of a morning and of an afternoon."""
        return self.morning_h, self.afternoon_h


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a timetable gives up first: the price of each wish, in hours of an adviser's journey.

    Parameters
    ----------
    journey : of an hour on the road
    missed_day : of a half-day opened on none of the days preferred there
    newcomer : of a half-day held by somebody who does not usually go there
    face : of each person who goes to a place, so that young people meet the same one
    unfairness : of a half-day between the most and the least busy adviser
    move : of a half-day that is not held as in the timetable to stay close to
    shift : of a half-day when that timetable does not open that door
    """

    journey: float = 1.0
    missed_day: float = 2.0
    newcomer: float = 0.5
    face: float = 1.0
    unfairness: float = 0.1
    move: float = 3.0
    shift: float = 3.0


@dataclass(frozen=True, slots=True)
class Adviser:
    """An adviser, never named: ``cisp-a``.

    Parameters
    ----------
    base : position of the place from where each day starts, and where office time is spent
    hours_share : 1 for full time
    available : half-days worked
    usual : places that this adviser holds today; empty when not known
    """

    id: str
    base: int
    hours_share: float = 1.0
    available: frozenset[int] = _EVERY
    usual: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where young people are received, or where a weekly meeting gathers the team.

    Parameters
    ----------
    demands : openings asked, see ``placement.timetable.rhythm``
    host_open : half-days when the host lets people in
    preferred : market days and days of on-demand transport; empty when not known
    staff : advisers present at each opening, at least
    captive : a closed public (prison, training centre): no access for others
    young : young people (persons) who go there, for the continuity of service
    rhythm : the recurrence as written
    eligible : those who may hold it; empty for everybody
    """

    id: str
    name: str
    demands: tuple[Demand, ...]
    host_open: frozenset[int] = _EVERY
    preferred: frozenset[int] = frozenset()
    staff: int = 1
    captive: bool = False
    young: float = 0.0
    rhythm: str = ""
    eligible: frozenset[str] = frozenset()

    def choices(self, demand: Demand) -> tuple[Choice, ...]:
        """Return the choices of a demand that the hours of the host allow."""
        return tuple(choice for choice in demand.choices if choice <= self.host_open)

    @property
    def half_days(self) -> int:
        """Half-days of adviser asked in four weeks, at least."""
        allowed = (Demand(one.count, self.choices(one)) for one in self.demands)
        return self.staff * sum(demand.half_days for demand in allowed)


@dataclass(frozen=True, slots=True, eq=False)
class TimetableProblem:
    """A team, places to open, and the journeys between them.

    Parameters
    ----------
    travel_s : (p, p) seconds by car from place to place; NaN where there is no road

    Raises
    ------
    DataError
        Ids given twice, a base that is not a place, or a table of journeys of another size.
    """

    places: tuple[Place, ...]
    advisers: tuple[Adviser, ...]
    travel_s: NDArray[np.float64]
    rules: WorkRules = WorkRules()

    def __post_init__(self) -> None:
        travel_s = np.array(self.travel_s, dtype=np.float64)
        travel_s.setflags(write=False)
        object.__setattr__(self, "travel_s", travel_s)
        self._check()

    def _check(self) -> None:
        faults = Faults("calendrier")
        size = len(self.places)
        if self.travel_s.shape != (size, size) or bool((self.travel_s < 0).any()):
            faults.add("le tableau des trajets ne va pas d'un lieu à l'autre.")
        for what, ids in (("lieux", self.place_ids), ("conseillers", self.adviser_ids)):
            twice = sorted({name for name in ids if ids.count(name) > 1})
            if twice:
                faults.add(f"{what} répétés : {cite(twice)}.")
        lost = [one.id for one in self.advisers if not 0 <= one.base < size]
        if lost:
            faults.add(f"conseillers sans lieu de rattachement : {cite(lost)}.")
        alone = [place.id for place in self.places if place.staff < 1]
        if alone:
            faults.add(f"lieux sans personne à la porte : {cite(alone)}.")
        faults.raise_as(DataError)

    @property
    def place_ids(self) -> tuple[str, ...]:
        """Identifiers of the places, in their order."""
        return tuple(place.id for place in self.places)

    @property
    def adviser_ids(self) -> tuple[str, ...]:
        """Identifiers of the advisers, in their order."""
        return tuple(adviser.id for adviser in self.advisers)

    def can_hold(self, adviser: Adviser, *, place: int) -> bool:
        """Whether an adviser may be sent to a place: entitled to, and able to go and come back."""
        where = self.places[place]
        roads = self.travel_s[adviser.base, place] + self.travel_s[place, adviser.base]
        entitled = not where.eligible or adviser.id in where.eligible
        return entitled and bool(np.isfinite(roads))

    def without(self, *adviser_ids: str) -> TimetableProblem:
        """Return the same plan to make without some advisers, absent for the four weeks."""
        left = tuple(
            replace(one, available=frozenset()) if one.id in adviser_ids else one
            for one in self.advisers
        )
        return replace(self, advisers=left)
