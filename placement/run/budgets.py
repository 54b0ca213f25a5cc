"""The best plan of a scenario for each of several budgets, the smallest first."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from placement.comparison import Missing
from placement.errors import InfeasibleError, NoSolutionError, PlacementError, ScenarioError
from placement.french import half_up
from placement.problem import PlacementProblem
from placement.run.kept import Found, kept_or_found
from placement.run.stages import Advance, Prepared
from placement.solution import Result, Termination, relative_gap
from placement.solve import StopRule, Study, solve

__all__ = ["BudgetPlan", "Budgets", "solve_budgets"]

_JOB: Final = "budgets"
_ASKED: Final = "front"
_LEAST_POINTS: Final = 2
_MOST_POINTS: Final = 60
_SAME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Budgets:
    """Which budgets are tried.

    Parameters
    ----------
    listed
        EUR a year; empty for a range.
    points
        How many budgets of the range.
    low, high
        Ends of the range: shares of what today's network costs, -0.2 for 20 % less.

    Raises
    ------
    ScenarioError
        Fewer than two points, too many, amounts that are not positive, or an empty range.
    """

    listed: tuple[float, ...] = ()
    points: int = 12
    low: float = -0.2
    high: float = 0.4

    def __post_init__(self) -> None:
        wrong = [amount for amount in self.listed if not (math.isfinite(amount) and amount > 0)]
        if wrong:
            raise ScenarioError("--budgets : un budget est un montant positif, en euros par an.")
        count = len(set(self.listed)) if self.listed else self.points
        if not _LEAST_POINTS <= count <= _MOST_POINTS:
            raise ScenarioError(
                f"un front a de {_LEAST_POINTS} à {_MOST_POINTS} budgets différents ; ici {count} "
                "(--budgets, ou --points)."
            )
        if not -1 < self.low < self.high:
            raise ScenarioError(
                "--de, --a : donnez deux pourcentages du coût d'aujourd'hui, le plus petit "
                "d'abord, comme --de -20% --a +40%."
            )

    def amounts(self, *, today_eur: float) -> tuple[float, ...]:
        """Return the budgets by rising amount, EUR a year; those of a range are whole euros.

        Raises
        ------
        ScenarioError
            A range around nothing: today's network costs nothing.
        """
        if self.listed:
            return tuple(sorted(set(self.listed)))
        if today_eur <= 0:
            raise ScenarioError(
                "le réseau d'aujourd'hui ne coûte rien : donnez les budgets avec --budgets."
            )
        step = (self.high - self.low) / (self.points - 1)
        shares = (1 + self.low + k * step for k in range(self.points))
        return tuple(dict.fromkeys(float(half_up(today_eur * share)) for share in shares))


@dataclass(frozen=True, slots=True, eq=False)
class BudgetPlan:
    """The best plan for a budget, on the problem that it is about."""

    budget_eur: float
    problem: PlacementProblem
    result: Result
    carried_from: float | None = None


def solve_budgets(
    prepared: Prepared, *, amounts: Sequence[float], advance: Advance, fresh: bool
) -> tuple[list[BudgetPlan], list[Missing]]:
    """Solve every budget, the smallest first: each search starts from the plans of those before.

    Raises
    ------
    InfeasibleError, NoSolutionError
        There is a plan for no budget.
    """
    study, solved, missing = Study(), list[BudgetPlan](), list[Missing]()
    failed: PlacementError | None = None
    for rank, budget_eur in enumerate(amounts, start=1):
        try:
            one = _solve_one(prepared, budget_eur=budget_eur, study=study, fresh=fresh)
            solved.append(_no_worse(one, than=solved[-1] if solved else None))
        except (InfeasibleError, NoSolutionError) as error:
            missing.append(Missing(budget_eur, str(error)))
            failed = failed or error
        advance(_JOB, rank, len(amounts))
    if not solved and failed is not None:
        raise failed
    return solved, missing


def _solve_one(prepared: Prepared, *, budget_eur: float, study: Study, fresh: bool) -> BudgetPlan:
    problem = prepared.assembly.problem.replace(budget_eur=budget_eur)
    limits = prepared.scenario.solveur
    stop = StopRule(time_limit_s=limits.temps_max_s, gap=limits.ecart_max)
    result, _, _ = kept_or_found(
        (_ASKED, problem, (limits.temps_max_s, limits.ecart_max)),
        find=partial(_find, problem, stop=stop, study=study),
        fresh=fresh,
    )
    return BudgetPlan(budget_eur, result.problem or problem, result)


def _find(problem: PlacementProblem, *, stop: StopRule, study: Study) -> Found:
    reasons = problem.diagnose()
    if reasons:
        raise InfeasibleError(" ".join(reasons))
    result = solve(problem, stop=stop, study=study)
    if result.termination is Termination.INFEASIBLE:
        raise InfeasibleError("aucun plan ne respecte toutes les règles à la fois.")
    if result.solution is None:
        raise NoSolutionError(
            f"aucun plan trouvé en {stop.time_limit_s:g} s ; augmentez solveur.temps_max_s."
        )
    return result, None, None


def _no_worse(one: BudgetPlan, *, than: BudgetPlan | None) -> BudgetPlan:
    """Keep the plan of a smaller budget where what a larger one found is not better."""
    if than is None or than.result.objective is None or one.result.objective is None:
        return one
    if one.result.objective <= than.result.objective + _SAME:
        return one
    bound = one.result.best_bound
    result = dataclasses.replace(
        than.result,
        best_bound=bound,
        gap=relative_gap(than.result.objective, best_bound=bound),
    )
    told = than.problem.replace(budget_eur=one.budget_eur)
    first = than.budget_eur if than.carried_from is None else than.carried_from
    return BudgetPlan(one.budget_eur, told, result, carried_from=first)
