"""The van in the model: exact, told stop by stop, never worse than any other way to spend."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from problem_instances import make_problem

from placement.assemble.van import VanChoice, VanGround, van_choice
from placement.assemble.van_costs import HIRED, IN_POST, van_rates
from placement.assemble.van_plan import van_plan
from placement.errors import InfeasibleError
from placement.problem import (
    Floor,
    GroupBudget,
    NumberLimit,
    PlacementProblem,
    Rules,
    nearest_open_s,
)
from placement.scenario import Scenario
from placement.solution import Result
from placement.solve import StopRule, solve
from placement.territory import Site
from placement.tours import Frequency, Legs, Windows

STOP = StopRule(time_limit_s=30.0, gap=0.0)


def scenario(**camion: Any) -> Scenario:
    """Ask for a van; what is not said is the default."""
    return Scenario.model_validate(
        {
            "version": 1,
            "nom": "essai",
            "titre": "Essai",
            "territoire": "moulins",
            "mode": "optimisation",
            "budget": {"annuel_eur": 1e6},
            "camion": camion,
        }
    )


def place(name: str) -> Site:
    """Describe a place that nothing holds open."""
    return Site(
        id=name, name=name, commune_code="03000", lon=3.0, lat=46.0, position="chef_lieu",
        kind=None, recurrence=None, premises_lent=True, host="", host_status="", address="",
        annual_cost_eur=None, note="",
    )  # fmt: skip


def ground(time_s: NDArray[np.float64], *, imposed: tuple[str, ...] = ()) -> VanGround:
    """Give a depot and stops, a metre of road a second."""
    names = ("depot", *(f"arret-{k}" for k in range(1, len(time_s))))
    return VanGround(
        depot=place("depot"),
        stops=tuple(place(name) for name in names[1:]),
        imposed=imposed,
        legs=Legs(id=names, time_s=time_s, length_m=time_s * 15),
        times={},
        score=np.zeros(len(names) - 1),
        remarks=(),
        windows=Windows.always(len(names) - 1),
        market=np.zeros((len(names) - 1, 7), dtype=np.bool_),
        close_to={},
    )


def drawn(seed: int, *, stops: int = 5, **fields: Any) -> tuple[PlacementProblem, Any, Any]:
    """Draw villages on a plane, two offices, and stops in the villages.

    ::

        depot = S0 (forced) --- villages --- S1 (may open)
    """
    rng = np.random.default_rng(seed)
    homes = rng.uniform(0, 40, (9, 2))
    stand = homes[:stops]
    doors = np.array([[20.0, 20.0], [35.0, 5.0]])
    minutes = np.hypot(*(homes[:, None] - doors).transpose(2, 0, 1)) * 1.5
    to_stops = np.hypot(*(homes[:, None] - stand).transpose(2, 0, 1)) * 1.5 * 60
    points = np.vstack([doors[:1], stand])
    legs = np.rint(np.hypot(*(points[:, None] - points).transpose(2, 0, 1)) * 60)
    problem = make_problem(
        time_min=minutes.tolist(),
        young=rng.integers(1, 30, 9).astype(float).tolist(),
        offers=[(0, 1000.0, 10, 1), (1, 30_000.0, 50, 3), (1, 9_000.0, 20, 10)],
        forced_options=("S0|offre-0",),
        no_access_s=7200.0,
        **{"budget_eur": 130_000.0, **fields},
    )
    return problem, to_stops, legs


def choice_of(
    seed: int, *, fields: dict[str, Any] | None = None, **camion: Any
) -> tuple[VanChoice, PlacementProblem, Scenario]:
    """Draw a problem and add a van to it."""
    problem, to_stops, legs = drawn(seed, **(fields or {}))
    asked = scenario(**camion)
    assert asked.van is not None
    made = van_choice(
        problem, van=asked.van, scenario=asked, ground=ground(legs), stop_time_s=to_stops
    )
    assert made is not None
    return made, problem, asked


def best(problem: PlacementProblem) -> Result:
    """Solve to the end."""
    result = solve(problem, stop=STOP)
    assert result.solution is not None
    return result


@pytest.mark.parametrize("seed", range(5))
def test_the_plan_told_stop_by_stop_is_the_plan_of_the_tours(seed: int) -> None:
    """Same access for everybody, same euros, same half-days, and it keeps the rules it is told."""
    choice, offices, asked = choice_of(seed, impose="oui")
    result = best(choice.problem)
    told = van_plan(choice, result=result, offices=offices, scenario=asked)
    about, plan = told.result.problem, told.result.solution
    assert about is not None
    assert plan is not None
    assert result.solution is not None
    plan.verify(about)
    assert told.chosen
    np.testing.assert_allclose(
        nearest_open_s(about, open_options=plan.open_options),
        nearest_open_s(choice.problem, open_options=result.solution.open_options),
    )
    assert plan.cost_eur(about) == pytest.approx(result.solution.cost_eur(choice.problem))
    assert plan.half_days(about) == pytest.approx(result.solution.half_days(choice.problem))
    assert plan.objective(about) == pytest.approx(result.objective)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("crew", [HIRED, IN_POST])
def test_together_is_at_least_as_good_as_offices_first_and_van_after(seed: int, crew: str) -> None:
    """The offices that are best for the money that a van leaves, then its best tours: no better."""
    choice, offices, _ = choice_of(seed, impose="oui", personnel=crew)
    together = best(choice.problem)
    left_eur = 130_000.0 - choice.rates.complete_year_eur - 10_000
    first = best(offices.replace(budget_eur=left_eur)).solution
    assert first is not None
    closed = [
        str(key) for key in offices.site_id
        if key not in offices.site_id[offices.option_site[first.open_options]]
    ]  # fmt: skip
    after = solve(
        choice.problem.replace(
            forced_options=tuple(offices.option_id[first.open_options].tolist()),
            forbidden_sites=tuple(closed),
        ),
        stop=STOP,
    )
    assert together.objective is not None
    if after.objective is not None:
        assert together.objective <= after.objective * (1 + 1e-9)


def test_the_tours_take_no_more_days_than_the_van_has() -> None:
    """One day a week is four days in four weeks: one weekly tour, or two fortnightly ones."""
    choice, _, _ = choice_of(1, impose="oui", jours_semaine=1)
    result = best(choice.problem)
    assert result.solution is not None
    chosen = choice.chosen(result.solution.open_options)
    assert 1 <= sum(frequency.days_per_cycle for _, frequency in chosen) <= 4


def test_a_plan_names_its_tours_and_their_frequency() -> None:
    """Options of the tours come after those of the offices, frequency after frequency."""
    choice, offices, _ = choice_of(2)
    first = offices.option_id.size
    plan = np.zeros(choice.problem.option_id.size, dtype=np.bool_)
    plan[[first, first + 4]] = True
    assert choice.chosen(plan) == ((0, Frequency.WEEKLY), (1, Frequency.FORTNIGHTLY))
    assert choice.problem.option_id[first + 4] == "tournee-00001|quinzaine"


def test_tours_count_for_no_rule_of_the_offices() -> None:
    """Number, floor and budget of a group look at offices alone; the purchase is invested."""
    each = np.ones(3)
    rules = Rules(
        investment_eur=100_000.0,
        group_budgets=(GroupBudget("EPCI", each, 50_000.0),),
        numbers=(NumberLimit("lieux", each > 0, 1, 2),),
        floors=(Floor("EPCI", each, 1.0, "sites"),),
    )
    choice, offices, asked = choice_of(3, fields={"rules": rules}, impose="oui")
    longer = choice.problem.rules
    assert longer.investment_eur == pytest.approx(15_000.0)
    assert longer.group_budgets[0].share[3:].sum() == 0
    assert not longer.numbers[0].options[3:].any()
    assert longer.floors[0].figure[3:].sum() == 0
    told = van_plan(choice, result=best(choice.problem), offices=offices, scenario=asked)
    assert told.result.problem is not None
    assert told.result.solution is not None
    told.result.solution.verify(told.result.problem)
    assert told.result.problem.opening_eur[3:].sum() == pytest.approx(85_000.0)


def test_a_hired_crew_brings_its_half_days_and_one_in_post_takes_them() -> None:
    """The limit on half-days grows with a hired adviser only; in post, tours cost half-days."""
    hired, _, _ = choice_of(0, fields={"half_days_max": 900.0})
    in_post, _, _ = choice_of(0, fields={"half_days_max": 900.0}, personnel="en-poste")
    assert hired.problem.half_days_max == 900.0 + 430.0
    assert in_post.problem.half_days_max == 900.0
    assert in_post.problem.half_days[3] == hired.problem.half_days[3] == 104.0


def test_costs_have_two_readings_with_either_crew() -> None:
    """Complete counts the purchase and everybody's time, cash what is spent more than today."""
    asked = scenario()
    van = asked.van
    assert van is not None
    hired, in_post = (van_rates(van, scenario=asked, crew=crew) for crew in (HIRED, IN_POST))
    assert hired.yearly_eur(days=208, km=0, complete=True) == pytest.approx(
        85_000 / 8 + 12_500 + 48_000 + 9_500
    )
    assert hired.yearly_eur(days=208, km=1000, complete=False) == pytest.approx(
        12_500 + 57_500 + 450
    )
    day_eur = 2 * (112 + 9_500 / 430)
    assert in_post.yearly_eur(days=208, km=0, complete=True) == pytest.approx(
        85_000 / 8 + 12_500 + 208 * day_eur
    )
    assert in_post.yearly_eur(days=208, km=0, complete=False) == pytest.approx(12_500)


