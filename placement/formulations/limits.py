"""Rules on what the whole plan costs and counts: euros, half-days, numbers, changes, floors.

Sets: options o, sites s, O(s) the options of site s, T the sites open today, c(s) the option that
site s has today. Symbols: cost f_o (EUR/year), half-days h_o (per year), budget B and maximum H
once the fixed amounts are taken off; one-off costs, EUR: e_o of giving option o to a site that does
not have it today, x_s of closing a site open today. Rows are numbered by the position of the rule
in its family.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from placement.formulations.rows import at_least, at_most, of_options, weighted
from placement.formulations.variables import Opened
from placement.problem import PlacementProblem
from placement.problem.tolerance import (
    BUDGET_SLACK_EUR,
    FIGURE_SLACK,
    HALF_DAYS_SLACK,
    USE_SLACK,
)

__all__ = [
    "annual_budget",
    "annual_half_days",
    "changes_limit",
    "group_budgets",
    "investment_budget",
    "number_limits",
    "presence_floors",
    "use_limits",
]


def annual_budget(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Spend no more than the budget on open options: sum of f_o open_o <= B (to half a cent)."""
    if problem.budget_left_eur is not None:
        limit = problem.budget_left_eur + BUDGET_SLACK_EUR
        cost = weighted(opened, weights=problem.cost_eur)
        at_most(model, cost, limit=limit, name="annual_budget")


def annual_half_days(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Take no more half-days than the maximum: sum of h_o open_o <= H (to 0.001)."""
    if problem.half_days_left is not None:
        limit = problem.half_days_left + HALF_DAYS_SLACK
        taken = weighted(opened, weights=problem.half_days)
        at_most(model, taken, limit=limit, name="annual_half_days")


def investment_budget(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Pay once no more than I (to half a cent) for what opens, what changes and what closes.

    The sum of e_o open_o over the options that are not today's, and of x_s (1 - sum of open_o over
    O(s)) over the sites of T; the constant sum of x_s goes to the right-hand side.
    """
    if problem.rules.investment_eur is None:
        return
    today = problem.site_is_current
    closing_eur = np.where(today, problem.closing_eur, 0.0)
    paid = np.where(problem.current, 0.0, problem.opening_eur) - closing_eur[problem.option_site]
    limit = problem.rules.investment_eur + BUDGET_SLACK_EUR - float(closing_eur.sum())
    terms = weighted(opened, weights=paid)
    at_most(model, terms, limit=limit, name="investment_budget")


def group_budgets(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Let each funder pay no more a year than its limit: sum of share_ko f_o open_o <= B_k."""
    for k, rule in enumerate(problem.rules.group_budgets):
        terms = weighted(opened, weights=rule.share * problem.cost_eur)
        limit = rule.limit_eur + BUDGET_SLACK_EUR
        at_most(model, terms, limit=limit, name=f"group_budgets_{k}")


def use_limits(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Use no more of what is shared than there is (to 0.001): sum of use_ko open_o <= U_k."""
    for k, rule in enumerate(problem.rules.uses):
        terms = weighted(opened, weights=rule.use)
        at_most(model, terms, limit=rule.limit + USE_SLACK, name=f"use_limits_{k}")


def number_limits(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open at least, and at most, so many options of a kind: n_k <= sum of open_o <= N_k."""
    for k, rule in enumerate(problem.rules.numbers):
        terms = of_options(rule.options, opened=opened)
        if rule.at_least is not None:
            at_least(model, terms, limit=rule.at_least, name=f"number_limits_{k}_at_least")
        if rule.at_most is not None:
            at_most(model, terms, limit=rule.at_most, name=f"number_limits_{k}_at_most")


def changes_limit(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Change no more sites than M: those that open, that close, that get another offer.

    Sum of open_o over the sites out of T, plus the sum of 1 - open_c(s) over T; the constant, the
    number of sites of T, goes to the right-hand side.
    """
    if problem.rules.changes_max is None:
        return
    new = ~problem.site_is_current[problem.option_site]
    terms = weighted(opened, weights=new.astype(float) - problem.current)
    limit = problem.rules.changes_max - int(problem.current.sum())
    at_most(model, terms, limit=limit, name="changes_limit")


def presence_floors(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Give each group at least its presence (to 0.001): sum of figure_ko open_o >= least_k."""
    for k, rule in enumerate(problem.rules.floors):
        terms = weighted(opened, weights=rule.figure)
        at_least(model, terms, limit=rule.least - FIGURE_SLACK, name=f"presence_floors_{k}")
