"""What a reader can deduce of hidden counts, by linear programming: the audit of a publication.

Notes
-----
The attacker of cell suppression (Hundepool et al., *Statistical Disclosure Control*, 2012, section
4.3): every published sum is a linear relation between the hidden counts, every count lies between
known limits, and the feasible interval of a hidden count is the least and the greatest that it can
be. Whole numbers are relaxed: an interval found here contains the one of whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import PlacementError

__all__ = ["Relations", "feasible_ranges"]

_UNBOUNDED: Final = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """All that is published on v hidden counts: ``low <= matrix @ count <= high``.

    Parameters
    ----------
    matrix : (m, v) one row a published sum
    low, high : (m,) persons; equal for an exact sum, apart for a rounded one
    least, most : (v,) persons, limits of each hidden count; inf for none
    """

    matrix: Floats
    low: Floats
    high: Floats
    least: Floats
    most: Floats

    def __post_init__(self) -> None:
        for name in ("matrix", "low", "high", "least", "most"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)


def feasible_ranges(relations: Relations, *, targets: Floats) -> Floats:
    """Least and greatest value of linear forms of the hidden counts, (k, 2) persons.

    Parameters
    ----------
    targets : (k, v) one form a row; ``np.eye(v)`` asks for each hidden count

    Raises
    ------
    PlacementError
        The relations contradict each other: no count satisfies them all.
    """
    exact = relations.high <= relations.low
    loose, above, below = relations.matrix[~exact], relations.high[~exact], relations.low[~exact]
    has_above, has_below = np.isfinite(above), np.isfinite(below)
    program = _Program(
        equal=(relations.matrix[exact], relations.low[exact]),
        at_most=(
            np.vstack([loose[has_above], -loose[has_below]]),
            np.concatenate([above[has_above], -below[has_below]]),
        ),
        bounds=list(zip(relations.least.tolist(), relations.most.tolist(), strict=True)),
    )
    ranges = [(_least(form, of=program), -_least(-form, of=program)) for form in targets]
    return np.array(ranges, dtype=np.float64).reshape(-1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Program:
    equal: tuple[Floats, Floats]
    at_most: tuple[Floats, Floats]
    bounds: list[tuple[float, float]]


def _least(form: Floats, *, of: _Program) -> float:
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to load, and only audits need it

    found = linprog(
        form,
        A_ub=of.at_most[0],
        b_ub=of.at_most[1],
        A_eq=of.equal[0],
        b_eq=of.equal[1],
        bounds=of.bounds,
        method="highs",
    )
    if found.status == _UNBOUNDED:
        return -np.inf
    if found.fun is None or not found.success:
        raise PlacementError(f"audit de confidentialité : {found.message}")
    return float(found.fun)
