"""The plans near the best one and the cost of each site, judged by enumeration."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from problem_instances import (
    follow_the_rules,
    plans,
    territory_problem,
    three_villages,
    tight_problem,
)
from problem_strategies import objectives, problems_with_rules
from rule_oracle import value_of_plan

from placement.errors import ScenarioError
from placement.objectives import kolm_pollak_kappa
from placement.problem import Goal, Objective, PlacementProblem, nearest_open_s
from placement.solution import Result, Termination
from placement.solve import StopRule, solve
from placement.study import Alternatives, alternatives, site_costs

STOP = StopRule(time_limit_s=60, gap=0.0)
Sites = tuple[int, ...]


def best_of_each_set(problem: PlacementProblem) -> dict[Sites, float]:
    """Least value of the first objective over the plans that open each set of sites.

    For a longest access time, over the plans that leave as few as possible without access.
    """
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    if problem.objectives[0].goal is Goal.MAX and len(masks):
        served = [
            problem.young[~np.isnan(nearest_open_s(problem, open_options=mask))].sum()
            for mask in masks
        ]
        masks = masks[np.array(served) == max(served)]
    best: dict[Sites, float] = defaultdict(lambda: np.inf)
    for mask in masks:
        opened = np.flatnonzero(mask).tolist()
        value = value_of_plan(problem, objective=problem.objectives[0], opened=opened)
        sites = tuple(np.unique(problem.option_site[mask]).tolist())
        best[sites] = min(best[sites], value)
    return dict(best)


def sites_of(problem: PlacementProblem, mask: np.ndarray) -> Sites:
    return tuple(np.unique(problem.option_site[mask]).tolist())


def check_alternatives(problem: PlacementProblem, *, count: int, within: float) -> None:
    """See that the values are the least ones over the sets of sites left; the rest follows."""
    result = solve(problem, stop=STOP)
    if result.solution is None:
        assert result.termination is Termination.INFEASIBLE
        return
    found = alternatives(problem, result=result, count=count, within=within, stop=STOP)
    oracle = best_of_each_set(problem)
    known = sites_of(problem, result.solution.open_options)
    best = oracle.pop(known)
    whole = best
    if problem.objectives[0].goal is Goal.COVERED:
        whole = problem.young_total - best
    values = sorted(oracle.values())
    good = [value for value in values if value - best <= within * whole + 1e-7]
    assert len(found.plans) == min(count, len(good))
    close = pytest.approx(good[:count], rel=1e-6, abs=1e-4)
    assert [plan.value for plan in found.plans] == close
    check_story(problem, result=result, found=found)
    assert found.proved
    if len(good) < count:
        assert found.exhausted
    if found.exhausted:
        assert len(found.plans) == len(good)


def check_story(problem: PlacementProblem, *, result: Result, found: Alternatives) -> None:
    """See that sets of sites differ, as told, and that frequencies count the best plan."""
    assert result.solution is not None
    known = sites_of(problem, result.solution.open_options)
    sets = [known]
    for plan in found.plans:
        plan.solution.verify(problem)
        here = sites_of(problem, plan.solution.open_options)
        assert plan.opened == tuple(problem.site_id[sorted(set(here) - set(known))])
        assert plan.closed == tuple(problem.site_id[sorted(set(known) - set(here))])
        sets.append(here)
    assert len(set(sets)) == len(sets)
    for site, name in enumerate(problem.site_id.tolist()):
        share = sum(site in opened for opened in sets) / len(sets)
        assert found.frequency[name] == pytest.approx(share)


QUIET = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(problems_with_rules(), st.integers(1, 6), st.sampled_from([0.05, 0.5, 5.0]))
def test_alternatives_are_the_next_sets_of_sites(
    problem: PlacementProblem, count: int, within: float
) -> None:
    """Under any rules, the alternatives have the least mean accesses over the sets left."""
    check_alternatives(problem, count=count, within=within)


@settings(QUIET, max_examples=60)
@given(
    problems_with_rules(),
    objectives(),
    st.integers(1, 4),
)
def test_alternatives_of_every_objective(
    problem: PlacementProblem, objective: Objective, count: int
) -> None:
    """Whatever the objective, the same holds of its own values."""
    assume(objective.goal is not Goal.KOLM_POLLAK or bearable(problem, objective=objective))
    check_alternatives(problem.replace(objectives=(objective,)), count=count, within=0.5)


def bearable(problem: PlacementProblem, *, objective: Objective) -> bool:
    """Whether an aversion can be computed on the times of a problem."""
    try:
        return kolm_pollak_kappa(problem, aversion=objective.aversion) > 0
    except ScenarioError:
        return False


@pytest.mark.parametrize("seed", range(40))
def test_alternatives_of_tight_problems(seed: int) -> None:
    """Where good plans fight for the budget, the order of all near ones is that of enumeration."""
    check_alternatives(tight_problem(seed), count=8, within=0.2)


def test_a_tie_with_an_alternative_is_told() -> None:
    """Two villages alike and the money for one: the other plan is as good, and it is said."""
    problem = three_villages(young=[4, 0, 4], budget_eur=50, forbidden_sites=("S1",))
    result = solve(problem, stop=STOP)
    found = alternatives(problem, result=result, count=5, within=0.0, stop=STOP)
    assert found.tied
    assert [plan.excess for plan in found.plans] == [pytest.approx(0.0)]
    assert found.exhausted
    assert found.frequency == {"S0": 0.5, "S1": 0.0, "S2": 0.5}


def test_idle_sites_never_hide_the_best_set_again() -> None:
    """With money for everything, a plan with one more idle site is still another set."""
    problem = three_villages(young=[5, 0, 0])
    result = solve(problem, stop=STOP)
    found = alternatives(problem, result=result, count=10, within=0.0, stop=STOP)
    assert {plan.opened for plan in found.plans} == {("S1",), ("S2",), ("S1", "S2")}


def test_later_objectives_are_sought_in_each_alternative() -> None:
    """Of the plans of an alternative's value, the one best by the second objective is given."""
    problem = tight_problem(3).replace(
        objectives=(Objective(Goal.COVERED, threshold_s=600.0), Objective(Goal.MEAN))
    )
    result = solve(problem, stop=STOP)
    found = alternatives(problem, result=result, count=3, within=1.0, stop=STOP)
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    assert result.solution is not None
    before = [sites_of(problem, result.solution.open_options)]
    for plan in found.plans:
        pairs = [
            tuple(
                value_of_plan(problem, objective=o, opened=np.flatnonzero(mask).tolist())
                for o in problem.objectives
            )
            for mask in masks
            if sites_of(problem, mask) not in before
        ]
        told = [plan.solution.value(problem, goal=o) for o in problem.objectives]
        assert told == pytest.approx(min(pairs), rel=1e-6, abs=1e-4)
        before.append(sites_of(problem, plan.solution.open_options))


