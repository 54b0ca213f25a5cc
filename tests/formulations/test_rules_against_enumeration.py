"""The policy rows, the check of a plan and the referee, against rules applied plan by plan."""

from __future__ import annotations

import numpy as np
import pulp
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from problem_instances import (
    best_value_by_enumeration,
    follow_the_rules,
    plans,
)
from problem_strategies import (
    FAMILIES,
    objectives,
    problems_with_capacity,
    problems_with_rules,
)
from rule_oracle import least_access_with_capacity, value_of_plan

from placement._pulp_backend import solve_mip
from placement.errors import ScenarioError
from placement.formulations import build_policy, build_referee
from placement.objectives import additive, equivalent_s, goal_value, kolm_pollak_kappa
from placement.problem import Goal, Objective, PlacementProblem, reduce_problem
from placement.problem.objective import MEAN_ACCESS
from placement.solution import Termination, assign_to_nearest, close_idle, split_segments

CLOSE = 1e-6

proof = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def plans_the_rows_admit(problem: PlacementProblem) -> set[tuple[int, ...]]:
    """List every plan that some value of the auxiliaries completes, cut off one after the other."""
    policy = build_policy(problem, kept=np.ones(problem.option_id.size, dtype=bool))
    lp = policy.lp
    admitted: set[tuple[int, ...]] = set()
    while True:
        answer = solve_mip(lp, binaries=policy.opened, time_limit_s=30.0, gap=0.0)
        if answer.termination is Termination.INFEASIBLE:
            return admitted
        assert answer.termination is Termination.OPTIMAL
        admitted.add(tuple(sorted(answer.open_keys)))
        assert len(admitted) <= len(plans(problem))
        flip = [(var, -1 if o in answer.open_keys else 1) for o, var in policy.opened.items()]
        cut = pulp.LpAffineExpression(flip) >= 1 - len(answer.open_keys)
        lp += cut, f"other_plan_{len(admitted)}"


def plans_that_follow(problem: PlacementProblem) -> set[tuple[int, ...]]:
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    return {tuple(np.flatnonzero(plan).tolist()) for plan in masks}


@pytest.mark.parametrize("family", FAMILIES)
@settings(proof, max_examples=12)
@given(data=st.data())
def test_the_rows_of_a_family_admit_its_plans(family: str, data: st.DataObject) -> None:
    """With one family on, the rows admit the plans that follow the rules, and no other."""
    problem = data.draw(problems_with_rules(families=(family,)))
    assume(len(plans(problem)) <= 100)
    assert plans_the_rows_admit(problem) == plans_that_follow(problem)


@settings(proof, max_examples=40)
@given(problem=problems_with_rules())
def test_the_rows_of_a_mixture_admit_its_plans(problem: PlacementProblem) -> None:
    """With several families on, the rows admit the plans that follow them all, and no other."""
    assume(len(plans(problem)) <= 100)
    assert plans_the_rows_admit(problem) == plans_that_follow(problem)


@pytest.mark.parametrize("family", [*FAMILIES, None])
@settings(proof, max_examples=40)
@given(data=st.data())
def test_the_check_without_solver_tells_the_plans_that_break_a_rule(
    family: str | None, data: st.DataObject
) -> None:
    """A plan breaks no rule exactly when the definitions say so, whichever families are on."""
    problem = data.draw(problems_with_rules(families=None if family is None else (family,)))
    masks = plans(problem)[:200]
    for plan, follows in zip(masks, follow_the_rules(problem, masks=masks), strict=True):
        broken = assign_to_nearest(problem, open_options=plan).broken_rules(problem)
        assert (not broken) == follows, broken


@settings(proof, max_examples=150)
@given(problem=problems_with_rules(), objective=objectives(), data=st.data())
def test_values_are_those_of_the_definitions(
    problem: PlacementProblem, objective: Objective, data: st.DataObject
) -> None:
    """Each goal, on any plan, is worth what plain loops find."""
    masks = plans(problem)
    plan = masks[data.draw(st.integers(0, len(masks) - 1))]
    solution = assign_to_nearest(problem, open_options=plan)
    expected = value_of_plan(problem, objective=objective, opened=np.flatnonzero(plan).tolist())
    assume(computable(problem, objective=objective))
    assert solution.value(problem, goal=objective) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def computable(problem: PlacementProblem, *, objective: Objective) -> bool:
    """Whether the aversion is one that can be computed on these times."""
    if objective.goal is not Goal.KOLM_POLLAK:
        return True
    try:
        kolm_pollak_kappa(problem, aversion=objective.aversion)
    except ScenarioError:
        return False
    return True


