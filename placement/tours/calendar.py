"""How often a tour goes out, and on which days of the four-week cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import PlacementError

__all__ = ["CYCLE_WEEKS", "Frequency", "Outing", "calendar_of"]

CYCLE_WEEKS: Final = 4
_DAYS_A_WEEK: Final = 7
_WEEKS_A_YEAR: Final = 52
_WORKING_DAYS: Final = 5
_TIE: Final = 1e-9


class Frequency(StrEnum):
    """How often a tour goes out, at even intervals; the values are read by people."""

    WEEKLY = "hebdomadaire"
    FORTNIGHTLY = "quinzaine"
    MONTHLY = "mensuelle"

    @property
    def days_per_cycle(self) -> int:
        """Days of the van in four weeks."""
        return {Frequency.WEEKLY: 4, Frequency.FORTNIGHTLY: 2, Frequency.MONTHLY: 1}[self]

    @property
    def interval_days(self) -> float:
        """Days between two visits."""
        return CYCLE_WEEKS * _DAYS_A_WEEK / self.days_per_cycle

    @property
    def days_per_year(self) -> float:
        """Days of the van in a year of 52 weeks, without closing weeks."""
        return self.days_per_cycle * _WEEKS_A_YEAR / CYCLE_WEEKS


@dataclass(frozen=True, slots=True)
class Outing:
    """Weekday from 0, Monday; weeks of the cycle, 0 to 3; which van, from 0."""

    tour: int
    weekday: int
    weeks: tuple[int, ...]
    van: int = 0


def calendar_of(
    frequencies: Sequence[Frequency],
    *,
    days_a_week: int,
    vans: int = 1,
    worth: NDArray[np.float64] | None = None,
) -> tuple[Outing, ...]:
    """Give each tour its weekday, its weeks and its van, in a four-week cycle.

    Parameters
    ----------
    frequencies
        Of the tours, each known by its position.
    days_a_week
        Days that each van goes out every week.
    worth
        What a tour is worth on each weekday, shape (t, 7): the more the better, such as the young
        people whose market day it is. None for nothing.

    Raises
    ------
    PlacementError
        They take more days than the cycle has: a defect of the caller.

    Notes
    -----
    Whatever takes at most ``4 days_a_week vans`` days fits, always on the same weekday and evenly
    spaced: sizes 4, 2, 1 divide one another, so that on each weekday the largest first fill whole
    vans, then halves of one (weeks 1 and 3, or 2 and 4), then quarters, without a hole. So only the
    share of the tours among the weekdays is to be chosen: the best total worth is found by dynamic
    programming over what is left of each weekday, for every choice of the weekdays themselves. Of
    equal ones, the earliest in the week.
    """
    sizes = [one.days_per_cycle for one in frequencies]
    room = CYCLE_WEEKS * vans
    if sum(sizes) > room * days_a_week:
        raise PlacementError("les tournées du camion ne tiennent pas dans quatre semaines.")
    weekdays = max(_WORKING_DAYS, days_a_week)
    value = np.zeros((len(sizes), weekdays)) if worth is None else worth[:, :weekdays]
    order = sorted(range(len(sizes)), key=lambda k: (-sizes[k], k))
    best, days = -1.0, [0] * len(sizes)
    for chosen in combinations(range(weekdays), days_a_week):
        total, found = _shared_out(order, sizes=sizes, value=value[:, chosen], room=room)
        if total > best + _TIE:
            best, days = total, [chosen[rank] for rank in found]
        if not value.any():
            break
    outings = [
        outing
        for weekday in sorted(set(days))
        for outing in _of_weekday(
            [k for k in order if days[k] == weekday], sizes=sizes, weekday=weekday, vans=vans
        )
    ]
    return tuple(sorted(outings, key=lambda outing: outing.tour))


def _shared_out(
    order: Sequence[int], *, sizes: Sequence[int], value: NDArray[np.float64], room: int
) -> tuple[float, list[int]]:
    """Share the tours among weekdays; return what they are worth, and the weekday of each.

    ``gained[left]`` is the most that the tours still to come are worth with so much room left.
    """
    days = value.shape[1]
    shape = (room + 1,) * days
    gained, picks = np.zeros(shape), []
    for tour in reversed(order):
        size = sizes[tour]
        after, pick = np.full(shape, -np.inf), np.zeros(shape, dtype=np.int8)
        for day in range(days):
            there = [slice(None)] * days
            before = list(there)
            there[day], before[day] = slice(size, None), slice(0, room + 1 - size)
            offered = gained[tuple(before)] + value[tour, day]
            better = offered > after[tuple(there)] + _TIE
            after[tuple(there)] = np.where(better, offered, after[tuple(there)])
            pick[tuple(there)] = np.where(better, day, pick[tuple(there)])
        gained = after
        picks.append(pick)
    left, found = [room] * days, [0] * len(sizes)
    for tour, pick in zip(order, reversed(picks), strict=True):
        found[tour] = int(pick[tuple(left)])
        left[found[tour]] -= sizes[tour]
    return float(gained[(room,) * days]), found


def _of_weekday(
    tours: Sequence[int], *, sizes: Sequence[int], weekday: int, vans: int
) -> Iterator[Outing]:
    """Give the tours of a weekday, the most frequent first, their weeks and their van."""
    free = [(CYCLE_WEEKS, van, 0) for van in range(vans)]  # how many weeks, van, first week
    for tour in tours:
        room, van, first = free.pop(0)
        while room > sizes[tour]:  # every so many weeks: cut in two halves that alternate
            room //= 2
            free.append((room, van, first + CYCLE_WEEKS // (2 * room)))
        step = CYCLE_WEEKS // room
        weeks = tuple(first + step * k for k in range(room))
        yield Outing(tour=tour, weekday=weekday, weeks=weeks, van=van)
        free.sort()
