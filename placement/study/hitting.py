"""The smallest set that has something in common with each of several sets."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from placement.errors import NoSolutionError

__all__ = ["smallest_hitting_set"]

_OPTIMAL = 0


def smallest_hitting_set(
    sets: Sequence[Collection[int]], *, size: int, time_limit_s: float
) -> frozenset[int]:
    """Choose as few of the numbers 0 to ``size`` - 1 as can be, at least one in each set.

    ``minimise sum of x_r subject to sum of x_r over each set >= 1``, x binary; the sets are not
    empty.

    Raises
    ------
    NoSolutionError
        The time ran out before the proof.
    """
    if not sets:
        return frozenset()
    rows = np.zeros((len(sets), size))
    for row, members in zip(rows, sets, strict=True):
        row[list(members)] = 1.0
    answer = milp(
        np.ones(size),
        integrality=np.ones(size, dtype=np.intp),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, lb=1.0),
        options={"time_limit": time_limit_s},
    )
    if answer.status != _OPTIMAL or answer.x is None:
        raise NoSolutionError("Le temps a manqué pour trouver les règles qui se contredisent.")
    return frozenset(np.flatnonzero(answer.x > 0.5).tolist())
