"""The rules a board may add to a placement problem: plain numbers and masks over its arrays.

Each class is one constraint family, or the data of one row of it. `placement.formulations.policy`
writes the rows, `placement.solution` checks them again without a solver. Names are French labels
that messages quote; masks and figures follow the order of the problem's own arrays: n segments,
s sites, o options.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "NO_RULES",
    "AccessLimit",
    "AppointmentShare",
    "Behaviour",
    "Capacity",
    "Coverage",
    "Floor",
    "GroupBudget",
    "Measure",
    "NumberLimit",
    "Rules",
    "UseLimit",
]


class Measure(StrEnum):
    """Which time a threshold is about; the values are read by people."""

    TRIP = "trajet"
    ACCESS = "acces"


class Behaviour(StrEnum):
    """How young people choose a site; the values are read by people.

    ``NEAREST``: each goes to the open option of least access time. ``PLANNED``: the Mission Locale
    may send part of a segment farther, where an appointment is left.
    """

    NEAREST = "au-plus-proche"
    PLANNED = "orientes"


class _Frozen:
    """Own read-only copies of the arrays; two rules are told apart by identity."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                array = np.array(value)
                array.setflags(write=False)
                object.__setattr__(self, field.name, array)


@dataclass(frozen=True, slots=True, eq=False)
class GroupBudget(_Frozen):
    """What one funder or one EPCI may pay a year.

    ``share`` is the part of each option's annual cost that it pays, between 0 and 1, shape (o,).
    """

    name: str
    share: NDArray[np.float64]
    limit_eur: float


@dataclass(frozen=True, slots=True, eq=False)
class UseLimit(_Frozen):
    """What the plan may use of something that its options share: ``use @ open <= limit``.

    ``use`` has shape (o,), such as the days of the van that each of its tours takes in four weeks.
    ``unit`` is French, plural.
    """

    name: str
    use: NDArray[np.float64]
    limit: float
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class NumberLimit(_Frozen):
    """How many of some options may, or must, be open; mask of shape (o,), None for no limit."""

    name: str
    options: NDArray[np.bool_]
    at_least: int | None
    at_most: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Floor(_Frozen):
    """At least so much presence for an EPCI or a QPV: ``figure @ open >= least``.

    ``figure`` has shape (o,): half-days a year for a floor in half-days, 1 for a number of sites, 0
    for the options that do not serve the group. ``unit`` is French, plural.
    """

    name: str
    figure: NDArray[np.float64]
    least: float
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class AccessLimit(_Frozen):
    """The longest time to an open door, s, shape (n,); NaN for a segment that it leaves out.

    A segment is also left out, and is to be told, when no admissible option is within its limit.
    It states both « nobody beyond 45 minutes » (the same limit everywhere) and « no commune loses
    more than 5 minutes » (today's access plus 300 s; ``measure`` is then ``ACCESS``).
    """

    name: str
    limit_s: NDArray[np.float64]
    measure: Measure


@dataclass(frozen=True, slots=True, eq=False)
class Coverage(_Frozen):
    """A share of the young people of a mask who must have an open door within a time.

    ``share`` is between 0 and 1, of *all* the young people of ``segments``, mask of shape (n,).
    ``interval_days_max``: only doors that open at least this often count; None for any.
    """

    name: str
    segments: NDArray[np.bool_]
    limit_s: float
    measure: Measure
    share: float
    interval_days_max: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AppointmentShare(_Frozen):
    """Share of all young people whose attended option opens at least every ``days`` days."""

    share: float
    days: float


@dataclass(frozen=True, slots=True, eq=False)
class Capacity(_Frozen):
    """Appointments a year: what each young person needs, what each option can give.

    Parameters
    ----------
    needed
        Appointments a year of one young person of each segment, shape (n,).
    offered
        Appointments a year that each option can give, shape (o,).
    least_load
        Appointments a year below which an option is not worth opening, shape (o,); 0 for none.
    """

    needed: NDArray[np.float64]
    offered: NDArray[np.float64]
    least_load: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rules(_Frozen):
    """Everything a scenario may switch on beyond budget, half-days and imposed sites.

    Parameters
    ----------
    investment_eur
        Most that opening and closing may cost, once, EUR; None for no limit.
    group_budgets, uses, numbers, floors, access_limits, coverages
        The rows of these families; empty when switched off.
    changes_max
        Most sites that may open, close or change their offer; None for no limit.
    too_close
        Pairs of positions of sites that may not both be open, shape (k, 2); None for none.
    unready_hosts
        Identities of the sites whose host has not agreed as the scenario asks: kept closed.
    appointment
        The 15-day rule, or None.
    capacity
        Appointments, or None where capacity does not count.
    """

    investment_eur: float | None = None
    group_budgets: tuple[GroupBudget, ...] = ()
    numbers: tuple[NumberLimit, ...] = ()
    changes_max: int | None = None
    floors: tuple[Floor, ...] = ()
    access_limits: tuple[AccessLimit, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    appointment: AppointmentShare | None = None
    too_close: NDArray[np.intp] | None = None
    unready_hosts: tuple[str, ...] = ()
    capacity: Capacity | None = None
    uses: tuple[UseLimit, ...] = ()

    @property
    def none(self) -> bool:
        """Whether no rule at all is switched on."""
        values = [getattr(self, field.name) for field in dataclasses.fields(self)]
        return all(
            value is None or (isinstance(value, tuple | np.ndarray) and not len(value))
            for value in values
        )

    def of_segments(self, positions: NDArray[np.intp]) -> Rules:
        """Return the rules for these segments of the problem, in this order, repeated or not."""
        capacity = self.capacity
        if capacity is not None:
            capacity = dataclasses.replace(capacity, needed=capacity.needed[positions])
        return dataclasses.replace(
            self,
            access_limits=tuple(
                dataclasses.replace(rule, limit_s=rule.limit_s[positions])
                for rule in self.access_limits
            ),
            coverages=tuple(
                dataclasses.replace(rule, segments=rule.segments[positions])
                for rule in self.coverages
            ),
            capacity=capacity,
        )

    def replace(self, **changes: object) -> Rules:
        """Return a variant; these rules are untouched."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


NO_RULES = Rules()