@pytest.mark.parametrize("family", [*FAMILIES, None])
@settings(proof, max_examples=25)
@given(data=st.data())
def test_the_referee_equals_enumeration(family: str | None, data: st.DataObject) -> None:
    """The best value of each additive goal, or impossibility, is that of trying every plan."""
    problem = data.draw(problems_with_rules(families=None if family is None else (family,)))
    objective = data.draw(objectives().filter(additive))
    assume(computable(problem, objective=objective))
    model = build_referee(problem, objective=objective)
    answer = solve_mip(model.lp, binaries=model.opened, time_limit_s=60.0, gap=0.0)
    best = best_value_by_enumeration(problem, objective=objective)
    if best is None:
        assert answer.termination is Termination.INFEASIBLE
        return
    assert answer.termination is Termination.OPTIMAL
    assert answer.objective is not None
    found = answer.objective
    if objective.goal is Goal.KOLM_POLLAK:
        found = equivalent_s(problem, objective=objective, total=found)
    assert found == pytest.approx(best, rel=1e-5, abs=1e-3)
    plan = np.isin(np.arange(problem.option_id.size), list(answer.open_keys))
    assign_to_nearest(problem, open_options=plan).verify(problem, objective=found, goal=objective)


@settings(proof, max_examples=150)
@given(problem=problems_with_capacity())
def test_capacity_equals_a_linear_program_a_plan(problem: PlacementProblem) -> None:
    """Least access, planned or to the nearest, is the best of the linear programs of all plans."""
    model = build_referee(problem)
    answer = solve_mip(model.lp, binaries=model.opened, time_limit_s=60.0, gap=0.0)
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    values = [
        least_access_with_capacity(problem, opened=np.flatnonzero(plan).tolist()) for plan in masks
    ]
    known = [value for value in values if value is not None]
    if not known:
        assert answer.termination is Termination.INFEASIBLE
        return
    assert answer.termination is Termination.OPTIMAL
    assert answer.objective == pytest.approx(min(known), rel=1e-5, abs=1e-2)
    plan = np.isin(np.arange(problem.option_id.size), list(answer.open_keys))
    refined, solution = split_segments(problem, open_options=plan, goes=model.shares(problem))
    solution.verify(refined, objective=answer.objective, goal=MEAN_ACCESS)
    assert refined.young.sum() == pytest.approx(problem.young.sum(), rel=1e-12)


@settings(proof, max_examples=150)
@given(problem=problems_with_rules(), objective=objectives(), data=st.data())
def test_closing_what_is_idle_breaks_nothing(
    problem: PlacementProblem, objective: Objective, data: st.DataObject
) -> None:
    """What is closed was attended by nobody, no rule breaks, no objective worsens, no more can."""
    assume(computable(problem, objective=objective))
    problem = problem.replace(objectives=(objective,))
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    assume(len(masks))
    plan = masks[data.draw(st.integers(0, len(masks) - 1))]
    before = assign_to_nearest(problem, open_options=plan)
    after = close_idle(problem, solution=before)
    after.verify(problem)
    assert not (after.open_options & ~plan).any()
    assert (after.assigned_option == before.assigned_option).all()
    values = [
        goal_value(problem, objective=objective, open_options=s.open_options,
                   access_s=s.access_s(problem)) for s in (before, after)
    ]  # fmt: skip
    assert values[1] <= values[0]


@settings(proof, max_examples=300)
@given(problem=problems_with_rules())
def test_a_diagnosis_is_never_wrong(problem: PlacementProblem) -> None:
    """A problem that has a plan is told no reason why it has none."""
    assume(problem.diagnose())
    assert best_value_by_enumeration(problem, objective=MEAN_ACCESS) is None


@settings(proof, max_examples=150)
@given(problem=problems_with_rules())
def test_reductions_are_exact_under_rules(problem: PlacementProblem) -> None:
    """The best plan over the options that a reduction keeps is worth the best plan over all."""
    best = best_value_by_enumeration(problem, objective=MEAN_ACCESS)
    assume(best is not None)
    reduced = reduce_problem(problem)
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks) & ~masks[:, ~reduced.kept].any(axis=1)]
    assert min(reduced.objective(plan) for plan in masks) == pytest.approx(best)
