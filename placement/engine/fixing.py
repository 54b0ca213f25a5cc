"""Reduced-cost fixing: which options cannot be part of a plan better than the one in hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["options_worth_opening"]

_MARGIN = 1e-6
"""Relative margin over the incumbent that absorbs the tolerances of the linear solver."""


def options_worth_opening(
    kept: NDArray[np.bool_],
    *,
    bound: float,
    reduced_cost: Mapping[int, float],
    incumbent: float,
) -> NDArray[np.bool_]:
    """Options, mask of shape (o,), that a plan at least as good as the incumbent may still open.

    Parameters
    ----------
    kept
        Options that have a variable, shape (o,).
    bound
        Optimal value of the linear relaxation, person-seconds.
    reduced_cost
        Reduced cost of each ``open_o`` at that optimum, person-seconds.
    incumbent
        Value of a known plan, person-seconds.

    Notes
    -----
    Opening a variable that is 0 at the optimum of the relaxation costs at least its reduced cost:
    where ``bound + reduced cost`` exceeds the incumbent, no plan that opens it is as good. The
    incumbent's own options are never dropped. Source: H. Crowder, E. Johnson, M. Padberg, Solving
    large-scale zero-one linear programming problems, Operations Research 31 (1983) 803-834.
    """
    worth = kept.copy()
    for option, cost in reduced_cost.items():
        if bound + cost > incumbent * (1 + _MARGIN):
            worth[option] = False
    return worth
