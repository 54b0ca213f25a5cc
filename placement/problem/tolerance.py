"""When a figure still fits its limit: one definition for everybody.

Costs are read as decimal euros and added as binary floats: 0.10 + 0.20 is a little more than 0.30.
A plan that costs exactly its budget must stay feasible, so every comparison, in the rows given to
the solver as well as in the checks made without it, forgives half a cent and nothing more. The same
holds for half-days, for shares of young people and for the appointments of a year.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BUDGET_SLACK_EUR",
    "FIGURE_SLACK",
    "HALF_DAYS_SLACK",
    "LOAD_SLACK",
    "SHARE_SLACK",
    "TIME_SLACK_S",
    "USE_SLACK",
    "fits_budget",
    "fits_half_days",
    "fits_load",
    "fits_use",
    "reaches_figure",
    "reaches_load",
    "reaches_share",
]

BUDGET_SLACK_EUR: Final = 0.005
HALF_DAYS_SLACK: Final = 0.001
FIGURE_SLACK: Final = 0.001
"""What a floor forgives, in its own unit (half-days, sites)."""
LOAD_SLACK: Final = 1e-6
"""What appointments forgive, as a part of what is offered or of the least load."""
SHARE_SLACK: Final = 1e-6
USE_SLACK: Final = 0.001
"""What the limit of a use forgives, in its own unit (days of the van)."""
TIME_SLACK_S: Final = 1e-9
"""A time that reaches its limit is within it, whatever the rounding of a sum of two times."""
_SOLVER_ROUNDING: Final = 1e-5
"""A solver honours a row to about 1e-6; a check made after it must not be stricter than it is."""


def fits_budget(cost_eur: float, *, limit_eur: float | None) -> bool:
    """Whether an annual cost is ``<=`` its limit, to half a cent; no limit always fits."""
    return limit_eur is None or cost_eur <= limit_eur + BUDGET_SLACK_EUR + _SOLVER_ROUNDING


def fits_half_days(half_days: float, *, limit: float | None) -> bool:
    """Whether annual half-days are ``<=`` their limit, to 0.001; no limit always fits."""
    return limit is None or half_days <= limit + HALF_DAYS_SLACK + _SOLVER_ROUNDING


def fits_load(appointments: float, *, offered: float) -> bool:
    """Whether appointments a year are ``<=`` what is offered, to a millionth."""
    return appointments <= offered + (LOAD_SLACK + _SOLVER_ROUNDING) * max(offered, 1.0)


def fits_use(use: float, *, limit: float) -> bool:
    """Whether what is used in all is ``<=`` its limit, to 0.001."""
    return use <= limit + USE_SLACK + _SOLVER_ROUNDING


def reaches_figure(figure: float, *, least: float) -> bool:
    """Whether the figure of a floor is ``>=`` the least asked, to 0.001."""
    return figure >= least - FIGURE_SLACK - _SOLVER_ROUNDING


def reaches_load(appointments: float, *, least: float) -> bool:
    """Whether appointments a year are ``>=`` the least load, to a millionth."""
    return appointments >= least - (LOAD_SLACK + _SOLVER_ROUNDING) * max(least, 1.0)


def reaches_share(share: float, *, least: float) -> bool:
    """Whether a share of young people, 0 to 1, is ``>=`` the least asked, to a millionth."""
    return share >= least - SHARE_SLACK - _SOLVER_ROUNDING
