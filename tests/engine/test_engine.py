"""The starting plan honours every rule, and fixing never loses the optimum."""

from __future__ import annotations

import numpy as np
import pytest
from problem_instances import (
    best_by_enumeration,
    follow_the_rules,
    make_problem,
    plans,
    three_villages,
    tight_problem,
    total_access,
)

from placement._pulp_backend import solve_relaxation
from placement.engine import improve_plan, options_worth_opening, plan_from_preferences
from placement.formulations import Formulation, build_model
from placement.problem import PlacementProblem, reduce_problem


def started(problem: PlacementProblem) -> np.ndarray | None:
    reduced = reduce_problem(problem)
    plan = plan_from_preferences(problem, reduced=reduced, preference=np.zeros(reduced.kept.size))
    if plan is None:
        return None
    return improve_plan(problem, reduced=reduced, plan=plan, expired=lambda: False)


def test_the_starting_plan_is_legal_and_close() -> None:
    """Without any hint, 60 tight instances: always legal, most often optimal, never far."""
    ratios = []
    for seed in range(60):
        problem = tight_problem(seed)
        best, plan = best_by_enumeration(problem), started(problem)
        if best is None or plan is None:
            continue
        assert follow_the_rules(problem, masks=plan[None, :])[0]
        ratios.append(total_access(problem, masks=plan[None, :])[0] / best)
    assert len(ratios) > 40
    assert min(ratios) >= 1 - 1e-9
    assert np.median(ratios) < 1 + 1e-9
    assert max(ratios) < 1.05


def test_the_forced_site_takes_an_offer_that_fits() -> None:
    """Preferred too dear, cheapest too heavy: the lightest is tried; else None."""
    problem = make_problem(
        time_min=[[1]],
        offers=[(0, 100, 5, 0), (0, 10, 50, 1), (0, 60, 4, 2)],
        forced_sites=("S0",),
        budget_eur=80.0,
        half_days_max=20.0,
    )
    reduced = reduce_problem(problem)
    preferred = np.array([1.0, 0.0, 0.0])
    plan = plan_from_preferences(problem, reduced=reduced, preference=preferred)
    assert plan is not None
    assert plan.tolist() == [False, False, True]
    poorer = problem.replace(budget_eur=5.0)
    assert plan_from_preferences(poorer, reduced=reduced, preference=preferred) is None


def test_preferences_open_in_order_while_they_fit() -> None:
    """The most preferred option opens first; one that no longer fits is passed over."""
    problem = three_villages(budget_eur=130.0)
    plan = plan_from_preferences(
        problem,
        reduced=reduce_problem(problem),
        preference=np.array([0.2, 0.0, 0.9, 0.0, 0.0, 0.1]),
    )
    assert plan is not None
    assert np.flatnonzero(plan).tolist() == [2, 5]


def test_an_expired_clock_returns_the_plan_in_hand() -> None:
    """With no time, the plan is completed and no exchange is tried."""
    problem = three_villages(budget_eur=100.0)
    plan = np.isin(np.arange(6), [4])
    late = improve_plan(problem, reduced=reduce_problem(problem), plan=plan, expired=lambda: True)
    assert late.tolist() == plan.tolist()


@pytest.mark.parametrize("seed", range(40))
def test_fixing_keeps_an_optimal_plan(seed: int) -> None:
    """Among the options left after fixing there is still a plan worth the optimum."""
    problem = tight_problem(seed)
    best = best_by_enumeration(problem)
    plan = started(problem)
    if best is None or plan is None:
        assert problem.diagnose() or best is not None
        return
    reduced = reduce_problem(problem)
    model = build_model(problem, reduced=reduced, formulation=Formulation.RADIUS, relaxed=True)
    answer = solve_relaxation(model.lp, watched=model.opened, time_limit_s=60.0)
    assert answer is not None
    assert answer.bound <= best * (1 + 1e-9)
    worth = options_worth_opening(
        reduced.kept,
        bound=answer.bound,
        reduced_cost=answer.reduced_cost,
        incumbent=reduced.objective(plan),
    )
    masks = plans(problem)
    legal = masks[follow_the_rules(problem, masks=masks) & ~masks[:, ~worth].any(axis=1)]
    assert total_access(problem, masks=legal).min() == pytest.approx(best)
