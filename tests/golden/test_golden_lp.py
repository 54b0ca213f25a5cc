"""The exact rows that each constraint family writes, held in one LP file a family.

To regenerate after a change that is meant: ``PLACEMENT_GOLDEN=write pytest tests/golden``, then
read the difference before committing it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pulp
import pytest
from problem_instances import make_problem

from placement.formulations import Formulation, build_model, build_referee
from placement.formulations.assignment import assign_each_segment_once, assign_only_to_open_offers
from placement.formulations.loads import capacity, closest_assignment, least_load
from placement.formulations.policy import POLICY
from placement.formulations.radius import open_offer_within_radius
from placement.formulations.referee import doors_within_threshold
from placement.formulations.variables import open_variables
from placement.problem import (
    AccessLimit,
    AppointmentShare,
    Capacity,
    Coverage,
    Floor,
    Goal,
    GroupBudget,
    Measure,
    NumberLimit,
    Objective,
    PlacementProblem,
    Rules,
    UseLimit,
    unreduced,
)

GOLDEN = Path(__file__).parent


def three_sites(**fields: Any) -> PlacementProblem:
    """Draw two villages and three sites, with every rule in use.

    ::

        S0(2 offers) ---10--- S1(2 offers) ... S2 (forbidden, out of reach of the second village)
    """
    return make_problem(
        time_min=[[0, 10, 30], [10, 0, float("nan")]],
        young=[5, 2],
        offers=[(0, 100.5, 10, 0), (0, 30.25, 1, 10), (1, 90, 9, 0), (1, 25, 1, 10), (2, 5, 1, 0)],
        budget_eur=150.0,
        fixed_cost_eur=10.0,
        half_days_max=20.0,
        fixed_half_days=4.0,
        forced_sites=("S0",),
        forced_options=("S1|offre-3",),
        forbidden_sites=("S2",),
        no_access_s=3600.0,
        **fields,
    )


def every_rule() -> Rules:
    """Switch on each family of `three_sites`, the limits low enough to be worth a row."""
    daily = np.array([True, False, True, False, False])
    return Rules(
        investment_eur=70.0,
        group_budgets=(GroupBudget("Département", np.array([0.5, 0.5, 0, 0, 1]), 60.0),),
        uses=(UseLimit("camion", np.array([0.0, 0, 4, 2, 1]), 5.0, "jours"),),
        numbers=(NumberLimit("antennes", daily, at_least=1, at_most=2),),
        changes_max=2,
        floors=(Floor("Nord", np.array([10.0, 1, 0, 0, 0]), 5.0, "demi-journées"),),
        access_limits=(AccessLimit("tous", np.array([np.nan, 900.0]), Measure.ACCESS),),
        coverages=(Coverage("QPV", np.array([True, True]), 600.0, Measure.TRIP, 0.6, 7.0),),
        appointment=AppointmentShare(0.8, 15.0),
        too_close=np.array([[0, 1]]),
        unready_hosts=("S2",),
    )


def compare(model: Any, *, name: str, tmp_path: Path) -> None:
    written = tmp_path / "model.lp"
    model.writeLP(str(written))
    golden = GOLDEN / f"{name}.lp"
    if os.environ.get("PLACEMENT_GOLDEN") == "write":
        golden.write_text(written.read_text(encoding="utf-8"), encoding="utf-8")
    assert written.read_text(encoding="utf-8") == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("family", POLICY, ids=lambda family: family.__name__)
def test_each_policy_family_writes_its_rows(family: Callable[..., None], tmp_path: Path) -> None:
    """One family alone, every option open to choice; its rows bear its name."""
    problem = three_sites(
        rules=every_rule(),
        current=[False, True, True, False, False],
        opening_eur=[50, 0, 0, 20, 10],
        closing_eur=[8, 12, 0],
        interval_days=[1, 30, 7, 30, 7],
    )
    model = pulp.LpProblem(family.__name__, pulp.LpMinimize)
    opened = open_variables(model, reduced=unreduced(problem), relaxed=False)
    model.setObjective(pulp.LpAffineExpression([(var, 1) for var in opened.values()]))
    family(model, opened=opened, problem=problem)
    names = [row.name for row in model.constraints()]
    assert names
    assert all(name.startswith(family.__name__) for name in names)
    compare(model, name=family.__name__, tmp_path=tmp_path)


def test_open_offer_within_radius(tmp_path: Path) -> None:
    """A group whose first radius holds two options, and its second one."""
    model = pulp.LpProblem("open_offer_within_radius", pulp.LpMinimize)
    near, also_near, far = (model.add_variable(f"open_{k}", cat="Binary") for k in range(3))
    beyond = [model.add_variable(f"beyond_0_{k}", lowBound=0) for k in range(2)]
    model.setObjective(pulp.LpAffineExpression([(beyond[0], 300), (beyond[1], 60)]))
    open_offer_within_radius(model, group=0, at_radius=[[near, also_near], [far]], beyond=beyond)
    compare(model, name="open_offer_within_radius", tmp_path=tmp_path)


@pytest.mark.parametrize("family", [assign_each_segment_once, assign_only_to_open_offers])
def test_assignment_families(family: Callable[..., None], tmp_path: Path) -> None:
    """A group with two options within reach."""
    model = pulp.LpProblem(family.__name__, pulp.LpMinimize)
    opened = {k: model.add_variable(f"open_{k}", cat="Binary") for k in range(2)}
    goes = {k: model.add_variable(f"goes_0_{k}", lowBound=0) for k in range(2)}
    unserved = model.add_variable("unserved_0", lowBound=0)
    terms = [(goes[0], 60), (goes[1], 120), (unserved, 3600)]
    model.setObjective(pulp.LpAffineExpression(terms))
    if family is assign_each_segment_once:
        family(model, group=0, goes=goes, unserved=unserved)
    else:
        family(model, group=0, goes=goes, opened=opened)
    compare(model, name=family.__name__, tmp_path=tmp_path)


def served(model: Any) -> tuple[dict[int, Any], dict[int, dict[int, Any]]]:
    """Give two segments a share of each of three options, the second one of two only."""
    opened = {k: model.add_variable(f"open_{k}", cat="Binary") for k in range(3)}
    goes = {
        segment: {o: model.add_variable(f"goes_{segment}_{o}", lowBound=0) for o in options}
        for segment, options in ((0, (0, 1, 2)), (1, (0, 2)))
    }
    everything = [*opened.values(), *goes[0].values(), *goes[1].values()]
    model.setObjective(pulp.LpAffineExpression([(variable, 1) for variable in everything]))
    return opened, goes


@pytest.mark.parametrize("family", [capacity, least_load])
def test_load_families(family: Callable[..., None], tmp_path: Path) -> None:
    """Two segments whose young people need 1 and 3 appointments a year; 5 and 2 young people."""
    model = pulp.LpProblem(family.__name__, pulp.LpMinimize)
    opened, goes = served(model)
    rule = Capacity(np.array([1.0, 3.0]), np.array([10.0, 20, 30]), np.array([4.0, 0, 6]))
    problem = make_problem(
        time_min=[[0, 1], [2, 3]], young=[5, 2], offers=[(0, 1, 1, 0), (0, 1, 1, 5), (1, 1, 1, 0)]
    )
    family(model, opened=opened, goes=goes, problem=problem, rule=rule)
    compare(model, name=family.__name__, tmp_path=tmp_path)


def test_closest_assignment(tmp_path: Path) -> None:
    """Three options, two of which are equally near."""
    model = pulp.LpProblem("closest_assignment", pulp.LpMinimize)
    opened, goes = served(model)
    access_s = np.array([600.0, 60.0, 60.0])
    closest_assignment(model, segment=0, goes=goes[0], opened=opened, access_s=access_s)
    compare(model, name="closest_assignment", tmp_path=tmp_path)


def test_doors_within_threshold(tmp_path: Path) -> None:
    """Ten minutes of trip: both doors for the first village, none of S2 for the second."""
    problem = three_sites()
    model = pulp.LpProblem("doors_within_threshold", pulp.LpMinimize)
    opened = open_variables(model, reduced=unreduced(problem), relaxed=False)
    objective = Objective(Goal.COVERED, threshold_s=600.0)
    terms = doors_within_threshold(model, opened=opened, problem=problem, objective=objective)
    model.setObjective(pulp.LpAffineExpression(terms))
    compare(model, name="doors_within_threshold", tmp_path=tmp_path)


def test_the_whole_referee(tmp_path: Path) -> None:
    """Policy rows, assignment, loads and the nearest option together."""
    rule = Capacity(np.ones(2), np.full(5, 6.0), np.full(5, 1.0))
    model = build_referee(three_sites(rules=Rules(capacity=rule)))
    compare(model.lp, name="referee", tmp_path=tmp_path)


@pytest.mark.parametrize("formulation", list(Formulation))
def test_the_whole_compact_model(formulation: Formulation, tmp_path: Path) -> None:
    """Objective, serving rows and policy rows together."""
    problem = three_sites()
    model = build_model(problem, reduced=unreduced(problem), formulation=formulation)
    compare(model.lp, name=f"compact_{formulation.name.lower()}", tmp_path=tmp_path)
