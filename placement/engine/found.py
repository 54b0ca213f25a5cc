"""What a search is given beside its rows, and what it ends with."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from placement.engine.lists import CostLists

__all__ = ["Cap", "Found", "Memory"]

Plan = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cap:
    """Costs that may not exceed ``most`` in all: an earlier objective, kept."""

    lists: CostLists
    most: float


@dataclass(slots=True)
class Memory:
    """What one search leaves for the next on the same costs: multipliers and plans.

    Multipliers give valid cuts and bounds under any policy, so nothing in here can mislead.
    """

    multipliers: NDArray[np.float64] | None = None
    plans: list[Plan] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search ends with.

    ``plan`` is None when none was found; ``infeasible`` when there is none to find. ``cost`` and
    ``bound`` are those of the lists; ``how`` tells what was used, French.
    """

    plan: Plan | None
    cost: float | None
    bound: float | None
    infeasible: bool
    how: str
