"""What a search answers: how it ended, which plan, proved how far; and the plan's own check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from placement.errors import PlacementError, cite
from placement.problem import Objective, PlacementProblem, fits_budget, fits_half_days
from placement.units import SECONDS_PER_MINUTE

__all__ = [
    "NO_OPTION",
    "Result",
    "Solution",
    "Stage",
    "Termination",
    "assign_to_nearest",
    "relative_gap",
]

NO_OPTION = -1
"""Position that stands for "left without access" in `Solution.assigned_option`."""


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
        return (
            *_broken_by_sites(self, problem=problem),
            *_broken_by_limits(self, problem=problem),
            *_broken_by_assignment(self, problem=problem),
        )

    def verify(self, problem: PlacementProblem, *, objective: float | None = None) -> None:
        """Check the plan, and the objective claimed for it, from the arrays alone.

        Raises
        ------
        PlacementError
            A defect of the software: it lists every broken rule.
        """
        broken = list(self.broken_rules(problem))
        if objective is not None and not broken:
            found = self.objective(problem)
            if abs(found - objective) > _rounding(problem):
                broken.append(f"l'objectif annoncé est {objective}, le recalcul donne {found}.")
        if broken:
            raise PlacementError(
                "Le plan trouvé ne respecte pas ses propres règles (défaut du logiciel) :\n"
                + "\n".join(f"  - {rule}" for rule in broken)
            )


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

    def __post_init__(self) -> None:
        claimed = (self.solution is not None, self.objective is not None)
        if claimed != (self.termination.has_solution,) * 2:
            raise PlacementError(f"Résultat incohérent : {self.termination} et plan {claimed}.")
        if (self.gap is None) != (self.objective is None or self.best_bound is None):
            raise PlacementError(
                "Résultat incohérent : l'écart ne suit pas l'objectif et la borne."
            )

    @property
    def mean_access_min(self) -> float | None:
        """Mean access time per young person, min, those without access at their price."""
        if self.objective is None:
            return None
        return self.objective / self.young / SECONDS_PER_MINUTE


def assign_to_nearest(problem: PlacementProblem, *, open_options: NDArray[np.bool_]) -> Solution:
    """Send each segment to its open option of least access time.

    Ties go to the shortest door-to-door time, then to the first option identifier, so that a plan
    is always told the same way.
    """
    candidates = np.flatnonzero(open_options)
    if not candidates.size:
        nowhere = np.full(problem.segment_id.size, NO_OPTION)
        return Solution(open_options=open_options, assigned_option=nowhere)
    candidates = candidates[np.argsort(problem.option_id[candidates], kind="stable")]
    access = problem.access_s()[:, candidates]
    raw = problem.time_s[:, problem.option_site[candidates]]
    best = np.fmin.reduce(access, axis=1)
    raw_of_best = np.where(access == best[:, None], raw, np.inf)
    chosen = candidates[np.argmin(raw_of_best, axis=1)]
    return Solution(
        open_options=open_options,
        assigned_option=np.where(np.isnan(best), NO_OPTION, chosen),
    )


def relative_gap(objective: float | None, *, best_bound: float | None) -> float | None:
    """Relative gap of an objective to a lower bound; None when either is unknown."""
    if objective is None or best_bound is None:
        return None
    if math.isclose(objective, best_bound, abs_tol=1e-9):
        return 0.0
    return (objective - best_bound) / abs(objective)


def _rounding(problem: PlacementProblem) -> float:
    """Bound what a solver's tolerances (1e-6 a binary) may move in the objective, person-s."""
    return 1e-6 * problem.young_total * problem.no_access_s


def _broken_by_sites(solution: Solution, *, problem: PlacementProblem) -> list[str]:
    offers = np.bincount(problem.option_site[solution.open_options], minlength=problem.site_id.size)
    forced_closed = problem.option_is_forced & ~solution.open_options
    faults = (
        ("sites ouverts avec plusieurs offres", problem.site_id, offers > 1),
        ("sites imposés mais fermés", problem.site_id, problem.site_is_forced & (offers == 0)),
        ("sites interdits mais ouverts", problem.site_id, problem.site_is_forbidden & (offers > 0)),
        ("offres imposées mais fermées", problem.option_id, forced_closed),
    )
    return [_sentence(label, ids=ids, mask=mask) for label, ids, mask in faults if mask.any()]


def _broken_by_limits(solution: Solution, *, problem: PlacementProblem) -> list[str]:
    broken = []
    cost_eur, half_days = solution.cost_eur(problem), solution.half_days(problem)
    if not fits_budget(cost_eur, limit_eur=problem.budget_eur):
        broken.append(f"le coût annuel {cost_eur:.2f} € dépasse {problem.budget_eur:.2f} €.")
    if not fits_half_days(half_days, limit=problem.half_days_max):
        broken.append(f"{half_days:g} demi-journées dépassent {problem.half_days_max:g}.")
    return broken


def _broken_by_assignment(solution: Solution, *, problem: PlacementProblem) -> list[str]:
    option = solution.assigned_option
    known = (option >= NO_OPTION) & (option < problem.option_id.size)
    if not known.all():
        return [_sentence("segments affectés nulle part", ids=problem.segment_id, mask=~known)]
    served = option != NO_OPTION
    closed = served.copy()
    closed[served] = ~solution.open_options[option[served]]
    access = solution.access_s(problem)
    unusable = served & ~(access < problem.no_access_s)
    best = assign_to_nearest(problem, open_options=solution.open_options).access_s(problem)
    farther = ~(closed | unusable) & ~np.isnan(best) & ~(access <= best)
    faults = (
        ("segments affectés à une offre fermée", closed),
        ("segments affectés à une offre hors d'atteinte", unusable),
        ("segments affectés ailleurs qu'au plus proche", farther),
    )
    return [
        _sentence(label, ids=problem.segment_id, mask=mask) for label, mask in faults if mask.any()
    ]


def _sentence(label: str, *, ids: NDArray[np.str_], mask: NDArray[np.bool_]) -> str:
    return f"{label} : {cite(str(key) for key in ids[mask])}."
