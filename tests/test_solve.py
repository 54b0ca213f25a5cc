"""The recipe: its endings, its boundary on the budget, today's network."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from problem_instances import make_problem, territory_problem, three_villages

from placement.engine import Found
from placement.errors import PlacementError, ScenarioError
from placement.problem import Behaviour, Capacity, Goal, Objective, PlacementProblem, Rules
from placement.solution import Result, Termination
from placement.solve import StopRule, baseline, solve
from placement.solve.checking import check

EXACT = StopRule(time_limit_s=60.0, gap=0.0)


def opened(problem: PlacementProblem, *, result: Result) -> list[str]:
    assert result.solution is not None
    return [str(key) for key in problem.option_id[result.solution.open_options]]


def test_the_plan_of_three_villages() -> None:
    """With 130 EUR, the daily offer goes to A (5 young people) and the monthly one to C.

    ::

        A ---10--- B ---20--- C
    """
    problem = three_villages(budget_eur=130.0)
    result = solve(problem, stop=EXACT)
    assert result.termination is Termination.OPTIMAL
    assert opened(problem, result=result) == ["S0|offre-0", "S2|offre-5"]
    assert result.objective == pytest.approx(60 * (2 * 10 + 3 * 15))
    assert result.gap == pytest.approx(0.0, abs=1e-6)
    assert result.mean_access_min == pytest.approx(6.5)
    assert "HiGHS" in result.engine
    assert "pulp" in result.engine


@pytest.mark.parametrize(("budget_eur", "objective_min"), [(0.3, 0.0), (0.29, 100.0)])
def test_the_budget_is_a_less_or_equal(budget_eur: float, objective_min: float) -> None:
    """Two sites at 0.10 and 0.20 EUR fit 0.30 EUR exactly, in spite of binary cents; not 0.29."""
    problem = make_problem(
        time_min=[[0, 100], [100, 0]],
        offers=[(0, 0.1, 0, 0), (1, 0.2, 0, 0)],
        budget_eur=budget_eur,
    )
    result = solve(problem, stop=EXACT)
    assert result.objective == pytest.approx(60 * objective_min)


@pytest.mark.parametrize(("half_days_max", "sites"), [(2.0, 2), (1.99, 1)])
def test_the_half_days_are_a_less_or_equal(half_days_max: float, sites: int) -> None:
    """Two offers of one half-day fit two half-days, not a hundredth less."""
    problem = make_problem(
        time_min=[[0, 100], [100, 0]],
        offers=[(0, 1, 1, 0), (1, 1, 1, 0)],
        half_days_max=half_days_max,
    )
    assert len(opened(problem, result=solve(problem, stop=EXACT))) == sites


def test_fixed_amounts_count_in_the_limits() -> None:
    """What the captive public takes is no longer there for the sites."""
    problem = three_villages(budget_eur=130.0, fixed_cost_eur=100.0)
    assert len(opened(problem, result=solve(problem, stop=EXACT))) == 1


def test_an_impossible_problem_is_infeasible_not_a_crash() -> None:
    """A forced site above the budget: no plan, no bound, nothing invented."""
    result = solve(three_villages(forced_sites=("S0",), budget_eur=1.0), stop=EXACT)
    assert result.termination is Termination.INFEASIBLE
    assert (result.solution, result.objective, result.gap) == (None, None, None)


@pytest.mark.parametrize("time_limit_s", [0.01, 1.0])
def test_a_time_limit_is_never_optimal(time_limit_s: float) -> None:
    """On a hard instance a short limit gives a plan with its true gap: no plan is below its bound.

    What four seconds find is not below the bound either.
    """
    problem = hard_problem()
    result = solve(problem, stop=StopRule(time_limit_s=time_limit_s, gap=0.0))
    longer = solve(problem, stop=StopRule(time_limit_s=4.0, gap=0.0))
    assert result.termination is Termination.FEASIBLE
    assert result.objective is not None
    assert longer.objective is not None
    if result.best_bound is None:
        assert result.gap is None
        return
    assert result.gap is not None
    assert result.gap > 0
    assert result.best_bound <= longer.objective * (1 + 1e-9)
    assert result.gap == pytest.approx(1 - result.best_bound / result.objective)


def hard_problem() -> PlacementProblem:
    """Draw 400 communes and 300 sites: no proof to the last unit within seconds."""
    return territory_problem(communes=400, sites=300, seed=3, budget_eur=1_500_000.0)


def test_no_plan_in_time_is_no_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the engine ends without a plan, the ending says so, and nothing is invented."""
    nothing = Found(plan=None, cost=None, bound=3.0, infeasible=False, how="rien")
    monkeypatch.setattr("placement.solve.additive.minimise", lambda *_, **__: nothing)
    result = solve(three_villages(budget_eur=130.0), stop=EXACT)
    assert result.termination is Termination.NO_SOLUTION
    assert (result.solution, result.objective, result.gap) == (None, None, None)


