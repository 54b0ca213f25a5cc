"""Rows that are only written once a plan misses them.

Some rules need one row for every segment and option, and only a handful ever matter. They are left
out of the policy; each plan met is asked which of them it misses, and those are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lazy", "LazyRow"]


@dataclass(frozen=True, slots=True, eq=False)
class LazyRow:
    """One row ``factors @ x[columns] <= upper`` over options and auxiliaries."""

    columns: NDArray[np.intp]
    factors: NDArray[np.float64]
    upper: float


class Lazy(Protocol):
    """A rule that answers which of its rows a plan, shape (o,), misses; none when it is kept.

    Every row must hold for every plan that keeps the rule, and cut the plan at hand off.
    """

    def __call__(self, plan: NDArray[np.bool_]) -> Sequence[LazyRow]:
        """Return the rows that a plan misses."""
        ...
