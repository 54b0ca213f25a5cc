"""The smallest set of rules that clash, judged by every subset of the rules; what is enough."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from problem_instances import follow_the_rules, plans, territory_problem, three_villages
from problem_strategies import problems, problems_with_rules

from placement.french import euros
from placement.problem import (
    AccessLimit,
    Behaviour,
    Capacity,
    Coverage,
    Floor,
    Measure,
    NumberLimit,
    PlacementProblem,
    Rules,
)
from placement.solve import Clock, StopRule
from placement.study import smallest_clash
from placement.study.asked import AskedRule, Family, asked_rules, keeping, settled
from placement.study.clashes import clashing_rules
from placement.study.dials import dial_of, with_more_time
from placement.study.relaxing import Relaxation, relaxations

ANTENNES = np.array([True, False] * 3)


def has_plan(problem: PlacementProblem) -> bool:
    masks = plans(problem)
    return bool(follow_the_rules(problem, masks=masks).any())


def kept_masks(problem: PlacementProblem, *, asked: tuple[AskedRule, ...]) -> list[np.ndarray]:
    """Which plans keep each rule by itself, by enumeration."""
    masks = plans(problem)
    return [follow_the_rules(keeping(problem, asked=[rule]), masks=masks) for rule in asked]


def smallest_size_by_subsets(problem: PlacementProblem) -> int | None:
    """Size of the smallest set of rules that no plan keeps, over all subsets by size."""
    kept = kept_masks(settled(problem), asked=asked_rules(problem))
    if np.logical_and.reduce(kept, initial=True).any():
        return None
    for size in range(1, len(kept) + 1):
        for chosen in combinations(kept, size):
            if not np.logical_and.reduce(chosen).any():
                return size
    raise AssertionError


def check_clash(problem: PlacementProblem) -> None:
    """Smallest by enumeration; it clashes, nothing smaller inside does; advice is enough, just."""
    size = smallest_size_by_subsets(problem)
    found = clashing_rules(problem, time_limit_s=60)
    if size is None:
        assert found is None
        assert smallest_clash(problem, time_limit_s=60) is None
        return
    assert found is not None
    clash, minimal = found
    assert minimal
    assert len(clash) == size
    fixed = settled(problem)
    assert not has_plan(keeping(fixed, asked=clash))
    for rule in clash:
        assert has_plan(keeping(fixed, asked=[other for other in clash if other is not rule]))
    check_advice(problem, clash=clash)


def check_advice(problem: PlacementProblem, *, clash: tuple[AskedRule, ...]) -> None:
    """See that the figure told lets a plan keep the clash, and that one step less does not."""
    clock = Clock.start(StopRule(60, gap=0.0))
    found = {r.rule: r for r in relaxations(problem, clash=clash, clock=clock)}
    for rule in clash:
        dial = dial_of(problem, rule=rule)
        if rule.family is Family.ACCESS:
            check_minutes(problem, clash=clash, relaxation=found[rule])
        elif dial is None:
            assert rule not in found
        else:
            told = found[rule].value
            value = 0.0 if told is None else told
            assert has_plan(keeping(settled(dial.turned(value)), asked=clash))
            less = value - dial.sign * dial.step
            nearer = dial.sign * (less - dial.figure) > 0
            assert not (nearer and has_plan(keeping(settled(dial.turned(less)), asked=clash)))


def check_minutes(
    problem: PlacementProblem, *, clash: tuple[AskedRule, ...], relaxation: Relaxation
) -> None:
    rank = relaxation.rule.rank

    def enough(minutes: float) -> bool:
        longer = with_more_time(problem, rank=rank, added_s=60.0 * minutes)
        return has_plan(keeping(settled(longer), asked=clash))

    if relaxation.value is None:
        assert not enough(24 * 60)
    else:
        assert enough(relaxation.value)
        assert not any(enough(minutes) for minutes in range(1, int(relaxation.value)))


QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(problems_with_rules())
def test_the_smallest_clash_is_that_of_all_subsets(problem: PlacementProblem) -> None:
    """Over random rules of every family: as small as can be, irreducible, and well advised."""
    check_clash(problem)


@settings(QUIET, suppress_health_check=list(HealthCheck))
@given(problems_with_rules())
def test_clashes_that_exist(problem: PlacementProblem) -> None:
    """The same, over problems that no plan can satisfy."""
    assume(not has_plan(problem))
    check_clash(problem)


@settings(QUIET, max_examples=60)
@given(problems())
def test_budgets_half_days_and_imposed_sites(problem: PlacementProblem) -> None:
    """The same where only money, half-days and what is imposed count."""
    check_clash(problem)


def test_a_clash_is_told_in_the_words_of_the_board() -> None:
    """Two antennes of 100 EUR do not fit 180 EUR: the two rules, and what would be enough."""
    numbers = (NumberLimit("nombre d'antennes", ANTENNES, at_least=2, at_most=None),)
    problem = three_villages(budget_eur=180, half_days_max=25, rules=Rules(numbers=numbers))
    clash = smallest_clash(problem, time_limit_s=30)
    assert clash is not None
    assert clash.minimal
    assert clash.rules == (f"budget annuel de {euros(180)}", "nombre d'antennes : au moins 2")
    assert clash.advice == (
        f"il suffirait de porter le budget annuel à {euros(200)}",
        "il suffirait de ramener à 1 le minimum de « nombre d'antennes »",
    )


def test_cents_are_rounded_up_to_the_next_euro() -> None:
    """A plan of 100,40 EUR asks for a budget of 101 EUR: less would not pay for it."""
    problem = three_villages(budget_eur=100, fixed_cost_eur=70.4, forced_sites=("S0",))
    clash = smallest_clash(problem, time_limit_s=30)
    assert clash is not None
    assert clash.rules == (f"budget annuel de {euros(100)}", "site « S0 » imposé")
    assert clash.advice == (f"il suffirait de porter le budget annuel à {euros(101)}",)


def test_each_family_has_its_words() -> None:
    """Floors, shares, time limits and hosts are named with their figures, and relaxed in them."""
    closed = {"unready_hosts": ("S0", "S1")}
    floor = Floor("plancher de Nord", np.array([4.0, 1, 3, 1, 2.5, 1]), 4.0, "demi-journées")
    everybody = np.ones(3, dtype=bool)
    cover = Coverage("trajet de 5 min", everybody, 300.0, Measure.TRIP, share=0.8)
    cases = {
        "plancher de Nord : au moins 4 demi-journées": (
            Rules(floors=(floor,), **closed),
            "il suffirait de ramener « plancher de Nord » à 2,5 demi-journées",
        ),
        "trajet de 5 min : au moins 80\u202f% des jeunes": (
            Rules(coverages=(cover,), **closed),
            "il suffirait de ramener « trajet de 5 min » à 30\u202f% des jeunes",
        ),
    }
    for label, (rules, told) in cases.items():
        clash = smallest_clash(three_villages(rules=rules), time_limit_s=30)
        assert clash is not None
        assert set(clash.rules) == {label, "hôtes sans accord : S0, S1"}
        assert clash.advice == (told,)


def test_minutes_are_added_to_a_time_limit() -> None:
    """One monthly door 20 min away: 5 minutes more than 30 (20 of trip, 15 of wait)."""
    limit = AccessLimit("accès de 30 min au plus", np.full(3, 1800.0), Measure.ACCESS)
    problem = three_villages(budget_eur=30, young=[0, 2, 3], rules=Rules(access_limits=(limit,)))
    clash = smallest_clash(problem.replace(forced_sites=("S2",)), time_limit_s=30)
    assert clash is not None
    assert "limite de temps : accès de 30 min au plus" in clash.rules
    assert (
        "il suffirait de rallonger de 5\u202fmin la limite « accès de 30 min au plus »"
        in clash.advice
    )


def test_fewer_rules_never_ask_for_more() -> None:
    """A limit that leaves out who is too far does not take them back in a smaller set of rules."""
    limit = AccessLimit("accès", np.full(3, 300.0), Measure.ACCESS)
    problem = three_villages(
        budget_eur=90, forbidden_sites=("S0", "S1", "S2"), rules=Rules(access_limits=(limit,))
    )
    assert has_plan(problem)
    assert smallest_clash(problem, time_limit_s=30) is None


def test_appointments_count_among_the_rules() -> None:
    """Too little to do at an imposed site: appointments are named beside what they clash with."""
    capacity = Capacity(needed=np.ones(3), offered=np.full(6, 100.0), least_load=np.full(6, 50.0))
    problem = three_villages(
        forced_sites=("S0",), behaviour=Behaviour.PLANNED, rules=Rules(capacity=capacity)
    )
    clash = smallest_clash(problem, time_limit_s=30)
    assert clash is not None
    assert set(clash.rules) == {"rendez-vous que chaque site peut donner", "site « S0 » imposé"}


def test_a_clash_out_of_time_claims_nothing() -> None:
    """Without the time to know whether a plan exists, nothing is said."""
    problem = territory_problem(communes=126, sites=50, seed=2, budget_eur=1000.0)
    assert smallest_clash(problem, time_limit_s=1e-6) is None


@pytest.mark.parametrize("seed", range(3))
def test_a_territory_has_its_clash_in_time(seed: int) -> None:
    """On a territory, what is told clashes, whatever the time allowed to prove it smallest."""
    problem = territory_problem(communes=60, sites=20, seed=seed, budget_eur=60_000)
    names = problem.site_id.tolist()
    problem = problem.replace(
        forced_sites=tuple(names[:12]),
        forbidden_sites=(names[15],),
        rules=Rules(changes_max=14, investment_eur=1e6),
    )
    antennes = np.isin(problem.half_days, (520.0, 312.0))
    number = NumberLimit("nombre d'antennes", antennes, at_least=3, at_most=None)
    problem = problem.replace(rules=problem.rules.replace(numbers=(number,)))
    clash = smallest_clash(problem, time_limit_s=30)
    assert clash is not None
    assert clash.minimal
    assert set(clash.rules) == {
        f"budget annuel de {euros(60_000)}", "nombre d'antennes : au moins 3"
    }  # fmt: skip