def test_appointments_in_no_time_are_no_solution() -> None:
    """Neither does the referee invent anything when it has no time at all."""
    problem = shared_villages(Behaviour.PLANNED)
    result = solve(problem, stop=StopRule(time_limit_s=1e-9, gap=0.0))
    assert result.termination is Termination.NO_SOLUTION
    assert result.solution is None


def shared_villages(behaviour: Behaviour, **fields: Any) -> PlacementProblem:
    """Draw two villages 10 min apart; each site gives 6 appointments, 8 young people live in A.

    ::

        A ---10--- B
        8          2    young people, 1 appointment each
    """
    capacity = Capacity(np.ones(2), np.full(2, 6.0), np.zeros(2))
    return make_problem(
        time_min=[[0, 10], [10, 0]],
        offers=[(0, 1, 1, 0), (1, 1, 1, 0)],
        young=[8, 2],
        rules=Rules(capacity=capacity),
        behaviour=behaviour,
        **fields,
    )


def test_where_appointments_are_counted_a_segment_is_split() -> None:
    """Six of A stay, two go to B: the parts are told as segments, and add up."""
    problem = shared_villages(Behaviour.PLANNED)
    result = solve(problem, stop=EXACT)
    told = result.problem
    assert result.termination is Termination.OPTIMAL
    assert "arbitre" in result.engine
    assert told is not None
    assert told.segment_id.tolist() == ["lieu-0|voiture#1", "lieu-0|voiture#2", "lieu-1|voiture"]
    assert told.young.tolist() == pytest.approx([6, 2, 2], abs=1e-4)
    assert result.objective == pytest.approx(2 * 600, rel=1e-4)
    assert result.solution is not None
    result.solution.verify(told, objective=result.objective)


def test_nobody_is_split_who_goes_to_what_is_nearest() -> None:
    """Where everybody goes to the nearest, eight or ten cannot go where six may: none opens."""
    problem = shared_villages(Behaviour.NEAREST)
    result = solve(problem, stop=EXACT)
    assert result.termination is Termination.OPTIMAL
    assert opened(problem, result=result) == []
    assert result.objective == pytest.approx(10 * problem.no_access_s)
    forced = problem.replace(forced_sites=("S0",))
    assert solve(forced, stop=EXACT).termination is Termination.INFEASIBLE


def test_members_of_a_group_are_split_as_little_as_can_be() -> None:
    """Two profiles that travel alike: the second alone is split, and nobody is lost."""
    problem = shared_villages(Behaviour.PLANNED).replace(
        segment_id=["a|voiture", "a|velo"], place_id=["a", "a"], profile=["voiture", "velo"],
        young=[4, 4], time_s=np.array([[0.0, 600.0], [0.0, 600.0]]),
    )  # fmt: skip
    told = solve(problem, stop=EXACT).problem
    assert told is not None
    assert told.segment_id.tolist() == ["a|voiture", "a|velo#1", "a|velo#2"]
    assert told.young.tolist() == pytest.approx([4, 2, 2], abs=1e-4)


def test_a_plan_that_spares_nobody_is_told_on_the_problem_asked() -> None:
    """Without appointments, the plan is about the very problem asked."""
    assert solve(three_villages(budget_eur=130.0), stop=EXACT).problem is None


def test_a_wrong_value_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that the second computation refutes is a defect, and is refused."""
    monkeypatch.setattr("placement.solve.checking._paid", lambda p, **_: [0.0] * p.young.size)
    with pytest.raises(PlacementError, match="recalculé"):
        solve(three_villages(budget_eur=130.0), stop=EXACT)


def test_a_bound_above_the_value_does_not_leave() -> None:
    """Nor does a bound that the plan beats, or an objective that a later one gave up."""
    problem = three_villages(budget_eur=130.0)
    result = solve(problem, stop=EXACT)
    assert result.solution is not None
    stage = result.stages[0]
    above = dataclasses.replace(stage, best_bound=2 * stage.value)
    given_up = dataclasses.replace(stage, best=stage.value / 2, best_bound=None)
    for wrong in (above, given_up):
        with pytest.raises(PlacementError):
            check(result.solution, problem=problem, stages=(wrong,))


@pytest.mark.parametrize(
    "rules", [{"time_limit_s": 0.0, "gap": 0.0}, {"time_limit_s": 1, "gap": 1}]
)
def test_a_senseless_stop_rule_is_refused(rules: dict[str, Any]) -> None:
    """No time, or a gap of 100 %, is refused."""
    with pytest.raises(ScenarioError):
        StopRule(**rules)


def test_nobody_within_reach_opens_nothing() -> None:
    """When no site can be reached, the optimal plan spends nothing and everybody is counted."""
    problem = make_problem(time_min=[[float("nan")]], offers=[(0, 1, 1, 0)], young=[4])
    result = solve(problem, stop=EXACT)
    assert result.termination is Termination.OPTIMAL
    assert opened(problem, result=result) == []
    assert result.objective == 4 * problem.no_access_s


def test_no_idle_expense() -> None:
    """With money for all, an offer that nobody would go to stays closed."""
    problem = make_problem(time_min=[[5, 5, 9]], offers=[(0, 1, 1, 0), (1, 1, 1, 0), (2, 1, 1, 0)])
    assert len(opened(problem, result=solve(problem, stop=EXACT))) == 1


def test_baseline_reproduces_today() -> None:
    """Today's offers and only they are open, whatever the budget; the base is untouched."""
    current = np.array([True, False, False, False, False, True])
    problem = three_villages(current=current, budget_eur=1.0, forced_sites=("S1",))
    today = baseline(problem)
    assert opened(today, result=solve(today, stop=EXACT)) == ["S0|offre-0", "S2|offre-5"]
    assert (problem.budget_eur, problem.forced_sites) == (1.0, ("S1",))


