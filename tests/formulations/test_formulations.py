"""What the compact model promises: size, names, the same relaxation in both formulations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from problem_instances import make_problem, territory_problem, three_villages

from placement._pulp_backend import solve_relaxation
from placement.formulations import Formulation, build_model
from placement.formulations.assignment import assign_each_segment_once, assign_only_to_open_offers
from placement.formulations.loads import capacity, closest_assignment, least_load
from placement.formulations.policy import POLICY
from placement.formulations.radius import open_offer_within_radius
from placement.formulations.referee import doors_within_threshold
from placement.problem import PlacementProblem, reduce_problem, unreduced

NAN = float("nan")
DOCS = Path(__file__).parents[2] / "docs" / "modele.md"


def relaxation(problem: PlacementProblem, *, formulation: Formulation) -> float:
    model = build_model(
        problem, reduced=reduce_problem(problem), formulation=formulation, relaxed=True
    )
    answer = solve_relaxation(model.lp, watched=model.opened, time_limit_s=60.0)
    assert answer is not None
    return answer.bound


def test_both_relaxations_are_worth_the_same() -> None:
    """Radius and strong linking give one bound: neither proof starts from farther away."""
    problem = territory_problem(communes=25, sites=10, seed=2, budget_eur=90_000.0)
    radius, assignment = (relaxation(problem, formulation=each) for each in Formulation)
    assert radius == pytest.approx(assignment, rel=1e-7)


def test_no_variable_for_an_impossible_pair() -> None:
    """Of 3 x 3 pairs, 4 are out of reach or dearer than no access: 5 variables remain."""
    problem = make_problem(
        time_min=[[0, NAN, 130], [NAN, 5, 10], [7, 200, 9]],
        offers=[(0, 1, 1, 0), (1, 1, 1, 0), (2, 1, 1, 0)],
    )
    model = build_model(problem, reduced=unreduced(problem), formulation=Formulation.ASSIGNMENT)
    names = [var.name for var in model.lp.variables()]
    assert sum(name.startswith("goes_") for name in names) == 5


def test_only_useful_options_have_a_variable() -> None:
    """A forbidden site has none; nor has an offer that waits more and costs as much."""
    problem = make_problem(
        time_min=[[5, 9]],
        offers=[(0, 10, 1, 0), (0, 10, 1, 5), (1, 10, 1, 0)],
        forbidden_sites=("S1",),
    )
    model = build_model(problem, reduced=reduce_problem(problem), formulation=Formulation.RADIUS)
    assert set(model.opened) == {0}


def test_a_sure_offer_spares_the_pairs_beyond_it() -> None:
    """With A forced, nobody of A has a pair left, and B none but its own site's.

    ::

        A(S0 forced) ---10--- B(S1) ---20--- C(S2)      every site: daily, or monthly + 15 min
    """
    reduced = reduce_problem(three_villages(forced_sites=("S0",)))
    assert reduced.fallback_s.tolist() == [60 * 15, 60 * 25, 60 * 45]
    nearer = [np.flatnonzero(np.isfinite(row)).tolist() for row in reduced.access_s]
    assert nearer == [[0, 2], [0, 2, 3, 4], [0, 2, 3, 4, 5]]


def test_profiles_that_travel_alike_are_one_group() -> None:
    """Same place, same times: their young people add up; other times stay apart."""
    problem = make_problem(
        time_min=[[5], [5], [6]], young=[1, 2, 4], offers=[(0, 1, 1, 0)], budget_eur=1.0
    )
    assert sorted(reduce_problem(problem).weight.tolist()) == [3.0, 4.0]


@pytest.mark.parametrize(
    "family",
    [
        *POLICY,
        open_offer_within_radius,
        assign_each_segment_once,
        assign_only_to_open_offers,
        capacity,
        least_load,
        closest_assignment,
        doors_within_threshold,
    ],
    ids=lambda family: family.__name__,
)
def test_every_family_is_in_the_documentation(family: object) -> None:
    """The table of docs/modele.md names each constraint family as the code does."""
    assert f"`{family.__name__}`" in DOCS.read_text(encoding="utf-8")  # type: ignore[attr-defined]
