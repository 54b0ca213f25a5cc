"""Every set of stops that one day can serve, with its best order."""

from __future__ import annotations

from itertools import permutations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled
from placement.errors import DataError, PlacementError
from placement.tours.model import NO_STOP, DayLimits, Floats, Legs, Tours, Windows

__all__ = ["MOST_STOPS", "TooManyToursError", "feasible_tours"]

MOST_STOPS: Final = 6
"""Beyond, orders are too many to be tried one by one."""

_MOST_TOURS: Final = 1_000_000
_TIE_S: Final = 1e-6
_TIE_M: Final = 1e-3

Indices = NDArray[np.int64]


class TooManyToursError(DataError):
    """A day can be filled in more ways than can be listed."""


class _Roads(NamedTuple):
    """Times and lengths between points, and the least times through any points, each (k+1, k+1)."""

    time_s: Floats
    length_m: Floats
    least_s: Floats


class _Day(NamedTuple):
    """What bounds a day, s; ``opens`` and ``closes`` by point, shape (k + 1,)."""

    driving_max: float
    working_max: float
    set_up: float
    on_site: float
    pack_up: float
    leaves: float
    opens: Floats
    closes: Floats


class _Found(NamedTuple):
    """Room for what is found; empty to count only."""

    stop: Indices
    driving: Floats
    length: Floats
    leaves: Floats
    waiting: Floats


def feasible_tours(
    legs: Legs, *, limits: DayLimits, windows: Windows | None = None, most: int = _MOST_TOURS
) -> Tours:
    """List every set of 1 to ``limits.stops_max`` stops that a day can serve, best order first.

    All sets and, for each, all orders are tried: nothing is assumed of the times, not even that a
    detour is longer. Of the orders that keep every limit and every window, the one of least driving
    is kept; of equal ones the shorter in length, then the first in the order of the stops. Sets
    come by size, then in the order of the stops.

    Parameters
    ----------
    windows
        Hours of the stops; None leaves every hour free.
    most
        How many tours may be listed.

    Raises
    ------
    PlacementError
        More than `MOST_STOPS` stops a day: a defect of the caller.
    TooManyToursError
        More than ``most`` tours.

    Notes
    -----
    A day leaves the depot at ``limits.leaves_s`` or later, waits where a door is not open yet, and
    leaves as late as it can without ending later: least work for its order (forward time slack: M.
    Savelsbergh, The vehicle routing problem with time windows: minimizing route duration, ORSA
    Journal on Computing 4 (1992) 146-154).

    A set is left aside unexamined when a part of it, over the least times through any points, is
    already too far to drive: serving more never drives less over these.
    """
    if limits.stops_max > MOST_STOPS:
        raise PlacementError(f"{limits.stops_max} arrêts par jour : {MOST_STOPS} au plus.")
    windows = windows or Windows.always(legs.stops)
    roads = _roads(legs)
    day = _Day(
        driving_max=limits.driving_max_s + _TIE_S,
        working_max=limits.working_max_s + _TIE_S,
        set_up=limits.set_up_s,
        on_site=limits.on_site_s,
        pack_up=limits.pack_up_s,
        leaves=limits.leaves_s,
        opens=np.concatenate(([-np.inf], windows.open_s)),
        closes=np.concatenate(([np.inf], windows.close_s)),
    )
    parts, left = [], most
    for size in range(1, limits.stops_max + 1):
        parts.append(_of_size(roads, day, size=size, most=left))
        left -= len(parts[-1].driving)
    width = limits.stops_max
    return Tours(
        stop=np.concatenate([_padded(part.stop, width=width) for part in parts]).astype(np.intp),
        driving_s=np.concatenate([part.driving for part in parts]),
        length_m=np.concatenate([part.length for part in parts]),
        leaves_s=np.concatenate([part.leaves for part in parts]),
        waiting_s=np.concatenate([part.waiting for part in parts]),
    )


def _roads(legs: Legs) -> _Roads:
    time_s = np.nan_to_num(legs.time_s, nan=np.inf)
    least = time_s.copy()
    for via in range(len(least)):
        np.minimum(least, least[:, via, None] + least[None, via], out=least)
    return _Roads(time_s, np.nan_to_num(legs.length_m, nan=np.inf), least)


def _padded(stop: Indices, *, width: int) -> Indices:
    filled = np.full((len(stop), width), NO_STOP, dtype=np.int64)
    filled[:, : stop.shape[1]] = stop
    return filled


def _of_size(roads: _Roads, day: _Day, *, size: int, most: int) -> _Found:
    """List the feasible sets of one size, stops in order, shape (t, size)."""
    nothing = _room(0, size=size)
    if size >= len(roads.time_s):
        return nothing
    orders = _orders(size)
    count = _walk(roads, day, orders, size, nothing, most)
    if count > most:
        raise TooManyToursError("camion : trop de journées possibles.")
    found = _room(count, size=size)
    _walk(roads, day, orders, size, found, most)
    return found


