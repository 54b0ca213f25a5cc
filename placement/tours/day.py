"""A day of the van as it is told: its stops with their hours, its kilometres, its calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from placement.french import WEEKDAYS, said_weeks
from placement.tours.calendar import Frequency
from placement.tours.model import DayLimits, Legs, Windows

__all__ = ["DayTour", "Visit", "visit_times"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop of a tour: a site, and when its door opens and closes, s after midnight.

    ``young`` are the young people (persons) whom the plan sends there, ``first_time`` those of them
    who have no access at all today; ``market`` tells a visit on the market day of its commune.
    """

    site_id: str
    name: str
    lon: float
    lat: float
    open_s: float
    close_s: float
    young: float
    first_time: float
    market: bool = False


@dataclass(frozen=True, slots=True)
class DayTour:
    """A day of the van, and how often it comes back.

    Parameters
    ----------
    name : its stops and how often, French
    frequency : how often
    weekday, weeks : day of the week from 0, Monday; weeks of the four-week cycle from 0
    van : which of the vans, from 0
    leaves_s : when it leaves the depot, s after midnight
    visits : in the order of the road
    depot : identity of the site where it starts and ends
    driving_s, working_s, span_s : of one day; the span holds the break
    length_m : of one day
    line : the road, longitude and latitude in degrees; straight legs where no road is known
    """

    name: str
    frequency: Frequency
    weekday: int
    weeks: tuple[int, ...]
    visits: tuple[Visit, ...]
    depot: str
    driving_s: float
    working_s: float
    span_s: float
    length_m: float
    line: tuple[tuple[float, float], ...] = ()
    van: int = 0
    leaves_s: float = 30_600.0

    @property
    def when(self) -> str:
        """Weekday and weeks, French: « mardi, semaines 1 et 3 »."""
        return f"{WEEKDAYS[self.weekday]}, {said_weeks(self.weeks)}"

    @property
    def days_per_year(self) -> float:
        """Days out a year."""
        return self.frequency.days_per_year


def visit_times(
    stops: tuple[int, ...],
    *,
    legs: Legs,
    limits: DayLimits,
    leaves_s: float,
    windows: Windows,
) -> Iterator[tuple[float, float]]:
    """Yield when the door opens and closes at each stop, s after midnight, break aside.

    The break is taken after the last stop, on site: it moves no door.
    """
    clock, at = leaves_s, 0
    for stop in stops:
        ready = clock + float(legs.time_s[at, stop]) + limits.set_up_s
        opens = max(ready, float(windows.open_s[stop - 1]))
        closes = opens + limits.on_site_s
        yield opens, closes
        clock, at = closes + limits.pack_up_s, stop
