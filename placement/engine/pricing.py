"""A relaxation over a few options, and what all the others are worth in it.

The relaxation of a part of the options leaves multipliers of the groups and of the rows. At these,
the Lagrangian over *all* options is a bound for all, whatever the part was; the options that would
lower it join the part, until there is none left. What each option adds to that bound then tells
whether a plan as good as the one in hand may open it.

Notes
-----
S. García, M. Labbé, A. Marín, Solving large p-median problems with a radius formulation, INFORMS
Journal on Computing 23 (2011) 546-556, price so; here the part is solved by cuts on the groups.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from placement.engine.best import Best
from placement.engine.choice import choose, rises
from placement.engine.duals import LayerDual
from placement.engine.found import Cap
from placement.engine.neighbourhood import worth_at
from placement.engine.rounds import new_master
from placement.engine.tree import new_node_choice, root_state, said_by_sites

__all__ = ["Priced", "price", "within"]

_LOG = logging.getLogger(__name__)

_FIRST = 3000
_MORE = 2000
_LP_GAP = 1e-7
_CLOSE = 1e-6
_NOTHING = 1e-9

Floats = NDArray[np.float64]
Options = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A bound over every option.

    Parameters
    ----------
    bound
        What every plan costs at least.
    rise
        What a plan that opens the option costs at least beyond the bound, shape (o,).
    u
        Multipliers of the groups behind it, shape (g,).
    part
        Options, increasing positions, that were enough for it.
    """

    bound: float
    rise: Floats
    u: Floats
    part: Options


def price(best: Best, *, u: Floats, worth: Floats, time_limit_s: float) -> Priced | None:
    """Solve the relaxation over a growing part of the options; None if it could not be solved.

    Parameters
    ----------
    u
        Multipliers of the groups to start from, shape (g,).
    worth
        What opening each option is worth at some multipliers: the part starts with the least.
    """
    until_s = perf_counter() + time_limit_s
    part, found = _cheapest(best, worth=worth), None
    while True:
        here = within(best, options=part, until_s=until_s)
        master = new_master(here)
        master.seed(u)
        answer = master.solve_lp(
            around=here.known_plan.astype(np.float64), time_limit_s=here.left_s(), gap=_LP_GAP
        )
        if answer is None:
            return found
        row_dual = np.zeros(best.rows.lower.size)
        row_dual[best.rows.about(part)] = answer.row_dual
        priced, worth = _over_all(best, layers=answer.layers, row_dual=row_dual, part=part)
        found = priced if found is None or priced.bound > found.bound else found
        outside = np.ones(worth.size, dtype=np.bool_)
        outside[part] = False
        joining = np.flatnonzero(outside & (worth < -_NOTHING * abs(priced.bound)))
        _LOG.info(
            "part of %d options: %.6g, over all %.6g, %d would lower it",
            part.size,
            answer.bound,
            priced.bound,
            joining.size,
        )
        close = answer.bound - priced.bound <= _CLOSE * abs(answer.bound)
        if close or not joining.size or here.left_s() == 0.0:
            return found
        joining = joining[np.argsort(worth[joining], kind="stable")[:_MORE]]
        part, u = np.union1d(part, joining), priced.u


def within(best: Best, *, options: Options, until_s: float) -> Best:
    """Return the same search where all but some options stay closed; what it proves is of these."""
    caps = tuple(Cap(cap.lists.only(options), cap.most) for cap in best.caps)
    here = Best(
        best.lists.only(options),
        rows=best.rows.only(options),
        gap=best.gap,
        until_s=min(until_s, best.until_s),
        caps=caps,
    )
    here.offer(best.known_plan[options])
    here.raise_bound(best.bound)
    return here


def _cheapest(best: Best, *, worth: Floats) -> Options:
    """List the options to start with: those of the plan, those that must open, the best others."""
    rows = best.rows
    wanted = (rows.least[: rows.options] > 0.5) | best.known_plan
    order = np.where(wanted, -np.inf, np.where(rows.most[: rows.options] > 0.5, worth, np.inf))
    count = max(_FIRST, int(np.count_nonzero(wanted)))
    return np.sort(np.argsort(order, kind="stable")[:count])


def _over_all(
    best: Best, *, layers: tuple[LayerDual, ...], row_dual: Floats, part: Options
) -> tuple[Priced, Floats]:
    """Bound every plan at some multipliers; return what each option is worth there too."""
    rows, options = best.rows, best.rows.options
    said = said_by_sites(
        rows.matrix[:, :options], upper=rows.upper, lower=rows.lower, site=rows.site
    )
    side = np.where(row_dual > 0, rows.lower, rows.upper)
    usable = ~said & np.isfinite(side)
    dual = np.where(usable, row_dual, 0.0)
    slope = -(rows.matrix.T @ dual)
    bound = float(dual[usable] @ side[usable])
    least, most = rows.least[options:], rows.most[options:]
    bound += float(np.minimum(slope[options:] * least, slope[options:] * most).sum())
    worth = slope[:options].copy()
    for dual_of, lists, cap in zip(
        layers,
        (best.lists, *(cap.lists for cap in best.caps)),
        (0.0, *(cap.most for cap in best.caps)),
        strict=True,
    ):
        if dual_of.weight > 0:
            u = np.clip(dual_of.u, 0.0, lists.tail)
            worth += dual_of.weight * worth_at(lists, multiplier=u)
            bound += dual_of.weight * (float(u.sum()) - cap)
    choice = new_node_choice(rows)
    choice.worth[:] = worth
    state = root_state(rows)
    bound += choose(choice, state)
    return Priced(bound, rises(choice, state), layers[0].u, part), worth
