"""Times between all stops at one clock time, by the scan: what other routers compute too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from placement.sources.gtfs import Timetable
from placement.travel.transit import TransitRules
from placement.travel.transit.homes import home_departures
from placement.travel.transit.legs import WalkLegs
from placement.travel.transit.scan import NEVER
from placement.travel.transit.tables import ScanTable

Floats = npt.NDArray[np.float64]
ANY_WAIT = TransitRules(wait_max_s=86_400, change_s=0)


def closed_walks(time_s: Floats, *, max_s: float) -> Floats:
    """Keep the walks within a cap, then allow every chain of them; NaN where there is none."""
    closed = np.where(time_s <= max_s, time_s, np.inf)
    np.fill_diagonal(closed, 0.0)
    for k in range(len(closed)):
        closed = np.minimum(closed, closed[:, k, None] + closed[None, k, :])
    return np.where(np.isfinite(closed), closed, np.nan)


def walk_legs(time_s: Floats) -> WalkLegs:
    """List the walks of a matrix with NaN."""
    rows, columns = np.isfinite(time_s).nonzero()
    return WalkLegs.of(rows, columns, time_s[rows, columns].astype(np.int64), n_rows=len(time_s))


def earliest_arrivals(
    timetable: Timetable,
    *,
    walks: Floats,
    leaving_s: int,
    rides_max: int,
    ends: tuple[Floats, Floats],
) -> Floats:
    """(n, n) seconds from leaving each stop to the earliest arrival at each other, or NaN.

    ``ends`` are the walks before the first ride and after the last one; one rides at least once.
    """
    table = ScanTable.away(timetable, footpaths=walk_legs(walks))
    rules = replace(ANY_WAIT, rides_max=rides_max)
    before, after = ends
    rows = [
        -leaving_s - _latest(table, before[stop], after.T, deadline_s=-leaving_s, rules=rules)[0]
        for stop in range(timetable.n_stops)
    ]
    return _known(np.array(rows))


def latest_journeys(
    timetable: Timetable,
    *,
    walks: Floats,
    deadline_s: int,
    rides_max: int,
    ends: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """(n, n) when one leaves each stop to be at each other by a deadline, and how long it takes."""
    table = ScanTable.towards(timetable, footpaths=walk_legs(walks))
    rules = replace(ANY_WAIT, rides_max=rides_max)
    before, after = ends
    found = [
        _latest(table, after[:, stop], before, deadline_s=deadline_s, rules=rules)
        for stop in range(timetable.n_stops)
    ]
    leaving_s = np.array([leaving for leaving, _ in found]).T
    arriving_s = np.array([arriving for _, arriving in found]).T
    return np.where(leaving_s > -NEVER, leaving_s, np.nan), _known(arriving_s - leaving_s)


def no_walks(n: int) -> Floats:
    """Only from each stop to itself."""
    return np.where(np.eye(n, dtype=np.bool_), 0.0, np.nan)


def _latest(
    table: ScanTable, egress: Floats, access: Floats, *, deadline_s: int, rules: TransitRules
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(n,) departure and arrival of the best journey from each stop to one of them."""
    egress_s = np.nan_to_num(egress, nan=NEVER).astype(np.int32)
    deadlines = np.array([deadline_s], dtype=np.int32)
    found = table.latest(egress_s, deadline_s=deadlines, first_s=-86_400 * 3, rules=rules)
    legs = walk_legs(access)
    nowhere = np.full(len(access), NEVER, dtype=np.int32)
    leaving_s, arriving_s = home_departures(
        legs.start, legs.column, legs.time_s, nowhere, *found, deadlines
    )
    return leaving_s[:, 0].astype(np.int64), arriving_s[:, 0].astype(np.int64)


def _known(time_s: npt.NDArray[np.int64]) -> Floats:
    return np.where(time_s < NEVER // 2, time_s, np.nan).astype(np.float64)
