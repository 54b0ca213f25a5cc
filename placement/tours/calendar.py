"""How often a tour goes out, and on which days of the four-week cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from placement.errors import PlacementError

__all__ = ["CYCLE_WEEKS", "Frequency", "Outing", "calendar_of"]

CYCLE_WEEKS: Final = 4
_DAYS_A_WEEK: Final = 7
_WEEKS_A_YEAR: Final = 52


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
    """Weekday (0 for the first day that the van goes out), and weeks of the cycle, 0 to 3."""

    tour: int
    weekday: int
    weeks: tuple[int, ...]


def calendar_of(frequencies: Sequence[Frequency], *, days_a_week: int) -> tuple[Outing, ...]:
    """Give each tour its day and its weeks, one tour a day, in a four-week cycle.

    Parameters
    ----------
    frequencies
        Of the tours, each known by its position.
    days_a_week
        Days that the van goes out every week.

    Raises
    ------
    PlacementError
        They take more days than the cycle has: a defect of the caller.

    Notes
    -----
    Whatever takes at most ``4 days_a_week`` days fits, always on the same weekday and evenly
    spaced: sizes 4, 2, 1 divide one another, so that the largest first fill whole days of the week,
    then halves of a day (weeks 1 and 3, or 2 and 4), then quarters, without a hole.
    """
    order = sorted(range(len(frequencies)), key=lambda k: (-frequencies[k].days_per_cycle, k))
    free = [(day, 0, CYCLE_WEEKS) for day in range(days_a_week)]  # day, first week, how many
    outings = []
    for tour in order:
        size = frequencies[tour].days_per_cycle
        if not free:
            raise PlacementError("les tournées du camion ne tiennent pas dans quatre semaines.")
        day, first, room = free.pop(0)
        while room > size:  # every so many weeks: cut in two halves that alternate
            room //= 2
            free.insert(0, (day, first + CYCLE_WEEKS // (2 * room), room))
        step = CYCLE_WEEKS // room
        weeks = tuple(first + step * k for k in range(room))
        outings.append(Outing(tour=tour, weekday=day, weeks=weeks))
        free.sort(key=lambda slot: (slot[2], slot[0], slot[1]))
    return tuple(sorted(outings, key=lambda outing: outing.tour))
