"""Whatever the rules, the objectives and the path taken, the best value is that of every plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from plan_oracle import best_in_turn, best_shared_in_turn, legal_plans
from problem_instances import make_problem, tight_problem
from problem_strategies import (
    FAMILIES,
    objectives,
    problems_with_capacity,
    problems_with_rules,
)
from rule_oracle import aversion_per_second

from placement.engine import cost_lists
from placement.objectives import MOST_EXPONENT
from placement.problem import Behaviour, Goal, Objective, PlacementProblem
from placement.solution import Result, Termination
from placement.solve import StopRule, Study, solve, solve_compact

EXACT = StopRule(time_limit_s=60.0, gap=0.0)

proof = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    phases=(Phase.explicit, Phase.generate),  # a small failure is quickly made smaller by hand
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)

Solver = Callable[..., Result]


def sequences(most: int = 2) -> st.SearchStrategy[tuple[Objective, ...]]:
    """One objective, or several in order, some with a slack."""
    slack = st.sampled_from([0.0, 0.0, 0.1, 0.5])
    one = st.builds(
        lambda objective, slack: dataclasses.replace(objective, slack=slack), objectives(), slack
    )
    return st.lists(one, min_size=1, max_size=most).map(tuple)


def computable(problem: PlacementProblem) -> bool:
    """Whether every aversion is one that can be computed on these times."""
    return all(
        objective.goal is not Goal.KOLM_POLLAK
        or aversion_per_second(problem, aversion=objective.aversion) * problem.no_access_s
        <= MOST_EXPONENT
        for objective in problem.objectives
    )


def close_to(expected: float) -> object:
    return pytest.approx(expected, rel=1e-5, abs=2e-3)


def assert_best(
    problem: PlacementProblem, *, expected: Sequence[float] | None, by: Solver
) -> Result:
    """Every objective in turn reaches its best value, with its proof; or there is no plan."""
    result = by(problem, stop=EXACT)
    if expected is None:
        assert result.termination is Termination.INFEASIBLE
        assert result.solution is None
        return result
    assert result.termination is Termination.OPTIMAL, result.stages
    assert [stage.best for stage in result.stages] == [close_to(value) for value in expected]
    assert [stage.best_bound for stage in result.stages] == [close_to(v) for v in expected]
    assert result.stages[-1].value == close_to(expected[-1])
    return result


@pytest.mark.parametrize("family", FAMILIES)
@settings(proof, max_examples=45)
@given(data=st.data())
def test_each_family_alone(family: str, data: st.DataObject) -> None:
    """With one family of rules on, whichever the objective, the engine equals enumeration."""
    problem = data.draw(problems_with_rules(families=(family,)))
    problem = problem.replace(objectives=data.draw(sequences(1)))
    assume(computable(problem))
    assert_best(problem, expected=best_in_turn(problem), by=solve)


@pytest.mark.parametrize("goal", Goal)
@settings(proof, max_examples=60)
@given(data=st.data(), behaviour=st.sampled_from(Behaviour))
def test_each_goal_under_any_rules(goal: Goal, data: st.DataObject, behaviour: Behaviour) -> None:
    """Each goal, under a mixture of rules, is worth what enumeration finds."""
    objective = dataclasses.replace(data.draw(objectives()), goal=goal)
    problem = data.draw(problems_with_rules()).replace(objectives=(objective,), behaviour=behaviour)
    assume(computable(problem))
    assert_best(problem, expected=best_in_turn(problem), by=solve)


@settings(proof, max_examples=250)
@given(problem=problems_with_rules(families=()), goals=sequences(3))
def test_objectives_in_order(problem: PlacementProblem, goals: tuple[Objective, ...]) -> None:
    """Each objective is the best among the plans that keep the earlier ones, slack included."""
    problem = problem.replace(objectives=goals)
    assume(computable(problem))
    assert_best(problem, expected=best_in_turn(problem), by=solve)


@settings(proof, max_examples=150)
@given(problem=problems_with_rules(), goals=sequences())
def test_objectives_in_order_under_rules(
    problem: PlacementProblem, goals: tuple[Objective, ...]
) -> None:
    """The same, under a mixture of rules."""
    problem = problem.replace(objectives=goals)
    assume(computable(problem))
    assert_best(problem, expected=best_in_turn(problem), by=solve)


@settings(proof, max_examples=150)
@given(problem=problems_with_rules(), goals=sequences())
def test_the_referee_finds_what_the_engine_finds(
    problem: PlacementProblem, goals: tuple[Objective, ...]
) -> None:
    """The compact model alone reaches the same values in turn, and says so."""
    problem = problem.replace(objectives=goals)
    assume(computable(problem))
    result = assert_best(problem, expected=best_in_turn(problem), by=solve_compact)
    assert "arbitre" in result.engine


@settings(proof, max_examples=100)
@given(problem=problems_with_capacity(), goals=sequences())
def test_appointments_equal_a_linear_program_a_plan(
    problem: PlacementProblem, goals: tuple[Objective, ...]
) -> None:
    """With a capacity, each objective in turn is the best of the ways of sharing everyone out."""
    problem = problem.replace(objectives=goals)
    assume(computable(problem) and len(legal_plans(problem)) <= 60)
    result = assert_best(problem, expected=best_shared_in_turn(problem), by=solve)
    if result.solution is not None and result.problem is not None:
        assert result.problem.young.sum() == pytest.approx(problem.young.sum(), rel=1e-12)
        assert set(result.problem.place_id) == set(problem.place_id)
        result.solution.verify(result.problem)


PATHS = {
    "rounds": {"search._TREE_PAIRS": 0},
    "rounds after a node": {"search._TREE_NODES": 0},
    "little climbing": {"search._ROUNDS": 1, "search._MANY_STEPS": 2, "search._FEW_STEPS": 2},
    "few bundles": {"search._TREE_PAIRS": 0, "rounds._MOST_BUNDLES": 2},
    "pricing": {"narrowing._MANY": 0, "pricing._FIRST": 1, "pricing._MORE": 1},
    "pricing in bundles": {
        "narrowing._MANY": 0,
        "pricing._FIRST": 2,
        "pricing._MORE": 2,
        "rounds._MOST_BUNDLES": 2,
    },
    "few priced options kept": {
        "narrowing._MANY": 0,
        "narrowing._MOST_KEPT": 2,
        "pricing._FIRST": 1,
        "pricing._MORE": 1,
    },
}


@pytest.mark.parametrize("path", PATHS)
@settings(proof, max_examples=40)
@given(problem=problems_with_rules(), goals=sequences())
def test_every_path_of_the_engine(
    path: str,
    problem: PlacementProblem,
    goals: tuple[Objective, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without its tree, with hardly any climb, with coarse cuts, the engine finds the same."""
    for name, value in PATHS[path].items():
        monkeypatch.setattr(f"placement.engine.{name}", value)
    problem = problem.replace(objectives=goals)
    assume(computable(problem))
    assert_best(problem, expected=best_in_turn(problem), by=solve)


