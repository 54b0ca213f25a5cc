"""A timetable put together by hand, so to speak: one opening after the other, the hardest first.

What could not be held comes first in the next round, until everybody is at their post or the
rounds are over. It proves nothing: it gives the search a place to start from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Final

from placement.timetable.model import Preferences, TimetableProblem
from placement.timetable.plan import Timetable
from placement.timetable.rhythm import Choice
from placement.timetable.slots import DAYS_A_WEEK, day_of, week_of
from placement.timetable.variables import Unit, counts_straight, units_of
from placement.units import SECONDS_PER_HOUR

__all__ = ["Construction", "construct"]

_ROUNDS: Final = 25
_BALANCE: Final = 0.02
"""Price of a half-day on somebody who holds one more already: ties go to the least busy."""


@dataclass(frozen=True, slots=True)
class Construction:
    """Choices and units that are held, as the keys of a regular model; half-days missing."""

    keys: frozenset[tuple[int, int, frozenset[int]]]
    held: frozenset[tuple[int, int, Unit]]
    missing: int


Wanted = tuple[int, int, int]
"""Place, demand, and which of its openings."""


def construct(
    problem: TimetableProblem, *, preferences: Preferences, near: Timetable | None = None
) -> Construction | None:
    """Put a timetable together in a few rounds; None when a recurrence suits no half-day.

    Near another timetable, what it holds is kept first.
    """
    lost = {one.place_id for one in near.openings if one.missing} if near is not None else set()
    order: list[Wanted] = sorted(
        (
            (p, r, n)
            for p, place in enumerate(problem.places)
            for r, demand in enumerate(place.demands)
            for n in range(demand.count)
        ),
        key=lambda one: (problem.places[one[0]].id in lost, _hardness(problem, wanted=one)),
    )
    best: Construction | None = None
    for _ in range(_ROUNDS):
        sketch = _Sketch(problem, preferences, near)
        failed = [one for one in order if sketch.open(one)]
        if sketch.impossible:
            return best
        found = sketch.finished()
        if best is None or found.missing < best.missing:
            best = found
        if not failed:
            break
        order = [*failed, *(one for one in order if one not in set(failed))]
    return best


def _hardness(problem: TimetableProblem, *, wanted: Wanted) -> tuple[float, ...]:
    """Many people first, then the longest, then the fewest choices."""
    p, r, n = wanted
    place = problem.places[p]
    choices = place.choices(place.demands[r])
    longest = max(map(len, choices), default=0)
    return (-place.staff, -longest, len(choices), p, r, n)


@dataclass(slots=True)
class _Sketch:
    """A timetable in the making."""

    problem: TimetableProblem
    preferences: Preferences
    near: Timetable | None
    impossible: bool = False
    where: list[dict[int, int]] = field(default_factory=list)
    days: dict[int, set[int]] = field(default_factory=dict)
    chosen: set[tuple[int, int, Choice]] = field(default_factory=set)
    held: set[tuple[int, int, Unit]] = field(default_factory=set)
    missing: int = 0
    doors: frozenset[tuple[str, int]] = frozenset()
    posts: frozenset[tuple[str, str, int]] = frozenset()

    def __post_init__(self) -> None:
        self.where = [{} for _ in self.problem.advisers]
        if self.near is not None:
            openings = self.near.openings
            self.doors = frozenset((one.place_id, one.slot) for one in openings)
            self.posts = frozenset(
                (who, one.place_id, one.slot) for one in openings for who in one.adviser_ids
            )

    def open(self, wanted: Wanted) -> int:
        """Open once more where it costs least; return the half-days that nobody holds."""
        p, r, _ = wanted
        place = self.problem.places[p]
        best: tuple[float, float, Choice, list[tuple[int, Unit]]] | None = None
        for choice in place.choices(place.demands[r]):
            if {day_of(t) for t in choice} & self.days.get(p, set()):
                continue
            missing, cost, posts = self._staff(p, choice=choice)
            cost += self._door_cost(p, choice=choice)
            if best is None or (missing, cost) < best[:2]:
                best = missing, cost, choice, posts
        if best is None:
            self.impossible = True
            return 0
        missing, _, choice, posts = best
        self._keep(p, r=r, choice=choice, posts=posts)
        self.missing += int(missing)
        return int(missing)

    def _keep(self, p: int, *, r: int, choice: Choice, posts: list[tuple[int, Unit]]) -> None:
        self.chosen.add((p, r, choice))
        self.days.setdefault(p, set()).update(day_of(t) for t in choice)
        for a, unit in posts:
            self.held.add((a, p, unit))
            self.where[a].update(dict.fromkeys(unit, p))

    def _staff(self, p: int, *, choice: Choice) -> tuple[float, float, list[tuple[int, Unit]]]:
        """Give each unit its cheapest people; units of one choice are on days of their own."""
        missing, total, posts = 0, 0.0, []
        taken: list[tuple[int, Unit]] = []
        for unit in units_of(choice, regular=True):
            priced = sorted(
                (cost, a)
                for a in range(len(self.problem.advisers))
                if isfinite(cost := self._cost(a, p=p, unit=unit, taken=taken))
            )[: self.problem.places[p].staff]
            missing += len(unit) * (self.problem.places[p].staff - len(priced))
            total += sum(cost for cost, _ in priced)
            posts += [(a, unit) for _, a in priced]
            taken = posts
        return missing, total, posts

    def _cost(self, a: int, *, p: int, unit: Unit, taken: Iterable[tuple[int, Unit]]) -> float:
        """Price of sending somebody, in hours of journey; infinite when it cannot be."""
        problem, adviser = self.problem, self.problem.advisers[a]
        if not (unit <= adviser.available and problem.can_hold(adviser, place=p)):
            return inf
        if any(t in self.where[a] for t in unit):
            return inf
        mine = {t for who, other in taken if who == a for t in other}
        after = {**self.where[a], **dict.fromkeys(mine | unit, p)}
        road = self._road_if_legal(a, after=after, days={day_of(t) for t in unit})
        moved = sum((adviser.id, problem.places[p].id, t) not in self.posts for t in unit)
        likes = self.preferences
        known = not adviser.usual or problem.places[p].id in adviser.usual
        faces = 0.0 if any(q == p for q in self.where[a].values()) or mine else likes.face
        return (
            likes.journey * road
            + (0.0 if known else likes.newcomer * len(unit))
            + (likes.move * moved if self.near is not None else 0.0)
            + faces
            + _BALANCE * len(self.where[a])
        )

    def _road_if_legal(self, a: int, *, after: dict[int, int], days: set[int]) -> float:
        """Hours on the road on these days; infinite beyond the hours of a day or of a week."""
        rules, adviser = self.problem.rules, self.problem.advisers[a]
        worked = {day: self._hours(a, after=after, day=day) for day in {day_of(t) for t in after}}
        if any(sum(hours) > rules.daily_h for day, hours in worked.items() if day in days):
            return inf
        for week in {week_of(2 * day) for day in days}:
            first = DAYS_A_WEEK * week
            total = sum(
                sum(worked.get(day, (0.0, 0.0))) for day in range(first, first + DAYS_A_WEEK)
            )
            if total > rules.reception_weekly_h * adviser.hours_share:
                return inf
        return sum(worked[day][1] for day in days)

    def _hours(self, a: int, *, after: dict[int, int], day: int) -> tuple[float, float]:
        """Hours of reception and on the road; a midday without time to eat takes for ever."""
        rules, s = self.problem.rules, self.problem.travel_s
        base = self.problem.advisers[a].base
        held = [after.get(2 * day + part) for part in (0, 1)]
        reception = sum(h for h, q in zip(rules.half_day_h, held, strict=True) if q is not None)
        stops = {q for q in held if q is not None and q != base}
        road_s = sum(float(s[base, q] + s[q, base]) for q in stops)
        morning, afternoon = held
        if morning is not None and afternoon is not None and morning != afternoon:
            if not s[morning, afternoon] <= rules.midday_s - rules.lunch_s:
                return reception, inf
            if counts_straight(self.problem, base=base, morning=morning, afternoon=afternoon):
                around = s[morning, base] + s[base, afternoon]
                road_s += float(s[morning, afternoon] - around)
        return reception, road_s / SECONDS_PER_HOUR

    def _door_cost(self, p: int, *, choice: Choice) -> float:
        place, likes = self.problem.places[p], self.preferences
        missed = len(choice - place.preferred) if place.preferred else 0
        shifted = sum((place.id, t) not in self.doors for t in choice)
        return likes.missed_day * missed + (likes.shift * shifted if self.near is not None else 0.0)

    def finished(self) -> Construction:
        return Construction(frozenset(self.chosen), frozenset(self.held), self.missing)
