"""A day of the van as it is told: its stops with their hours, its kilometres, its calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from placement.tours.calendar import Frequency
from placement.tours.model import DayLimits, Legs

__all__ = ["DayTour", "Visit", "visit_times"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop of a tour: a site, and when its door opens and closes, s after leaving the depot.

    ``young`` are the young people (persons) whom the plan sends there, ``first_time`` those of them
    who have no access at all today.
    """

    site_id: str
    name: str
    lon: float
    lat: float
    open_s: float
    close_s: float
    young: float
    first_time: float


@dataclass(frozen=True, slots=True)
class DayTour:
    """A day of the van, and how often it comes back.

    Parameters
    ----------
    name : « jour 1, semaines 1 et 3 » and the like, French
    frequency : how often
    weekday, weeks : day of the week from 0, weeks of the four-week cycle from 0
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

    @property
    def days_per_year(self) -> float:
        """Days out a year."""
        return self.frequency.days_per_year


def visit_times(
    stops: tuple[int, ...], *, legs: Legs, limits: DayLimits
) -> Iterator[tuple[float, float]]:
    """Yield when the door opens and closes at each stop, s after leaving the depot, break aside.

    The break is taken after the last stop, on site: it moves no door.
    """
    clock, at = 0.0, 0
    for stop in stops:
        opens = clock + float(legs.time_s[at, stop]) + limits.set_up_s
        closes = opens + limits.on_site_s
        yield opens, closes
        clock, at = closes + limits.pack_up_s, stop
