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
    gives a tour whose way from each stop to the next is neither longer to drive nor longer in
    length; or nothing at all. Proof that it is exact: in a plan, replace the tour by that shorter
    one at the same frequency. It costs no more euros (no more kilometres, the same days), takes the
    same days and half-days, and is as near to everybody. It can keep the very hours of the tour at
    the stops left, waiting where a stop was dropped, so that it works no longer and keeps every
    window: it is listed too, in an order at least as good; and nobody's access is longer.
    """
    nobody = np.asarray(~useful.any(axis=0))
    idle = np.zeros(len(tours), dtype=np.bool_)
    for tour in np.flatnonzero(tours.serve(nobody)).tolist():
        idle[tour] = _shorter_without(tours, tour=tour, legs=legs, nobody=nobody)
    return idle


def _shorter_without(tours: Tours, *, tour: int, legs: Legs, nobody: NDArray[np.bool_]) -> bool:
    """Whether the tour without its useless stops is no longer, or is nothing at all."""
    points = [0, *tours.of(tour), 0]
    kept = [rank for rank, stop in enumerate(points) if stop == 0 or not nobody[stop - 1]]
    return len(kept) == 2 or all(
        _no_longer(points[first : last + 1], table=table)
        for table in (legs.time_s, legs.length_m)
        for first, last in pairwise(kept)
    )


def _no_longer(points: list[int], *, table: Floats) -> bool:
    """Whether going straight from the first point to the last is no longer than through all."""
    through = sum(float(table[a, b]) for a, b in pairwise(points))
    return float(table[points[0], points[-1]]) <= through + _ROUNDING
