"""What the live master answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine.duals import LayerDual

__all__ = ["LpAnswer", "MipRound"]


@dataclass(frozen=True, slots=True, eq=False)
class LpAnswer:
    """Bound of the relaxation, its point and its reduced costs, shape (o,).

    ``layers`` and ``row_dual``, one a layer and one a row of the policy, are multipliers that give
    the bound; those of rows are positive where the lower side binds.
    """

    bound: float
    share: NDArray[np.float64]
    reduced_cost: NDArray[np.float64]
    layers: tuple[LayerDual, ...]
    row_dual: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MipRound:
    """One whole-number search: plans met, a proven bound (None if unknown), how it ended."""

    plans: tuple[NDArray[np.bool_], ...]
    bound: float | None
    infeasible: bool
    finished: bool
