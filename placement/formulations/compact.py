"""The compact model: the policy rows and one way of serving the young people, in pulp."""

from __future__ import annotations

from enum import StrEnum

import pulp

from placement.formulations.assignment import serve_by_assignment
from placement.formulations.policy import POLICY
from placement.formulations.radius import serve_by_radius
from placement.formulations.variables import CompactModel, open_variables
from placement.problem import PlacementProblem, ReducedProblem

__all__ = ["Formulation", "build_model"]


class Formulation(StrEnum):
    """How the young people are served in the compact model; both have the same optimum."""

    RADIUS = "rayons"
    ASSIGNMENT = "affectation"


_SERVE = {
    Formulation.RADIUS: serve_by_radius,
    Formulation.ASSIGNMENT: serve_by_assignment,
}


def build_model(
    problem: PlacementProblem,
    *,
    reduced: ReducedProblem,
    formulation: Formulation,
    relaxed: bool = False,
) -> CompactModel:
    """Build the pulp model of a problem over what its reduction kept.

    Parameters
    ----------
    problem
        The rules.
    reduced
        The groups, pairs and options that have a variable.
    formulation
        How the young people are served.
    relaxed
        Leave ``open_o`` anywhere between 0 and 1 (linear relaxation).
    """
    lp = pulp.LpProblem("placement", pulp.LpMinimize)
    opened = open_variables(lp, reduced=reduced, relaxed=relaxed)
    _SERVE[formulation](lp, opened=opened, reduced=reduced)
    for family in POLICY:
        family(lp, opened=opened, problem=problem)
    known = {var.name for var in lp.variables()}  # pulp forgets what no row and no cost mentions
    return CompactModel(lp=lp, opened={o: var for o, var in opened.items() if var.name in known})
