"""Plans near a plan: a greedy start, exchanges, the rounding of a fractional choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine.lists import CostLists
from placement.engine.moves import Ground, descend, fill, nearest_two
from placement.engine.rows import PolicyRows
from placement.engine.walks import lagrangian

__all__ = ["Neighbourhood", "worth_at"]

_MOST_MOVES = 10_000
_ROW_SLACK = 1e-7
_LEAST_OFTEN = 0.05

Plan = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """Sorted costs, and the rows without auxiliaries by columns: what the moves need."""

    lists: CostLists
    rows: PolicyRows
    ground: Ground

    @classmethod
    def of(cls, lists: CostLists, *, rows: PolicyRows) -> Neighbourhood:
        """Lay the rows out by columns."""
        plain = rows.option_rows()
        by_column = plain.matrix[:, : rows.options].tocsc()
        ground = Ground(
            site=rows.site.astype(np.int64),
            least=rows.least,
            most=rows.most,
            start=by_column.indptr.astype(np.int64),
            row=by_column.indices.astype(np.int32),
            factor=by_column.data.astype(np.float64),
            lower=plain.lower - _ROW_SLACK,
            upper=plain.upper + _ROW_SLACK,
        )
        return cls(lists=lists, rows=plain, ground=ground)

    def improved(self, plan: Plan) -> Plan:
        """Exchange until nothing helps; the plan itself if it breaks a row."""
        better = plan.copy()
        if self.rows.admits(plan):
            descend(self.lists.walk, self.ground, better, _MOST_MOVES)
        return better

    def greedy(self) -> Plan | None:
        """Open what must be, then what saves most for what it takes; None if a row is broken."""
        return self._filled(self.rows.least[: self.rows.options] > 0.5)

    def rounded(self, often: NDArray[np.float64]) -> Plan | None:
        """Open what must be, then the options in decreasing preference while they fit, then fill.

        ``often`` is any figure, shape (o,); an option near 0 is not opened. None if a row is
        broken.
        """
        rows = self.rows
        plan = rows.least[: rows.options] > 0.5
        taken = np.zeros(int(rows.site.max(initial=-1)) + 1, dtype=np.bool_)
        taken[rows.site[plan]] = True
        used = np.zeros(self.ground.upper.size)
        for option in np.flatnonzero(plan).tolist():
            used += self._column(option)
        for option in np.argsort(-often, kind="stable").tolist():
            if often[option] <= _LEAST_OFTEN:
                break
            after = used + self._column(option)
            free = not taken[rows.site[option]] and rows.most[option] > 0.5
            if free and (after <= self.ground.upper).all():
                plan[option], taken[rows.site[option]], used = True, True, after
        return self._filled(plan)

    def _filled(self, plan: Plan) -> Plan | None:
        fill(self.lists.walk, self.ground, plan)
        return plan if self.rows.admits(plan) else None

    def _column(self, option: int) -> NDArray[np.float64]:
        ground = self.ground
        part = slice(ground.start[option], ground.start[option + 1])
        column = np.zeros(ground.upper.size)
        column[ground.row[part]] = ground.factor[part]
        return column

    def middle_costs(self, plan: Plan) -> NDArray[np.float64]:
        """Return the middle of the two least costs of each group: multipliers to start from."""
        groups = self.lists.groups
        first = np.empty(groups, dtype=np.int32)
        near, far = np.empty(groups), np.empty(groups)
        nearest_two(self.lists.walk, plan, first, near, far)
        return (near + far) / 2


def worth_at(lists: CostLists, *, multiplier: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what opening each option is worth at some multipliers, ``<= 0``, shape (o,)."""
    worth = np.empty(lists.options)
    lagrangian(lists.walk, np.minimum(multiplier, lists.tail), worth)
    return worth
