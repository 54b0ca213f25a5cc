"""Why a scenario has no plan: told before the search where it can be, after it otherwise."""

from __future__ import annotations

from typing import Final

from placement.errors import InfeasibleError, ScenarioError
from placement.objectives import kolm_pollak_kappa
from placement.problem import Goal, PlacementProblem
from placement.scenario import Scenario
from placement.study import Clash, smallest_clash

__all__ = ["CHECK_S", "refuse_clash", "refuse_impossible", "refuse_strong_aversion"]

CHECK_S: Final = 4.0
"""Time that verifying a scenario may take to find rules that clash, s."""

_NO_PLAN: Final = "aucune solution ne respecte toutes les règles"


def refuse_impossible(problem: PlacementProblem, *, scenario: Scenario) -> None:
    """Refuse what is imposed beyond the means, and each rule that no plan keeps even alone.

    Raises
    ------
    InfeasibleError
        With the reasons, in French.
    """
    reasons = problem.diagnose()
    if reasons:
        raise InfeasibleError(f"scénario « {scenario.nom} » : {_NO_PLAN}. " + " ".join(reasons))


def refuse_clash(problem: PlacementProblem, *, scenario: Scenario, time_limit_s: float) -> None:
    """Refuse rules that no plan keeps together; do nothing when a plan exists, or time runs out.

    Raises
    ------
    InfeasibleError
        With the rules, one a line, and what would be enough.
    """
    clash = smallest_clash(problem, time_limit_s=time_limit_s)
    if clash is not None:
        raise InfeasibleError(f"scénario « {scenario.nom} » : {_NO_PLAN}. {_told(clash)}")


def refuse_strong_aversion(problem: PlacementProblem, *, scenario: Scenario) -> None:
    """Refuse an aversion of Kolm-Pollak that cannot be computed on the times of the problem.

    Raises
    ------
    ScenarioError
        With the strongest aversion that can be.
    """
    for objective in problem.objectives:
        if objective.goal is Goal.KOLM_POLLAK:
            try:
                kolm_pollak_kappa(problem, aversion=objective.aversion)
            except ScenarioError as error:
                raise ScenarioError(f"scénario « {scenario.nom} » : {error}") from error


def _told(clash: Clash) -> str:
    """Lay the rules out one a line, then what would be enough."""
    if len(clash.rules) == 1:
        opening = "Cette règle ne peut pas être tenue"
    elif clash.minimal:
        opening = "Ces règles ne peuvent pas être tenues ensemble (le plus petit groupe possible)"
    else:
        opening = "Ces règles ne peuvent pas être tenues ensemble"
    lines = [f"{opening} :", *(f"  - {rule}" for rule in clash.rules)]
    if clash.advice:
        one = " (l'un ou l'autre)" if len(clash.advice) > 1 else ""
        lines += [f"Pour lever cette contradiction{one} :", *(f"  - {a}" for a in clash.advice)]
    return "\n".join(lines)
