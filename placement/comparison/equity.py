"""How unevenly access is shared: between young people, and between EPCI."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.evaluate import weighted_quantile

__all__ = ["Equity", "equity_of", "gini"]


@dataclass(frozen=True, slots=True)
class Equity:
    """Spread of access times, wait included, over those who have access; None over nobody.

    ``gini`` is between 0 (the same time for all) and 1; ``p90_p10`` is the ratio of two quantiles,
    None where the lower one is 0; ``p90_min`` and ``p10_min`` are in min.
    """

    gini: float | None
    p90_p10: float | None
    p90_min: float | None
    p10_min: float | None


def equity_of(times_min: NDArray[np.float64], *, weight: NDArray[np.float64]) -> Equity:
    """Tell the spread of times, min, (n,); NaN and those without weight do not count."""
    known = ~np.isnan(times_min) & (weight > 0)
    if not known.any():
        return Equity(None, None, None, None)
    values, persons = times_min[known], weight[known]
    low, high = (weighted_quantile(values, weight=persons, share=share) for share in (0.1, 0.9))
    return Equity(
        gini=gini(values, weight=persons),
        p90_p10=high / low if low > 0 else None,
        p90_min=high,
        p10_min=low,
    )


def gini(values: NDArray[np.float64], *, weight: NDArray[np.float64]) -> float | None:
    """Gini coefficient of values of at least 0, (n,), with positive weights; None if all are 0.

    Notes
    -----
    ``sum_ij w_i w_j |x_i - x_j| / (2 W² mean)``, computed from the sorted values.
    """
    order = np.argsort(values, kind="stable")
    sorted_values, sorted_weight = values[order], weight[order]
    total = float(sorted_weight @ sorted_values)
    if total <= 0:
        return None
    people = np.cumsum(sorted_weight)
    middle = people - sorted_weight / 2
    mass = float(people[-1])
    return float(2 * (sorted_weight * sorted_values) @ middle / (total * mass) - 1)
