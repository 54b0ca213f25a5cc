"""The pieces of the engine, each against every plan of small problems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from time import perf_counter

import numpy as np
import pytest
from numpy.typing import NDArray
from problem_instances import follow_the_rules, make_problem, plans, three_villages, tight_problem

from placement.engine import CostLists, Memory, PolicyPlans, PolicyRows, cost_lists, minimise
from placement.engine.layers import Layer, bundles_of
from placement.engine.master import Master
from placement.engine.neighbourhood import Neighbourhood
from placement.engine.tree import (
    Dual,
    Multipliers,
    climb,
    granule_of,
    relaxed_rows,
    search_tree,
)
from placement.engine.walks import group_costs
from placement.problem import Goal, Objective, PlacementProblem
from placement.solve.additive import total_cost
from placement.solve.policy_arrays import policy_rows

SEEDS = range(25)
ADDITIVE = (Goal.MEAN, Goal.NEEDS, Goal.COVERED, Goal.KOLM_POLLAK)
FREE, OPEN = -1, 1

Plan = NDArray[np.bool_]


@dataclass(frozen=True)
class Drawn:
    """A tight problem, its lists and rows, its legal plans and what each costs."""

    problem: PlacementProblem
    lists: CostLists
    rows: PolicyRows
    legal: NDArray[np.bool_]
    costs: NDArray[np.float64]

    @property
    def best(self) -> float:
        """Cost of the best plan."""
        return float(self.costs.min())

    def dual(self, *, known: Plan, steps: int = 300) -> Dual:
        """Climb from a known plan."""
        moves = Neighbourhood.of(self.lists, rows=self.rows)
        return climb(
            self.lists, rows=self.rows, relaxed=relaxed_rows(self.rows),
            known=(known, moves.lists.total(known)), start=Multipliers(moves.middle_costs(known)),
            pace=1.0, steps=steps, until_s=perf_counter() + 60.0,
        )  # fmt: skip


@cache
def drawn(seed: int) -> Drawn | None:
    """Draw a tight problem; None when no plan keeps its limits."""
    problem = tight_problem(seed)
    kept = problem.option_is_admissible
    lists = cost_lists(problem, objective=Objective(), kept=kept)
    rows = policy_rows(problem, kept=kept).tightened()
    masks = plans(problem)
    legal = masks[follow_the_rules(problem, masks=masks)]
    moves = Neighbourhood.of(lists, rows=rows)
    return (
        Drawn(problem, lists, rows, legal, np.array([moves.lists.total(plan) for plan in legal]))
        if len(legal)
        else None
    )


def some_plans(problem: PlacementProblem, *, seed: int, count: int = 40) -> NDArray[np.bool_]:
    masks = plans(problem)
    return masks[np.random.default_rng(seed).integers(len(masks), size=count)]


@pytest.mark.parametrize("goal", ADDITIVE)
@pytest.mark.parametrize("seed", range(8))
def test_complete_lists_hold_the_objective(goal: Goal, seed: int) -> None:
    """What the groups pay over complete lists is the total recomputed from the times."""
    problem = tight_problem(seed).replace(need=np.linspace(0.5, 2.0, 9), forced_sites=())
    objective = Objective(goal, threshold_s=600.0, aversion=-0.5)
    everything = np.ones(problem.option_id.size, dtype=np.bool_)
    lists = cost_lists(problem, objective=objective, kept=everything)
    assert not lists.cut_short.any()
    for plan in some_plans(problem, seed=seed):
        paid = group_costs(lists.walk, plan, np.empty(lists.groups))
        assert paid == pytest.approx(total_cost(problem, objective=objective, plan=plan), rel=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_lists_cut_short_never_ask_too_much(seed: int) -> None:
    """Short lists give each plan at most its true cost, and more as they widen."""
    problem = tight_problem(seed)
    everything = np.ones(problem.option_id.size, dtype=np.bool_)
    lists = [
        cost_lists(problem, objective=Objective(), kept=everything, width=width)
        for width in (1, 2, 4, 99)
    ]
    assert lists[0].cut_short.any()
    for plan in some_plans(problem, seed=seed):
        paid = [group_costs(each.walk, plan, np.empty(each.groups)) for each in lists]
        assert (np.diff(paid) >= -1e-6).all()


def test_segments_with_the_same_times_are_one_group() -> None:
    """Two profiles that travel alike are walked once, with the young people of both."""
    problem = make_problem(
        time_min=[[5, 9], [5, 9], [9, 5]],
        offers=[(0, 1, 1, 0), (1, 1, 1, 0)],
        young=[2, 3, 4],
    )
    lists = cost_lists(problem, objective=Objective(), kept=np.ones(2, dtype=np.bool_))
    assert lists.groups == 2
    assert sorted(lists.tail.tolist()) == [4 * problem.no_access_s, 5 * problem.no_access_s]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("bundles", [1, 3, 99])
def test_cuts_of_any_multipliers_are_below_every_plan(seed: int, bundles: int) -> None:
    """A cut holds at every plan, legal or not, whatever the multipliers and the bundles."""
    problem = tight_problem(seed)
    lists = cost_lists(
        problem, objective=Objective(), kept=np.ones(problem.option_id.size, dtype=np.bool_)
    )
    rng = np.random.default_rng(seed)
    bundle = bundles_of(lists, plan=some_plans(problem, seed=seed, count=1)[0], most=bundles)
    layer = Layer(lists, bundle, scale=7.0)
    for _ in range(5):
        saving, constant = layer.cuts_of(lists.tail * rng.uniform(0, 1.5, lists.groups))
        for plan in some_plans(problem, seed=seed):
            cut = constant - saving @ plan
            assert (cut <= layer.paid_by_bundle(plan) + 1e-6).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cut_at_a_plan_is_tight_there(seed: int) -> None:
    """At the levels of a plan, the cuts add up to what it costs."""
    problem = tight_problem(seed)
    lists = cost_lists(
        problem, objective=Objective(), kept=np.ones(problem.option_id.size, dtype=np.bool_)
    )
    layer = Layer(lists, np.arange(lists.groups), scale=1.0)
    for plan in some_plans(problem, seed=seed, count=10):
        level, value = layer.levels_at(plan.astype(np.float64))
        saving, constant = layer.cuts_of(level)
        assert (constant - saving @ plan).sum() == pytest.approx(value)
        assert value == pytest.approx(layer.paid_by_bundle(plan).sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lagrangian_bound_and_what_it_fixes(seed: int) -> None:
    """The bound is not above the optimum; some optimal plan agrees with all that is fixed."""
    case = drawn(seed)
    if case is None:
        pytest.skip("no plan keeps the limits of this draw")
    for known in (case.legal[int(case.costs.argmax())], case.legal[int(case.costs.argmin())]):
        dual = case.dual(known=known)
        assert dual.bound <= case.best * (1 + 1e-9)
        assert dual.plan_cost >= case.best * (1 - 1e-9)
        cheaper = case.legal[case.costs < dual.plan_cost * (1 - 1e-9)]
        agree = ((dual.state == FREE) | ((dual.state == OPEN) == cheaper)).all(axis=1)
        assert agree.all() or dual.plan_cost == pytest.approx(case.best)


@pytest.mark.parametrize("seed", SEEDS)
def test_fixing_loses_no_plan_below_the_cutoff(seed: int) -> None:
    """After one step or many, every plan cheaper than the known one is still to be had."""
    case = drawn(seed)
    if case is None:
        pytest.skip("no plan keeps the limits of this draw")
    order = np.argsort(case.costs)
    known = case.legal[order[min(5, order.size - 1)]]
    cutoff = case.lists.total(known)
    for steps in (1, 20, 400):
        state = case.dual(known=known, steps=steps).state
        cheaper = case.legal[case.costs < cutoff * (1 - 1e-9)]
        assert (((state == FREE) | ((state == OPEN) == cheaper)).all(axis=1)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tree_proves_the_optimum(seed: int) -> None:
    """From the worst plan, the tree ends with an optimal one and a bound that meets it."""
    case = drawn(seed)
    if case is None:
        pytest.skip("no plan keeps the limits of this draw")
    known = case.legal[int(case.costs.argmax())]
    answer = search_tree(
        case.lists, rows=case.rows, relaxed=relaxed_rows(case.rows),
        dual=case.dual(known=known, steps=5), gap=0.0, most_nodes=100_000, time_limit_s=60.0,
    )  # fmt: skip
    found = case.lists.total(answer.plan)
    assert found == pytest.approx(case.best, rel=1e-9)
    assert answer.bound == pytest.approx(case.best, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_moves_keep_the_rows_and_end_where_none_helps(seed: int) -> None:
    """From any legal plan: a legal one, no dearer, that no opening, exchange or swap betters."""
    case = drawn(seed)
    if case is None:
        pytest.skip("no plan keeps the limits of this draw")
    moves = Neighbourhood.of(case.lists, rows=case.rows)
    known = {plan.tobytes(): cost for plan, cost in zip(case.legal, case.costs, strict=True)}
    for plan in case.legal[:: max(1, len(case.legal) // 15)]:
        better = moves.improved(plan)
        assert known[better.tobytes()] <= known[plan.tobytes()]
        near = (case.legal != better).sum(axis=1) <= 2  # one opens, one closes, or both
        opens = (case.legal & ~better).sum(axis=1) == 1
        closes = (~case.legal & better).sum(axis=1) <= 1
        forced = case.rows.least[: case.rows.options] > 0.5
        kept = ~(~case.legal & better & forced).any(axis=1)
        assert case.costs[near & opens & closes & kept].min(initial=np.inf) >= moves.lists.total(
            better
        ) * (1 - 1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_starting_plans_keep_the_rows(seed: int) -> None:
    """Greedy and rounded plans are legal, or none is given; a solver's is as soon as one exists."""
    case = drawn(seed)
    if case is None:
        problem = tight_problem(seed)
        rows = policy_rows(problem, kept=problem.option_is_admissible)
        nobody = PolicyPlans(rows)
        assert nobody.best(np.zeros(rows.options), time_limit_s=10.0) is None
        assert nobody.infeasible
        return
    legal = {plan.tobytes() for plan in case.legal}
    moves = Neighbourhood.of(case.lists, rows=case.rows)
    often = np.random.default_rng(seed).random(case.rows.options)
    for plan in (moves.greedy(), moves.rounded(often)):
        assert plan is None or plan.tobytes() in legal
    solved = PolicyPlans(case.rows).best(-often, time_limit_s=10.0)
    assert solved is not None
    assert solved.tobytes() in legal


