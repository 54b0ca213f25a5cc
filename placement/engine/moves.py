"""Interchange moves between plans, compiled: open one option, close another, or both.

Notes
-----
Gains, losses and the correction between them: M. Resende, R. Werneck, On the implementation of a
swap-based local search procedure for the p-median problem, ALENEX (2003) 119-127. Here a move must
also keep every policy row, and an option may only replace another of its own site.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled
from placement.engine.walks import group_costs

__all__ = ["descend", "fill", "nearest_two"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_LEAST_GAIN = 1e-9


@compiled
def nearest_two(
    start: Ints,
    option: NDArray[np.int32],
    cost: Floats,
    tail: Floats,
    opened: NDArray[np.bool_],
    first: NDArray[np.int32],
    first_cost: Floats,
    second_cost: Floats,
) -> float:
    """Fill the nearest open option of each group (-1: none) and the two least costs; total."""
    total = 0.0
    for group in range(tail.size):
        first[group] = -1
        first_cost[group] = tail[group]
        second_cost[group] = tail[group]
        for q in range(start[group], start[group + 1]):
            if opened[option[q]]:
                if first[group] < 0:
                    first[group] = option[q]
                    first_cost[group] = cost[q]
                else:
                    second_cost[group] = cost[q]
                    break
        total += first_cost[group]
    return total


@compiled
def _row_keeps(
    column: int,
    other: int,
    column_start: Ints,
    row: NDArray[np.int32],
    factor: Floats,
    activity: Floats,
    lower: Floats,
    upper: Floats,
) -> bool:
    """Whether opening ``column`` (if >= 0) and closing ``other`` (if >= 0) keeps their rows."""
    kept = True
    if column >= 0:
        for z in range(column_start[column], column_start[column + 1]):
            activity[row[z]] += factor[z]
    if other >= 0:
        for z in range(column_start[other], column_start[other + 1]):
            activity[row[z]] -= factor[z]
    for each in (column, other):
        if each >= 0 and kept:
            for z in range(column_start[each], column_start[each + 1]):
                r = row[z]
                if activity[r] > upper[r] or activity[r] < lower[r]:
                    kept = False
                    break
    if column >= 0:
        for z in range(column_start[column], column_start[column + 1]):
            activity[row[z]] -= factor[z]
    if other >= 0:
        for z in range(column_start[other], column_start[other + 1]):
            activity[row[z]] += factor[z]
    return kept


@compiled
def _score(
    start: Ints,
    option: NDArray[np.int32],
    cost: Floats,
    first: NDArray[np.int32],
    first_cost: Floats,
    second_cost: Floats,
    slot: Ints,
    gain: Floats,
    loss: Floats,
    spared: Floats,
) -> None:
    """Fill what opening saves, what closing loses, and what each pair spares of that loss."""
    gain[:] = 0.0
    loss[:] = 0.0
    spared[:] = 0.0
    for group in range(first.size):
        near = first_cost[group]
        far = second_cost[group]
        place = slot[first[group]] if first[group] >= 0 else -1
        if place >= 0:
            loss[place] += far - near
        for q in range(start[group], start[group + 1]):
            c = cost[q]
            if c >= far:
                break
            if c < near:
                gain[option[q]] += near - c
            if place >= 0:
                spared[option[q], place] += far - max(c, near)


@compiled
def descend(
    start: Ints,
    option: NDArray[np.int32],
    cost: Floats,
    tail: Floats,
    opened: NDArray[np.bool_],
    site: Ints,
    least: Floats,
    most: Floats,
    column_start: Ints,
    row: NDArray[np.int32],
    factor: Floats,
    lower: Floats,
    upper: Floats,
    most_moves: int,
) -> float:
    """Make the best move while one helps; change ``opened`` in place, return the total cost.

    Moves: open an option, open one and close another, replace the offer of a site. ``opened`` must
    keep the rows (given by columns) to begin with, and still does.
    """
    options = opened.size
    groups = tail.size
    first = np.empty(groups, np.int32)
    first_cost = np.empty(groups)
    second_cost = np.empty(groups)
    activity = np.zeros(lower.size)
    at_site = np.full(site.max() + 1, -1, np.int64)
    slot = np.full(options, -1, np.int64)
    for k in range(options):
        if opened[k]:
            at_site[site[k]] = k
            for z in range(column_start[k], column_start[k + 1]):
                activity[row[z]] += factor[z]
    gain = np.empty(options)
    total = nearest_two(start, option, cost, tail, opened, first, first_cost, second_cost)
    for _ in range(most_moves):
        open_now = np.flatnonzero(opened)
        for place in range(open_now.size):
            slot[open_now[place]] = place
        loss = np.empty(open_now.size)
        spared = np.empty((options, open_now.size))
        _score(start, option, cost, first, first_cost, second_cost, slot, gain, loss, spared)
        best = -_LEAST_GAIN * max(abs(total), 1.0)
        entering = -1
        leaving = -1
        for k in range(options):
            if opened[k] or most[k] < 0.5:
                continue
            here = at_site[site[k]]
            if (
                here < 0
                and -gain[k] < best
                and _row_keeps(k, -1, column_start, row, factor, activity, lower, upper)
            ):
                best = -gain[k]
                entering = k
                leaving = -1
            for place in range(open_now.size):
                out = open_now[place]
                change = loss[place] - gain[k] - spared[k, place]
                if change >= best or least[out] > 0.5 or (here >= 0 and here != out):
                    continue
                if _row_keeps(k, out, column_start, row, factor, activity, lower, upper):
                    best = change
                    entering = k
                    leaving = out
        if entering < 0:
            break
        for k, sign in ((entering, 1.0), (leaving, -1.0)):
            if k >= 0:
                opened[k] = sign > 0
                for z in range(column_start[k], column_start[k + 1]):
                    activity[row[z]] += sign * factor[z]
        if leaving >= 0:
            at_site[site[leaving]] = -1
            slot[leaving] = -1
        at_site[site[entering]] = entering
        total = nearest_two(start, option, cost, tail, opened, first, first_cost, second_cost)
    return total


@compiled
def fill(
    start: Ints,
    option: NDArray[np.int32],
    cost: Floats,
    tail: Floats,
    opened: NDArray[np.bool_],
    site: Ints,
    least: Floats,  # noqa: ARG001 - the same arguments as ``descend``
    most: Floats,
    column_start: Ints,
    row: NDArray[np.int32],
    factor: Floats,
    lower: Floats,  # noqa: ARG001
    upper: Floats,
) -> None:
    """Open, one after the other, what saves most for the share it takes of the rows' room.

    Only rows bounded above are looked at; ``opened`` changes in place.
    """
    options = opened.size
    groups = tail.size
    paid = np.empty(groups)
    activity = np.zeros(upper.size)
    taken = np.zeros(site.max() + 1, np.bool_)
    for k in range(options):
        if opened[k]:
            taken[site[k]] = True
            for z in range(column_start[k], column_start[k + 1]):
                activity[row[z]] += factor[z]
    gain = np.empty(options)
    while True:
        group_costs(start, option, cost, tail, opened, paid)
        gain[:] = 0.0
        for group in range(groups):
            for q in range(start[group], start[group + 1]):
                if cost[q] >= paid[group]:
                    break
                gain[option[q]] += paid[group] - cost[q]
        best = 0.0
        entering = -1
        for k in range(options):
            if taken[site[k]] or most[k] < 0.5 or gain[k] <= 0.0:
                continue
            takes = 1e-6
            fits = True
            for z in range(column_start[k], column_start[k + 1]):
                r = row[z]
                if factor[z] > 0.0 and upper[r] < np.inf:
                    if activity[r] + factor[z] > upper[r]:
                        fits = False
                        break
                    takes += factor[z] / max(upper[r], factor[z])
            if fits and gain[k] / takes > best:
                best = gain[k] / takes
                entering = k
        if entering < 0:
            break
        opened[entering] = True
        taken[site[entering]] = True
        for z in range(column_start[entering], column_start[entering + 1]):
            activity[row[z]] += factor[z]
