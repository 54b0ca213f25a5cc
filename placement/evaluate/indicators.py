"""Indicators of a group of young people: times, shares within reach, who is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.units import SECONDS_PER_MINUTE

__all__ = ["INDICATOR_THRESHOLDS_MIN", "Indicators", "indicators_of", "weighted_quantile"]

INDICATOR_THRESHOLDS_MIN: Final = (15, 20, 30, 45)

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Indicators:
    """Access of one group of young people.

    Parameters
    ----------
    young
        The group, persons.
    without_access
        Those of the group who reach no open offer, persons.
    mean_min, median_min, p90_min, max_min
        Raw door-to-door time, min, weighted by young people, over those *with* access; None where
        nobody has access.
    shares
        Share of *all* the group, between 0 and 1, whose raw time is at most each threshold, min.
    mean_access_min
        Mean effective access time, wait included, min, over those with access; None as above.
    often_open_share
        Share of *all* the group whose attended site opens often enough for an appointment.
    """

    young: float
    without_access: float
    mean_min: float | None
    median_min: float | None
    p90_min: float | None
    max_min: float | None
    shares: Mapping[int, float]
    mean_access_min: float | None
    often_open_share: float


def indicators_of(
    young: NDArray[np.float64],
    *,
    raw_time_s: NDArray[np.float64],
    access_time_s: NDArray[np.float64],
    often_open: NDArray[np.bool_],
) -> Indicators:
    """Compute the indicators of a group of segments; NaN times stand for no access, shapes (n,)."""
    served = ~np.isnan(raw_time_s) & (young > 0)
    weight, minutes = young[served], raw_time_s[served] / SECONDS_PER_MINUTE
    total = float(young.sum())
    anybody = bool(served.any())
    return Indicators(
        young=total,
        without_access=float(young[~served].sum()),
        mean_min=float(np.average(minutes, weights=weight)) if anybody else None,
        median_min=weighted_quantile(minutes, weight=weight, share=0.5) if anybody else None,
        p90_min=weighted_quantile(minutes, weight=weight, share=0.9) if anybody else None,
        max_min=float(minutes.max()) if anybody else None,
        shares=MappingProxyType(
            {
                threshold: float(weight[minutes <= threshold].sum() / total)
                for threshold in INDICATOR_THRESHOLDS_MIN
            }
        ),
        mean_access_min=(
            float(np.average(access_time_s[served], weights=weight)) / SECONDS_PER_MINUTE
            if anybody
            else None
        ),
        often_open_share=float(young[often_open].sum() / total),
    )


def weighted_quantile(
    values: NDArray[np.float64], *, weight: NDArray[np.float64], share: float
) -> float:
    """Lower weighted quantile: the smallest value v such that weight{values <= v} >= share * W.

    Parameters
    ----------
    values
        At least one value, shape (n,).
    weight
        Positive weights, shape (n,); W is their sum.
    share
        Between 0 and 1; 0.5 is the median.

    Notes
    -----
    It is always one of the values, is not interpolated, and does not change when an entry is split
    in two of the same value. A relative 1e-9 of W absorbs the rounding of the running sum.
    """
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weight[order])
    position = np.searchsorted(cumulated, (share - _ROUNDING) * cumulated[-1], side="left")
    return float(values[order][position])
