"""The variables of a timetable, only where they make sense: nobody is sent where they cannot go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import pulp

from placement.timetable.model import TimetableProblem
from placement.timetable.rhythm import Choice
from placement.timetable.slots import DAYS_A_WEEK, day_of

__all__ = ["TimetableModel", "Unit", "counts_straight", "timetable_variables", "units_of"]

_LEAST_SAVED_S: Final = 600.0
_NEIGHBOURS_S: Final = 1800.0

Unit = frozenset[int]
"""Half-days that one person holds together, or does not hold."""


@dataclass(slots=True, eq=False)
class TimetableModel:
    """A pulp problem and its variables, by position of adviser and place.

    Parameters
    ----------
    chosen : by place, demand and choice
    units : of each choice of a place, what one person holds together
    held : by adviser, place and unit
    there : by adviser, place and day, 1 as soon as one of its half-days is held there
    both : by adviser, morning place, afternoon place and day
    missing : by place and unit, persons
    """

    lp: Any
    problem: TimetableProblem
    chosen: dict[tuple[int, int, Choice], Any] = field(default_factory=dict)
    units: dict[tuple[int, Choice], tuple[Unit, ...]] = field(default_factory=dict)
    held: dict[tuple[int, int, Unit], Any] = field(default_factory=dict)
    there: dict[tuple[int, int, int], Any] = field(default_factory=dict)
    both: dict[tuple[int, int, int, int], Any] = field(default_factory=dict)
    missing: dict[tuple[int, Unit], Any] = field(default_factory=dict)

    def at(self) -> dict[tuple[int, int, int], list[Any]]:
        """Variables of what an adviser holds in a place on a half-day; at most one is 1."""
        found: dict[tuple[int, int, int], list[Any]] = {}
        for (a, p, unit), variable in self.held.items():
            for t in sorted(unit):
                found.setdefault((a, p, t), []).append(variable)
        return found

    def pairs(self) -> Iterator[tuple[int, int, int, int]]:
        """Every adviser, two different places, and day that could hold one then the other."""
        at = self.at()
        for a, morning, day in self.there:
            if (a, morning, 2 * day) not in at:
                continue
            for afternoon in range(len(self.problem.places)):
                if afternoon != morning and (a, afternoon, 2 * day + 1) in at:
                    yield a, morning, afternoon, day


def timetable_variables(problem: TimetableProblem, *, regular: bool) -> TimetableModel:
    """Write the variables; those of half-days that no choice opens, or that nobody works, are not.

    Parameters
    ----------
    regular
        Whether a weekday of an opening is held by the same people in all its weeks; otherwise each
        half-day may be held by others.
    """
    model = TimetableModel(lp=pulp.LpProblem("timetable", pulp.LpMinimize), problem=problem)
    for p, place in enumerate(problem.places):
        for r, demand in enumerate(place.demands):
            for k, choice in enumerate(place.choices(demand)):
                model.chosen[p, r, choice] = _binary(model.lp, f"chosen_{p}_{r}_{k}")
                model.units[p, choice] = units_of(choice, regular=regular)
        _people(model, place=p)
    for a, p, t in model.at():
        if (a, p, day_of(t)) not in model.there:
            model.there[a, p, day_of(t)] = _share(model.lp, f"there_{a}_{p}_{day_of(t)}")
    for key in model.pairs():
        a, morning, afternoon, _ = key
        base = problem.advisers[a].base
        if counts_straight(problem, base=base, morning=morning, afternoon=afternoon):
            model.both[key] = _share(model.lp, "both_" + "_".join(map(str, key)))
    return model


def units_of(choice: Choice, *, regular: bool) -> tuple[Unit, ...]:
    """Split a choice in what one person holds together: a weekday, or else a half-day."""
    if not regular:
        return tuple(frozenset({t}) for t in sorted(choice))
    by_weekday = sorted(choice, key=_weekday)
    return tuple(frozenset(days) for _, days in groupby(by_weekday, key=_weekday))


def _weekday(t: int) -> int:
    return day_of(t) % DAYS_A_WEEK


def _people(model: TimetableModel, *, place: int) -> None:
    problem = model.problem
    units = {unit for (p, _), found in model.units.items() if p == place for unit in found}
    for k, unit in enumerate(sorted(units, key=sorted)):
        for a, adviser in enumerate(problem.advisers):
            if unit <= adviser.available and problem.can_hold(adviser, place=place):
                model.held[a, place, unit] = _binary(model.lp, f"held_{a}_{place}_{k}")
        staff = problem.places[place].staff
        model.missing[place, unit] = model.lp.add_variable(
            f"missing_{place}_{k}", lowBound=0, upBound=staff
        )


def counts_straight(problem: TimetableProblem, *, base: int, morning: int, afternoon: int) -> bool:
    """Whether the way straight from one place to the other has to be told from that by the base.

    Always where it is longer; where it is shorter, between neighbours, when it saves enough.
    """
    s = problem.travel_s
    straight = float(s[morning, afternoon])
    saved = float(s[morning, base] + s[base, afternoon]) - straight
    return saved < 0 or (saved >= _LEAST_SAVED_S and straight <= _NEIGHBOURS_S)


def _binary(lp: Any, name: str) -> Any:
    return lp.add_variable(name, lowBound=0, upBound=1, cat=pulp.LpBinary)


def _share(lp: Any, name: str) -> Any:
    return lp.add_variable(name, lowBound=0, upBound=1)
