"""The compact model with what earlier objectives ask, and what HiGHS answers on it.

Under a capacity an objective is about where people are sent, not about the nearest door: what an
earlier objective reached is therefore kept by rows on the shares themselves.

Rows
    ``kept_sum_k``: sum_i w_i (c(none) + sum_o (c(a_io) - c(none)) goes_io) <= most;
    ``kept_within_k``: sum over those within reach of w_i goes_io, for a_io <= limit, >= least;
    a share covered that was reached is a row of ``coverage_shares``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from placement._pulp_backend import MipAnswer, solve_mip
from placement.formulations import RefereeModel, build_referee
from placement.formulations.referee import doors_within_threshold
from placement.formulations.rows import at_least, at_most, of_options
from placement.objectives import segment_cost, segment_weight
from placement.problem import Coverage, Goal, Objective, PlacementProblem
from placement.problem.objective import MEAN_ACCESS
from placement.solve.seeking import EarlierGoal, Plan

__all__ = ["Held", "Within", "answer_of", "compact_model"]

_ROUNDING_S = 1e-6

Terms = list[tuple[Any, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Within:
    """At least so many young people, persons, of a mask, shape (n,), sent within a time, s.

    ``firm``: nobody at all is sent farther than that.
    """

    among: NDArray[np.bool_]
    limit_s: float
    least: float
    firm: bool


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What the objectives already sought reached, and the plans that must not come back."""

    sums: tuple[EarlierGoal, ...] = ()
    within: tuple[Within, ...] = ()
    exclusions: tuple[Plan, ...] = ()


def compact_model(
    problem: PlacementProblem, *, sought: Objective | Within, held: Held
) -> RefereeModel:
    """Build the compact model of an objective, within what the earlier ones reached.

    Parameters
    ----------
    sought
        An additive objective; or a time, and the young people who are *not* sent within it are
        minimised.
    """
    ruled = _covered(problem, sums=held.sums)
    direct = (
        sought if isinstance(sought, Objective) and not _needs_shares(sought, held=held) else None
    )
    model = build_referee(ruled, objective=direct or MEAN_ACCESS)
    pairs = _Pairs(problem, model=model)
    for rank, goal in enumerate(goal for goal in held.sums if goal.objective.goal is not _DOORS):
        none, terms = pairs.saving(goal.objective)
        at_most(model.lp, terms, limit=goal.most - none, name=f"kept_sum_{rank}")
    for rank, within in enumerate(held.within):
        pairs.close_beyond(within)
        at_least(model.lp, pairs.sent(within), limit=within.least, name=f"kept_within_{rank}")
    _exclude(model, problem=problem, exclusions=held.exclusions)
    if direct is None:
        _aim(model, sought=sought, pairs=pairs)
    return model


_DOORS = Goal.COVERED


def _needs_shares(sought: Objective, *, held: Held) -> bool:
    """Whether doors are counted while rows speak of shares: the model must then have both."""
    return sought.goal is _DOORS and bool(held.sums or held.within)


def _covered(problem: PlacementProblem, *, sums: tuple[EarlierGoal, ...]) -> PlacementProblem:
    """State each share covered that was reached as a rule of coverage."""
    peopled = problem.young > 0
    rules = tuple(
        Coverage(
            name=f"part déjà couverte {rank + 1}",
            segments=peopled,
            limit_s=goal.objective.threshold_s,
            measure=goal.objective.measure,
            share=max(0.0, 1.0 - goal.most / problem.young_total),
        )
        for rank, goal in enumerate(sums)
        if goal.objective.goal is _DOORS
    )
    coverages = (*problem.rules.coverages, *rules)
    return problem.replace(rules=problem.rules.replace(coverages=coverages))


class _Pairs:
    """The variables ``goes_i_o`` of a model, and sums over them."""

    def __init__(self, problem: PlacementProblem, *, model: RefereeModel) -> None:
        self.problem, self.model = problem, model
        self.access_s = problem.access_s()

    def __iter__(self) -> Iterator[tuple[int, int, Any]]:
        for segment, options in self.model.goes.items():
            for option, variable in options.items():
                yield segment, option, variable

    def saving(self, objective: Objective) -> tuple[float, Terms]:
        """Return what everybody without access would cost, and what each share saves on it."""
        problem = self.problem
        weight = segment_weight(problem, objective=objective)
        nobody = np.array([np.nan])
        none = float(segment_cost(problem, objective=objective, time_s=nobody)[0])
        cost = segment_cost(problem, objective=objective, time_s=self.access_s)
        saved = (cost - none) * weight[:, None]
        return float(weight.sum()) * none, [(var, float(saved[i, o])) for i, o, var in self]

    def sent(self, within: Within) -> Terms:
        """Young people of the mask who are sent within the time."""
        near = within.among[:, None] & (self.access_s <= within.limit_s + _ROUNDING_S)
        young = self.problem.young.tolist()
        return [(var, young[i]) for i, o, var in self if near[i, o]]

    def close_beyond(self, within: Within) -> None:
        """Send nobody of the mask farther than a firm time."""
        if within.firm:
            far = within.among[:, None] & (self.access_s > within.limit_s + _ROUNDING_S)
            for segment, option, variable in self:
                if far[segment, option]:
                    variable.upBound = 0


def _exclude(
    model: RefereeModel, *, problem: PlacementProblem, exclusions: tuple[Plan, ...]
) -> None:
    """Keep the set of open sites of each excluded plan from coming back."""
    for rank, plan in enumerate(exclusions):
        sites = np.unique(problem.option_site[plan])
        inside = np.isin(problem.option_site, sites)
        others = of_options(~inside, opened=model.opened)
        terms = [*of_options(inside, opened=model.opened), *((var, -1.0) for var, _ in others)]
        at_most(model.lp, terms, limit=sites.size - 1, name=f"other_sites_{rank}")


def _aim(model: RefereeModel, *, sought: Objective | Within, pairs: _Pairs) -> None:
    """Set an objective that `build_referee` does not write, or not beside shares."""
    constant = 0.0
    if isinstance(sought, Within):
        pairs.close_beyond(sought)
        constant = float(pairs.problem.young[sought.among].sum())
        terms = [(var, -factor) for var, factor in pairs.sent(sought)]
    else:
        terms = doors_within_threshold(
            model.lp, opened=model.opened, problem=pairs.problem, objective=sought
        )
    unpriced = [(var, 0) for var in model.opened.values()]
    model.lp.setObjective(pulp.LpAffineExpression([*unpriced, *terms], constant))


def answer_of(
    model: RefereeModel, *, start: Plan | None, time_limit_s: float, gap: float
) -> MipAnswer:
    """Hand the model over to HiGHS, with a plan to start from where one is known."""
    known = None if start is None else frozenset(np.flatnonzero(start).tolist())
    return solve_mip(
        model.lp, binaries=model.opened, time_limit_s=time_limit_s, gap=gap, start=known
    )
