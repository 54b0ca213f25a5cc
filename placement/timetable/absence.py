"""What an absence does to the doors, and the plan that changes least to make up for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf

from placement.offers import APPOINTMENT_DAYS
from placement.timetable.model import TimetableProblem
from placement.timetable.plan import Opening, Timetable, hours_by_day
from placement.timetable.slots import DAYS_A_WEEK, WEEKS, day_of
from placement.timetable.solve import make_timetable

__all__ = ["Absence", "absences", "after_absence", "late_young", "longest_wait_days", "road_h"]

_DAYS_OF_PLAN = 7 * WEEKS


@dataclass(frozen=True, slots=True)
class Absence:
    """Four weeks without some advisers.

    Parameters
    ----------
    adviser_ids : who is away
    lost : half-days of adviser that nobody holds if nothing changes, by place
    late : young people (persons) whose door opens at longer intervals than fifteen days, because of
        the absence alone
    backup : the plan that makes up for it
    backup_lost : half-days that nobody holds even so
    backup_late : as ``late``, with the back-up plan
    taken_over : half-days that somebody holds there instead of another place, or of the office
    shifted : openings held on another half-day than planned
    extra_road_h : hours on the road in four weeks, more than planned; negative where less
    proved : whether no plan is known to do better, within the gap of the search
    """

    adviser_ids: tuple[str, ...]
    lost: Mapping[str, int]
    late: float
    backup: Timetable
    backup_lost: int
    backup_late: float
    taken_over: int
    shifted: int
    extra_road_h: float
    proved: bool

    @property
    def total_lost(self) -> int:
        """Half-days that nobody holds if nothing changes."""
        return sum(self.lost.values())

    def backup_cost_eur(self, *, half_day_eur: float, road_hour_eur: float) -> float:
        """Value of the time that the back-up takes from the office, half-days and roads."""
        return self.taken_over * half_day_eur + max(self.extra_road_h, 0.0) * road_hour_eur


def absences(
    problem: TimetableProblem,
    *,
    timetable: Timetable,
    together: int = 1,
    time_limit_s: float = 10.0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Absence, ...]:
    """Simulate the absence of each adviser, then of each two when ``together`` is 2.

    Parameters
    ----------
    together
        Most advisers away at once; nobody is when 0.
    time_limit_s
        Time for each back-up plan, s.
    progress
        Called with the absences done and their total.
    """
    everybody = problem.adviser_ids
    cases = [
        away
        for size in range(1, together + 1)
        for away in combinations(everybody, size)
        if size < len(everybody)
    ]
    found = []
    for done, away in enumerate(cases):
        if progress is not None:
            progress(done, len(cases))
        found.append(_absence(problem, timetable=timetable, away=away, time_limit_s=time_limit_s))
    return tuple(found)


def _absence(
    problem: TimetableProblem, *, timetable: Timetable, away: tuple[str, ...], time_limit_s: float
) -> Absence:
    left = after_absence(timetable, away=away)
    without = problem.without(*away)
    found = make_timetable(without, near=left, time_limit_s=time_limit_s)
    backup = found.timetable
    planned = {(w, one.place_id, one.slot) for one in left.openings for w in one.adviser_ids}
    held = {(w, one.place_id, one.slot) for one in backup.openings for w in one.adviser_ids}
    doors = {(one.place_id, one.slot) for one in timetable.openings}
    before = late_young(problem, timetable=timetable)
    return Absence(
        adviser_ids=away,
        lost=_lost(timetable, left=left),
        late=late_young(problem, timetable=left) - before,
        backup=backup,
        backup_lost=backup.missing,
        backup_late=late_young(problem, timetable=backup) - before,
        taken_over=len(held - planned),
        shifted=sum((one.place_id, one.slot) not in doors for one in backup.held),
        extra_road_h=road_h(problem, timetable=backup) - road_h(problem, timetable=timetable),
        proved=found.termination.name == "OPTIMAL",
    )


def after_absence(timetable: Timetable, *, away: tuple[str, ...]) -> Timetable:
    """Return the timetable when those who are away hold nothing and nobody takes their place."""
    return Timetable(
        tuple(
            Opening(
                slot=one.slot,
                place_id=one.place_id,
                adviser_ids=tuple(who for who in one.adviser_ids if who not in away),
                missing=one.missing + sum(who in away for who in one.adviser_ids),
            )
            for one in timetable.openings
        )
    )


def _lost(timetable: Timetable, *, left: Timetable) -> dict[str, int]:
    """Half-days that were held and no longer are, by place."""
    found: dict[str, int] = {}
    missing = {(one.place_id, one.slot): one.missing for one in left.openings}
    for one in timetable.openings:
        more = missing[one.place_id, one.slot] - one.missing
        if more:
            found[one.place_id] = found.get(one.place_id, 0) + more
    return dict(sorted(found.items()))


def longest_wait_days(timetable: Timetable, *, place_id: str) -> float:
    """Longest interval, days, between two doors that are held; infinite when none is.

    The plan repeats: the interval after the last opening leads to the first of the next plan.
    """
    days = sorted({_date(day_of(one.slot)) for one in timetable.held if one.place_id == place_id})
    if not days:
        return inf
    return float(
        max(after - before for before, after in pairwise([*days, days[0] + _DAYS_OF_PLAN]))
    )


def _date(day: int) -> int:
    """Days from the first Monday to a day of the plan, week-ends counted."""
    return 7 * (day // DAYS_A_WEEK) + day % DAYS_A_WEEK


def late_young(problem: TimetableProblem, *, timetable: Timetable) -> float:
    """Young people (persons) whose door opens at longer intervals than fifteen days."""
    return sum(
        place.young
        for place in problem.places
        if not place.captive
        and place.demands
        and longest_wait_days(timetable, place_id=place.id) > APPOINTMENT_DAYS
    )


def road_h(problem: TimetableProblem, *, timetable: Timetable) -> float:
    """Hours that the team spends on the road in four weeks."""
    return sum(
        road
        for who in problem.adviser_ids
        for _, road in hours_by_day(problem, timetable=timetable, adviser_id=who).values()
    )
