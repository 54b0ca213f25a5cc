"""A plan: which options are open, who goes where; and its own check, without a solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import PlacementError
from placement.objectives import goal_value, segment_weight
from placement.problem import (
    NO_OPTION,
    Goal,
    Objective,
    PlacementProblem,
    nearest_open_option,
)
from placement.problem.objective import MEAN_ACCESS
from placement.solution.verification import broken_rules

__all__ = ["Solution", "assign_to_nearest"]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Which options are open, shape (o,), and which one each segment goes to, shape (n,)."""

    open_options: NDArray[np.bool_]
    assigned_option: NDArray[np.intp]

    def __post_init__(self) -> None:
        for name, kind in (("open_options", np.bool_), ("assigned_option", np.intp)):
            array = np.array(getattr(self, name), dtype=kind)
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def access_s(self, problem: PlacementProblem) -> NDArray[np.float64]:
        """Access time of each segment, s, shape (n,); NaN where it is left without access."""
        served = self.assigned_option != NO_OPTION
        access = np.full(served.size, np.nan)
        option = self.assigned_option[served]
        access[served] = (
            problem.time_s[served, problem.option_site[option]] + problem.wait_s[option]
        )
        return access

    def objective(self, problem: PlacementProblem) -> float:
        """Total access, person-seconds, those without access at their price."""
        access = self.access_s(problem)
        return float(problem.young @ np.where(np.isnan(access), problem.no_access_s, access))

    def cost_eur(self, problem: PlacementProblem) -> float:
        """Annual cost, EUR, the fixed cost included."""
        return float(problem.cost_eur[self.open_options].sum() + problem.fixed_cost_eur)

    def half_days(self, problem: PlacementProblem) -> float:
        """Half-days a year, the fixed ones included."""
        return float(problem.half_days[self.open_options].sum() + problem.fixed_half_days)

    def broken_rules(self, problem: PlacementProblem) -> tuple[str, ...]:
        """Every rule that this plan breaks, French sentences; recomputed without a solver."""
        if self.open_options.shape != problem.option_id.shape:
            return ("le plan ne porte pas sur les options du problème.",)
        if self.assigned_option.shape != problem.segment_id.shape:
            return ("le plan ne porte pas sur les segments du problème.",)
        return broken_rules(
            problem, open_options=self.open_options, assigned_option=self.assigned_option
        )

    def value(self, problem: PlacementProblem, *, goal: Objective) -> float:
        """Value of an objective, in its own unit (see `placement.objectives.goal_value`)."""
        return goal_value(
            problem,
            objective=goal,
            open_options=self.open_options,
            access_s=self.access_s(problem),
        )

    def verify(
        self,
        problem: PlacementProblem,
        *,
        objective: float | None = None,
        goal: Objective = MEAN_ACCESS,
    ) -> None:
        """Check the plan, and the value claimed for an objective, from the arrays alone.

        Raises
        ------
        PlacementError
            A defect of the software: it lists every broken rule.
        """
        broken = list(self.broken_rules(problem))
        if objective is not None and not broken:
            found = self.value(problem, goal=goal)
            if abs(found - objective) > _rounding(problem, goal=goal):
                broken.append(f"l'objectif annoncé est {objective}, le recalcul donne {found}.")
        if broken:
            raise PlacementError(
                "Le plan trouvé ne respecte pas ses propres règles (défaut du logiciel) :\n"
                + "\n".join(f"  - {rule}" for rule in broken)
            )


def assign_to_nearest(problem: PlacementProblem, *, open_options: NDArray[np.bool_]) -> Solution:
    """Send each segment to its open option of least access time.

    Ties go to the shortest door-to-door time, then to the first option identifier, so that a plan
    is always told the same way.
    """
    return Solution(
        open_options=open_options,
        assigned_option=nearest_open_option(problem, open_options=open_options),
    )


def _rounding(problem: PlacementProblem, *, goal: Objective) -> float:
    """Bound what a solver's tolerances (1e-6 a binary) may move in a value, in its unit."""
    if goal.goal is Goal.COVERED:
        return 1e-6 * problem.young_total
    if goal.goal in (Goal.MEAN, Goal.NEEDS):
        return 1e-6 * float(segment_weight(problem, objective=goal).sum()) * problem.no_access_s
    return 1e-5 * problem.no_access_s
