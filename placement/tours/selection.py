"""Which tours cannot improve a plan, whatever else opens."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from placement.tours.model import Floats, Legs, Tours

__all__ = ["idle_tours"]

_ROUNDING = 1e-9


def idle_tours(tours: Tours, *, legs: Legs, useful: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each tour can be left out without making any plan worse, shape (t,).

    Parameters
    ----------
    useful
        Whether somebody may go to each stop: pairs (segment, stop) that are nearer than a door
        certainly open, shape (n, k).

    Notes
    -----
    A tour is left out when nobody can use some of its stops and dropping these from its own order
    gives a tour that is neither longer to drive nor longer in length; or nothing at all. Proof that
    it is exact: in a plan, replace the tour by that shorter one at the same frequency. It costs no
    more euros (no more kilometres, the same days), takes the same days and half-days, and is as
    near to everybody. Its driving and its work are within the same limits, so that it is listed
    too, in an order at least as good; and nobody's access is longer.
    """
    nobody = np.asarray(~useful.any(axis=0))
    idle = np.zeros(len(tours), dtype=np.bool_)
    for tour in np.flatnonzero(_stops_among(tours, stops=nobody)).tolist():
        idle[tour] = _shorter_without(tours, tour=tour, legs=legs, nobody=nobody)
    return idle


def _stops_among(tours: Tours, *, stops: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a tour makes one of some stops, shape (t,)."""
    known = np.concatenate((stops, [False]))  # position p in Legs is p - 1 here, none is the last
    makes = known[np.where(tours.stop < 0, -1, tours.stop - 1)]
    return np.asarray(makes.any(axis=1))


def _shorter_without(tours: Tours, *, tour: int, legs: Legs, nobody: NDArray[np.bool_]) -> bool:
    """Whether the tour without its useless stops is no longer, or is nothing at all."""
    left = [stop for stop in tours.of(tour) if not nobody[stop - 1]]
    if not left:
        return True
    driving_s, length_m = _driven(left, table=legs.time_s), _driven(left, table=legs.length_m)
    return bool(
        driving_s <= tours.driving_s[tour] + _ROUNDING
        and length_m <= tours.length_m[tour] + _ROUNDING
    )


def _driven(stops: list[int], *, table: Floats) -> float:
    points = [0, *stops, 0]
    return float(sum(table[a, b] for a, b in pairwise(points)))
