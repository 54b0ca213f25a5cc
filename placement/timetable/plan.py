"""A timetable: which door is open on which half-day, and who holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from placement.solution import Termination
from placement.timetable.model import TimetableProblem
from placement.timetable.slots import day_of, part_of
from placement.units import SECONDS_PER_HOUR

__all__ = ["Opening", "Timetable", "TimetableResult", "hours_by_day", "journey_s", "whereabouts"]


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A door open on a half-day of the plan; ``missing`` persons are wanted there."""

    slot: int
    place_id: str
    adviser_ids: tuple[str, ...]
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Timetable:
    """Every opening of the four weeks, in order of time, then of place."""

    openings: tuple[Opening, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "openings", tuple(sorted(self.openings)))

    @property
    def held(self) -> tuple[Opening, ...]:
        """The openings for which nobody is missing."""
        return tuple(one for one in self.openings if not one.missing)

    @property
    def missing(self) -> int:
        """Half-days of adviser that are missing."""
        return sum(one.missing for one in self.openings)

    def of_place(self, place_id: str) -> tuple[Opening, ...]:
        """Return the openings of one place."""
        return tuple(one for one in self.openings if one.place_id == place_id)

    def of_adviser(self, adviser_id: str) -> tuple[Opening, ...]:
        """Return the openings that one adviser holds."""
        return tuple(one for one in self.openings if adviser_id in one.adviser_ids)


@dataclass(frozen=True, slots=True)
class TimetableResult:
    """A timetable, and how the search for it ended."""

    timetable: Timetable
    termination: Termination
    objective: float | None
    best_bound: float | None


def whereabouts(openings: Iterable[Opening], *, adviser_id: str) -> Mapping[int, list[str]]:
    """Return the places where an adviser is expected on each half-day; one, but for a fault."""
    held: dict[int, list[str]] = {}
    for one in openings:
        if adviser_id in one.adviser_ids:
            held.setdefault(one.slot, []).append(one.place_id)
    return held


def journey_s(problem: TimetableProblem, *, base: int, stops: Iterable[int]) -> float:
    """Seconds on the road in a day that starts and ends at the base; a stop may follow itself."""
    path = [base, *stops, base]
    return float(sum(problem.travel_s[a, b] for a, b in pairwise(path) if a != b))


def hours_by_day(
    problem: TimetableProblem, *, timetable: Timetable, adviser_id: str
) -> Mapping[int, tuple[float, float]]:
    """Hours of reception and hours on the road, by day of the plan; days at the base left out.

    A half-day without a reception is spent at the base: an adviser who receives in the afternoon
    only leaves from there, and comes back there.
    """
    adviser = problem.advisers[problem.adviser_ids.index(adviser_id)]
    position = {name: k for k, name in enumerate(problem.place_ids)}
    found = {}
    for day, group in groupby(timetable.of_adviser(adviser_id), key=lambda one: day_of(one.slot)):
        openings = list(group)
        stops = [adviser.base, adviser.base]
        for one in openings:
            stops[part_of(one.slot)] = position[one.place_id]
        reception = sum(problem.rules.half_day_h[part_of(one.slot)] for one in openings)
        road_s = journey_s(problem, base=adviser.base, stops=stops)
        found[day] = (reception, road_s / SECONDS_PER_HOUR)
    return found