def _room(count: int, *, size: int) -> _Found:
    return _Found(np.empty((count, size), dtype=np.int64), *(np.empty(count) for _ in range(4)))


def _orders(most: int) -> Indices:
    """Permutations of ``range(size)`` for each size up to ``most``, padded, (most + 1, p, most)."""
    lists = [list(permutations(range(size))) for size in range(most + 1)]
    orders = np.zeros((most + 1, len(lists[-1]), max(most, 1)), dtype=np.int64)
    for size, ways in enumerate(lists):
        orders[size, : len(ways), :size] = ways
    return orders


@compiled
def _walk(roads: _Roads, day: _Day, orders: Indices, size: int, room: _Found, most: int) -> int:
    """Walk the sets in order; count those that are feasible, and fill where there is room.

    End as soon as there are more than ``most``.
    """
    points, found = len(roads.time_s), 0
    rest_s = day.working_max - size * (day.set_up + day.on_site + day.pack_up)
    most_s = min(day.driving_max, rest_s)
    chosen = np.zeros(size, dtype=np.int64)
    rank = 0
    while rank >= 0 and found <= most:
        chosen[rank] += 1
        if chosen[rank] > points - size + rank:
            rank -= 1
            continue
        if _least_driving(chosen, rank + 1, orders, roads.least_s) > most_s:
            continue
        if rank < size - 1:
            rank += 1
            chosen[rank] = chosen[rank - 1]
            continue
        best, driven_s, driven_m = _best_order(chosen, orders[size], roads, day, rest_s)
        if best >= 0:
            if found < len(room.driving):
                leaves, waiting = _leaving(chosen, orders[size, best], roads.time_s, day)
                room.driving[found], room.length[found] = driven_s, driven_m
                room.leaves[found], room.waiting[found] = leaves, waiting
                for k in range(size):
                    room.stop[found, k] = chosen[orders[size, best, k]]
            found += 1
    return found


@compiled
def _ways(size: int) -> int:
    """Count the orders of so many stops."""
    ways = 1
    for k in range(2, size + 1):
        ways *= k
    return ways


@compiled
def _least_driving(chosen: Indices, size: int, orders: Indices, least_s: Floats) -> float:
    """Least driving through the first ``size`` stops chosen, over the least times."""
    least = np.inf
    for k in range(_ways(size)):
        spent, at = 0.0, 0
        for rank in range(size):
            then = chosen[orders[size, k, rank]]
            spent += least_s[at, then]
            at = then
        least = min(least, spent + least_s[at, 0])
    return least


@compiled
def _best_order(
    chosen: Indices, orders: Indices, roads: _Roads, day: _Day, rest_s: float
) -> tuple[int, float, float]:
    """Rank, driving and length of the best order of a set that a day can keep; rank -1 for none.

    ``rest_s`` is what the stops leave of the day's work.
    """
    most_s = min(day.driving_max, rest_s)
    best, best_s, best_m = -1, np.inf, np.inf
    for k in range(_ways(len(chosen))):
        spent_s, spent_m, at = 0.0, 0.0, 0
        for rank in range(len(chosen)):
            then = chosen[orders[k, rank]]
            spent_s += roads.time_s[at, then]
            spent_m += roads.length_m[at, then]
            at = then
        spent_s += roads.time_s[at, 0]
        spent_m += roads.length_m[at, 0]
        shorter = spent_s < best_s + _TIE_S and spent_m < best_m - _TIE_M
        if spent_s > most_s or not (spent_s < best_s - _TIE_S or shorter):
            continue
        waiting = _leaving(chosen, orders[k], roads.time_s, day)[1]
        if waiting >= 0.0 and spent_s + waiting <= rest_s:
            best, best_s, best_m = k, spent_s, spent_m
    return best, best_s, best_m


@compiled
def _leaving(chosen: Indices, order: Indices, time_s: Floats, day: _Day) -> tuple[float, float]:
    """When a day in this order leaves the depot, and how long it waits; -1 where a door closes."""
    clock, waiting, slack, at = day.leaves, 0.0, np.inf, 0
    for rank in range(len(chosen)):
        then = chosen[order[rank]]
        clock += time_s[at, then] + day.set_up
        if clock < day.opens[then]:
            waiting += day.opens[then] - clock
            clock = day.opens[then]
        late = day.closes[then] - day.on_site - clock
        if late < -_TIE_S:
            return day.leaves, -1.0
        slack = min(slack, waiting + max(late, 0.0))
        clock += day.on_site + day.pack_up
        at = then
    shift = min(waiting, slack)
    return day.leaves + shift, waiting - shift
