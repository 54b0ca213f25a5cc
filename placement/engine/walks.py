"""Walks along the sorted costs: values, cuts, multipliers; compiled, without a word of policy.

``opened`` is a plan, shape (o,); ``share`` a point between plans.

Notes
-----
Closed-form cuts: C. Durán-Mateluna, Z. Alès, S. Elloumi, An efficient Benders decomposition for
the p-median problem, EJOR 308 (2023) 84-96. Lagrangian of the assignment rows: G. Cornuéjols,
M. Fisher, G. Nemhauser, Location of bank accounts to optimize float, Management Science 23 (1977)
789-810.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled

__all__ = ["Walk", "cut_of_multipliers", "group_costs", "lagrangian", "levels", "subgradient"]

Floats = NDArray[np.float64]
_FULL = 1.0 - 1e-9


class Walk(NamedTuple):
    """The arrays of `CostLists` in the form that a kernel takes."""

    start: NDArray[np.int64]
    option: NDArray[np.int32]
    cost: Floats
    tail: Floats


@compiled
def group_costs(walk: Walk, opened: NDArray[np.bool_], paid: Floats) -> float:
    """Fill what each group pays under a plan, shape (g,); return the total."""
    total = 0.0
    for group in range(walk.tail.size):
        paid[group] = walk.tail[group]
        for q in range(walk.start[group], walk.start[group + 1]):
            if opened[walk.option[q]]:
                paid[group] = walk.cost[q]
                break
        total += paid[group]
    return total


@compiled
def levels(walk: Walk, share: Floats, level: Floats) -> float:
    """Fill the level of each group's cut at a fractional point, shape (g,); return the value there.

    The level is the cost at which the shares met along the list reach one.
    """
    total = 0.0
    for group in range(walk.tail.size):
        filled = 0.0
        reached = walk.tail[group]
        stop = walk.start[group + 1]
        for q in range(walk.start[group], stop):
            filled += share[walk.option[q]]
            if filled >= _FULL:
                reached = walk.cost[q]
                stop = q
                break
        level[group] = reached
        total += reached
        for q in range(walk.start[group], stop):
            total -= (reached - walk.cost[q]) * share[walk.option[q]]
    return total


@compiled
def cut_of_multipliers(
    walk: Walk,
    multiplier: Floats,
    bundle: NDArray[np.int64],
    saving: Floats,
    constant: Floats,
) -> None:
    """Sum over bundles of groups the cuts ``pays >= u - sum (u - c)+ open``.

    Fill ``saving``, shape (bundles, o), and ``constant``, shape (bundles,). Valid for any
    multipliers u that do not exceed the tails.
    """
    saving[:] = 0.0
    constant[:] = 0.0
    for group in range(multiplier.size):
        b = bundle[group]
        u = multiplier[group]
        constant[b] += u
        for q in range(walk.start[group], walk.start[group + 1]):
            gap = u - walk.cost[q]
            if gap <= 0.0:
                break
            saving[b, walk.option[q]] += gap


@compiled
def lagrangian(walk: Walk, multiplier: Floats, reduced: Floats) -> float:
    """Fill what opening each option is worth, ``<= 0``, shape (o,); return the sum of u."""
    reduced[:] = 0.0
    total = 0.0
    for group in range(multiplier.size):
        u = multiplier[group]
        total += u
        for q in range(walk.start[group], walk.start[group + 1]):
            gap = walk.cost[q] - u
            if gap >= 0.0:
                break
            reduced[walk.option[q]] += gap
    return total


@compiled
def subgradient(walk: Walk, multiplier: Floats, picked: NDArray[np.bool_], slope: Floats) -> None:
    """Fill ``1 - picked met below u``, shape (g,): how the bound grows with each multiplier."""
    for group in range(multiplier.size):
        u = multiplier[group]
        left = 1.0
        for q in range(walk.start[group], walk.start[group + 1]):
            if walk.cost[q] >= u:
                break
            if picked[walk.option[q]]:
                left -= 1.0
        slope[group] = left
