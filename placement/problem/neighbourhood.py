"""Which options are within a time of which segments: what the rules on access are written from.

An option opens often enough for a rule when its interval is at most the days asked. A pair counts
for the trip as soon as there is a trip; for the access, only if it is worth more than no access.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from placement.problem.access import nearest_open_s
from placement.problem.rules import AccessLimit, Coverage, Measure
from placement.problem.tolerance import TIME_SLACK_S

if TYPE_CHECKING:
    from placement.problem.model import PlacementProblem

__all__ = ["beyond_any_option", "covering", "often_enough", "within_limit"]


def within_limit(
    problem: PlacementProblem,
    *,
    segments: NDArray[np.intp],
    limit_s: NDArray[np.float64] | float,
    measure: Measure,
) -> NDArray[np.bool_]:
    """Whether each option is within a limit (``<=``) of each segment, shape (segments, o)."""
    limit = np.broadcast_to(np.asarray(limit_s, dtype=np.float64), segments.shape) + TIME_SLACK_S
    trip_s = problem.time_s[segments]
    if measure is Measure.TRIP:
        near: NDArray[np.bool_] = (trip_s <= limit[:, None])[:, problem.option_site]
        return near
    access_s = trip_s[:, problem.option_site] + problem.wait_s
    return np.asarray((access_s <= limit[:, None]) & (access_s < problem.no_access_s))


def often_enough(problem: PlacementProblem, *, days: float | None) -> NDArray[np.bool_]:
    """Whether each option opens at least every ``days`` days, shape (o,); None asks nothing."""
    if days is None:
        return np.ones(problem.option_id.size, dtype=np.bool_)
    return np.asarray(problem.interval_days <= days + TIME_SLACK_S)


def covering(
    problem: PlacementProblem, *, rule: Coverage, segments: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Whether each option covers each segment in the sense of a rule, shape (segments, o)."""
    near = within_limit(problem, segments=segments, limit_s=rule.limit_s, measure=rule.measure)
    return near & often_enough(problem, days=rule.interval_days_max)


def beyond_any_option(problem: PlacementProblem, *, rule: AccessLimit) -> NDArray[np.bool_]:
    """Segments with young people that a limit leaves out: no admissible option is within it, (n,).

    They are to be told: the rule cannot be kept for them, whatever opens.
    """
    best_s = nearest_open_s(
        problem, open_options=problem.option_is_admissible, measure=rule.measure
    )
    concerned = ~np.isnan(rule.limit_s) & (problem.young > 0)
    beyond: NDArray[np.bool_] = concerned & ~(best_s <= rule.limit_s + TIME_SLACK_S)
    return beyond
