"""A plan told segment by segment, and its indicators by profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import PlacementError
from placement.evaluate.indicators import Indicators, indicators_of
from placement.offers import APPOINTMENT_DAYS
from placement.problem import PlacementProblem
from placement.solution import NO_OPTION, Solution

__all__ = ["EVERYBODY", "Evaluation", "evaluate"]

EVERYBODY: Final = "tous"
"""Key of the indicators of all profiles together."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """A plan told segment by segment, and its indicators.

    ``option_id`` and ``site_id`` are '' and the times NaN where a segment has no access; times are
    in s. ``within_reach`` tells the segments that some open site is within reach of, wait left
    aside: without access all the same where trip and wait reach the price of absence. ``cost_eur``
    and ``half_days`` are yearly and include ``fixed_cost_eur`` and ``fixed_half_days``, spent
    whatever is decided (captive public). ``indicators`` holds ``tous`` (everybody), then each
    profile that has young people.
    """

    segment_id: NDArray[np.str_]
    place_id: NDArray[np.str_]
    profile: NDArray[np.str_]
    young: NDArray[np.float64]
    option_id: NDArray[np.str_]
    site_id: NDArray[np.str_]
    raw_time_s: NDArray[np.float64]
    access_time_s: NDArray[np.float64]
    within_reach: NDArray[np.bool_]
    open_option_ids: tuple[str, ...]
    cost_eur: float
    half_days: float
    fixed_cost_eur: float
    fixed_half_days: float
    indicators: Mapping[str, Indicators]

    def __post_init__(self) -> None:
        for name in ("option_id", "site_id", "raw_time_s", "access_time_s", "within_reach"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "indicators", MappingProxyType(dict(self.indicators)))
        served = float(self.young[self.option_id != ""].sum())
        everybody = self.indicators[EVERYBODY]
        if not np.isclose(served + everybody.without_access, everybody.young, rtol=_ROUNDING):
            raise PlacementError("Des jeunes se sont perdus entre la demande et les indicateurs.")
        if np.any((self.option_id != "") & ~self.within_reach):
            raise PlacementError("Des jeunes sont affectés à un lieu hors de leur portée.")


def evaluate(
    problem: PlacementProblem, *, solution: Solution, appointment_days: float = APPOINTMENT_DAYS
) -> Evaluation:
    """Tell what a plan gives to each segment and to each profile.

    Parameters
    ----------
    appointment_days
        A site whose interval between two openings is at most this is « often open », days.

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
    often_open = np.zeros(served.size, dtype=np.bool_)
    often_open[served] = problem.interval_days[option] <= appointment_days
    open_sites = problem.option_site[solution.open_options]
    return Evaluation(
        segment_id=problem.segment_id,
        place_id=problem.place_id,
        profile=problem.profile,
        young=problem.young,
        option_id=_labels(problem.option_id[option], where=served),
        site_id=_labels(problem.site_id[problem.option_site[option]], where=served),
        raw_time_s=raw_time_s,
        access_time_s=access_time_s,
        within_reach=np.any(np.isfinite(problem.time_s[:, open_sites]), axis=1),
        open_option_ids=tuple(sorted(problem.option_id[solution.open_options].tolist())),
        cost_eur=solution.cost_eur(problem),
        half_days=solution.half_days(problem),
        fixed_cost_eur=problem.fixed_cost_eur,
        fixed_half_days=problem.fixed_half_days,
        indicators=_by_profile(
            problem, raw_time_s=raw_time_s, access_time_s=access_time_s, often_open=often_open
        ),
    )


def _by_profile(
    problem: PlacementProblem,
    *,
    raw_time_s: NDArray[np.float64],
    access_time_s: NDArray[np.float64],
    often_open: NDArray[np.bool_],
) -> dict[str, Indicators]:
    groups = {EVERYBODY: np.ones(problem.young.size, dtype=np.bool_)}
    for profile in dict.fromkeys(problem.profile.tolist()):
        groups[profile] = problem.profile == profile
    return {
        name: indicators_of(
            problem.young[group],
            raw_time_s=raw_time_s[group],
            access_time_s=access_time_s[group],
            often_open=often_open[group],
        )
        for name, group in groups.items()
        if problem.young[group].sum() > 0
    }


def _labels(labels: NDArray[np.str_], *, where: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Spread labels over the segments of the mask, '' elsewhere."""
    spread = np.full(where.size, "", dtype=labels.dtype if labels.size else "U1")
    spread[where] = labels
    return spread
