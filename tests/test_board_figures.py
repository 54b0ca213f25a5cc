"""Objectives in the units that people read, and what a plan makes of the rules of a board."""

from __future__ import annotations

import numpy as np
import pytest
from problem_instances import make_problem, three_villages

from placement.evaluate import Load, board_figures, goal_figures, readable
from placement.objectives import goal_value
from placement.problem import (
    AppointmentShare,
    Capacity,
    Goal,
    GroupBudget,
    Objective,
    PlacementProblem,
    Rules,
)
from placement.solution import Solution, assign_to_nearest
from placement.solve import StopRule, solve

NAN = float("nan")
STOP = StopRule(time_limit_s=10.0, gap=0.0)


def with_open(problem: PlacementProblem, *, ranks: list[int]) -> Solution:
    open_options = np.isin(np.arange(problem.option_id.size), ranks)
    return assign_to_nearest(problem, open_options=open_options)


def pair() -> PlacementProblem:
    """Two sites; 3 young people at 10 and 40 min, 1 at 50 and 20 min; waits of 0 and 5 min."""
    return make_problem(
        time_min=[[10, 40], [50, 20]], offers=[(0, 100, 10, 0), (1, 60, 5, 5)], young=[3, 1]
    )


def test_every_goal_is_told_in_its_own_unit() -> None:
    """With only the first site open: 10 min for three, 50 min for one.

    ::

        mean 20; covered at 30 min 3/4; maximum 50; P90 50
    """
    problem = pair()
    plan = with_open(problem, ranks=[0])
    told = {f.objective.goal: f.plan for f in goal_figures(problem, plan=plan, today=plan)}
    assert told[Goal.MEAN] == pytest.approx(20.0)
    assert told[Goal.NEEDS] == pytest.approx(20.0)
    assert told[Goal.COVERED] == pytest.approx(0.75)
    assert told[Goal.MAX] == pytest.approx(50.0)
    assert told[Goal.P90] == pytest.approx(50.0)
    equivalent = told[Goal.KOLM_POLLAK]
    assert equivalent is not None
    assert 20.0 < equivalent < 50.0


def test_needs_weigh_the_mean_of_needs_only() -> None:
    """A need of 3 for the one who is far: (3 x 10 + 3 x 50) / 6 = 30 min, and the mean stays 20."""
    problem = pair().replace(need=np.array([1.0, 3.0]))
    plan = with_open(problem, ranks=[0])
    told = {f.objective.goal: f.plan for f in goal_figures(problem, plan=plan, today=plan)}
    assert told[Goal.NEEDS] == pytest.approx(30.0)
    assert told[Goal.MEAN] == pytest.approx(20.0)


def test_what_the_scenario_asks_of_a_goal_is_kept() -> None:
    """A threshold of 60 min covers everybody, where 30 min covers three in four."""
    problem = pair().replace(objectives=(Objective(Goal.COVERED, threshold_s=3600.0),))
    plan = with_open(problem, ranks=[0])
    told = {f.objective.goal: f for f in goal_figures(problem, plan=plan, today=plan)}
    assert told[Goal.COVERED].plan == pytest.approx(1.0)
    assert told[Goal.COVERED].objective.threshold_s == 3600.0


@pytest.mark.parametrize("goal", list(Goal))
def test_a_better_value_reads_better(goal: Goal) -> None:
    """Both sites open are never worse than one: less everywhere, more for the share covered."""
    problem, objective = pair(), Objective(goal)
    read = []
    for ranks in ([0], [0, 1]):
        plan = with_open(problem, ranks=ranks)
        value = goal_value(
            problem,
            objective=objective,
            open_options=plan.open_options,
            access_s=plan.access_s(problem),
        )
        read.append(readable(problem, objective=objective, value=value))
    one, both = read
    assert both > one if goal is Goal.COVERED else both < one


def test_an_aversion_that_nobody_asked_for_leaves_the_goal_untold() -> None:
    """Times too spread for Kolm-Pollak: its value is absent, the other goals are there."""
    problem = make_problem(time_min=[[0.5], [1.0]], offers=[(0, 1, 1, 0)], young=[1, 1]).replace(
        no_access_s=360_000.0
    )
    plan = with_open(problem, ranks=[0])
    told = {f.objective.goal: f.plan for f in goal_figures(problem, plan=plan, today=plan)}
    assert told[Goal.KOLM_POLLAK] is None
    assert told[Goal.MEAN] == pytest.approx(0.75)


def test_money_and_appointments_are_recomputed_from_the_plan() -> None:
    """The second site opens (7 EUR once), the first closes (2 EUR); a funder pays half."""
    problem = pair().replace(
        current=np.array([True, False]),
        opening_eur=np.array([0.0, 7.0]),
        closing_eur=np.array([2.0, 0.0]),
        forbidden_sites=("S0",),
        rules=Rules(
            group_budgets=(GroupBudget("budget de X", np.array([0.5, 0.5]), limit_eur=80.0),),
            appointment=AppointmentShare(share=0.0, days=15.0),
            capacity=Capacity(
                needed=np.array([2.0, 2.0]),
                offered=np.array([9.0, 16.0]),
                least_load=np.zeros(2),
            ),
        ),
    )
    result = solve(problem, stop=STOP)
    assert result.solution is not None
    about = result.problem or problem
    today = assign_to_nearest(about, open_options=about.current)
    board = board_figures(about, result=result, plan=result.solution, today=today)
    assert dict(board.once_eur) == {"S0": 2.0, "S1": 7.0}
    (group,) = board.groups
    assert (group.today_eur, group.plan_eur, group.limit_eur) == (50.0, 30.0, 80.0)
    (load,) = board.loads.values()
    assert (load.needed, load.offered, load.rate) == pytest.approx((8.0, 16.0, 0.5))
    assert {"capacité", "délai de rendez-vous", "lieux interdits"} <= set(board.families)
    assert "distance entre lieux" not in board.families


def test_the_delay_is_the_longest_of_door_and_queue() -> None:
    """Half a month where the door is rare; the queue where it fills; none where it is full."""
    assert Load(1.0, 100.0).delay_days(interval_days=30.0) == 15.0
    busy = Load(99.0, 100.0).delay_days(interval_days=2.0)
    assert busy == pytest.approx(0.99 / 0.02 * 3.6525)
    assert Load(100.0, 100.0).delay_days(interval_days=2.0) is None
    assert Load(0.0, 0.0).delay_days(interval_days=2.0) is None


def test_without_rules_only_what_is_on_is_named() -> None:
    """Three villages with a budget: no other family, no group, no load, no appointment."""
    problem = three_villages()
    result = solve(problem, stop=STOP)
    assert result.solution is not None
    board = board_figures(problem, result=result, plan=result.solution, today=result.solution)
    assert ("budget annuel" in board.families) == (problem.budget_eur is not None)
    assert "capacité" not in board.families
    assert (board.groups, board.appointment, dict(board.loads)) == ((), None, {})
    (stage,) = board.stages
    assert stage.objective.goal is Goal.MEAN
    assert stage.value == pytest.approx(result.mean_access_min)