def test_an_imposed_stop_that_no_day_can_serve_is_explained_before_solving() -> None:
    """The message names the stop, the driving it takes, what is permitted, what to do."""
    problem, to_stops, legs = drawn(0)
    legs[0, 5] = legs[5, 0] = 14_400.0
    asked = scenario()
    assert asked.van is not None
    with pytest.raises(InfeasibleError, match=r"arret-5 \(480.min de conduite.*150.min permis"):
        van_choice(
            problem,
            van=asked.van,
            scenario=asked,
            ground=ground(legs, imposed=("arret-5",)),
            stop_time_s=to_stops,
        )
    made = van_choice(
        problem, van=asked.van, scenario=asked, ground=ground(legs), stop_time_s=to_stops
    )
    assert made is not None
    assert "arret-5" in made.warnings[0]
    assert not (made.tours.stop == 5).any()


def test_an_imposed_stop_is_served() -> None:
    """Whatever the other stops would give, some tour goes there."""
    problem, to_stops, legs = drawn(4)
    asked = scenario()
    assert asked.van is not None
    made = van_choice(
        problem,
        van=asked.van,
        scenario=asked,
        ground=ground(legs, imposed=("arret-2",)),
        stop_time_s=to_stops,
    )
    assert made is not None
    result = best(made.problem)
    assert result.solution is not None
    chosen = made.chosen(result.solution.open_options)
    assert any(2 in made.tours.of(tour) for tour, _ in chosen)


