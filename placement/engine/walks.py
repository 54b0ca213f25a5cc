"""Walks along the sorted costs: values, cuts, multipliers; compiled, without a word of policy.

Every function takes the arrays of `CostLists` first. ``opened`` is a plan, shape (o,); ``share``
a point between plans.

Notes
-----
Closed-form cuts: C. Durán-Mateluna, Z. Alès, S. Elloumi, An efficient Benders decomposition for
the p-median problem, EJOR 308 (2023) 84-96. Lagrangian of the assignment rows: G. Cornuéjols,
M. Fisher, G. Nemhauser, Location of bank accounts to optimize float, Management Science 23 (1977)
789-810.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled

__all__ = ["cut_of_multipliers", "group_costs", "lagrangian", "levels", "subgradient"]

Floats = NDArray[np.float64]
_FULL = 1.0 - 1e-9


@compiled
def group_costs(
    start: NDArray[np.int64],
    option: NDArray[np.int32],
    cost: Floats,
    tail: Floats,
    opened: NDArray[np.bool_],
    paid: Floats,
) -> float:
    """Fill what each group pays under a plan, shape (g,); return the total."""
    total = 0.0
    for group in range(tail.size):
        paid[group] = tail[group]
        for q in range(start[group], start[group + 1]):
            if opened[option[q]]:
                paid[group] = cost[q]
                break
        total += paid[group]
    return total


@compiled
def levels(
    start: NDArray[np.int64],
    option: NDArray[np.int32],
    cost: Floats,
    tail: Floats,
    share: Floats,
    level: Floats,
) -> float:
    """Fill the level of each group's cut at a fractional point, shape (g,); return the value there.

    The level is the cost at which the shares met along the list reach one.
    """
    total = 0.0
    for group in range(tail.size):
        filled = 0.0
        reached = tail[group]
        stop = start[group + 1]
        for q in range(start[group], start[group + 1]):
            filled += share[option[q]]
            if filled >= _FULL:
                reached = cost[q]
                stop = q
                break
        level[group] = reached
        total += reached
        for q in range(start[group], stop):
            total -= (reached - cost[q]) * share[option[q]]
    return total


@compiled
def cut_of_multipliers(
    start: NDArray[np.int64],
    option: NDArray[np.int32],
    cost: Floats,
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
        for q in range(start[group], start[group + 1]):
            gap = u - cost[q]
            if gap <= 0.0:
                break
            saving[b, option[q]] += gap


@compiled
def lagrangian(
    start: NDArray[np.int64],
    option: NDArray[np.int32],
    cost: Floats,
    multiplier: Floats,
    reduced: Floats,
) -> float:
    """Fill what opening each option is worth, ``<= 0``, shape (o,); return the sum of u."""
    reduced[:] = 0.0
    total = 0.0
    for group in range(multiplier.size):
        u = multiplier[group]
        total += u
        for q in range(start[group], start[group + 1]):
            gap = cost[q] - u
            if gap >= 0.0:
                break
            reduced[option[q]] += gap
    return total


@compiled
def subgradient(
    start: NDArray[np.int64],
    option: NDArray[np.int32],
    cost: Floats,
    multiplier: Floats,
    share: Floats,
    slope: Floats,
) -> None:
    """Fill ``1 - shares met below u``, shape (g,): how the bound grows with each multiplier."""
    for group in range(multiplier.size):
        u = multiplier[group]
        left = 1.0
        for q in range(start[group], start[group + 1]):
            if cost[q] >= u:
                break
            left -= share[option[q]]
        slope[group] = left