def test_without_a_plan_there_is_no_alternative() -> None:
    """An impossible problem has no plan to be near of."""
    problem = three_villages(budget_eur=20, forced_sites=("S0",))
    result = solve(problem, stop=STOP)
    found = alternatives(problem, result=result, count=3, within=1.0, stop=STOP)
    assert (found.plans, found.exhausted) == ((), True)
    assert site_costs(problem, result=result, stop=STOP) == ()


@QUIET
@given(problems_with_rules())
def test_site_costs_are_those_of_enumeration(problem: PlacementProblem) -> None:
    """Each site turned the other way costs what the best plan left costs; None without one."""
    result = solve(problem, stop=STOP)
    assume(result.solution is not None)
    costs = site_costs(problem, result=result, stop=STOP)
    free = ~problem.site_is_forced & ~problem.site_is_forbidden
    assert [cost.site_id for cost in costs] == problem.site_id[free].tolist()
    check_costs(problem, result=result)


@pytest.mark.parametrize("seed", range(25))
def test_site_costs_of_tight_problems(seed: int) -> None:
    """The same where the budget binds."""
    problem = tight_problem(seed)
    check_costs(problem, result=solve(problem, stop=STOP))


def check_costs(problem: PlacementProblem, *, result: Result) -> None:
    assert result.solution is not None
    assert result.objective is not None
    known = sites_of(problem, result.solution.open_options)
    for cost in site_costs(problem, result=result, stop=STOP):
        site = problem.site_id.tolist().index(cost.site_id)
        assert cost.open_in_best == (site in known)
        field = "forbidden_sites" if cost.open_in_best else "forced_sites"
        varied = problem.replace(**{field: (*getattr(problem, field), cost.site_id)})
        left = min(best_of_each_set(varied).values(), default=None)
        if left is None:
            assert (cost.value, cost.extra) == (None, None)
        else:
            assert cost.value == pytest.approx(left, rel=1e-6, abs=1e-4)
            assert cost.extra == pytest.approx(left - result.objective, rel=1e-6, abs=1e-3)


def test_alternatives_out_of_time_claim_nothing() -> None:
    """Out of time, sites are left out and alternatives are not called proved."""
    problem = territory_problem(communes=126, sites=50, seed=1, budget_eur=200_000)
    result = solve(problem, stop=StopRule(time_limit_s=30, gap=1e-3))
    hurried = StopRule(time_limit_s=0.001, gap=0.0)
    found = alternatives(problem, result=result, count=3, within=0.5, stop=hurried)
    assert not found.proved
    assert not found.exhausted
    assert len(site_costs(problem, result=result, stop=hurried)) < 49
