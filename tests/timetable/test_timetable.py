"""Timetables made, judged again, and explained where they cannot be made."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.errors import DataError, PlacementError
from placement.timetable import (
    Demand,
    Opening,
    Timetable,
    TimetableProblem,
    as_today,
    check_timetable,
    conflicts_of_today,
    faults_of,
    impossible_demands,
    make_timetable,
)
from placement.timetable.slots import slot
from tests.team_drawing import EVERY, adviser, place, team

MORNING, AFTERNOON = slot(0, day=0, part=0), slot(0, day=0, part=1)


def two_places() -> TimetableProblem:
    return team(
        place("siege", "tous les jours"),
        place("bourg", "1er et 3e mardi matin"),
        advisers=[adviser("a", "siege"), adviser("b", "bourg")],
    )


def test_a_timetable_opens_what_is_asked_and_is_judged_again() -> None:
    """Forty half-days at the siège, the two Tuesdays at the bourg, nobody missing, no fault."""
    problem = two_places()
    found = make_timetable(problem).timetable
    assert found.missing == 0
    assert len(found.of_place("siege")) == 40
    assert [one.slot for one in found.of_place("bourg")] == [2, 22]
    assert faults_of(problem, timetable=found) == ()
    assert {one.adviser_ids for one in found.of_place("siege")} == {("cisp-a",)}


def test_market_days_are_preferred() -> None:
    """Where nothing else decides, the door opens on the market day, and on no closed half-day."""
    market = frozenset({slot(w, day=3, part=0) for w in range(4)})
    problem = team(
        place("siege"),
        place("bourg", "2 demi-journées par mois", preferred=market),
        advisers=[adviser("a")],
    )
    found = make_timetable(problem).timetable
    assert {one.slot for one in found.openings} <= market
    shut = replace(
        problem, places=(problem.places[0], replace(problem.places[1], host_open=EVERY - market))
    )
    assert not {one.slot for one in make_timetable(shut).timetable.openings} & market


def test_who_is_missing_is_told_rather_than_hidden() -> None:
    """One adviser for two doors at the same hour: one opening wants somebody."""
    problem = team(
        place("siege", "le mardi matin"), place("bourg", "le mardi matin"), advisers=[adviser("a")]
    )
    found = make_timetable(problem).timetable
    assert found.missing == 4
    assert faults_of(problem, timetable=found) == ()


def test_a_plan_of_forty_half_days_and_two_more_is_a_conflict() -> None:
    """One adviser every day here and twice a month there: two half-days a month held twice."""
    problem = team(
        place("siege", "tous les jours"),
        place("bourg", "2 demi-journées par mois"),
        advisers=[adviser("a", "siege", "bourg"), adviser("b")],
    )
    (conflict,) = conflicts_of_today(problem)
    assert (conflict.adviser_ids, conflict.doubled, conflict.asked) == (("cisp-a",), 2, 42)
    assert "CISP A est attendu à Siege « tous les jours »" in conflict.sentence
    assert "2 demi-journées par mois en double" in conflict.sentence
    assert "Il en manque 2" in impossible_demands(as_today(problem))[0]
    assert impossible_demands(problem) == ()
    assert make_timetable(as_today(problem)).timetable.missing == 2


def test_an_adviser_with_time_left_is_no_conflict() -> None:
    """Four days a week and three half-days a month fit in the time of one person."""
    problem = team(
        place("siege", "4 jours par semaine"),
        place("bourg", "1 demi-journée par mois"),
        place("fond", "1 journée par mois"),
        advisers=[adviser("a", "siege", "bourg", "fond")],
    )
    assert conflicts_of_today(problem) == ()
    assert make_timetable(problem).timetable.missing == 0


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (
            team(
                place("siege"),
                place("bourg", "1er mardi matin", host_open=frozenset({0, 10, 20, 30})),
                advisers=[adviser("a")],
            ),
            "« 1er mardi matin » demande 1 ouverture que les horaires de l'hôte ne permettent pas "
            "(ouvert : lundi matin)",
        ),
        (
            team(place("siege", "le lundi", staff=2), advisers=[adviser("a")]),
            "il faut 2 personnes à chaque ouverture et une seule peut y aller (cisp-a)",
        ),
        (
            team(
                place("siege", "le lundi matin"),
                place("bourg", "le lundi matin"),
                advisers=[adviser("a")],
            ),
            "demandent ensemble 2 personnes, 1 travaillent",
        ),
        (
            team(place("siege", "tous les jours"), advisers=[adviser("a", hours_share=0.5)]),
            "40 demi-journées de conseiller en quatre semaines, et cisp-a en donne 20 au plus",
        ),
    ],
)
def test_the_impossible_is_explained_before_any_search(
    problem: TimetableProblem, words: str
) -> None:
    """Closed hosts, one person for two, crowded half-days, too little time: said with figures."""
    assert any(words in reason for reason in impossible_demands(problem))
    told = [d for p in problem.places for d in p.demands if len(p.choices(d)) >= d.count]
    if told:
        assert make_timetable(problem).timetable.missing > 0


def test_journeys_count_as_work() -> None:
    """Two hours there and back fit in a ten-hour day of six hours of reception; five do not."""
    far = [[0, 60], [60, 0]]
    too_far = [[0, 150], [150, 0]]
    places = (place("siege"), place("bourg", "1 journée par mois"))
    assert (
        make_timetable(team(*places, advisers=[adviser("a")], minutes=far)).timetable.missing == 0
    )
    lost = make_timetable(team(*places, advisers=[adviser("a")], minutes=too_far)).timetable
    assert lost.missing == 1


@pytest.mark.parametrize(("minutes", "kept"), [(75, True), (76, False)])
def test_a_journey_at_midday_leaves_time_to_eat(minutes: float, kept: bool) -> None:
    """Two hours at midday, forty-five minutes to eat: seventy-five on the road, not one more."""
    problem = team(
        place("siege", "1er lundi matin"),
        place("bourg", "1er lundi après-midi"),
        advisers=[adviser("a")],
        minutes=[[0, minutes], [minutes, 0]],
        daily_h=24.0,
    )
    assert (make_timetable(problem).timetable.missing == 0) is kept
    held = Timetable(
        tuple(Opening(t, where, ("cisp-a",)) for t, where in enumerate(("siege", "bourg")))
    )
    assert (faults_of(problem, timetable=held) == ()) is kept


def test_advisers_who_can_go_nowhere_are_not_sent() -> None:
    """No road, no visit: what NaN says is a missing person, not a journey of no length."""
    problem = team(
        place("siege"), place("bourg", "le lundi"), advisers=[adviser("a")],
        minutes=[[0, np.nan], [np.nan, 0]],
    )  # fmt: skip
    assert make_timetable(problem).timetable.missing == 8
    assert "personne ne peut y aller" in impossible_demands(problem)[0]


def test_a_problem_that_contradicts_itself_is_refused() -> None:
    """Ids given twice, a base that is no place, nobody at a door: all said at once."""
    with pytest.raises(DataError, match="3 erreurs"):
        team(
            place("siege", staff=0), place("bourg"), place("bourg"), advisers=[adviser("a", base=7)]
        )


def mutations(found: Timetable) -> list[Timetable]:
    """Timetables that are almost ``found``."""
    first, *rest = found.openings
    return [
        Timetable(tuple(rest)),
        Timetable((*found.openings, first)),
        Timetable((replace(first, slot=(first.slot + 1) % 40), *rest)),
        Timetable((replace(first, adviser_ids=()), *rest)),
        Timetable((replace(first, adviser_ids=("cisp-z",)), *rest)),
        Timetable((replace(first, place_id="ailleurs"), *rest)),
        Timetable((replace(first, missing=1), *rest)),
        Timetable(tuple(replace(one, adviser_ids=("cisp-a",)) for one in found.openings)),
    ]


def test_the_checker_refuses_what_was_tampered_with() -> None:
    """An opening less, twice, elsewhere, at another time, by nobody, a stranger, one for all."""
    problem = two_places()
    found = make_timetable(problem).timetable
    for spoilt in mutations(found):
        assert faults_of(problem, timetable=spoilt), spoilt.openings[:2]
        with pytest.raises(PlacementError, match="intenable"):
            check_timetable(problem, timetable=spoilt)


@st.composite
def small_problems(draw: st.DrawFn) -> TimetableProblem:
    """Two or three places, one or two advisers, a handful of half-days of the first two days."""
    size = draw(st.integers(2, 3))
    some = st.frozensets(st.integers(0, 3), min_size=1, max_size=2)
    demands = st.lists(some, min_size=1, max_size=3, unique=True)
    places = [
        place(
            f"lieu-{k}",
            demands=(Demand(1, tuple(sorted(draw(demands), key=sorted))),) if k else (),
            staff=draw(st.integers(1, 2)),
            host_open=draw(st.frozensets(st.integers(0, 3), min_size=2)),
        )
        for k in range(size)
    ]
    places += [place("autre", demands=(Demand(1, (frozenset({0}), frozenset({1, 2}))),))]
    between = [[draw(st.sampled_from((10.0, 20.0, 90.0))) for _ in places] for _ in places]
    minutes = [[0.0 if i == j else m for j, m in enumerate(row)] for i, row in enumerate(between)]
    people = [
        adviser(letter, available=draw(st.frozensets(st.integers(0, 3), min_size=2)))
        for letter in "ab"[: draw(st.integers(1, 2))]
    ]
    return team(*places, advisers=people, minutes=minutes)


def every_timetable(problem: TimetableProblem) -> list[Timetable]:
    """Every way of opening and of staffing, sensible or not."""
    wanted = [[(p, choice) for choice in p.choices(d)] for p in problem.places for d in p.demands]
    found = []
    for one in product(*wanted):
        doors = [(p, t) for p, choice in one for t in choice]
        crews = [list(combinations(problem.adviser_ids, p.staff)) for p, _ in doors]
        for crew in product(*crews):
            openings = [Opening(t, p.id, who) for (p, t), who in zip(doors, crew, strict=True)]
            found.append(Timetable(tuple(openings)))
    return found


@settings(max_examples=40)
@given(small_problems())
def test_a_plan_is_found_exactly_when_one_exists(problem: TimetableProblem) -> None:
    """The search misses nobody if and only if some enumerated timetable has no fault."""
    exists = any(not faults_of(problem, timetable=one) for one in every_timetable(problem))
    if any(len(p.choices(d)) < d.count for p in problem.places for d in p.demands):
        assert impossible_demands(problem)
        assert not exists
        return
    found = make_timetable(problem, time_limit_s=20).timetable
    assert (found.missing == 0) is exists
    if exists:
        assert impossible_demands(problem) == ()