@pytest.mark.parametrize("path", ["tree", "rounds"])
@settings(proof, max_examples=60)
@given(problem=problems_with_rules(families=("too_close",)), width=st.integers(1, 2))
def test_lists_cut_short_are_widened(
    path: str, problem: PlacementProblem, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists of one or two options lead to the plan that complete lists lead to."""
    narrow = narrow_lists(width)
    monkeypatch.setattr("placement.solve.additive.cost_lists", narrow)
    monkeypatch.setattr("placement.solve.additive._WIDER", 2)
    if path == "rounds":
        monkeypatch.setattr("placement.engine.search._TREE_PAIRS", 0)
    assert_best(problem, expected=best_in_turn(problem), by=solve)


def test_a_p90_of_nobody_holds_nobody() -> None:
    """Where the P90 is the price of having no access, the next objective is free."""
    problem = make_problem(
        time_min=[[5, np.nan], [np.nan, np.nan]],
        offers=[(0, 1, 1, 0), (1, 1, 1, 0)],
        young=[1, 4],
        budget_eur=1.0,
    ).replace(objectives=(Objective(Goal.P90), Objective(Goal.MEAN)))
    assert_best(problem, expected=best_in_turn(problem), by=solve)


def narrow_lists(width: int) -> Callable[..., object]:
    def made(problem: PlacementProblem, **how: object) -> object:
        if how.get("width") is None:
            how["width"] = width
        return cost_lists(problem, **how)  # type: ignore[arg-type]

    return made


def test_narrow_lists_are_cut_short() -> None:
    """The lists of the test above do leave options out."""
    problem = tight_problem(1)
    kept = np.ones(problem.option_id.size, dtype=np.bool_)
    lists = narrow_lists(1)(problem, objective=Objective(), kept=kept)
    assert lists.cut_short.any()  # type: ignore[attr-defined]


@settings(proof, max_examples=80)
@given(problem=problems_with_rules(), goals=sequences(), left_s=st.sampled_from([1e-4, 3e-3, 2e-2]))
def test_bounds_hold_whatever_the_time(
    problem: PlacementProblem, goals: tuple[Objective, ...], left_s: float
) -> None:
    """Stopped at any moment: the first bound is not above the best value, no plan below it."""
    problem = problem.replace(objectives=goals)
    assume(computable(problem))
    best = best_in_turn(problem)
    result = solve(problem, stop=StopRule(time_limit_s=left_s, gap=0.0))
    if best is None:
        assert result.termination in (Termination.INFEASIBLE, Termination.NO_SOLUTION)
        return
    assert result.termination is not Termination.INFEASIBLE
    if result.objective is not None:
        room = 1e-5 * abs(best[0]) + 2e-3
        if goals[0].goal is not Goal.MAX:  # who is served comes before how long they travel
            assert result.objective >= best[0] - room
        assert result.best_bound is None or result.best_bound <= best[0] + room


@settings(proof, max_examples=40)
@given(
    problem=problems_with_rules(),
    goals=sequences(),
    budgets=st.lists(st.integers(0, 30).map(float), min_size=2, max_size=4),
)
def test_a_study_changes_no_answer(
    problem: PlacementProblem, goals: tuple[Objective, ...], budgets: list[float]
) -> None:
    """One study through several budgets gives each the values of a search of its own."""
    problem = problem.replace(objectives=goals)
    assume(computable(problem))
    study = Study()
    for budget_eur in budgets:
        here = problem.replace(budget_eur=budget_eur)
        assert_best(
            here, expected=best_in_turn(here), by=lambda p, stop: solve(p, stop=stop, study=study)
        )


@pytest.mark.parametrize("by", [solve, solve_compact])
@settings(proof, max_examples=40)
@given(problem=problems_with_rules(families=("numbers",)), objective=objectives())
def test_excluded_sites_do_not_come_back(
    by: Solver, problem: PlacementProblem, objective: Objective
) -> None:
    """Each plan excluded in turn: its set of sites is new, and none is left out."""
    problem = problem.replace(objectives=(objective,))
    assume(computable(problem))
    sets = {frozenset(problem.option_site[plan].tolist()) for plan in legal_plans(problem)}
    excluded: list[np.ndarray] = []
    met: set[frozenset[int]] = set()
    while True:
        result = by(problem, stop=EXACT, exclusions=excluded)
        if result.solution is None or len(met) == 4:
            break
        opened = result.solution.open_options
        sites = frozenset(problem.option_site[opened].tolist())
        assert sites not in met
        assert sites in sets
        met.add(sites)
        excluded.append(np.array(opened))
    assert len(met) == 4 or met == sets
