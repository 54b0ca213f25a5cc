"""When a sum of euros or of half-days still fits its limit: one definition for everybody.

Costs are read as decimal euros and added as binary floats: 0.10 + 0.20 is a little more than 0.30.
A plan that costs exactly its budget must stay feasible, so every comparison, in the rows given to
the solver as well as in the checks made without it, forgives half a cent and nothing more.
"""

from __future__ import annotations

from typing import Final

__all__ = ["BUDGET_SLACK_EUR", "HALF_DAYS_SLACK", "fits_budget", "fits_half_days"]

BUDGET_SLACK_EUR: Final = 0.005
HALF_DAYS_SLACK: Final = 0.001
_SOLVER_ROUNDING: Final = 1e-5
"""A solver honours a row to about 1e-6; a check made after it must not be stricter than it is."""


def fits_budget(cost_eur: float, *, limit_eur: float | None) -> bool:
    """Whether an annual cost is ``<=`` its limit, to half a cent; no limit always fits."""
    return limit_eur is None or cost_eur <= limit_eur + BUDGET_SLACK_EUR + _SOLVER_ROUNDING


def fits_half_days(half_days: float, *, limit: float | None) -> bool:
    """Whether annual half-days are ``<=`` their limit, to 0.001; no limit always fits."""
    return limit is None or half_days <= limit + HALF_DAYS_SLACK + _SOLVER_ROUNDING
