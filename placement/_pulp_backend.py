"""The only caller of pulp's solvers: HiGHS, in this process, its ending read without illusion.

Notes
-----
Four traps, each met in pulp 3.3.2 with HiGHS 1.15, are closed here and nowhere else.

* After a time limit ``problem.status`` reads "Optimal". Only ``sol_status`` and HiGHS's own model
  status and solution status tell; an infeasible model leaves junk on its variables, never read.
* The constant of an objective is not handed over: bounds and gaps would be those of another
  objective. It is passed as HiGHS's offset.
* ``warmStart`` is not understood: a known plan is handed over by ``setSolution``.
* HiGHS may overrun its time limit severalfold on large models: `placement._highs` waits no longer
  than `GRACE_S` beyond it; the search then counts as ended without a plan.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray
from scipy import sparse

from placement._highs import GRACE_S, finishes, known
from placement.solution import Termination

__all__ = [
    "GRACE_S",
    "LinearRows",
    "MipAnswer",
    "RelaxationAnswer",
    "engine_name",
    "rows_of",
    "solve_mip",
    "solve_relaxation",
]

_FEASIBLE_POINT: Final = 2  # HiGHS: kSolutionStatusFeasible
_OPEN: Final = 0.5
_ENDINGS: Final[dict[int, Termination]] = {
    pulp.LpSolutionOptimal: Termination.OPTIMAL,
    pulp.LpSolutionIntegerFeasible: Termination.FEASIBLE,
    pulp.LpSolutionNoSolutionFound: Termination.NO_SOLUTION,
    pulp.LpSolutionInfeasible: Termination.INFEASIBLE,
    pulp.LpSolutionUnbounded: Termination.ERROR,
}
_LIMITS: Final = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kSolutionLimit,
)


@dataclass(frozen=True, slots=True)
class MipAnswer:
    """How the search ended, the binaries at 1, objective and lower bound; None if unknown."""

    termination: Termination
    open_keys: frozenset[int]
    objective: float | None
    best_bound: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LinearRows:
    """Rows of a pulp model as arrays: ``lower <= matrix @ x <= upper``, columns as asked for."""

    matrix: sparse.csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RelaxationAnswer:
    """Value of a solved linear relaxation, with value and reduced cost of each named variable."""

    bound: float
    value: Mapping[int, float]
    reduced_cost: Mapping[int, float]


def engine_name() -> str:
    """Name and versions of what solves, for the reports."""
    return f"pulp {version('pulp')} + HiGHS {version('highspy')}"


def rows_of(model: Any, *, column: Mapping[str, int], columns: int) -> LinearRows:
    """Read the rows of a pulp model once; ``column`` is the position of each variable's name."""
    index: list[int] = []
    factor: list[float] = []
    start, lower, upper = [0], [], []
    for row in model.constraints():
        for variable, value in row.items():
            index.append(column[variable.name])
            factor.append(float(value))
        start.append(len(index))
        right = -float(row.constant)
        lower.append(-np.inf if row.sense == pulp.LpConstraintLE else right)
        upper.append(np.inf if row.sense == pulp.LpConstraintGE else right)
    shape = (len(lower), columns)
    return LinearRows(
        matrix=sparse.csr_array((np.array(factor), np.array(index, dtype=int), start), shape=shape),
        lower=np.array(lower, dtype=np.float64),
        upper=np.array(upper, dtype=np.float64),
    )


def solve_mip(
    model: Any,
    *,
    binaries: Mapping[int, Any],
    time_limit_s: float,
    gap: float,
    start: frozenset[int] | None = None,
) -> MipAnswer:
    """Minimise a pulp model; ``binaries`` are read back, ``start`` are those of a known plan."""
    highs = _run(
        model, mip=True, time_limit_s=time_limit_s, gap=gap, binaries=binaries, start=start
    )
    termination = Termination.NO_SOLUTION if highs is None else _ending(model, highs=highs)
    if highs is None or not termination.has_solution:
        return MipAnswer(termination, frozenset(), None, None)
    info = highs.getInfo()
    return MipAnswer(
        termination=termination,
        open_keys=frozenset(key for key, var in binaries.items() if var.varValue > _OPEN),
        objective=known(info.objective_function_value),
        best_bound=known(_bound(info, whole=model.isMIP(), termination=termination)),
    )


def _bound(info: Any, *, whole: bool, termination: Termination) -> float:
    """Return the bound of HiGHS; it sets none on a model without a whole number in it."""
    if whole:
        return float(info.mip_dual_bound)
    proved = termination is Termination.OPTIMAL
    return float(info.objective_function_value) if proved else -math.inf


def solve_relaxation(
    model: Any, *, watched: Mapping[int, Any], time_limit_s: float
) -> RelaxationAnswer | None:
    """Minimise the linear relaxation of a pulp model; None unless solved to the end."""
    highs = _run(model, mip=False, time_limit_s=time_limit_s, gap=None)
    if highs is None or _ending(model, highs=highs) is not Termination.OPTIMAL:
        return None
    return RelaxationAnswer(
        bound=highs.getInfo().objective_function_value,
        value={key: var.varValue for key, var in watched.items()},
        reduced_cost={key: var.dj for key, var in watched.items()},
    )


def _run(
    model: Any,
    *,
    mip: bool,
    time_limit_s: float,
    gap: float | None,
    binaries: Mapping[int, Any] | None = None,
    start: frozenset[int] | None = None,
) -> Any | None:
    """Hand the model over, run HiGHS, read back; None when HiGHS did not come back in time.

    These are the steps of ``pulp.HiGHS.actualSolve``, with what it leaves out between them.
    """
    solver = pulp.HiGHS(
        mip=mip, msg=False, gapRel=gap, threads=1, timeLimit=max(time_limit_s, 0.0), parallel="off"
    )
    solver.createAndConfigureSolver(model)
    solver.buildSolverModel(model)
    highs = model.solverModel
    highs.changeObjectiveOffset(model.objective.constant)
    if start is not None and binaries is not None:
        _hand_over(start, binaries=binaries, highs=highs)
    if not finishes(highs, time_limit_s=time_limit_s):
        return None
    model.assignStatus(*solver.findSolutionValues(model))
    return highs


def _hand_over(start: frozenset[int], *, binaries: Mapping[int, Any], highs: Any) -> None:
    index = np.array([var.index for var in binaries.values()], dtype=np.int32)
    value = np.array([float(key in start) for key in binaries])
    highs.setSolution(index.size, index, value)


def _ending(model: Any, *, highs: Any) -> Termination:
    ending = _ENDINGS.get(model.sol_status, Termination.ERROR)
    status = highs.getModelStatus()
    if ending in (Termination.FEASIBLE, Termination.NO_SOLUTION):
        if status not in _LIMITS:
            return Termination.ERROR
        found = highs.getInfo().primal_solution_status == _FEASIBLE_POINT
        return Termination.FEASIBLE if found else Termination.NO_SOLUTION
    return ending
