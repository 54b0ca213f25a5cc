"""From the duals of a master back to multipliers of the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine.layers import Layer

__all__ = ["Cut", "LayerDual", "mean_levels"]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Where a row of the master comes from: its layer, its bundle, the levels of all groups."""

    layer: int
    bundle: int
    level: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LayerDual:
    """What a layer weighs in a bound (1 for the first), and a multiplier a group, shape (g,)."""

    weight: float
    u: NDArray[np.float64]


def mean_levels(
    layer: Layer, *, number: int, weight: float, cuts: Sequence[Cut | None], dual: Sequence[float]
) -> LayerDual:
    """Average the levels of the cuts of a layer by their duals.

    Parameters
    ----------
    weight
        What the duals of the cuts of each bundle add up to.
    cuts, dual
        One entry a row; None is no cut.

    Notes
    -----
    They add up to less where a bundle pays the least that it may: the rest weighs that least. A cut
    is convex in its levels: at their mean, the Lagrangian is worth at least what the cuts prove.
    """
    mean, weighed = np.zeros(layer.lists.groups), np.zeros(layer.bundles)
    by_level: dict[int, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    for cut, share in zip(cuts, dual, strict=True):
        if cut is not None and cut.layer == number and share > 0:
            _, shares = by_level.setdefault(id(cut.level), (cut.level, np.zeros(layer.bundles)))
            shares[cut.bundle] += share
    for level, shares in by_level.values():
        mean += shares[layer.bundle] * level
        weighed += shares
    if weight <= 0:
        return LayerDual(0.0, layer.nearest())
    rest = np.maximum(weight - weighed, 0.0)[layer.bundle]
    return LayerDual(weight, (mean + rest * layer.nearest()) / weight)
