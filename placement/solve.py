"""From a problem to a verified plan, proved to a stated gap: the recipe.

Diagnose; reduce; relax; start from the relaxation; leave out what cannot help; prove; tidy; verify.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from placement._pulp_backend import (
    MipAnswer,
    RelaxationAnswer,
    engine_name,
    solve_mip,
    solve_relaxation,
)
from placement.engine import improve_plan, options_worth_opening, plan_from_preferences
from placement.errors import PlacementError, ScenarioError
from placement.formulations import Formulation, build_model
from placement.problem import PlacementProblem, ReducedProblem, reduce_problem
from placement.solution import Result, Solution, Termination, assign_to_nearest, relative_gap

__all__ = ["StopRule", "baseline", "solve"]

_LOG = logging.getLogger(__name__)
_EXACT = 1e-6
"""Below this relative gap, a solver's tolerances no longer tell a bound from an objective."""
_SOLVER_ROUNDING = 1e-6

Plan = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a search may stop: after ``time_limit_s`` seconds, or within the relative ``gap``."""

    time_limit_s: float
    gap: float

    def __post_init__(self) -> None:
        if not (self.time_limit_s > 0 and math.isfinite(self.time_limit_s)):
            raise ScenarioError(f"La limite de temps doit être positive : {self.time_limit_s} s.")
        if not 0 <= self.gap < 1:
            raise ScenarioError(f"L'écart toléré doit être entre 0 et 1 : {self.gap}.")


def solve(
    problem: PlacementProblem,
    *,
    stop: StopRule,
    formulation: Formulation = Formulation.RADIUS,
) -> Result:
    """Find the plan of least total access, with its proof.

    Parameters
    ----------
    problem
        What to decide, within which rules.
    stop
        Time limit and relative gap within which a plan counts as optimal.
    formulation
        Which compact model is handed to the solver; both have the same optimum.

    Raises
    ------
    PlacementError
        A defect: the solver failed, or the plan found does not pass its own verification.
    """
    search = _Search(problem, stop=stop, formulation=formulation, started_s=perf_counter())
    if problem.diagnose():
        return search.infeasible()
    reduced = reduce_problem(problem)
    if not reduced.kept.any():
        return search.nothing_to_open(reduced)
    relaxation = search.relax(reduced)
    start = search.start(reduced, relaxation=relaxation)
    if search.is_over(reduced, start=start, relaxation=relaxation):
        return search.result(plan=start, bound=_bound(relaxation))
    useful = search.leave_out(reduced, start=start, relaxation=relaxation)
    answer = search.prove(useful, start=start)
    plan = search.best_plan(reduced, start=start, answer=answer)
    return search.result(plan=plan, bound=_best_bound(relaxation, answer=answer))


def baseline(problem: PlacementProblem) -> PlacementProblem:
    """Today's network as a problem: current options forced, all else closed, limits lifted."""
    current_sites = problem.option_site[problem.current]
    closed = np.setdiff1d(np.arange(problem.site_id.size), current_sites)
    return problem.replace(
        forced_options=tuple(problem.option_id[problem.current].tolist()),
        forced_sites=(),
        forbidden_sites=tuple(problem.site_id[closed].tolist()),
        budget_eur=None,
        half_days_max=None,
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """One search: what was asked, when it began; a method per step of the recipe."""

    problem: PlacementProblem
    stop: StopRule
    formulation: Formulation
    started_s: float

    def spent_s(self) -> float:
        return perf_counter() - self.started_s

    def left_s(self) -> float:
        return max(self.stop.time_limit_s - self.spent_s(), 0.0)

    def expired(self) -> bool:
        return self.left_s() == 0.0

    def relax(self, reduced: ReducedProblem) -> RelaxationAnswer | None:
        """Solve the linear relaxation: a lower bound, and the reduced costs that come with it."""
        model = build_model(
            self.problem, reduced=reduced, formulation=self.formulation, relaxed=True
        )
        return solve_relaxation(model.lp, watched=model.opened, time_limit_s=self.left_s())

    def start(self, reduced: ReducedProblem, *, relaxation: RelaxationAnswer | None) -> Plan | None:
        """Round the relaxation to a plan and improve it by exchanges."""
        preference = np.zeros(reduced.kept.size)
        if relaxation is not None:
            preference[list(relaxation.value)] = np.round(list(relaxation.value.values()), 6)
        plan = plan_from_preferences(self.problem, reduced=reduced, preference=preference)
        if plan is None:
            return None
        return improve_plan(self.problem, reduced=reduced, plan=plan, expired=self.expired)

    def is_over(
        self,
        reduced: ReducedProblem,
        *,
        start: Plan | None,
        relaxation: RelaxationAnswer | None,
    ) -> bool:
        """Whether time is up, or the relaxation already proves the starting plan."""
        if start is None or relaxation is None:
            return self.expired()
        gap = relative_gap(reduced.objective(start), best_bound=relaxation.bound)
        return self.expired() or (gap is not None and gap <= self.stop.gap)

    def leave_out(
        self,
        reduced: ReducedProblem,
        *,
        start: Plan | None,
        relaxation: RelaxationAnswer | None,
    ) -> ReducedProblem:
        """Drop the options that no plan as good as the starting one can open."""
        if start is None or relaxation is None:
            return reduced
        worth = options_worth_opening(
            reduced.kept,
            bound=relaxation.bound,
            reduced_cost=relaxation.reduced_cost,
            incumbent=reduced.objective(start),
        )
        _LOG.info("options left after fixing: %d of %d", worth.sum(), reduced.kept.sum())
        return reduced.only(worth)

    def prove(self, reduced: ReducedProblem, *, start: Plan | None) -> MipAnswer:
        """Search the whole numbers over what is left."""
        model = build_model(self.problem, reduced=reduced, formulation=self.formulation)
        return solve_mip(
            model.lp,
            binaries=model.opened,
            time_limit_s=self.left_s(),
            gap=self.stop.gap,
            start=None if start is None else frozenset(np.flatnonzero(start).tolist()),
        )

    def best_plan(
        self, reduced: ReducedProblem, *, start: Plan | None, answer: MipAnswer
    ) -> Plan | None:
        """Keep the better of the starting plan and the solver's, whose value is checked."""
        if answer.termination in (Termination.INFEASIBLE, Termination.ERROR):
            raise PlacementError(
                f"Le solveur a répondu « {answer.termination} » à un problème qui a un plan."
            )
        if answer.objective is None:
            return start
        found = np.isin(np.arange(reduced.kept.size), list(answer.open_keys))
        self.check_value(reduced.objective(found), claimed=answer.objective)
        plans = [found] if start is None else [found, start]
        return min(plans, key=reduced.objective)

    def check_value(self, value: float, *, claimed: float) -> None:
        """Refuse a solver's objective that the arrays do not confirm."""
        scale = self.problem.young_total * self.problem.no_access_s
        if abs(value - claimed) > _SOLVER_ROUNDING * scale:
            raise PlacementError(f"Le solveur annonce {claimed}, le recalcul donne {value}.")

    def nothing_to_open(self, reduced: ReducedProblem) -> Result:
        """No option can help anybody: the plan that opens nothing is optimal."""
        nothing = np.zeros(reduced.kept.size, dtype=np.bool_)
        return self.result(plan=nothing, bound=reduced.objective(nothing))

    def result(self, *, plan: Plan | None, bound: float | None) -> Result:
        """Tidy the plan, verify it, name the ending."""
        if plan is None:
            return self._ended(Termination.NO_SOLUTION, bound=bound)
        solution = _tidied(self.problem, plan=plan)
        objective = solution.objective(self.problem)
        solution.verify(self.problem, objective=objective)
        if bound is not None:
            bound = min(bound, objective)
        gap = relative_gap(objective, best_bound=bound)
        proven = gap is not None and gap <= max(self.stop.gap, _EXACT)
        return self._ended(
            Termination.OPTIMAL if proven else Termination.FEASIBLE,
            solution=solution,
            objective=objective,
            bound=bound,
            gap=gap,
        )

    def infeasible(self) -> Result:
        """No plan satisfies the rules; `PlacementProblem.diagnose` says why."""
        return self._ended(Termination.INFEASIBLE)

    def _ended(
        self,
        termination: Termination,
        *,
        solution: Solution | None = None,
        objective: float | None = None,
        bound: float | None = None,
        gap: float | None = None,
    ) -> Result:
        return Result(
            termination=termination,
            solution=solution,
            objective=objective,
            best_bound=bound,
            gap=gap,
            time_s=self.spent_s(),
            engine=f"{engine_name()}, modèle compact ({self.formulation})",
            young=self.problem.young_total,
        )


def _bound(relaxation: RelaxationAnswer | None) -> float | None:
    return None if relaxation is None else relaxation.bound


def _best_bound(relaxation: RelaxationAnswer | None, *, answer: MipAnswer) -> float | None:
    known = [bound for bound in (_bound(relaxation), answer.best_bound) if bound is not None]
    return max(known, default=None)


def _tidied(problem: PlacementProblem, *, plan: Plan) -> Solution:
    """Close what nobody goes to: same access, no idle expense."""
    solution = assign_to_nearest(problem, open_options=plan)
    idle = plan & ~problem.site_is_forced[problem.option_site]
    idle[solution.assigned_option[solution.assigned_option >= 0]] = False
    return assign_to_nearest(problem, open_options=plan & ~idle)
