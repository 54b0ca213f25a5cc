"""Why no plan can satisfy the rules, in the user's words, before any solver is called.

Without the rules of `Rules`, only what is imposed can make a problem impossible: everything else
may stay closed. So the question is whether every forced site can be given one offer within the
budget and the half-days; it is answered exactly, by the frontier of (half-days, cost) that the
forced sites can reach together. With such rules, what is told is still proved, each rule being
looked at alone, but rules may clash together without a word here: the solver then says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.french import euros, plural
from placement.problem.rule_diagnosis import impossible_rules
from placement.problem.tolerance import fits_budget, fits_half_days

if TYPE_CHECKING:
    from placement.problem.model import PlacementProblem

__all__ = ["diagnose"]

Frontier = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Half-days (increasing) and EUR (decreasing) of the undominated ways to open the forced sites."""


def diagnose(problem: PlacementProblem) -> tuple[str, ...]:
    """Reasons, French sentences, why no plan exists.

    Empty whenever one does; and only then, as long as the problem has no rule of `Rules`.
    """
    reasons = [*_contradictions(problem), *_fixed_beyond_limits(problem)]
    if not reasons:
        reasons = [*_forced_beyond_limits(problem), *impossible_rules(problem)]
    return tuple(reasons)


def _contradictions(problem: PlacementProblem) -> list[str]:
    reasons = []
    both = problem.site_is_forced & problem.site_is_forbidden
    if both.any():
        reasons.append(
            f"Sites à la fois imposés et interdits : {_names(problem, both)}. "
            "Retirez-les de l'une des deux listes."
        )
    forced = np.bincount(
        problem.option_site[problem.option_is_forced], minlength=problem.site_id.size
    )
    if (forced > 1).any():
        reasons.append(
            f"Plusieurs offres sont imposées au même site : {_names(problem, forced > 1)}. "
            "Un site n'a qu'une offre : n'en gardez qu'une."
        )
    unready = problem.site_is_forced & np.isin(problem.site_id, problem.rules.unready_hosts)
    if unready.any():
        reasons.append(
            f"Sites imposés sans l'accord de leur hôte : {_names(problem, unready)}. "
            "Obtenez cet accord, ou ne les imposez pas."
        )
    offers = np.bincount(problem.option_site, minlength=problem.site_id.size)
    empty = problem.site_is_forced & (offers == 0)
    if empty.any():
        reasons.append(
            f"Sites imposés sans aucune offre possible : {_names(problem, empty)}. "
            "Donnez-leur au moins une offre."
        )
    return reasons


def _fixed_beyond_limits(problem: PlacementProblem) -> list[str]:
    reasons = []
    if not fits_budget(problem.fixed_cost_eur, limit_eur=problem.budget_eur):
        lacking = problem.fixed_cost_eur - (problem.budget_eur or 0.0)
        reasons.append(
            "Les dépenses fixes (public captif) dépassent à elles seules le budget annuel : "
            f"il faut {_euros(lacking)} de plus."
        )
    if not fits_half_days(problem.fixed_half_days, limit=problem.half_days_max):
        lacking = problem.fixed_half_days - (problem.half_days_max or 0.0)
        reasons.append(
            "Les demi-journées fixes (public captif) dépassent à elles seules le maximum : "
            f"il faut {_half_days(lacking)} de plus par an."
        )
    return reasons


def _forced_beyond_limits(problem: PlacementProblem) -> list[str]:
    half_days, cost_eur = _frontier(problem)
    sites = _names(problem, problem.site_is_forced)
    reasons = []
    if not fits_budget(cost_eur[-1], limit_eur=problem.budget_left_eur):
        lacking = cost_eur[-1] - (problem.budget_left_eur or 0.0)
        reasons.append(
            f"Le budget annuel ne suffit pas aux sites imposés ({sites}), même avec leurs offres "
            f"les moins chères : il faut {_euros(lacking)} de plus."
        )
    if not fits_half_days(half_days[0], limit=problem.half_days_left):
        lacking = half_days[0] - (problem.half_days_left or 0.0)
        reasons.append(
            f"Les demi-journées ne suffisent pas aux sites imposés ({sites}), même avec leurs "
            f"offres les plus légères : il faut {_half_days(lacking)} de plus par an."
        )
    return reasons or _both_limits_together(problem, half_days=half_days, cost_eur=cost_eur)


def _both_limits_together(
    problem: PlacementProblem, *, half_days: NDArray[np.float64], cost_eur: NDArray[np.float64]
) -> list[str]:
    """Each limit can be met alone: say what is lacking when both cannot be met at once."""
    within = [fits_half_days(value, limit=problem.half_days_left) for value in half_days]
    cheapest = cost_eur[within].min()
    if fits_budget(cheapest, limit_eur=problem.budget_left_eur):
        return []
    affordable = [fits_budget(value, limit_eur=problem.budget_left_eur) for value in cost_eur]
    lightest = half_days[affordable].min()
    return [
        "Aucune combinaison d'offres des sites imposés "
        f"({_names(problem, problem.site_is_forced)}) ne tient à la fois dans le budget et dans "
        f"les demi-journées : il faut {_euros(cheapest - (problem.budget_left_eur or 0.0))} de "
        f"plus, ou bien {_half_days(lightest - (problem.half_days_left or 0.0))} de plus par an."
    ]


def _frontier(problem: PlacementProblem) -> Frontier:
    frontier = (np.zeros(1), np.zeros(1))
    admissible = problem.option_is_admissible
    for site in np.flatnonzero(problem.site_is_forced):
        options = np.flatnonzero(admissible & (problem.option_site == site))
        half_days = np.add.outer(frontier[0], problem.half_days[options]).ravel()
        cost_eur = np.add.outer(frontier[1], problem.cost_eur[options]).ravel()
        frontier = _undominated(half_days, cost_eur=cost_eur)
    return frontier


def _undominated(half_days: NDArray[np.float64], *, cost_eur: NDArray[np.float64]) -> Frontier:
    """Keep a way only if it costs less than every way with as few half-days."""
    order = np.lexsort((cost_eur, half_days))
    half_days, cost_eur = half_days[order], cost_eur[order]
    cheapest_before = np.concatenate(([np.inf], np.minimum.accumulate(cost_eur)[:-1]))
    kept = cost_eur < cheapest_before
    return half_days[kept], cost_eur[kept]


def _names(problem: PlacementProblem, mask: NDArray[np.bool_]) -> str:
    return cite(str(key) for key in problem.site_id[mask])


def _euros(amount: float) -> str:
    """Tell an amount that is lacking, rounded up to the euro: ``12 340 €``."""
    return euros(np.ceil(round(amount, 2)))


def _half_days(amount: float) -> str:
    """Format a number of half-days rounded up: ``3 demi-journées``."""
    return plural(np.ceil(round(amount, 3)), one="demi-journée", many="demi-journées")
