"""Every ending of the solver is read for what it is."""

from __future__ import annotations

from threading import Event

import highspy
import pulp
import pytest
from problem_instances import territory_problem

from placement import _pulp_backend as backend
from placement.formulations import CompactModel, Formulation, build_model
from placement.problem import unreduced
from placement.solution import Termination


def hard_model() -> CompactModel:
    problem = territory_problem(communes=60, sites=40, seed=3, budget_eur=500_000.0)
    return build_model(problem, reduced=unreduced(problem), formulation=Formulation.RADIUS)


def choice(*, at_least: int, constant: float = 0.0) -> tuple[pulp.LpProblem, dict[int, object]]:
    """Choose one of two binaries of cost 2 and 3, plus a constant."""
    model = pulp.LpProblem("choice", pulp.LpMinimize)
    variables = {k: model.add_variable(f"open_{k}", cat="Binary") for k in range(2)}
    model.setObjective(2 * variables[0] + 3 * variables[1] + constant)
    model += variables[0] + variables[1] >= at_least, "enough"
    return model, variables


def test_optimal_counts_the_constant_of_the_objective() -> None:
    """The constant is in the objective and in the bound."""
    model, variables = choice(at_least=1, constant=100.0)
    answer = backend.solve_mip(model, binaries=variables, time_limit_s=10, gap=0.0)
    assert answer.termination is Termination.OPTIMAL
    assert answer.open_keys == {0}
    assert answer.objective == pytest.approx(102.0)
    assert answer.best_bound == pytest.approx(102.0)


def test_infeasible_reads_no_junk() -> None:
    """Nothing is read from the variables of an infeasible model."""
    model, variables = choice(at_least=3)
    answer = backend.solve_mip(model, binaries=variables, time_limit_s=10, gap=0.0)
    assert answer == backend.MipAnswer(Termination.INFEASIBLE, frozenset(), None, None)
    model, variables = choice(at_least=3)
    assert backend.solve_relaxation(model, watched=variables, time_limit_s=10) is None


def test_a_time_limit_with_a_plan_is_feasible_with_its_true_gap() -> None:
    """Pulp says "Optimal" here; the answer says FEASIBLE and its bound is below its objective."""
    model = hard_model()
    forced = min(model.opened)  # the siège with its first offer is a plan by itself
    answer = backend.solve_mip(
        model.lp,
        binaries=model.opened,
        time_limit_s=1.0,
        gap=0.0,
        start=frozenset({forced}),
    )
    assert model.lp.status == pulp.LpStatusOptimal  # the trap
    assert answer.termination is Termination.FEASIBLE
    assert answer.objective is not None
    assert answer.best_bound is None or answer.best_bound < answer.objective


def test_a_time_limit_without_a_plan_is_no_solution() -> None:
    """No time at all: no plan, no objective."""
    model = hard_model()
    answer = backend.solve_mip(model.lp, binaries=model.opened, time_limit_s=0.0, gap=0.0)
    assert answer.termination is Termination.NO_SOLUTION
    assert answer.objective is None
    model = hard_model()
    assert backend.solve_relaxation(model.lp, watched=model.opened, time_limit_s=0.0) is None


def test_a_starting_plan_is_taken() -> None:
    """With a plan handed over, a search stopped at once still ends with one at least as good."""
    model, variables = choice(at_least=1)
    answer = backend.solve_mip(
        model, binaries=variables, time_limit_s=10, gap=0.9, start=frozenset({1})
    )
    assert answer.objective is not None
    assert answer.objective <= 3.0


def test_a_solver_that_overruns_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that does not come back within the grace time counts as ended without a plan."""
    never = Event()
    monkeypatch.setattr("placement._highs.GRACE_S", 0.05)
    monkeypatch.setattr(highspy.Highs, "run", lambda _: never.wait(30))
    model, variables = choice(at_least=1)
    answer = backend.solve_mip(model, binaries=variables, time_limit_s=0.01, gap=0.0)
    never.set()
    assert answer.termination is Termination.NO_SOLUTION


def test_the_relaxation_gives_values_and_reduced_costs() -> None:
    """The cheaper option covers the row; the other would add its 1 of difference."""
    model, variables = choice(at_least=1)
    answer = backend.solve_relaxation(model, watched=variables, time_limit_s=10)
    assert answer is not None
    assert answer.bound == pytest.approx(2.0)
    assert answer.value == {0: pytest.approx(1.0), 1: pytest.approx(0.0)}
    assert answer.reduced_cost[1] == pytest.approx(1.0)


def test_a_model_without_a_whole_number_has_its_value_for_bound() -> None:
    """HiGHS gives no bound on a linear model: its optimum is one."""
    model = pulp.LpProblem("linear", pulp.LpMinimize)
    share = model.add_variable("share", lowBound=0, upBound=1)
    model.setObjective(4 * share)
    model += share >= 0.5, "half"
    answer = backend.solve_mip(model, binaries={}, time_limit_s=10, gap=0.0)
    assert answer.termination is Termination.OPTIMAL
    assert answer.objective == pytest.approx(2.0)
    assert answer.best_bound == pytest.approx(2.0)
