"""The recipe: its endings, its boundary on the budget, today's network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from problem_instances import make_problem, territory_problem, three_villages

from placement.errors import ScenarioError
from placement.problem import PlacementProblem
from placement.solution import Result, Termination
from placement.solve import StopRule, baseline, solve

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


@pytest.mark.parametrize("time_limit_s", [0.01, 0.3])
def test_a_time_limit_is_never_optimal(time_limit_s: float) -> None:
    """On a hard instance a short limit gives a plan without its proof, or no plan."""
    problem = territory_problem(communes=126, sites=50, seed=3, budget_eur=500_000.0)
    result = solve(problem, stop=StopRule(time_limit_s=time_limit_s, gap=0.0))
    assert result.termination in (Termination.FEASIBLE, Termination.NO_SOLUTION)
    assert result.gap is None or result.gap > 0


def test_no_plan_in_time_is_no_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a starting plan and without time, the ending says so."""
    monkeypatch.setattr("placement.solve.plan_from_preferences", lambda *_, **__: None)
    result = solve(three_villages(budget_eur=130.0), stop=StopRule(time_limit_s=1e-6, gap=0.0))
    assert result.termination is Termination.NO_SOLUTION
    assert result.solution is None


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
