"""The front of budget and access: what each euro more buys, and where it stops buying much."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Knee", "Spent", "Step", "efficient", "halving", "knee", "lower_hull", "steps"]

_SAME = 1e-9
_LEAST_BEND = 0.01
"""Below this distance to the chord, in the unit square, a front is a straight line."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a plan costs a year, EUR, and what it is worth: less is better."""

    cost_eur: float
    value: float


@dataclass(frozen=True, slots=True)
class Step:
    """From a point of the front to the next: EUR more, value less, and value by 1,000 EUR."""

    more_eur: float
    gained: float
    per_thousand: float


@dataclass(frozen=True, slots=True)
class Knee:
    """Position of a point of the front where money starts to buy less, and how strongly it bends.

    ``bend`` is the distance to the chord in the unit square, between 0 and 0.71.
    """

    at: int
    bend: float


def efficient(points: Sequence[Spent]) -> tuple[int | None, ...]:
    """Say of each point which one dominates it, None where none does.

    A point is dominated where another is worth at least as much for no more money; of points that
    are equal, the first is kept.
    """
    order = sorted(range(len(points)), key=lambda k: (points[k].cost_eur, points[k].value, k))
    dominated: list[int | None] = [None] * len(points)
    best: int | None = None
    for k in order:
        if best is not None and points[best].value <= points[k].value + _SAME:
            dominated[k] = best
        else:
            best = k
    return tuple(dominated)


def steps(front: Sequence[Spent]) -> tuple[Step, ...]:
    """Tell what is bought between two neighbours of a front, sorted by cost."""
    found = []
    for before, after in itertools.pairwise(front):
        more, gained = after.cost_eur - before.cost_eur, before.value - after.value
        found.append(Step(more, gained, gained / more * 1000))
    return tuple(found)


def knee(front: Sequence[Spent]) -> Knee | None:
    """Find the point of a front, sorted by cost, that is farthest below its chord.

    None for fewer than three points, or a front that does not bend.

    Notes
    -----
    Both axes are brought to [0, 1] first, so that the answer does not depend on units. Source:
    I. Das, On characterizing the "knee" of the Pareto curve based on normal-boundary intersection,
    Structural Optimization 18 (1999).
    """
    if len(front) < 3:
        return None
    first, last = front[0], front[-1]
    cost = np.array([p.cost_eur - first.cost_eur for p in front])
    value = np.array([p.value - last.value for p in front])
    below = (1 - cost / cost[-1] - value / value[0]) / np.sqrt(2)
    at = int(np.argmax(below))
    bend = float(below[at])
    return Knee(at, bend) if bend >= _LEAST_BEND else None


def lower_hull(front: Sequence[Spent]) -> tuple[int, ...]:
    """Positions of the points on the lower convex hull of a front, sorted by cost."""
    hull: list[int] = []
    for k in range(len(front)):
        while len(hull) >= 2 and not _turns_left(front[hull[-2]], front[hull[-1]], last=front[k]):
            hull.pop()
        hull.append(k)
    return tuple(hull)


def _turns_left(first: Spent, middle: Spent, *, last: Spent) -> bool:
    along = (middle.cost_eur - first.cost_eur) * (last.value - first.value)
    across = (middle.value - first.value) * (last.cost_eur - first.cost_eur)
    return along - across > _SAME


def halving(front: Sequence[Spent]) -> int | None:
    """Find the first point after which 1,000 EUR buy at most half of what they bought at first.

    Rates are those of the convex hull, which only fall. None where they never fall by half.
    """
    hull = lower_hull(front)
    if len(hull) < 3:
        return None
    rates = steps([front[k] for k in hull])
    for k, rate in zip(hull[1:-1], rates[1:], strict=True):
        if rate.per_thousand <= rates[0].per_thousand / 2 + _SAME:
            return k
    return None
