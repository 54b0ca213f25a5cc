"""What seeking one objective needs, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine import PolicyRows
from placement.objectives import goal_value
from placement.problem import Goal, Objective, PlacementProblem, nearest_open_s
from placement.solution import relative_gap
from placement.solve.lazy_rules import with_lazy_rules
from placement.solve.policy_arrays import policy_rows

__all__ = ["EarlierGoal", "Sought", "gap_of", "plan_value", "rows_with"]

Plan = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class EarlierGoal:
    """An additive objective already sought, whose value may not exceed ``most``."""

    objective: Objective
    most: float


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """Best plan by one objective, its value, a proven bound; what was used, French.

    ``plan`` is None when none was found, ``infeasible`` when there is none to find. ``total_bound``
    is the bound on the sum over segments, where the objective is one; ``share`` is that of the
    young people within reach whom a maximum or a P90 is about.
    """

    plan: Plan | None
    value: float | None
    bound: float | None
    infeasible: bool
    how: str
    total_bound: float | None = None
    share: float = 1.0


def rows_with(problem: PlacementProblem, *, exclusions: tuple[Plan, ...]) -> PolicyRows:
    """Rows of the policy, and for each excluded plan: its set of open sites must not come back."""
    kept = problem.option_is_admissible
    written = problem.replace(rules=problem.rules.replace(appointment=None))
    rows = with_lazy_rules(policy_rows(written, kept=kept), problem=problem, kept=kept)
    for plan in exclusions:
        opened = np.isin(problem.option_site, problem.option_site[plan])
        columns = np.flatnonzero(kept)
        factors = np.where(opened[columns], -1.0, 1.0)
        sites = np.unique(problem.option_site[plan]).size
        rows = rows.with_row(columns, factors=factors, lower=1.0 - sites, upper=np.inf)
    return rows


def plan_value(problem: PlacementProblem, *, objective: Objective, plan: Plan) -> float:
    """Value of an objective when everybody goes to the nearest open option of a plan."""
    access_s = nearest_open_s(problem, open_options=plan)
    return goal_value(problem, objective=objective, open_options=plan, access_s=access_s)


def gap_of(
    problem: PlacementProblem, *, objective: Objective, value: float, bound: float | None
) -> float | None:
    """Relative gap of an objective; for a share covered, of the young people who are covered."""
    if objective.goal is Goal.COVERED and bound is not None:
        covered = problem.young_total - value
        return 0.0 if value <= bound else (value - bound) / max(covered, 1.0)
    return relative_gap(value, best_bound=bound)
