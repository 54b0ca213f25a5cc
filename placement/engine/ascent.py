"""Raising the Lagrangian bound of a node along its subgradient; compiled.

The assignment rows are relaxed with multipliers u, one a group, and the policy rows ``a x <= b``
with multipliers v >= 0.

Notes
-----
Step: B. Polyak, Minimization of unsmooth functionals, USSR Computational Mathematics 9 (1969)
14-29; the direction keeps a part of the former one (P. Camerini, L. Fratta, F. Maffioli, On
improving relaxation methods by modified gradient techniques, Math. Prog. Study 3 (1975) 26-34).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled
from placement.engine.choice import Choice, choose, fix
from placement.engine.walks import Walk, group_costs, lagrangian, subgradient

__all__ = ["Incumbent", "Node", "Pace", "RowsToRelax", "ascend", "row_slopes"]

Floats = NDArray[np.float64]

_MEMORY = 0.8
_SHRINK = 0.7
_LOOK_EVERY = 10
_FORGET = 0.9
_KEPT = 1e-9
_PROGRESS = 1e-4


class RowsToRelax(NamedTuple):
    """Policy rows ``a x <= b`` by columns, each scaled to a mean coefficient of 1."""

    start: NDArray[np.int64]
    row: NDArray[np.int32]
    factor: Floats
    bound: Floats


class Node(NamedTuple):
    """What is fixed, shape (o,), and the multipliers of groups and rows; changed in place."""

    state: NDArray[np.int8]
    u: Floats
    v: Floats


class Incumbent(NamedTuple):
    """Best plan, shape (o,), and its cost, shape (1,); changed in place."""

    plan: NDArray[np.bool_]
    cost: Floats


class Pace(NamedTuple):
    """How an ascent moves: most steps, first and least length, patience before it shortens."""

    steps: int
    first: float
    least: float
    patience: int


@compiled
def ascend(
    walk: Walk,
    rows: RowsToRelax,
    choice: Choice,
    node: Node,
    incumbent: Incumbent,
    cutoff: float,
    pace: Pace,
    stop: NDArray[np.bool_],
) -> tuple[float, Floats]:
    """Raise the bound of a node, fixing what may be fixed; end once it exceeds ``cutoff``.

    Returns
    -------
    tuple
        The bound, and how often each option was picked of late, shape (o,).
    """
    trial = Node(node.state, node.u.copy(), node.v.copy())
    slope, direction = np.empty(node.u.size), np.zeros(node.u.size)
    row_slope, row_direction = np.empty(node.v.size), np.zeros(node.v.size)
    often = np.zeros(node.state.size)
    length, highest, since, seen = pace.first, -1e300, 0, 0.0
    for step in range(pace.steps):
        if stop[0] or length < pace.least:
            break
        value = _value(walk, rows, choice, trial)
        if value > cutoff:
            return value, often
        since = 0 if value - highest > _PROGRESS * (incumbent.cost[0] - highest) else since + 1
        if value > highest:
            highest = value
            node.u[:] = trial.u
            node.v[:] = trial.v
        fix(choice, node.state, cutoff - value)
        if since >= pace.patience:
            length *= _SHRINK
            since = 0
            trial.u[:] = node.u
            trial.v[:] = node.v
        seen = _FORGET * seen + 1.0
        often[:] = _FORGET * often + choice.picked
        subgradient(walk, trial.u, choice.picked, slope)
        row_slopes(rows, choice.picked, row_slope)
        if step % _LOOK_EVERY == 0:
            _look(walk, choice.picked, row_slope, incumbent)
        norm = _turn(walk, trial, slope, direction, row_slope, row_direction)
        if norm < 1e-12:
            break
        aim = max(incumbent.cost[0] - value, 0.0) + 1e-5 * abs(incumbent.cost[0])
        _move(walk, trial, direction, row_direction, length * aim / norm)
    if seen > 0.0:
        often /= seen
    return highest, often


@compiled
def _value(walk: Walk, rows: RowsToRelax, choice: Choice, node: Node) -> float:
    """Bound at some multipliers; the choice is left for the subgradient."""
    worth = choice.worth
    value = lagrangian(walk, node.u, worth)
    for k in range(worth.size):
        for z in range(rows.start[k], rows.start[k + 1]):
            worth[k] += node.v[rows.row[z]] * rows.factor[z]
    for r in range(rows.bound.size):
        value -= node.v[r] * rows.bound[r]
    return value + choose(choice, node.state)


@compiled
def row_slopes(rows: RowsToRelax, picked: NDArray[np.bool_], slope: Floats) -> None:
    """Fill ``a x - b`` of each row, shape (r,)."""
    for r in range(slope.size):
        slope[r] = -rows.bound[r]
    for k in range(picked.size):
        if picked[k]:
            for z in range(rows.start[k], rows.start[k + 1]):
                slope[rows.row[z]] += rows.factor[z]


@compiled
def _look(walk: Walk, picked: NDArray[np.bool_], row_slope: Floats, incumbent: Incumbent) -> None:
    """Keep the choice as a plan when it keeps the rows and costs less."""
    for r in range(row_slope.size):
        if row_slope[r] > _KEPT:
            return
    met = group_costs(walk, picked, np.empty(walk.tail.size))
    if met < incumbent.cost[0] - 1e-9 * abs(incumbent.cost[0]):
        incumbent.cost[0] = met
        incumbent.plan[:] = picked


@compiled
def _turn(
    walk: Walk,
    node: Node,
    slope: Floats,
    direction: Floats,
    row_slope: Floats,
    row_direction: Floats,
) -> float:
    """Turn the direction towards the slope, away from the walls; return its squared length."""
    norm = 0.0
    for group in range(slope.size):
        direction[group] = slope[group] + _MEMORY * direction[group]
        if node.u[group] >= walk.tail[group]:
            direction[group] = min(direction[group], 0.0)
        norm += direction[group] * direction[group]
    for r in range(row_slope.size):
        row_direction[r] = row_slope[r] + _MEMORY * row_direction[r]
        if node.v[r] <= 0.0:
            row_direction[r] = max(row_direction[r], 0.0)
        norm += row_direction[r] * row_direction[r]
    return norm


@compiled
def _move(walk: Walk, node: Node, direction: Floats, row_direction: Floats, length: float) -> None:
    """Move the multipliers, u between 0 and the tails, v above 0."""
    for group in range(direction.size):
        moved = node.u[group] + length * direction[group]
        node.u[group] = min(max(moved, 0.0), walk.tail[group])
    for r in range(row_direction.size):
        node.v[r] = max(node.v[r] + length * row_direction[r], 0.0)