@pytest.mark.parametrize("seed", range(10))
def test_the_master_bounds_then_finds_the_optimum(seed: int) -> None:
    """Its relaxation is below the optimum; cut at every legal plan, its whole numbers reach it."""
    case = drawn(seed)
    if case is None:
        pytest.skip("no plan keeps the limits of this draw")
    layer = Layer(case.lists, np.arange(case.lists.groups), scale=case.best / 1e4)
    master = Master((layer,), rows=case.rows)
    answer = master.solve_lp(around=case.legal[0].astype(np.float64), time_limit_s=10.0, gap=1e-7)
    assert answer is not None
    assert master.best_bound <= case.best * (1 + 1e-7)
    for plan in case.legal:
        master.cut_at(plan)
    found = master.solve_mip(start=None, time_limit_s=10.0, gap=0.0)
    assert found.bound == pytest.approx(case.best, rel=1e-6)
    moves = Neighbourhood.of(case.lists, rows=case.rows)
    assert min(moves.lists.total(plan) for plan in found.plans) == pytest.approx(
        case.best, rel=1e-6
    )


def test_totals_differ_by_the_granule() -> None:
    """Two plans of whole costs differ by a multiple of the granule."""
    problem = three_villages()
    lists = cost_lists(problem, objective=Objective(), kept=np.ones(6, dtype=np.bool_))
    granule = granule_of(lists)
    assert granule >= 60.0
    totals = [group_costs(lists.walk, plan, np.empty(lists.groups)) for plan in plans(problem)]
    assert np.allclose(np.diff(totals) % granule, 0.0)


def test_a_remembered_plan_that_breaks_a_rule_is_not_taken() -> None:
    """What one search leaves to the next is checked against the new rules."""
    problem = three_villages(budget_eur=130.0)
    kept = problem.option_is_admissible
    lists = cost_lists(problem, objective=Objective(), kept=kept)
    memory = Memory(plans=[np.array([True, False, True, False, True, False])])
    rows = policy_rows(problem, kept=kept)
    found = minimise(lists, rows=rows, gap=0.0, time_limit_s=10.0, memory=memory)
    assert found.plan is not None
    assert problem.cost_eur[found.plan].sum() <= 130.0
