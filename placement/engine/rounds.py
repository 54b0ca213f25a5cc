"""The live master's part of a search: tighten, dive, fix, search whole numbers in rounds."""

from __future__ import annotations

import logging
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from placement.engine.answers import LpAnswer, MipRound
from placement.engine.best import Best
from placement.engine.layers import Layer, bundles_of
from placement.engine.lists import CostLists
from placement.engine.master import Master

__all__ = ["cut_and_round", "new_master"]

_LOG = logging.getLogger(__name__)
_MOST_BUNDLES = 400
_SCALED_TOTAL = 1e4
_LEAST_SHARE = 0.01
_LP_SHARE = 0.3
_LP_GAP = 1e-6
_DIVE_SHARE = 0.5
_SHARE_SEEN = 1e-6
_OFTEN_SEEN = 0.05
_ROUNDING = 1e-9


def cut_and_round(best: Best, *, u: NDArray[np.float64], often: NDArray[np.float64]) -> None:
    """Tighten the relaxation in HiGHS, leave out what cannot help, search whole numbers.

    Parameters
    ----------
    u
        Multipliers of the groups to start from, shape (g,).
    often
        How often an ascent picked each option of late, shape (o,); zeros where there was none.
    """
    master = new_master(best)
    master.seed(u)
    answer = master.solve_lp(
        around=best.known_plan.astype(np.float64),
        time_limit_s=best.left_s() * _LP_SHARE,
        gap=_LP_GAP,
    )
    best.steps.append("coupes et HiGHS")
    if answer is not None:
        best.raise_bound(master.best_bound)
        best.offer(best.moves.rounded(answer.share))
        _LOG.info("relaxation: %.6g to %.6g", best.bound, best.cost)
        _dive(best, master=master, answer=answer, often=often)
        _fix(best, master=master, answer=answer)
    _search_in_rounds(best, master=master, until_s=best.until_s, whole=True)


def new_master(best: Best) -> Master:
    """Open a master on the lists, the rows and the caps of a search, cut at its plan."""
    total = best.cost if np.isfinite(best.cost) else best.bound
    layers = [_layer(best.lists, best=best, total=total)]
    layers += [_layer(cap.lists, best=best, total=cap.most, cap=cap.most) for cap in best.caps]
    master = Master(tuple(layers), rows=best.rows)
    master.cut_at(best.known_plan)
    return master


def _layer(lists: CostLists, *, best: Best, total: float, cap: float | None = None) -> Layer:
    bundle = bundles_of(lists, plan=best.known_plan, most=_MOST_BUNDLES)
    least = max(_LEAST_SHARE * float(lists.tail.sum()), _ROUNDING)  # a total may well be 0
    return Layer(lists, bundle, scale=max(abs(total), least) / _SCALED_TOTAL, cap=cap)


def _dive(best: Best, *, master: Master, answer: LpAnswer, often: NDArray[np.float64]) -> None:
    """Look for a better plan among the options that the relaxation or the ascent would open.

    Source: T. Berthold, RENS, the optimal rounding, Math. Prog. Computation 6 (2014) 33-54.
    """
    options = best.rows.options
    chosen = (answer.share > _SHARE_SEEN) | (often > _OFTEN_SEEN) | best.known_plan
    most = np.where(chosen, best.rows.most[:options], 0.0)
    master.set_bounds(least=best.rows.least[:options], most=most)
    _LOG.info("dive among %d options", chosen.sum())
    until_s = perf_counter() + best.left_s() * _DIVE_SHARE
    _search_in_rounds(best, master=master, until_s=until_s, whole=False)


def _fix(best: Best, *, master: Master, answer: LpAnswer) -> None:
    """Fix the options whose other value would cost more than the plan in hand.

    Source: H. Crowder, E. Johnson, M. Padberg, Operations Research 31 (1983) 803-834.
    """
    room = best.cost - answer.bound + _ROUNDING * abs(best.cost)
    options = best.rows.options
    least, most = best.rows.least[:options].copy(), best.rows.most[:options].copy()
    most[(answer.reduced_cost > room) & (answer.share < _ROUNDING)] = 0.0
    least[(-answer.reduced_cost > room) & (answer.share > 1 - _ROUNDING)] = 1.0
    master.set_bounds(least=least, most=most)
    _LOG.info("options left after fixing: %d of %d", (most > least).sum(), options)


def _search_in_rounds(best: Best, *, master: Master, until_s: float, whole: bool) -> None:
    """Search whole numbers until no cut is missing, or time is up.

    ``whole``: every option that matters may open, so that the bounds hold for the problem.
    """
    rounds, close = 0, False
    while not best.over() and perf_counter() < until_s:
        answer = master.solve_mip(
            start=best.plan,
            time_limit_s=max(until_s - perf_counter(), 0.0),
            gap=_round_gap(best, close=close),
        )
        rounds += 1
        if whole:
            _learn(best, answer=answer)
        if answer.infeasible or not answer.finished or not answer.plans:
            break
        before = best.cost
        for plan in answer.plans:
            master.cut_at(plan)
            master.add_lazy(best.rows.missed_by(plan))
            best.offer(plan)
        _LOG.info("round %d: %.6g to %.6g", rounds, best.bound, best.cost)
        if best.cost == before and _nothing_new(master, plans=answer.plans):
            if close or not whole:
                break
            close = True
    best.steps.append(f"{rounds} recherches entières")


def _round_gap(best: Best, *, close: bool) -> float:
    """Gap to ask of the next search: a tenth of what is left, as cuts matter more than proof.

    ``close``: loose searches have nothing more to give, ask for the gap itself.
    """
    left = 0.0
    if not close and best.plan is not None and np.isfinite(best.bound):
        left = (best.cost - best.bound) / max(abs(best.cost), _ROUNDING)
    return max(0.3 * best.gap, 0.1 * left, 1e-7)


def _learn(best: Best, *, answer: MipRound) -> None:
    """Take what a search of the whole problem proves."""
    if answer.bound is not None:
        best.raise_bound(answer.bound)
    if answer.infeasible and best.plan is None:
        best.plans.infeasible = True
    elif answer.infeasible:  # nothing is as good as the plan in hand
        best.raise_bound(best.cost)


def _nothing_new(master: Master, *, plans: tuple[NDArray[np.bool_], ...]) -> bool:
    """Whether every plan of a search had been cut at before: the next would say the same."""
    keys = {plan.tobytes() for plan in plans}
    repeated = keys <= master.cut_plans
    master.cut_plans |= keys
    return repeated
