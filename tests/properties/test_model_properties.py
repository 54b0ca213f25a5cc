"""The model against brute force, and against what must not change it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from problem_instances import (
    best_by_enumeration,
    follow_the_rules,
    plans,
    tight_problem,
    total_access,
)
from problem_strategies import problems, shuffled

from placement._pulp_backend import MipAnswer, solve_mip
from placement.evaluate import evaluate
from placement.formulations import Formulation, build_model
from placement.problem import PlacementProblem, reduce_problem, unreduced
from placement.solution import Result, Termination
from placement.solve import StopRule, solve, solve_compact

EXACT = StopRule(time_limit_s=60.0, gap=0.0)
CLOSE = 1e-6

deterministic = settings(
    derandomize=True,
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def solved(problem: PlacementProblem) -> Result:
    return solve(problem, stop=EXACT)


def solved_whole(problem: PlacementProblem, *, formulation: Formulation) -> MipAnswer:
    """Hand a whole compact model over, reduced: no engine in it."""
    model = build_model(problem, reduced=reduce_problem(problem), formulation=formulation)
    assume(model.opened)
    return solve_mip(model.lp, binaries=model.opened, time_limit_s=60.0, gap=0.0)


def value(problem: PlacementProblem) -> float:
    """Give the optimal value, +inf where nothing is feasible."""
    objective = solved(problem).objective
    return np.inf if objective is None else objective


@settings(deterministic, max_examples=250)
@given(problem=problems())
def test_the_model_equals_enumeration(problem: PlacementProblem) -> None:
    """Optimal value, or impossibility, is that of trying every plan."""
    best = best_by_enumeration(problem)
    result = solved(problem)
    if best is None:
        assert result.termination is Termination.INFEASIBLE
        assert result.solution is None
        assert problem.diagnose()
    else:
        assert result.termination is Termination.OPTIMAL
        assert result.objective == pytest.approx(best, rel=CLOSE, abs=1e-3)
        assert result.best_bound == pytest.approx(best, rel=CLOSE, abs=1e-3)
        assert not problem.diagnose()


@pytest.mark.parametrize("decade", range(12))
def test_tight_limits_equal_enumeration(decade: int) -> None:
    """Optimal value where budget, half-days and access pull apart, ten instances at a time."""
    for seed in range(10 * decade, 10 * decade + 10):
        problem = tight_problem(seed)
        best = best_by_enumeration(problem)
        answers = [solved(problem), solve_compact(problem, stop=EXACT)]
        if best is None:
            assert {answer.termination for answer in answers} == {Termination.INFEASIBLE}
            continue
        assert {answer.termination for answer in answers} == {Termination.OPTIMAL}
        assert [answer.objective for answer in answers] == [pytest.approx(best, rel=CLOSE)] * 2


@settings(deterministic, max_examples=200)
@given(problem=problems(), formulation=st.sampled_from(Formulation))
def test_the_unreduced_model_equals_enumeration(
    problem: PlacementProblem, formulation: Formulation
) -> None:
    """The rows alone say the rules: no reduction, no start, no fixing, no diagnosis."""
    model = build_model(problem, reduced=unreduced(problem), formulation=formulation)
    assume(model.opened and not _forces_an_empty_site(problem))
    answer = solve_mip(model.lp, binaries=model.opened, time_limit_s=60.0, gap=0.0)
    best = best_by_enumeration(problem)
    if best is None:
        assert answer.termination is Termination.INFEASIBLE
        assert answer.objective is None
    else:
        assert answer.termination is Termination.OPTIMAL
        assert answer.objective == pytest.approx(best, rel=CLOSE, abs=1e-3)


def _forces_an_empty_site(problem: PlacementProblem) -> bool:
    offers = np.bincount(problem.option_site, minlength=problem.site_id.size)
    return bool((problem.site_is_forced & (offers == 0)).any())


@deterministic
@given(problem=problems())
def test_both_formulations_have_the_same_optimum(problem: PlacementProblem) -> None:
    """Serving by assignment and serving by radius agree, ending included."""
    assume(not _forces_an_empty_site(problem))
    radius = solved_whole(problem, formulation=Formulation.RADIUS)
    assignment = solved_whole(problem, formulation=Formulation.ASSIGNMENT)
    assert radius.termination is assignment.termination
    expected = assignment.objective
    assert radius.objective == (expected and pytest.approx(expected, rel=CLOSE, abs=1e-3))


@deterministic
@given(problem=problems(), more=st.integers(0, 2000))
def test_more_budget_never_hurts(problem: PlacementProblem, more: int) -> None:
    """A larger budget, or more half-days, gives an access time at least as good."""
    assume(problem.budget_eur is not None)
    assert problem.budget_eur is not None
    richer = problem.replace(budget_eur=problem.budget_eur + more / 100)
    freer = richer.replace(half_days_max=None)
    values = [value(problem), value(richer), value(freer)]
    assert values[0] >= values[1] - 1e-3
    assert values[1] >= values[2] - 1e-3


@deterministic
@given(problem=problems(), seed=st.integers(0, 1000))
def test_relabelling_changes_nothing(problem: PlacementProblem, seed: int) -> None:
    """Other names in another order give the same optimal value."""
    assert value(shuffled(problem, seed=seed)) == pytest.approx(value(problem), rel=CLOSE, abs=1e-3)


@deterministic
@given(problem=problems(), factor=st.sampled_from([0.25, 3.0, 60.0]))
def test_scaling_times_scales_the_objective(problem: PlacementProblem, factor: float) -> None:
    """Times, waits and price of no access times k give an objective times k."""
    scaled = problem.replace(
        time_s=problem.time_s * factor,
        wait_s=problem.wait_s * factor,
        no_access_s=problem.no_access_s * factor,
    )
    assert value(scaled) == pytest.approx(value(problem) * factor, rel=CLOSE, abs=1e-3 * factor)


@deterministic
@given(problem=problems())
def test_nobody_vanishes(problem: PlacementProblem) -> None:
    """Young people in = assigned + without access, for everybody and for each profile."""
    result = solved(problem)
    assume(result.solution is not None)
    assert result.solution is not None
    told = evaluate(problem, solution=result.solution)
    assigned = told.young[told.option_id != ""].sum()
    assert told.indicators["tous"].young == pytest.approx(problem.young.sum())
    assert assigned + told.indicators["tous"].without_access == pytest.approx(problem.young.sum())
    assert ((told.option_id == "") == np.isnan(told.raw_time_s)).all()


@settings(deterministic, max_examples=150)
@given(problem=problems())
def test_reductions_are_exact(problem: PlacementProblem) -> None:
    """The best plan over the reduced problem is worth the best plan over all of it."""
    assume(not problem.diagnose())
    best = best_by_enumeration(problem)
    reduced, whole = reduce_problem(problem), unreduced(problem)
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks) & ~masks[:, ~reduced.kept].any(axis=1)]
    values = [reduced.objective(plan) for plan in masks]
    assert min(values) == pytest.approx(best)
    assert values == pytest.approx(total_access(problem, masks=masks).tolist())
    assert [whole.objective(plan) for plan in masks] == pytest.approx(values)
