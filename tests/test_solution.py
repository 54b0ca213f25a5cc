"""A plan checks itself against the problem, with no solver."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from problem_instances import make_problem, three_villages

from placement.errors import PlacementError
from placement.problem import (
    AccessLimit,
    AppointmentShare,
    Behaviour,
    Capacity,
    Coverage,
    Floor,
    GroupBudget,
    Measure,
    NumberLimit,
    PlacementProblem,
    Rules,
    UseLimit,
)
from placement.solution import (
    NO_OPTION,
    Result,
    Solution,
    Termination,
    assign_to_nearest,
    close_idle,
    relative_gap,
    split_segments,
)

NAN = float("nan")


def plan_of(problem: PlacementProblem, *, ranks: list[int]) -> Solution:
    open_options = np.isin(np.arange(problem.option_id.size), ranks)
    return assign_to_nearest(problem, open_options=open_options)


def test_everyone_goes_to_the_nearest_open_offer() -> None:
    """With the daily offer in A and the monthly one in C, B (10 min from A) goes to A.

    ::

        A(daily) ---10--- B ---20--- C(monthly, 15 min of wait)
    """
    problem = three_villages()
    solution = plan_of(problem, ranks=[0, 5])
    assert solution.assigned_option.tolist() == [0, 0, 5]
    assert solution.objective(problem) == 60 * (5 * 0 + 2 * 10 + 3 * 15)
    assert solution.cost_eur(problem) == 130.0
    assert solution.half_days(problem) == 11.0


def test_ties_go_to_the_shorter_road_then_to_the_first_name() -> None:
    """Equal access: least raw time wins, then the smallest option identifier."""
    problem = make_problem(
        time_min=[[10, 5, 10]], offers=[(0, 1, 1, 0), (1, 1, 1, 5), (2, 1, 1, 0)]
    )
    assert plan_of(problem, ranks=[0, 1, 2]).assigned_option.tolist() == [1]
    assert plan_of(problem, ranks=[0, 2]).assigned_option.tolist() == [0]


def test_nothing_open_leaves_everybody_without_access() -> None:
    """An empty plan costs the price of no access for everyone."""
    problem = three_villages()
    solution = plan_of(problem, ranks=[])
    assert (solution.assigned_option == NO_OPTION).all()
    assert solution.objective(problem) == 10 * problem.no_access_s
    solution.verify(problem)


@pytest.mark.parametrize(
    ("ranks", "assigned", "rules", "message"),
    [
        ([0, 1], [0, 0, 0], {}, "plusieurs offres : S0"),
        ([0], [0, 0, 0], {"forced_sites": ("S1",)}, "imposés mais fermés : S1"),
        ([0], [0, 0, 0], {"forbidden_sites": ("S0",)}, "interdits mais ouverts : S0"),
        ([0], [0, 0, 0], {"forced_options": ("S0|offre-1",)}, r"offres imposées mais fermées"),
        ([0], [0, 0, 0], {"budget_eur": 99.99}, r"100.00 € dépasse 99.99 €"),
        ([0], [0, 0, 0], {"fixed_cost_eur": 1.0, "budget_eur": 100.0}, r"101.00 € dépasse"),
        ([0], [0, 0, 0], {"half_days_max": 9.0}, "10 demi-journées dépassent 9"),
        ([0], [0, 0, 4], {}, r"offre fermée : lieu-2\|voiture"),
        ([0, 4], [0, 0, 0], {}, r"ailleurs qu'au plus proche : lieu-2\|voiture"),
        ([0], [0, 0, NO_OPTION], {}, r"ailleurs qu'au plus proche : lieu-2\|voiture"),
        ([0], [0, 0, 17], {}, r"affectés nulle part : lieu-2\|voiture"),
        ([0], [0, 0, 0], {"no_access_s": 1800.0}, r"hors d'atteinte : lieu-2\|voiture"),
        ([0], [0, 0], {}, "ne porte pas sur les segments"),
    ],
)
def test_a_tampered_plan_is_caught(
    ranks: list[int], assigned: list[int], rules: dict[str, Any], message: str
) -> None:
    """Each broken rule is named, with what breaks it."""
    open_options = np.isin(np.arange(6), ranks)
    solution = Solution(open_options=open_options, assigned_option=np.array(assigned))
    with pytest.raises(PlacementError, match=message) as caught:
        solution.verify(three_villages(**rules))
    assert caught.value.exit_code == 1


DAILY = np.array([True, False, True, False, True, False])
EACH = np.ones(6)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"investment_eur": 59.0}, r"investissement 60\.00 € dépasse 59\.00 €"),
        ({"group_budgets": (GroupBudget("CD", EACH / 2, 60.0),)}, r"« CD » paie 65\.00 €"),
        ({"uses": (UseLimit("camion", EACH * 2, 3.0, "jours"),)}, "4 jours, plus que 3"),
        ({"numbers": (NumberLimit("antennes", DAILY, 2, None),)}, "1 au lieu d'au moins 2"),
        ({"numbers": (NumberLimit("antennes", DAILY, None, 0),)}, "1 au lieu d'au plus 0"),
        ({"changes_max": 2}, r"3 sites changent, au lieu d'au plus 2 : S0, S1, S2"),
        ({"floors": (Floor("Nord", EACH, 3.0, "sites"),)}, "2 sites au lieu d'au moins 3"),
        ({"unready_hosts": ("S2",)}, "sans l'accord de leur hôte : S2"),
        ({"too_close": np.array([[0, 2]])}, "trop proches ouverts ensemble : S0 et S2"),
        (
            {"access_limits": (AccessLimit("tous", np.full(3, 300.0), Measure.ACCESS),)},
            r"« tous » .* : lieu-1\|voiture, lieu-2\|voiture\.",
        ),
        (
            {"coverages": (Coverage("QPV", np.ones(3, dtype=bool), 300, Measure.TRIP, 0.9),)},
            "« QPV » : 80\u202f% au lieu d'au moins 90\u202f%",
        ),
        (
            {"coverages": (Coverage("QPV", np.ones(3, dtype=bool), 300, Measure.TRIP, 0.6, 7.0),)},
            "« QPV » : 50\u202f% au lieu d'au moins 60\u202f%",
        ),
        ({"appointment": AppointmentShare(0.8, 15.0)}, "15 jours : 70\u202f% au lieu"),
        (
            {"capacity": Capacity(np.ones(3), np.full(6, 6.0), np.zeros(6))},
            r"S0\|offre-0 : 7 rendez-vous demandés, 6 offerts",
        ),
        (
            {"capacity": Capacity(np.ones(3), np.full(6, 9.0), np.full(6, 4.0))},
            r"S2\|offre-5 : 3 rendez-vous, moins que les 4",
        ),
    ],
)
def test_each_broken_rule_of_the_board_is_told(rules: dict[str, Any], message: str) -> None:
    """A daily offer in A and a monthly one in C, where B had the monthly offer: each rule broken.

    ::

        A(S0 daily, 5 + 2 young people of B) ---10--- B ---20--- C(S2 monthly, 3 young people)
    """
    problem = three_villages(
        rules=Rules(**rules),
        current=[False, False, False, True, False, False],
        opening_eur=[20.0] * 6,
        closing_eur=[20.0] * 3,
        interval_days=[1.4, 30] * 3,
    )
    (broken,) = plan_of(problem, ranks=[0, 5]).broken_rules(problem)
    assert re.search(message, broken), broken


def test_under_orders_a_segment_may_go_farther() -> None:
    """Sent beyond the nearest office: broken when people choose, kept when they are sent."""
    chosen = three_villages()
    solution = Solution(np.isin(np.arange(6), [0, 4]), np.array([0, 0, 0]))
    assert solution.broken_rules(chosen)
    assert not solution.broken_rules(chosen.replace(behaviour=Behaviour.PLANNED))


def test_an_idle_offer_that_a_floor_needs_stays_open() -> None:
    """Of two offers that nobody attends, the dearest closes and the floor keeps the other.

    ::

        A(S0, all the young people) ---10--- B(S1) ---20--- C(S2)
    """
    problem = three_villages(
        young=[5, 0, 0],
        rules=Rules(floors=(Floor("Nord", EACH, 2.0, "sites"),)),
        time_s=np.array([[0, 600, 1800], [0, 600, 1200], [0, 1200, 3600]], dtype=float),
    )
    kept = close_idle(problem, solution=plan_of(problem, ranks=[0, 2, 5]))
    assert np.flatnonzero(kept.open_options).tolist() == [0, 5]
    free = problem.replace(rules=Rules())
    kept = close_idle(free, solution=plan_of(free, ranks=[0, 2, 5]))
    assert np.flatnonzero(kept.open_options).tolist() == [0]


def test_a_shared_segment_becomes_several() -> None:
    """Parts keep place and profile, add up to the segment, and take its figures in the rules."""
    problem = three_villages(
        rules=Rules(capacity=Capacity(np.array([1.0, 2, 3]), np.full(6, 12.0), np.zeros(6))),
        behaviour=Behaviour.PLANNED,
        need=[1, 2, 3],
    )
    goes = np.zeros((3, 6))
    goes[0, 0], goes[1, [0, 4]], goes[2, 4] = 1.0, [0.3, 0.7], 0.9
    refined, solution = split_segments(
        problem, open_options=np.isin(np.arange(6), [0, 4]), goes=goes
    )
    assert refined.segment_id.tolist() == [
        "lieu-0|voiture",
        "lieu-1|voiture#1",
        "lieu-1|voiture#2",
        "lieu-2|voiture#1",
        "lieu-2|voiture#2",
    ]
    assert refined.place_id.tolist() == ["lieu-0", "lieu-1", "lieu-1", "lieu-2", "lieu-2"]
    assert refined.young.tolist() == pytest.approx([5, 0.6, 1.4, 2.7, 0.3])
    assert refined.young[1] + refined.young[2] == 2.0
    assert solution.assigned_option.tolist() == [0, 0, 4, 4, NO_OPTION]
    assert refined.need.tolist() == [1, 2, 2, 3, 3]
    assert refined.rules.capacity is not None
    assert refined.rules.capacity.needed.tolist() == [1, 2, 2, 3, 3]
    solution.verify(refined)


def test_every_broken_rule_is_listed() -> None:
    """A plan that breaks three rules is told the three."""
    problem = three_villages(budget_eur=50.0, half_days_max=2.0, forbidden_sites=("S0",))
    assert len(plan_of(problem, ranks=[0]).broken_rules(problem)) == 3


def test_a_false_objective_is_caught() -> None:
    """A claimed objective that the arrays do not give is refused."""
    problem = three_villages()
    solution = plan_of(problem, ranks=[0])
    solution.verify(problem, objective=solution.objective(problem))
    with pytest.raises(PlacementError, match="objectif annoncé"):
        solution.verify(problem, objective=solution.objective(problem) - 60.0)


def test_a_plan_for_other_options_is_caught() -> None:
    """A plan with another number of options is refused before anything is computed."""
    solution = Solution(open_options=np.ones(2, dtype=bool), assigned_option=np.zeros(3, dtype=int))
    with pytest.raises(PlacementError, match="options du problème"):
        solution.verify(three_villages())


def test_result_gives_a_mean_and_refuses_to_invent() -> None:
    """Mean access = objective / young; a plan without a claim to one is incoherent."""
    problem = three_villages()
    solution = plan_of(problem, ranks=[0])
    facts: dict[str, Any] = {"time_s": 0.1, "engine": "", "young": 10.0}
    result = Result(Termination.FEASIBLE, solution, 6000.0, None, None, **facts)
    assert result.mean_access_min == 10.0
    none = Result(Termination.NO_SOLUTION, None, None, 12.0, None, **facts)
    assert none.mean_access_min is None
    with pytest.raises(PlacementError, match="incohérent"):
        Result(Termination.OPTIMAL, None, None, None, None, **facts)
    with pytest.raises(PlacementError, match="écart"):
        Result(Termination.FEASIBLE, solution, 6000.0, None, 0.0, **facts)


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [(100.0, 99.0, 0.01), (0.0, 0.0, 0.0), (None, 5.0, None), (5.0, None, None)],
)
def test_relative_gap(objective: float | None, bound: float | None, gap: float | None) -> None:
    """Gap is relative to the objective; unknown stays unknown; 0 on 0 is 0."""
    assert relative_gap(objective, best_bound=bound) == (gap and pytest.approx(gap))
