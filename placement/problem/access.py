"""Times from segments to open doors, without ever holding a whole table of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from placement.problem.rules import Measure

if TYPE_CHECKING:
    from placement.problem.model import PlacementProblem

__all__ = ["NO_OPTION", "nearest_open_option", "nearest_open_s"]

NO_OPTION = -1
"""Position that stands for "left without access" in an assignment."""


def nearest_open_s(
    problem: PlacementProblem,
    *,
    open_options: NDArray[np.bool_],
    measure: Measure = Measure.ACCESS,
) -> NDArray[np.float64]:
    """Least time from each segment to an open option, s, shape (n,); NaN where there is none.

    The access time (trip and wait; one that reaches the price of absence is none), or the trip
    alone.
    """
    nearest = np.full(problem.segment_id.size, np.inf)
    wait_s = np.full(problem.site_id.size, np.inf)  # least wait of the open offers of each site
    np.minimum.at(wait_s, problem.option_site[open_options], problem.wait_s[open_options])
    for site in np.flatnonzero(np.isfinite(wait_s)).tolist():
        added = 0.0 if measure is Measure.TRIP else wait_s[site]
        np.fmin(nearest, problem.time_s[:, site] + added, out=nearest)
    most = np.inf if measure is Measure.TRIP else problem.no_access_s
    return np.where(nearest < most, nearest, np.nan)


def nearest_open_option(
    problem: PlacementProblem, *, open_options: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Open option that each segment attends when it goes to the nearest one, shape (n,).

    The least access time; ties go to the shortest door-to-door time, then to the first option
    identifier, so that a plan is always told the same way. `NO_OPTION` without access.
    """
    candidates = np.flatnonzero(open_options)
    if not candidates.size:
        return np.full(problem.segment_id.size, NO_OPTION)
    candidates = candidates[np.argsort(problem.option_id[candidates], kind="stable")]
    trip_s = problem.time_s[:, problem.option_site[candidates]]
    access_s = trip_s + problem.wait_s[candidates]
    access_s[~(access_s < problem.no_access_s)] = np.nan
    best_s = np.fmin.reduce(access_s, axis=1)
    trip_of_best_s = np.where(access_s == best_s[:, None], trip_s, np.inf)
    chosen = candidates[np.argmin(trip_of_best_s, axis=1)]
    return np.where(np.isnan(best_s), NO_OPTION, chosen)
