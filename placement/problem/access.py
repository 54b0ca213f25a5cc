"""Times from segments to open doors, without ever holding a whole table of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from placement.problem.rules import Measure

if TYPE_CHECKING:
    from placement.problem.model import PlacementProblem

__all__ = ["nearest_open_s"]


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