def test_a_van_too_dear_to_buy_is_left_out_or_refused() -> None:
    """Beyond what may be invested there is no van; imposed, the message says what is lacking."""
    problem, to_stops, legs = drawn(0, rules=Rules(investment_eur=80_000.0))
    for impose in ("non", "oui"):
        asked = scenario(impose=impose)
        assert asked.van is not None
        arguments: dict[str, Any] = {
            "van": asked.van, "scenario": asked, "ground": ground(legs), "stop_time_s": to_stops,
        }  # fmt: skip
        if impose == "non":
            assert van_choice(problem, **arguments) is None
        else:
            with pytest.raises(InfeasibleError, match="il faut 5\u202f000\u202f€ de plus"):
                van_choice(problem, **arguments)


@pytest.mark.parametrize("seed", range(3))
def test_dropping_useless_tours_changes_no_optimum(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop farther from everybody than the head office is left out, and nothing is lost."""
    problem, to_stops, legs = drawn(seed)
    to_stops[:, 4] = problem.time_s[:, 0] + 120.0
    asked = scenario(impose="oui")
    assert asked.van is not None
    arguments: dict[str, Any] = {
        "van": asked.van, "scenario": asked, "ground": ground(legs), "stop_time_s": to_stops,
    }  # fmt: skip
    few = van_choice(problem, **arguments)
    monkeypatch.setattr(
        "placement.assemble.van.idle_tours", lambda tours, **_: np.zeros(len(tours), dtype=bool)
    )
    every = van_choice(problem, **arguments)
    assert few is not None
    assert every is not None
    assert len(few.tours) < len(every.tours)
    assert best(few.problem).objective == pytest.approx(best(every.problem).objective)
