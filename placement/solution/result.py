"""What a search answers: how it ended, which plan, proved how far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from placement.errors import PlacementError
from placement.problem import Objective, PlacementProblem
from placement.solution.plan import Solution
from placement.units import SECONDS_PER_MINUTE

__all__ = ["Result", "Stage", "Termination", "relative_gap"]


class Termination(StrEnum):
    """How a search ended.

    ``OPTIMAL``: the gap is within the tolerance asked for. ``FEASIBLE``: a limit was reached, the
    best plan found is kept. ``INFEASIBLE``: no plan satisfies the rules. ``NO_SOLUTION``: a limit
    was reached before any plan was found. ``ERROR``: the solver failed.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_SOLUTION = "no_solution"
    ERROR = "error"

    @property
    def has_solution(self) -> bool:
        """Whether this ending comes with a plan."""
        return self in (Termination.OPTIMAL, Termination.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective of a search, in the order asked for.

    Parameters
    ----------
    objective
        What was sought.
    value
        What the final plan is worth by it, in the unit of `placement.objectives.goal_value`.
    best, best_bound
        Best value reached when it was sought, and the proven bound on it; None when unknown.
    gap
        Relative gap between the two; None when unknown.
    """

    objective: Objective
    value: float
    best: float
    best_bound: float | None
    gap: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """How a search ended, and its plan.

    Parameters
    ----------
    termination
        How the search ended.
    solution
        The plan, or None.
    objective, best_bound
        Value of the first objective, in the unit of `placement.objectives.goal_value` (total access
        in person-seconds for the mean), and the proven bound on it; None when unknown.
    gap
        ``(objective - best_bound) / objective``, the largest of all objectives; None when unknown.
    time_s
        Wall time of the search, s.
    engine
        What searched, with versions.
    young
        Young people of the problem, persons.
    stages
        Every objective sought, in order; empty without a plan.
    problem
        The problem that ``solution`` is about, where it is not the one asked: that whose segments
        are the parts of those shared between several options. None when it is the one asked.
    """

    termination: Termination
    solution: Solution | None
    objective: float | None
    best_bound: float | None
    gap: float | None
    time_s: float
    engine: str
    young: float
    stages: tuple[Stage, ...] = ()
    problem: PlacementProblem | None = None

    def __post_init__(self) -> None:
        claimed = (self.solution is not None, self.objective is not None)
        if claimed != (self.termination.has_solution,) * 2:
            raise PlacementError(f"Résultat incohérent : {self.termination} et plan {claimed}.")
        if self.gap is not None and (self.objective is None or self.best_bound is None):
            raise PlacementError(
                "Résultat incohérent : l'écart ne suit pas l'objectif et la borne."
            )

    @property
    def mean_access_min(self) -> float | None:
        """Mean access time per young person, min, those without access at their price."""
        if self.objective is None:
            return None
        return self.objective / self.young / SECONDS_PER_MINUTE


def relative_gap(objective: float | None, *, best_bound: float | None) -> float | None:
    """Relative gap of an objective to a lower bound; None when either is unknown."""
    if objective is None or best_bound is None:
        return None
    if math.isclose(objective, best_bound, abs_tol=1e-9):
        return 0.0
    return (objective - best_bound) / abs(objective)
