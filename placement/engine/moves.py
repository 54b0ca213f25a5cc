"""Interchange moves between plans, compiled: open one option, close another, or both.

Notes
-----
Gains, losses and the correction between them: M. Resende, R. Werneck, On the implementation of a
swap-based local search procedure for the p-median problem, ALENEX (2003) 119-127. Here a move must
also keep every policy row, and an option may only replace another of its own site.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled
from placement.engine.walks import Walk, group_costs

__all__ = ["Ground", "descend", "fill", "nearest_two"]

Floats = NDArray[np.float64]
Plan = NDArray[np.bool_]
_LEAST_GAIN = 1e-9


class Ground(NamedTuple):
    """The rules of the moves: site and bounds of each option, rows by columns."""

    site: NDArray[np.int64]
    least: Floats
    most: Floats
    start: NDArray[np.int64]
    row: NDArray[np.int32]
    factor: Floats
    lower: Floats
    upper: Floats


class _Doors(NamedTuple):
    """Nearest open option of each group (-1: none) and the two least costs, shape (g,)."""

    first: NDArray[np.int32]
    near: Floats
    far: Floats


class _Scores(NamedTuple):
    """What opening saves (o,), closing loses (p,), and each pair spares of that loss (o, p)."""

    gain: Floats
    loss: Floats
    spared: Floats


@compiled
def nearest_two(
    walk: Walk, opened: Plan, first: NDArray[np.int32], near: Floats, far: Floats
) -> float:
    """Fill the nearest open option of each group (-1: none) and the two least costs; total."""
    total = 0.0
    for group in range(walk.tail.size):
        first[group] = -1
        near[group] = walk.tail[group]
        far[group] = walk.tail[group]
        for q in range(walk.start[group], walk.start[group + 1]):
            if not opened[walk.option[q]]:
                continue
            if first[group] >= 0:
                far[group] = walk.cost[q]
                break
            first[group] = walk.option[q]
            near[group] = walk.cost[q]
        total += near[group]
    return total


@compiled
def _shift(ground: Ground, activity: Floats, k: int, sign: float) -> None:
    """Add an option to the activity of its rows, or take it away; nothing for -1."""
    if k >= 0:
        for z in range(ground.start[k], ground.start[k + 1]):
            activity[ground.row[z]] += sign * ground.factor[z]


@compiled
def _within(ground: Ground, activity: Floats, k: int) -> bool:
    """Whether the rows of an option are within their bounds; true for -1."""
    kept = True
    if k >= 0:
        for z in range(ground.start[k], ground.start[k + 1]):
            r = ground.row[z]
            kept = kept and ground.lower[r] <= activity[r] <= ground.upper[r]
    return kept


@compiled
def _keeps(ground: Ground, activity: Floats, entering: int, leaving: int) -> bool:
    """Whether opening one and closing another (-1: none) keeps the rows that they are in."""
    _shift(ground, activity, entering, 1.0)
    _shift(ground, activity, leaving, -1.0)
    kept = _within(ground, activity, entering) and _within(ground, activity, leaving)
    _shift(ground, activity, entering, -1.0)
    _shift(ground, activity, leaving, 1.0)
    return kept


@compiled
def _score(walk: Walk, doors: _Doors, slot: NDArray[np.int64], scores: _Scores) -> None:
    """Score every move; ``slot`` is the position of each open option among the open ones."""
    scores.gain[:] = 0.0
    scores.loss[:] = 0.0
    scores.spared[:] = 0.0
    for group in range(walk.tail.size):
        near, far = doors.near[group], doors.far[group]
        place = slot[doors.first[group]] if doors.first[group] >= 0 else -1
        if place >= 0:
            scores.loss[place] += far - near
        for q in range(walk.start[group], walk.start[group + 1]):
            c = walk.cost[q]
            if c >= far:
                break
            if c < near:
                scores.gain[walk.option[q]] += near - c
            if place >= 0:
                scores.spared[walk.option[q], place] += far - max(c, near)


@compiled
def _best_for(
    ground: Ground,
    activity: Floats,
    scores: _Scores,
    open_now: NDArray[np.int64],
    here: int,
    k: int,
    best: float,
) -> tuple[float, int]:
    """Best change that opens ``k``, if below ``best``, and what it closes (-1: nothing).

    ``here`` is the open option of the same site, which can only be replaced; -1 for none.
    """
    leaving = -2
    if here < 0 and -scores.gain[k] < best and _keeps(ground, activity, k, -1):
        best, leaving = -scores.gain[k], -1
    for place in range(open_now.size):
        out = open_now[place]
        change = scores.loss[place] - scores.gain[k] - scores.spared[k, place]
        barred = ground.least[out] > 0.5 or (here >= 0 and here != out)
        if change < best and not barred and _keeps(ground, activity, k, out):
            best, leaving = change, out
    return best, leaving


@compiled
def descend(walk: Walk, ground: Ground, opened: Plan, most_moves: int) -> float:
    """Make the best move while one helps; change ``opened`` in place, return the total cost.

    Moves: open an option, open one and close another, replace the offer of a site. ``opened`` must
    keep the rows to begin with, and still does.
    """
    groups, options = walk.tail.size, opened.size
    doors = _Doors(np.empty(groups, np.int32), np.empty(groups), np.empty(groups))
    activity = np.zeros(ground.lower.size)
    at_site = np.full(ground.site.max() + 1, -1, np.int64)
    for k in range(options):
        if opened[k]:
            at_site[ground.site[k]] = k
            _shift(ground, activity, k, 1.0)
    slot = np.full(options, -1, np.int64)
    total = nearest_two(walk, opened, doors.first, doors.near, doors.far)
    for _ in range(most_moves):
        open_now = np.flatnonzero(opened)
        slot[:] = -1
        for place in range(open_now.size):
            slot[open_now[place]] = place
        scores = _Scores(
            np.empty(options), np.empty(open_now.size), np.empty((options, open_now.size))
        )
        _score(walk, doors, slot, scores)
        best, entering, leaving = -_LEAST_GAIN * max(abs(total), 1.0), -1, -1
        for k in range(options):
            if not opened[k] and ground.most[k] > 0.5:
                here = int(at_site[ground.site[k]])
                change, out = _best_for(ground, activity, scores, open_now, here, k, best)
                if out > -2:
                    best, entering, leaving = change, k, out
        if entering < 0:
            break
        if leaving >= 0:
            opened[leaving] = False
            at_site[ground.site[leaving]] = -1
        opened[entering] = True
        at_site[ground.site[entering]] = entering
        _shift(ground, activity, entering, 1.0)
        _shift(ground, activity, leaving, -1.0)
        total = nearest_two(walk, opened, doors.first, doors.near, doors.far)
    return total


@compiled
def _gains(walk: Walk, paid: Floats, gain: Floats) -> None:
    """Fill what opening each option alone would save, shape (o,)."""
    gain[:] = 0.0
    for group in range(walk.tail.size):
        for q in range(walk.start[group], walk.start[group + 1]):
            if walk.cost[q] >= paid[group]:
                break
            gain[walk.option[q]] += paid[group] - walk.cost[q]


@compiled
def _share_taken(ground: Ground, activity: Floats, k: int) -> float:
    """Share of the room of its rows that an option takes; infinite when it does not fit."""
    share = 1e-6
    for z in range(ground.start[k], ground.start[k + 1]):
        r, factor = ground.row[z], ground.factor[z]
        if factor > 0.0 and ground.upper[r] < np.inf:
            if activity[r] + factor > ground.upper[r]:
                return np.inf
            share += factor / max(ground.upper[r], factor)
    return share


@compiled
def fill(walk: Walk, ground: Ground, opened: Plan) -> None:
    """Open, one after the other, what saves most for the share it takes of the rows' room.

    Only rows bounded above are looked at; ``opened`` changes in place.
    """
    paid, gain = np.empty(walk.tail.size), np.empty(opened.size)
    activity = np.zeros(ground.upper.size)
    taken = np.zeros(ground.site.max() + 1, np.bool_)
    for k in range(opened.size):
        if opened[k]:
            taken[ground.site[k]] = True
            _shift(ground, activity, k, 1.0)
    entering = 0
    while entering >= 0:
        group_costs(walk, opened, paid)
        _gains(walk, paid, gain)
        best, entering = 0.0, -1
        for k in range(opened.size):
            if gain[k] > 0.0 and ground.most[k] > 0.5 and not taken[ground.site[k]]:
                value = gain[k] / _share_taken(ground, activity, k)
                if value > best:
                    best, entering = value, k
        if entering >= 0:
            opened[entering] = True
            taken[ground.site[entering]] = True
            _shift(ground, activity, entering, 1.0)
