"""What a plan is worth to young people: times, shares within reach, who is left without access.

Raw door-to-door times are told; the effective access time, wait included, stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import PlacementError
from placement.problem import PlacementProblem
from placement.solution import NO_OPTION, Solution
from placement.units import SECONDS_PER_MINUTE

__all__ = [
    "EVERYBODY",
    "INDICATOR_THRESHOLDS_MIN",
    "Evaluation",
    "Indicators",
    "evaluate",
    "indicators_of",
    "weighted_quantile",
]

INDICATOR_THRESHOLDS_MIN: Final = (15, 20, 30, 45)
EVERYBODY: Final = "tous"
"""Key of the indicators of all profiles together."""

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
    """

    young: float
    without_access: float
    mean_min: float | None
    median_min: float | None
    p90_min: float | None
    max_min: float | None
    shares: Mapping[int, float]
    mean_access_min: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """A plan told segment by segment, and its indicators.

    ``option_id`` and ``site_id`` are '' and the times NaN where a segment has no access; times are
    in s; ``cost_eur`` and ``half_days`` are yearly and include the fixed ones. ``indicators`` holds
    ``tous`` (everybody), then each profile that has young people.
    """

    segment_id: NDArray[np.str_]
    place_id: NDArray[np.str_]
    profile: NDArray[np.str_]
    young: NDArray[np.float64]
    option_id: NDArray[np.str_]
    site_id: NDArray[np.str_]
    raw_time_s: NDArray[np.float64]
    access_time_s: NDArray[np.float64]
    open_option_ids: tuple[str, ...]
    cost_eur: float
    half_days: float
    indicators: Mapping[str, Indicators]

    def __post_init__(self) -> None:
        for name in ("option_id", "site_id", "raw_time_s", "access_time_s"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "indicators", MappingProxyType(dict(self.indicators)))
        served = float(self.young[self.option_id != ""].sum())
        everybody = self.indicators[EVERYBODY]
        if not np.isclose(served + everybody.without_access, everybody.young, rtol=_ROUNDING):
            raise PlacementError("Des jeunes se sont perdus entre la demande et les indicateurs.")


def evaluate(problem: PlacementProblem, *, solution: Solution) -> Evaluation:
    """Tell what a plan gives to each segment and to each profile.

    Raises
    ------
    PlacementError
        A defect: the plan does not respect the rules of this problem.
    """
    solution.verify(problem)
    served = solution.assigned_option != NO_OPTION
    option = solution.assigned_option[served]
    raw_time_s = np.full(served.size, np.nan)
    raw_time_s[served] = problem.time_s[served, problem.option_site[option]]
    access_time_s = solution.access_s(problem)
    return Evaluation(
        segment_id=problem.segment_id,
        place_id=problem.place_id,
        profile=problem.profile,
        young=problem.young,
        option_id=_labels(problem.option_id[option], where=served),
        site_id=_labels(problem.site_id[problem.option_site[option]], where=served),
        raw_time_s=raw_time_s,
        access_time_s=access_time_s,
        open_option_ids=tuple(sorted(problem.option_id[solution.open_options].tolist())),
        cost_eur=solution.cost_eur(problem),
        half_days=solution.half_days(problem),
        indicators=_by_profile(problem, raw_time_s=raw_time_s, access_time_s=access_time_s),
    )


def indicators_of(
    young: NDArray[np.float64],
    *,
    raw_time_s: NDArray[np.float64],
    access_time_s: NDArray[np.float64],
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


def _by_profile(
    problem: PlacementProblem,
    *,
    raw_time_s: NDArray[np.float64],
    access_time_s: NDArray[np.float64],
) -> dict[str, Indicators]:
    groups = {EVERYBODY: np.ones(problem.young.size, dtype=np.bool_)}
    for profile in dict.fromkeys(problem.profile.tolist()):
        groups[profile] = problem.profile == profile
    return {
        name: indicators_of(
            problem.young[group],
            raw_time_s=raw_time_s[group],
            access_time_s=access_time_s[group],
        )
        for name, group in groups.items()
        if problem.young[group].sum() > 0
    }


def _labels(labels: NDArray[np.str_], *, where: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Spread labels over the segments of the mask, '' elsewhere."""
    spread = np.full(where.size, "", dtype=labels.dtype if labels.size else "U1")
    spread[where] = labels
    return spread
