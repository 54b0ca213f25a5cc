"""Many options: the few that matter are found by price, and only these are searched."""

from __future__ import annotations

import logging
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from placement.engine.best import Best
from placement.engine.pricing import Priced, price, within
from placement.engine.rounds import cut_and_round

__all__ = ["many_options", "narrow"]

_LOG = logging.getLogger(__name__)

_MANY = 6000
_MOST_KEPT = 12_000
_PRICE_SHARE = 0.4
_PART_SHARE = 0.4
_ROUNDING = 1e-9


def many_options(best: Best) -> bool:
    """Whether a search has so many options that they are better priced than written."""
    complete = not best.lists.cut_short.any()
    return best.rows.options >= _MANY and complete and best.rows.lazy is None


def narrow(best: Best, *, u: NDArray[np.float64], worth: NDArray[np.float64]) -> None:
    """Find a good plan among a part of the options, then prove it on those that may beat it.

    Every option is priced, so that the bound holds for all: one left aside would cost more than
    the plan in hand, or, where too many are left, more than the bound that is told.

    Parameters
    ----------
    u
        Multipliers of the groups to start from, shape (g,).
    worth
        What opening each option is worth there, rows included, shape (o,).
    """
    priced = price(best, u=u, worth=worth, time_limit_s=best.left_s() * _PRICE_SHARE)
    best.steps.append("tarification")
    if priced is None:
        return
    best.raise_bound(priced.bound)
    if not best.over():
        until_s = perf_counter() + best.left_s() * _PART_SHARE
        _searched(best, options=priced.part, priced=priced, until_s=until_s)
    if best.over():
        return
    options, least = _that_may_help(best, priced=priced)
    bound = _searched(best, options=options, priced=priced, until_s=best.until_s)
    best.raise_bound(min(bound, least, best.cost))


def _that_may_help(best: Best, *, priced: Priced) -> tuple[NDArray[np.intp], float]:
    """List the options that a better plan may open, and what any plan with another one costs."""
    room = best.cost - priced.bound + _ROUNDING * abs(best.cost)
    worthy = np.where(best.known_plan, 0.0, priced.rise)
    options = np.flatnonzero(worthy <= room)
    if options.size > _MOST_KEPT:
        options = np.argsort(worthy, kind="stable")[:_MOST_KEPT]
    others = np.delete(worthy, options)
    _LOG.info("options left after pricing: %d of %d", options.size, worthy.size)
    return np.sort(options), priced.bound + float(others.min(initial=np.inf))


def _searched(best: Best, *, options: NDArray[np.intp], priced: Priced, until_s: float) -> float:
    """Search some options alone, and offer what is found; return the bound of their plans."""
    here = within(best, options=options, until_s=until_s)
    if not here.over():
        cut_and_round(here, u=priced.u, often=np.zeros(options.size))
    best.steps += here.steps
    if here.plan is not None:
        plan = np.zeros(best.rows.options, dtype=np.bool_)
        plan[options] = here.plan
        best.offer(plan)
    _LOG.info("%d options: %.6g to %.6g", options.size, here.bound, best.cost)
    return here.bound
