"""The rules on what may open: one function, one family of rows, one name wherever it appears.

They speak of the ``open_o`` variables only. Whatever formulation or engine serves the young people,
these rows are the policy that it has to honour.

Sets: options o, sites s, O(s) the options of site s. Symbols: cost f_o (EUR/year), half-days h_o
(per year), budget B and maximum H once the fixed amounts are taken off. Rows are numbered by the
position of the site or of the option in the problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pulp

from placement.formulations.variables import Opened
from placement.problem import PlacementProblem
from placement.problem.tolerance import BUDGET_SLACK_EUR, HALF_DAYS_SLACK

__all__ = [
    "POLICY",
    "annual_budget",
    "annual_half_days",
    "forbidden_sites",
    "forced_options",
    "forced_sites",
    "one_offer_per_site",
]


def one_offer_per_site(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open at most one offer at each site: sum of open_o over O(s) <= 1."""
    for site in range(problem.site_id.size):
        offers = _offers(site, opened=opened, problem=problem)
        if len(offers) > 1:
            model += _sum(offers) <= 1, f"one_offer_per_site_{site}"


def annual_budget(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Spend no more than the budget on open options: sum of f_o open_o <= B (to half a cent)."""
    if problem.budget_left_eur is not None and opened:
        cost = _weighted(opened, weights=problem.cost_eur)
        model += cost <= problem.budget_left_eur + BUDGET_SLACK_EUR, "annual_budget"


def annual_half_days(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Take no more half-days than the maximum: sum of h_o open_o <= H (to 0.001)."""
    if problem.half_days_left is not None and opened:
        taken = _weighted(opened, weights=problem.half_days)
        model += taken <= problem.half_days_left + HALF_DAYS_SLACK, "annual_half_days"


def forced_sites(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open each forced site with one of its offers: sum of open_o over O(s) = 1."""
    for site in np.flatnonzero(np.isin(problem.site_id, problem.forced_sites)).tolist():
        offers = _offers(site, opened=opened, problem=problem)
        model += _sum(offers) == 1, f"forced_sites_{site}"


def forced_options(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open each forced option as it is: open_o = 1."""
    for option in np.flatnonzero(problem.option_is_forced).tolist():
        model += _sum([opened[option]]) == 1, f"forced_options_{option}"


def forbidden_sites(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Keep each forbidden site closed: sum of open_o over O(s) = 0."""
    for site in np.flatnonzero(problem.site_is_forbidden).tolist():
        offers = _offers(site, opened=opened, problem=problem)
        if offers:
            model += _sum(offers) == 0, f"forbidden_sites_{site}"


POLICY: tuple[Callable[..., None], ...] = (
    one_offer_per_site,
    annual_budget,
    annual_half_days,
    forced_sites,
    forced_options,
    forbidden_sites,
)
"""Every rule on what may open, in the order in which the rows are written."""


def _offers(site: int, *, opened: Opened, problem: PlacementProblem) -> list[Any]:
    return [opened[o] for o in np.flatnonzero(problem.option_site == site).tolist() if o in opened]


def _sum(variables: Iterable[Any]) -> Any:
    return pulp.LpAffineExpression([(variable, 1) for variable in variables])


def _weighted(opened: Opened, *, weights: Any) -> Any:
    return pulp.LpAffineExpression([(var, float(weights[o])) for o, var in opened.items()])