def test_a_rerun_gives_the_same_plan() -> None:
    """Same problem, same plan, same figures."""
    problem = territory_problem(communes=40, sites=15, seed=1, budget_eur=150_000.0)
    first, second = (solve(problem, stop=StopRule(60.0, 1e-4)) for _ in range(2))
    assert opened(problem, result=first) == opened(problem, result=second)
    assert first.objective == second.objective
    assert first.best_bound == second.best_bound


def test_a_search_writes_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    """HiGHS stays silent."""
    solve(territory_problem(communes=20, sites=8, seed=1, budget_eur=100_000.0), stop=EXACT)
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("communes", "sites", "budget_eur"), [(126, 50, 350_000.0), (104, 90, 600_000.0)]
)
def test_the_pilots_sizes_are_proven(communes: int, sites: int, budget_eur: float) -> None:
    """Territories of the size of Moulins and Béthune are proven to 1e-4 in under a minute."""
    problem = territory_problem(communes=communes, sites=sites, seed=1, budget_eur=budget_eur)
    result = solve(problem, stop=StopRule(time_limit_s=60.0, gap=1e-4))
    assert result.termination is Termination.OPTIMAL
    assert result.gap is not None
    assert result.gap <= 1e-4


def territory_with_appointments() -> PlacementProblem:
    """Draw 40 communes and 20 sites whose appointments are just about enough."""
    problem = territory_problem(communes=40, sites=20, seed=1, budget_eur=600_000.0)
    offered = problem.half_days * 8.0
    needed = np.full(problem.young.size, 2.8 * offered.max() / problem.young_total)
    capacity = Capacity(needed, offered, np.zeros(offered.size))
    return problem.replace(rules=Rules(capacity=capacity), behaviour=Behaviour.PLANNED)


def test_the_referee_too_gives_its_true_gap_when_time_is_up() -> None:
    """Stopped early, a plan by appointments is verified, and no plan is below its bound."""
    problem = territory_with_appointments()
    early = solve(problem, stop=StopRule(time_limit_s=1.0, gap=0.0))
    longer = solve(problem, stop=StopRule(time_limit_s=10.0, gap=1e-3))
    assert early.termination in (Termination.FEASIBLE, Termination.NO_SOLUTION)
    assert longer.objective is not None
    assert longer.best_bound is not None
    assert early.best_bound is None or early.best_bound <= longer.objective * (1 + 1e-9)
    assert early.objective is None or early.objective >= longer.best_bound * (1 - 1e-9)
    for result in (early, longer):
        if result.solution is not None:
            assert result.problem is not None
            result.solution.verify(result.problem, objective=result.objective)


def test_an_objective_worth_nothing_can_be_kept() -> None:
    """Everybody is covered: the cap of the next stage is 0, and the master takes its rows."""
    problem = territory_problem(communes=30, sites=12, seed=4, budget_eur=150_000.0)
    problem = problem.replace(
        young=np.where(np.char.endswith(problem.segment_id, "|voiture"), problem.young, 0.0),
        objectives=(Objective(Goal.COVERED, threshold_s=7000.0), Objective(Goal.MEAN)),
    )
    result = solve(problem, stop=StopRule(60.0, 1e-4))
    assert result.termination is Termination.OPTIMAL
    assert result.stages[0].value == 0.0
    alone = solve(problem.replace(objectives=(Objective(Goal.MEAN),)), stop=StopRule(60.0, 1e-4))
    assert result.stages[1].value == pytest.approx(alone.objective, rel=2e-4)
