"""Every set of stops that one day can serve, with its best order."""

from __future__ import annotations

from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled
from placement.errors import PlacementError
from placement.tours.model import NO_STOP, DayLimits, Floats, Legs, Tours

__all__ = ["MOST_STOPS", "feasible_tours"]

MOST_STOPS: Final = 4
"""Beyond, orders are too many to be tried one by one."""

_TIE_S: Final = 1e-6
_TIE_M: Final = 1e-3


def feasible_tours(legs: Legs, *, limits: DayLimits) -> Tours:
    """List every set of 1 to ``limits.stops_max`` stops that a day can serve, best order first.

    All sets and, for each, all orders are tried: nothing is assumed of the times, not even that a
    detour is longer. Of two orders of the same driving time the shorter in length is kept, then the
    first in the order of the stops. Sets come by size, then in the order of the stops.

    Raises
    ------
    PlacementError
        More than `MOST_STOPS` stops a day: a defect of the caller.

    Notes
    -----
    A set is feasible when its driving is ``<= driving_max_s`` and its driving plus its time at
    stops ``<= working_max_s``, both for the order of least driving; since the time at stops does
    not depend on the order, no other order can make it feasible.
    """
    if limits.stops_max > MOST_STOPS:
        raise PlacementError(f"{limits.stops_max} arrêts par jour : {MOST_STOPS} au plus.")
    time_s = np.nan_to_num(legs.time_s, nan=np.inf)
    length_m = np.nan_to_num(legs.length_m, nan=np.inf)
    parts = [
        _of_size(time_s, length_m, size, _most_driving_s(limits, stops=size))
        for size in range(1, limits.stops_max + 1)
    ]
    width = limits.stops_max
    stop = np.concatenate([_padded(part[0], width=width) for part in parts])
    return Tours(
        stop=stop.astype(np.intp),
        driving_s=np.concatenate([part[1] for part in parts]),
        length_m=np.concatenate([part[2] for part in parts]),
    )


def _most_driving_s(limits: DayLimits, *, stops: int) -> float:
    """Driving that a day of so many stops leaves, s; negative where it leaves none."""
    return min(limits.driving_max_s, limits.working_max_s - stops * limits.at_stop_s) + _TIE_S


def _padded(stop: NDArray[np.int64], *, width: int) -> NDArray[np.int64]:
    filled = np.full((len(stop), width), NO_STOP, dtype=np.int64)
    filled[:, : stop.shape[1]] = stop
    return filled


def _of_size(
    time_s: Floats, length_m: Floats, size: int, most_s: float
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """List the feasible sets of one size: stops in order (t, size), driving, length."""
    nothing = np.empty((0, size), dtype=np.int64), np.empty(0), np.empty(0)
    if most_s < 0 or size >= len(time_s):
        return nothing
    orders, apart = _orders(size), _too_far_apart(time_s, most_s=most_s)
    count = _walk(time_s, length_m, apart, orders, most_s, *nothing)
    stop, driving = np.empty((count, size), dtype=np.int64), np.empty(count)
    length = np.empty(count)
    _walk(time_s, length_m, apart, orders, most_s, stop, driving, length)
    return stop, driving, length


def _too_far_apart(time_s: Floats, *, most_s: float) -> NDArray[np.bool_]:
    """Whether no day can serve two points, alone or among others, shape (k + 1, k + 1).

    Over the shortest ways through any points, which are never longer than the times given, serving
    more takes longer: what two stops take at least bounds every set that holds both.
    """
    least = time_s.copy()
    for via in range(len(least)):
        np.minimum(least, least[:, via, None] + least[None, via], out=least)
    there, back = least[0], least[:, 0]
    one_way = there[:, None] + least + back[None, :]
    return np.asarray(np.minimum(one_way, one_way.T) > most_s)


def _orders(size: int) -> NDArray[np.int64]:
    """Permutations of ``range(size)``, in lexicographic order, one a row."""
    return np.array(list(permutations(range(size))), dtype=np.int64)


@compiled
def _walk(
    time_s: Floats,
    length_m: Floats,
    apart: NDArray[np.bool_],
    orders: NDArray[np.int64],
    most_s: float,
    stop: NDArray[np.int64],
    driving: Floats,
    length: Floats,
) -> int:
    """Walk the sets in order; count those that are feasible, and fill where there is room."""
    size, points, found = orders.shape[1], len(time_s), 0
    chosen = np.zeros(size, dtype=np.int64)
    rank = 0
    while rank >= 0:
        chosen[rank] += 1
        if chosen[rank] > points - size + rank:
            rank -= 1
            continue
        if _holds_too_far(chosen, rank, apart):
            continue
        if rank < size - 1:
            rank += 1
            chosen[rank] = chosen[rank - 1]
            continue
        best, best_s, best_m = _best_order(chosen, orders, time_s, length_m)
        if best_s <= most_s:
            if found < len(driving):
                driving[found], length[found] = best_s, best_m
                for k in range(size):
                    stop[found, k] = chosen[orders[best, k]]
            found += 1
    return found


@compiled
def _holds_too_far(chosen: NDArray[np.int64], rank: int, apart: NDArray[np.bool_]) -> bool:
    """Whether the last point chosen is too far from one before it, or from the depot."""
    for k in range(rank + 1):  # noqa: SIM110 - numba compiles no generator
        if apart[chosen[k], chosen[rank]]:
            return True
    return False


@compiled
def _best_order(
    chosen: NDArray[np.int64], orders: NDArray[np.int64], time_s: Floats, length_m: Floats
) -> tuple[int, float, float]:
    """Rank, driving and length of the best order of a set."""
    best, best_s, best_m = 0, np.inf, np.inf
    for k in range(len(orders)):
        spent_s, spent_m, at = 0.0, 0.0, 0
        for rank in range(len(chosen)):
            then = chosen[orders[k, rank]]
            spent_s += time_s[at, then]
            spent_m += length_m[at, then]
            at = then
        spent_s += time_s[at, 0]
        spent_m += length_m[at, 0]
        shorter = spent_s < best_s + _TIE_S and spent_m < best_m - _TIE_M
        if spent_s < best_s - _TIE_S or shorter:
            best, best_s, best_m = k, spent_s, spent_m
    return best, best_s, best_m
