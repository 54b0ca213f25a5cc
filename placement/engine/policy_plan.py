"""Plans from the policy rows alone: whether there is one, which is best for given worths."""

from __future__ import annotations

from time import perf_counter
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray

from placement._highs import finishes, quiet_highs
from placement.engine.rows import PolicyRows

__all__ = ["PolicyPlans"]

Plan = NDArray[np.bool_]
_INFEASIBLE: Final = highspy.HighsModelStatus.kInfeasible
_FEASIBLE_POINT = 2  # HiGHS: kSolutionStatusFeasible
_LOOSE_GAP = 0.1


class PolicyPlans:
    """The policy in a HiGHS of its own, auxiliaries included.

    ``infeasible`` becomes True once it is proved that no plan keeps the rows.
    """

    def __init__(self, rows: PolicyRows) -> None:
        self.rows = rows
        self.infeasible = False
        self._highs: Any = None

    def best(self, worth: NDArray[np.float64], *, time_limit_s: float) -> Plan | None:
        """Return a plan of about the least total worth, shape (o,); None if none was found."""
        options = self.rows.options
        highs = self._loaded()
        index = np.arange(options, dtype=np.int32)
        scale = np.abs(worth).max(initial=0.0)
        highs.changeColsCost(options, index, worth / scale if scale > 0 else worth)
        highs.changeColsBounds(options, index, self.rows.least[:options], self.rows.most[:options])
        until_s = perf_counter() + time_limit_s
        while True:
            left_s = max(until_s - perf_counter(), 0.0)
            plan = self._solved(highs, time_limit_s=left_s)
            if self._highs is not None and highs.getModelStatus() == _INFEASIBLE:
                self.infeasible = True
            missed = () if plan is None else self.rows.missed_by(plan)
            if not missed:
                return plan
            if self._highs is None or perf_counter() > until_s:
                return None
            for row in missed:
                columns = row.columns.astype(np.int32)
                highs.addRow(-np.inf, row.upper, columns.size, columns, row.factors)

    def completes(self, plan: Plan) -> bool:
        """Whether the auxiliaries can be given values that keep every row with this plan."""
        if not self.rows.auxiliaries:
            return True
        highs = self._loaded()
        options = self.rows.options
        index = np.arange(options, dtype=np.int32)
        fixed = plan.astype(np.float64)
        highs.changeColsBounds(options, index, fixed, fixed)
        return self._solved(highs, time_limit_s=60.0) is not None

    def _solved(self, highs: Any, *, time_limit_s: float) -> Plan | None:
        highs.setOptionValue("time_limit", max(time_limit_s, 0.05))
        if not finishes(highs, time_limit_s=time_limit_s):
            self._highs = None
            return None
        if highs.getInfo().primal_solution_status != _FEASIBLE_POINT:
            return None
        return np.array(highs.getSolution().col_value)[: self.rows.options] > 0.5

    def _loaded(self) -> Any:
        if self._highs is not None:
            return self._highs
        rows, nothing = self.rows, np.zeros(0)
        highs = quiet_highs()
        highs.setOptionValue("mip_rel_gap", _LOOSE_GAP)
        highs.addCols(
            rows.columns, np.zeros(rows.columns), rows.least, rows.most, 0,
            nothing.astype(np.int32), nothing.astype(np.int32), nothing,
        )  # fmt: skip
        kinds = np.full(rows.options, highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(rows.options, np.arange(rows.options, dtype=np.int32), kinds)
        matrix = rows.matrix
        if rows.lower.size:
            highs.addRows(
                rows.lower.size, rows.lower, rows.upper, matrix.data.size,
                matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
            )  # fmt: skip
        self._highs = highs
        return highs
