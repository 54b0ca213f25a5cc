"""Plans near a plan: a greedy start, exchanges, the rounding of a fractional choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine.lists import CostLists
from placement.engine.moves import descend, fill, nearest_two
from placement.engine.rows import PolicyRows
from placement.engine.walks import group_costs, lagrangian

__all__ = ["Neighbourhood"]

_MOST_MOVES = 10_000
_ROW_SLACK = 1e-7

Plan = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """Sorted costs, and the rows without auxiliaries by columns: what the moves need."""

    lists: CostLists
    rows: PolicyRows
    column_start: NDArray[np.int64]
    row: NDArray[np.int32]
    factor: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]

    @classmethod
    def of(cls, lists: CostLists, *, rows: PolicyRows) -> Neighbourhood:
        """Lay the rows out by columns."""
        plain = rows.option_rows()
        by_column = plain.matrix[:, : rows.options].tocsc()
        return cls(
            lists=lists,
            rows=rows,
            column_start=by_column.indptr.astype(np.int64),
            row=by_column.indices.astype(np.int32),
            factor=by_column.data.astype(np.float64),
            lower=plain.lower - _ROW_SLACK,
            upper=plain.upper + _ROW_SLACK,
        )

    def cost(self, plan: Plan) -> float:
        """Return what all groups pay under a plan."""
        lists = self.lists
        paid = np.empty(lists.groups)
        return float(group_costs(lists.start, lists.option, lists.cost, lists.tail, plan, paid))

    def improved(self, plan: Plan) -> Plan:
        """Exchange until nothing helps; the plan itself if it breaks a row."""
        better = plan.copy()
        if self.rows.admits(plan):
            descend(*self._walk(), better, *self._policy(), _MOST_MOVES)
        return better

    def greedy(self) -> Plan | None:
        """Open what must be, then what saves most for what it takes; None if a row is broken."""
        plan = self.rows.least[: self.rows.options] > 0.5
        fill(*self._walk(), plan, *self._policy())
        return plan if self.rows.admits(plan) else None

    def rounded(self, often: NDArray[np.float64]) -> Plan | None:
        """Open what must be, then the options in decreasing preference while they fit, then fill.

        ``often`` is any figure, shape (o,); an option at 0 is not opened. None if a row is broken.
        """
        rows = self.rows
        plan = rows.least[: rows.options] > 0.5
        taken = np.zeros(int(rows.site.max(initial=-1)) + 1, dtype=np.bool_)
        taken[rows.site[plan]] = True
        used = np.zeros(self.upper.size)
        for option in np.flatnonzero(plan).tolist():
            used += self._column(option)
        for option in np.argsort(-often, kind="stable").tolist():
            if often[option] <= 0.05:
                break
            if taken[rows.site[option]] or rows.most[option] < 0.5:
                continue
            after = used + self._column(option)
            if (after <= self.upper).all():
                plan[option], taken[rows.site[option]], used = True, True, after
        fill(*self._walk(), plan, *self._policy())
        return plan if rows.admits(plan) else None

    def _column(self, option: int) -> NDArray[np.float64]:
        part = slice(self.column_start[option], self.column_start[option + 1])
        column = np.zeros(self.upper.size)
        column[self.row[part]] = self.factor[part]
        return column

    def middle_costs(self, plan: Plan) -> NDArray[np.float64]:
        """Return the middle of the two least costs of each group: multipliers to start from."""
        groups = self.lists.groups
        first = np.empty(groups, dtype=np.int32)
        near, far = np.empty(groups), np.empty(groups)
        nearest_two(*self._walk(), plan, first, near, far)
        return (near + far) / 2

    def worth(self, multiplier: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what opening each option is worth at some multipliers, ``<= 0``, shape (o,)."""
        lists = self.lists
        worth = np.empty(lists.options)
        lagrangian(lists.start, lists.option, lists.cost, np.minimum(multiplier, lists.tail), worth)
        return worth

    def _walk(self) -> tuple[NDArray[np.int64], NDArray[np.int32], object, object]:
        return self.lists.start, self.lists.option, self.lists.cost, self.lists.tail

    def _policy(self) -> tuple[object, ...]:
        return (
            self.rows.site.astype(np.int64), self.rows.least, self.rows.most, self.column_start,
            self.row, self.factor, self.lower, self.upper,
        )  # fmt: skip
