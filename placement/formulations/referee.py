"""The referee: every rule and every additive objective, on segments as they are, in one model.

Sets
    segments i with young people, admissible options o; a pair beyond reach has no variable.
Symbols
    w_i weight in the objective, c(a) cost of an access time a, c(none) of having none.
Variables
    ``open_o`` binary; ``goes_i_o`` >= 0 share of segment i sent to option o; ``unserved_i`` >= 0.
Model
    minimise sum_i w_i (sum_o c(a_io) goes_io + c(none) unserved_i), or, for a share covered,
    sum_i w_i uncovered_i with ``uncovered_i + sum of open_o over N(i) >= 1``
    subject to ``assign_each_segment_once``, ``assign_only_to_open_offers``, the policy rows and,
    with a capacity, ``capacity``, ``least_load`` and, where young people go to what is nearest,
    ``closest_assignment``.

Notes
-----
Without a capacity nobody is kept from the nearest open option, so that minimising a cost that grows
with the access sends everyone there. With one, a segment may be split: see
`placement.solution.split_segments`. Source: C. ReVelle, R. Swain, Central facilities location,
Geographical Analysis 2 (1970) 30-42. Good to about 150 communes by 520 options.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from placement.formulations.assignment import assign_each_segment_once, assign_only_to_open_offers
from placement.formulations.loads import Goes, capacity, closest_assignment, least_load
from placement.formulations.policy import build_policy
from placement.formulations.rows import at_least, of_options
from placement.formulations.variables import Opened
from placement.objectives import segment_cost, segment_weight
from placement.problem import (
    Behaviour,
    Goal,
    Objective,
    PlacementProblem,
    within_limit,
)
from placement.problem.objective import MEAN_ACCESS

__all__ = ["RefereeModel", "build_referee", "doors_within_threshold"]

Terms = list[tuple[Any, float]]


@dataclass(frozen=True, slots=True, eq=False)
class RefereeModel:
    """A pulp model, its binaries by option, and its shares by segment and option."""

    lp: Any
    opened: Opened
    goes: Goes

    def shares(self, problem: PlacementProblem) -> NDArray[np.float64]:
        """Share of each segment sent to each option by the solved model, shape (n, o)."""
        found = np.zeros((problem.segment_id.size, problem.option_id.size))
        for segment, options in self.goes.items():
            for option, variable in options.items():
                found[segment, option] = variable.varValue
        return found


def build_referee(problem: PlacementProblem, *, objective: Objective = MEAN_ACCESS) -> RefereeModel:
    """Build the whole model of a problem for one additive objective."""
    policy = build_policy(problem, kept=problem.option_is_admissible)
    lp, opened = policy.lp, policy.opened
    goes: dict[int, dict[int, Any]] = {}
    terms: Terms = []
    counts_doors = objective.goal is Goal.COVERED
    if problem.rules.capacity is not None or not counts_doors:
        costs = _serve(lp, opened=opened, goes=goes, problem=problem, objective=objective)
        terms += [] if counts_doors else costs
    if counts_doors:
        terms += doors_within_threshold(lp, opened=opened, problem=problem, objective=objective)
    lp.setObjective(pulp.LpAffineExpression([*((var, 0) for var in opened.values()), *terms]))
    if problem.rules.capacity is not None:
        for family in (capacity, least_load):
            family(lp, opened=opened, goes=goes, problem=problem, rule=problem.rules.capacity)
    return RefereeModel(lp=lp, opened=opened, goes=goes)


def doors_within_threshold(
    model: Any, *, opened: Opened, problem: PlacementProblem, objective: Objective
) -> Terms:
    """Count a segment unless a door opens within the threshold, and return what it weighs."""
    segments = np.flatnonzero(problem.young > 0)
    near = within_limit(
        problem, segments=segments, limit_s=objective.threshold_s, measure=objective.measure
    )
    weight = segment_weight(problem, objective=objective)[segments].tolist()
    terms: Terms = []
    for row, segment in enumerate(segments.tolist()):
        uncovered = model.add_variable(f"uncovered_{segment}", lowBound=0, upBound=1)
        doors = of_options(near[row], opened=opened)
        name = f"doors_within_threshold_{segment}"
        at_least(model, [(uncovered, 1), *doors], limit=1, name=name)
        terms.append((uncovered, weight[row]))
    return terms


def _serve(
    model: Any,
    *,
    opened: Opened,
    goes: dict[int, dict[int, Any]],
    problem: PlacementProblem,
    objective: Objective,
) -> Terms:
    """Add the assignment of every segment; return what it costs."""
    weight = segment_weight(problem, objective=objective)
    nearest = problem.rules.capacity is not None and problem.behaviour is Behaviour.NEAREST
    nobody = np.full(1, np.nan)
    terms: Terms = []
    for segment, access_s in _reach(problem):
        options = [o for o in np.flatnonzero(np.isfinite(access_s)).tolist() if o in opened]
        here = {o: model.add_variable(f"goes_{segment}_{o}", lowBound=0) for o in options}
        goes[segment] = here
        unserved = model.add_variable(f"unserved_{segment}", lowBound=0)
        paid = segment_cost(
            problem, objective=objective, time_s=np.concatenate([access_s[options], nobody])
        )
        costs = (paid * weight[segment]).tolist()
        terms += zip([*here.values(), unserved], costs, strict=True)
        assign_each_segment_once(model, group=segment, goes=here, unserved=unserved)
        assign_only_to_open_offers(model, group=segment, goes=here, opened=opened)
        if nearest:
            closest_assignment(model, segment=segment, goes=here, opened=opened, access_s=access_s)
    return terms


def _reach(problem: PlacementProblem) -> list[tuple[int, NDArray[np.float64]]]:
    access_s = problem.access_s()
    return [(i, access_s[i]) for i in np.flatnonzero(problem.young > 0).tolist()]
