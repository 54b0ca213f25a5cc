"""On how many half-days a week a door can be reached without a car or a timetable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from placement.recurrence import HalfDay, opening_half_days
from placement.sources.tad import OnDemandService
from placement.territory import Site

__all__ = ["reachable_half_days"]


def reachable_half_days(
    communes: Sequence[str], *, services: Iterable[OnDemandService], sites: Iterable[Site]
) -> NDArray[np.float64]:
    """Half-days a week on which a door of today is open in the commune, or the vehicle goes to one.

    Parameters
    ----------
    communes : n commune codes
    services : on-demand transport
    sites : sites; candidates and those of other Missions Locales do not count

    Notes
    -----
    A site whose rhythm does not name its days (« 2 demi-journées par mois ») may be open on any of
    them, and counts for all: the figure is what the timetables allow, not a promise.
    """
    open_in: dict[str, set[HalfDay]] = defaultdict(set)
    for site in sites:
        if site.recurrence is not None and not site.neighbour:
            open_in[site.commune_code] |= opening_half_days(site.recurrence.text)
    reached: dict[str, set[HalfDay]] = defaultdict(set)
    for code, half_days in open_in.items():
        reached[code] |= half_days
    for service in services:
        useful = set().union(*(open_in.get(code, set()) for code in service.destinations))
        for origin in service.origins:
            reached[origin] |= useful & service.half_days
    return np.array([float(len(reached.get(code, ()))) for code in communes])
