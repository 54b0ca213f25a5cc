"""A good plan quickly: open what a preference says, then exchange offers while it helps.

Moves are scored for all options at once on dense arrays of groups by options. A plan is a mask over
the options of the problem; every plan returned honours every rule.

Notes
-----
Greedy completion and exchange: M. Teitz, P. Bart, Heuristic methods for estimating the generalized
vertex median of a weighted graph, Operations Research 16 (1968) 955-961; here an exchange must also
fit the budget and the half-days, and one offer may push several others out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.problem import PlacementProblem, ReducedProblem
from placement.problem.tolerance import BUDGET_SLACK_EUR, HALF_DAYS_SLACK

__all__ = ["improve_plan", "plan_from_preferences"]

Plan = NDArray[np.bool_]
_ENOUGH = 1e-9
"""Least gain of an exchange, as a share of the total: rounding must not go round in circles."""


def plan_from_preferences(
    problem: PlacementProblem, *, reduced: ReducedProblem, preference: NDArray[np.float64]
) -> Plan | None:
    """Open the forced sites, then the options in decreasing preference while they fit.

    Parameters
    ----------
    problem, reduced
        The rules, and the options that may open.
    preference
        Any figure, shape (o,); an option at 0 is not opened. The values of a linear relaxation are
        a good choice.

    Returns
    -------
    mask of shape (o,), or None where this simple rule finds no offers for the forced sites
    """
    ground = _Ground.of(problem, reduced=reduced)
    plan = ground.forced_start(preference)
    if plan is None:
        return None
    for option in np.argsort(-preference, kind="stable"):
        if preference[option] > 0 and ground.openable(plan)[option]:
            plan[option] = True
    return plan


def improve_plan(
    problem: PlacementProblem,
    *,
    reduced: ReducedProblem,
    plan: Plan,
    expired: Callable[[], bool],
) -> Plan:
    """Complete, exchange and push in until nothing helps, or until ``expired()``."""
    ground = _Ground.of(problem, reduced=reduced)
    plan = ground.completed(plan)
    while not expired():
        better = ground.exchanged(plan)
        if better is None:
            better = ground.pushed(plan)
        if better is None:
            break
        plan = better
    return plan


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """Dense costs and rules in the form that the moves need."""

    weight: NDArray[np.float64]
    fallback_s: NDArray[np.float64]
    access_s: NDArray[np.float64]  # +inf stands for NaN here: minima only, never shown
    kept: NDArray[np.bool_]
    site: NDArray[np.intp]
    site_forced: NDArray[np.bool_]
    cost_eur: NDArray[np.float64]
    half_days: NDArray[np.float64]
    budget_eur: float
    half_days_max: float

    @classmethod
    def of(cls, problem: PlacementProblem, *, reduced: ReducedProblem) -> _Ground:
        budget, most = problem.budget_left_eur, problem.half_days_left
        return cls(
            weight=reduced.weight,
            fallback_s=reduced.fallback_s,
            access_s=np.nan_to_num(reduced.access_s, nan=np.inf),
            kept=reduced.kept,
            site=problem.option_site,
            site_forced=problem.site_is_forced,
            cost_eur=problem.cost_eur,
            half_days=problem.half_days,
            budget_eur=np.inf if budget is None else budget + BUDGET_SLACK_EUR,
            half_days_max=np.inf if most is None else most + HALF_DAYS_SLACK,
        )

    def value(self, plan: Plan) -> float:
        return float(self.weight @ self.nearest_s(plan))

    def nearest_s(self, plan: Plan) -> NDArray[np.float64]:
        """Return what each group pays, s, shape (g,)."""
        nearest = np.minimum.reduce(self.access_s[:, plan], axis=1, initial=np.inf)
        paid: NDArray[np.float64] = np.minimum(nearest, self.fallback_s)
        return paid

    def fits(self, plan: Plan) -> bool:
        return bool(
            self.cost_eur[plan].sum() <= self.budget_eur
            and self.half_days[plan].sum() <= self.half_days_max
        )

    def openable(self, plan: Plan) -> NDArray[np.bool_]:
        """Options that can be added to a plan within every rule, shape (o,)."""
        taken = np.zeros(self.site_forced.size, dtype=np.bool_)
        taken[self.site[plan]] = True
        fits: NDArray[np.bool_] = (
            self.kept
            & ~taken[self.site]
            & (self.cost_eur[plan].sum() + self.cost_eur <= self.budget_eur)
            & (self.half_days[plan].sum() + self.half_days <= self.half_days_max)
        )
        return fits

    def gains(
        self, nearest_s: NDArray[np.float64], *, options: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Person-seconds saved by each of these options, one at a time."""
        return self.weight @ np.maximum(nearest_s[:, None] - self.access_s[:, options], 0.0)

    def forced_start(self, preference: NDArray[np.float64]) -> Plan | None:
        """One offer for each forced site: the preferred, else the cheapest, else the lightest."""
        for key in (-preference, self.cost_eur, self.half_days):
            plan = np.zeros(self.kept.size, dtype=np.bool_)
            for site in np.flatnonzero(self.site_forced):
                offers = np.flatnonzero(self.kept & (self.site == site))
                plan[offers[np.argmin(key[offers])]] = True
            if self.fits(plan):
                return plan
        return None

    def completed(self, plan: Plan) -> Plan:
        """Keep adding the option that saves most for the share of the limits that it takes."""
        plan = plan.copy()
        while True:
            options = np.flatnonzero(self.openable(plan))
            gains = self.gains(self.nearest_s(plan), options=options)
            if not (gains > 0).any():
                return plan
            plan[options[np.argmax(gains / self.share_taken(options))]] = True

    def share_taken(self, options: NDArray[np.intp]) -> NDArray[np.float64]:
        share = self.cost_eur[options] / max(self.budget_eur, 1.0)
        share = share + self.half_days[options] / max(self.half_days_max, 1.0)
        return np.maximum(share, 1e-6)

    def exchanged(self, plan: Plan) -> Plan | None:
        """Close one option, open the best other one in its stead; None when nothing helps."""
        value = self.value(plan)
        best, best_value = None, value * (1 - _ENOUGH)
        for closed in np.flatnonzero(plan).tolist():
            rest = self.without(plan, closed=closed)
            options = np.flatnonzero(self.replacements(rest, closed=closed))
            if not options.size:
                continue
            nearest = self.nearest_s(rest)
            values = self.weight @ nearest - self.gains(nearest, options=options)
            if values.min() < best_value:
                best_value = float(values.min())
                best = rest
                best[options[np.argmin(values)]] = True
        return best

    def pushed(self, plan: Plan) -> Plan | None:
        """Open one option and close what it takes to pay for it; None when nothing helps."""
        enough = self.value(plan) * (1 - _ENOUGH)
        for option in np.flatnonzero(self.kept & ~plan).tolist():
            room = self.made_for(option, plan=plan)
            if room is not None:
                completed = self.completed(room)
                if self.value(completed) < enough:
                    return completed
        return None

    def made_for(self, option: int, *, plan: Plan) -> Plan | None:
        """Open an option instead of its site's, then close the least useful ones until it fits."""
        plan = plan & (self.site != self.site[option])
        plan[option] = True
        closable = plan & ~self.site_forced[self.site]
        closable[option] = False
        while not self.fits(plan):
            candidates = np.flatnonzero(closable & plan)
            if not candidates.size:
                return None
            loss_of_share = self.losses(plan, options=candidates) / self.share_taken(candidates)
            plan[candidates[np.argmin(loss_of_share)]] = False
        return plan

    def losses(self, plan: Plan, *, options: NDArray[np.intp]) -> NDArray[np.float64]:
        """Person-seconds lost by closing each of these open options, one at a time."""
        opened = np.flatnonzero(plan)
        costs = np.column_stack([self.access_s[:, opened], self.fallback_s, self.fallback_s])
        nearest_two = np.partition(costs, 1, axis=1)[:, :2]
        loss = self.weight * (nearest_two[:, 1] - nearest_two[:, 0])
        lost = np.bincount(costs.argmin(axis=1), weights=loss, minlength=opened.size)
        return lost[np.searchsorted(opened, options)].astype(np.float64)

    def replacements(self, rest: Plan, *, closed: int) -> NDArray[np.bool_]:
        """Options that may open instead of a closed one; a forced site keeps an offer."""
        allowed = self.openable(rest)
        allowed[closed] = False
        if self.site_forced[self.site[closed]]:
            allowed &= self.site == self.site[closed]
        return allowed

    @staticmethod
    def without(plan: Plan, *, closed: int) -> Plan:
        rest = plan.copy()
        rest[closed] = False
        return rest
