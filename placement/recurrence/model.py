"""The frozen result of reading a recurrence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from placement.errors import DataError

__all__ = ["Recurrence"]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a site is open.

    Parameters
    ----------
    text : as its author wrote it
    openings_per_year : distinct opening days in a year
    half_days_per_year : half-days held in a year, one or two for each opening day
    interval_days : typical interval between two openings, days
    max_interval_days : longest interval between two openings, days

    Raises
    ------
    DataError
        A number that is not finite and positive, or numbers that contradict one another.

    Notes
    -----
    A year has 52 weeks and 12 months of 30 days, without closing weeks.
    """

    text: str
    openings_per_year: float
    half_days_per_year: float
    interval_days: float
    max_interval_days: float

    def __post_init__(self) -> None:
        numbers = (
            self.openings_per_year,
            self.half_days_per_year,
            self.interval_days,
            self.max_interval_days,
        )
        if not all(math.isfinite(number) and number > 0 for number in numbers):
            raise DataError(
                f"récurrence « {self.text} » : des nombres positifs sont attendus ; reçu {numbers}."
            )
        if not self._consistent():
            raise DataError(
                f"récurrence « {self.text} » : un jour d'ouverture compte une ou deux "
                "demi-journées, et l'intervalle le plus long n'est pas plus court que l'intervalle "
                f"habituel ; reçu {numbers}."
            )

    def _consistent(self) -> bool:
        each = self.half_days_per_year / self.openings_per_year
        longest = self.max_interval_days + _ROUNDING
        return 1 - _ROUNDING <= each <= 2 + _ROUNDING and longest >= self.interval_days
