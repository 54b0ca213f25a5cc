"""The variables that every formulation shares: one binary per option worth opening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp

from placement.problem import ReducedProblem

__all__ = ["CompactModel", "Opened", "open_variables"]

Opened = dict[int, Any]
"""pulp variable ``open_o`` by option position; an option without a variable stays closed."""


@dataclass(frozen=True, slots=True, eq=False)
class CompactModel:
    """A pulp model and the variables that say which options are open."""

    lp: Any
    opened: Opened


def open_variables(model: Any, *, reduced: ReducedProblem, relaxed: bool) -> Opened:
    """``open_o``: 1 if option o is open, else 0; anything between when relaxed."""
    category = pulp.LpContinuous if relaxed else pulp.LpBinary
    return {
        int(option): model.add_variable(f"open_{option}", lowBound=0, upBound=1, cat=category)
        for option in np.flatnonzero(reduced.kept)
    }
