"""Every rule of a problem computed again on a plan, from the arrays, without a solver.

A function gives the broken rules of one family, French sentences that say which. A plan is two
arrays: which options are open, shape (o,), and where each segment goes, shape (n,).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.problem import (
    NO_OPTION,
    Behaviour,
    PlacementProblem,
    fits_budget,
    fits_half_days,
    nearest_open_option,
)
from placement.solution.rule_verification import broken_board_rules

__all__ = ["broken_rules"]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    problem: PlacementProblem
    open_options: NDArray[np.bool_]
    assigned_option: NDArray[np.intp]

    def access_s(self, option: NDArray[np.intp]) -> NDArray[np.float64]:
        """Access time of each segment to an option of its own, NaN for none, shape (n,)."""
        trip_s = np.take_along_axis(
            self.problem.time_s, self.problem.option_site[option][:, None], axis=1
        )[:, 0]
        access_s: NDArray[np.float64] = trip_s + self.problem.wait_s[option]
        return np.where(option == NO_OPTION, np.nan, access_s)


def broken_rules(
    problem: PlacementProblem,
    *,
    open_options: NDArray[np.bool_],
    assigned_option: NDArray[np.intp],
) -> tuple[str, ...]:
    """Every rule that a plan breaks, French sentences; empty when it breaks none."""
    plan = _Plan(problem, open_options, assigned_option)
    return (
        *_broken_by_sites(plan),
        *_broken_by_limits(plan),
        *_broken_by_assignment(plan),
        *broken_board_rules(problem, open_options=open_options, assigned_option=assigned_option),
    )


def _broken_by_sites(plan: _Plan) -> list[str]:
    problem = plan.problem
    offers = np.bincount(problem.option_site[plan.open_options], minlength=problem.site_id.size)
    forced_closed = problem.option_is_forced & ~plan.open_options
    faults = (
        ("sites ouverts avec plusieurs offres", problem.site_id, offers > 1),
        ("sites imposés mais fermés", problem.site_id, problem.site_is_forced & (offers == 0)),
        ("sites interdits mais ouverts", problem.site_id, problem.site_is_forbidden & (offers > 0)),
        ("offres imposées mais fermées", problem.option_id, forced_closed),
    )
    return [_sentence(label, ids=ids, mask=mask) for label, ids, mask in faults if mask.any()]


def _broken_by_limits(plan: _Plan) -> list[str]:
    problem, opened = plan.problem, plan.open_options
    broken = []
    cost_eur = float(problem.cost_eur[opened].sum() + problem.fixed_cost_eur)
    half_days = float(problem.half_days[opened].sum() + problem.fixed_half_days)
    if not fits_budget(cost_eur, limit_eur=problem.budget_eur):
        broken.append(f"le coût annuel {cost_eur:.2f} € dépasse {problem.budget_eur:.2f} €.")
    if not fits_half_days(half_days, limit=problem.half_days_max):
        broken.append(f"{half_days:g} demi-journées dépassent {problem.half_days_max:g}.")
    return broken


def _broken_by_assignment(plan: _Plan) -> list[str]:
    problem, option = plan.problem, plan.assigned_option
    known = (option >= NO_OPTION) & (option < problem.option_id.size)
    if not known.all():
        return [_sentence("segments affectés nulle part", ids=problem.segment_id, mask=~known)]
    served = option != NO_OPTION
    closed = served & ~plan.open_options[option]
    access = plan.access_s(option)
    unusable = served & ~(access < problem.no_access_s)
    best = plan.access_s(nearest_open_option(problem, open_options=plan.open_options))
    farther = ~(closed | unusable) & ~np.isnan(best) & ~(access <= best)
    faults = [
        ("segments affectés à une offre fermée", closed),
        ("segments affectés à une offre hors d'atteinte", unusable),
    ]
    if problem.behaviour is Behaviour.NEAREST:
        faults.append(("segments affectés ailleurs qu'au plus proche", farther))
    return [
        _sentence(label, ids=problem.segment_id, mask=mask) for label, mask in faults if mask.any()
    ]


def _sentence(label: str, *, ids: NDArray[np.str_], mask: NDArray[np.bool_]) -> str:
    return f"{label} : {cite(str(key) for key in ids[mask])}."
