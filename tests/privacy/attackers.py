"""Readers who subtract: what they may deduce of a publication, by linear programming."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.privacy import SHOWN, Masked, ProtectedCounts, Relations, feasible_ranges

Floats = NDArray[np.float64]


def ranges_of_totals(masked: Masked, *, groups: list[str]) -> tuple[NDArray[np.intp], Floats]:
    """Masked cells, and what their table, its totals and who is small tell of each, (k, 2).

    The reader even knows which cells are small (primary) and which are not.
    """
    hidden = np.flatnonzero(masked.masked)
    rows, sums = [], []
    for name, total in zip(masked.groups, masked.totals.tolist(), strict=True):
        inside = np.array([group == name for group in groups])
        if not np.isnan(total):
            rows.append(inside[hidden].astype(float))
            sums.append(total - np.nansum(masked.values[inside]))
    for number, total in enumerate(masked.block_totals.tolist()):
        if not np.isnan(total):
            rows.append((masked.block[hidden] == number).astype(float))
            sums.append(total)
    if not np.isnan(masked.total):
        rows.append(np.ones(hidden.size))
        sums.append(masked.total - np.nansum(masked.values))
    small = masked.primary[hidden]
    relations = Relations(
        matrix=np.array(rows).reshape(len(rows), hidden.size),
        low=np.array(sums),
        high=np.array(sums),
        least=np.where(small, 0.0, masked.threshold),
        most=np.where(small, masked.limit, np.inf),
    )
    return hidden, feasible_ranges(relations, targets=np.eye(hidden.size))


class SplitReader:
    """Reader of counts by commune and profile: knows every published sum, and no split beforehand.

    Unknowns are the counts of every commune and profile, in row order.
    """

    def __init__(self, told: ProtectedCounts) -> None:
        self._told = told
        self._shape = told.estimates.shape
        self._rows: list[Floats] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._read()

    def ranges(self, targets: Floats) -> Floats:
        """Bound linear forms of the counts, (k, n, p) to (k, 2)."""
        size = self._shape[0] * self._shape[1]
        relations = Relations(
            matrix=np.array(self._rows).reshape(-1, size),
            low=np.array(self._low),
            high=np.array(self._high),
            least=np.zeros(size),
            most=np.full(size, np.inf),
        )
        return feasible_ranges(relations, targets=targets.reshape(-1, size))

    def form(self, rows: NDArray[np.bool_], *, profile: int | None = None) -> Floats:
        """Sum of some communes, over all profiles or one."""
        form = np.zeros(self._shape)
        form[np.ix_(rows, np.full(self._shape[1], True) if profile is None else [profile])] = 1
        return form

    def one(self, row: int, *, profile: int | None = None) -> Floats:
        """Count of one commune, over all profiles or one."""
        return self.form(np.arange(self._shape[0]) == row, profile=profile)

    def _read(self) -> None:
        totals, pool = self._told.totals, self._told.pool
        for row in range(self._shape[0]):
            if totals.block[row] == SHOWN:
                self._know(self.one(row), totals.values[row], totals.values[row])
            elif totals.primary[row]:
                self._know(self.one(row), 0.0, totals.limit)
            else:
                self._know(self.one(row), totals.threshold, np.inf)
            if not pool.rows[row]:
                for profile in range(self._shape[1]):
                    value = float(self._told.estimates[row, profile])
                    self._know(self.one(row, profile=profile), value, value)
        for number, total in enumerate(totals.block_totals.tolist()):
            self._know(self.form(totals.block == number), total, total)
        for profile in range(self._shape[1]):
            low, high = pool.low[profile], pool.high[profile]
            self._know(self.form(pool.rows, profile=profile), low, high)

    def _know(self, form: Floats, low: float, high: float) -> None:
        self._rows.append(form.ravel())
        self._low.append(low)
        self._high.append(high)
