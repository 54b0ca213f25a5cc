"""Four weeks without somebody: what closes, for whom, and how little has to change."""

from __future__ import annotations

from math import inf

import pytest

from placement.timetable import (
    Opening,
    Timetable,
    TimetableProblem,
    absences,
    faults_of,
    late_young,
    longest_wait_days,
    make_timetable,
)
from placement.timetable.absence import after_absence
from tests.team_drawing import adviser, place, team


def small_team() -> TimetableProblem:
    """Two advisers; the second holds the bourg, once a fortnight, and has time left."""
    return team(
        place("siege", "le lundi", young=100.0),
        place("bourg", "2 mardis par mois", young=40.0),
        place("fond", "1 jeudi par mois", young=7.0),
        advisers=[adviser("a", "siege"), adviser("b", "bourg", "fond")],
    )


def test_an_absence_loses_what_only_the_absent_held() -> None:
    """Without cisp-b the bourg and the fond close; the forty of the bourg wait, the others did."""
    problem = small_team()
    found = make_timetable(problem).timetable
    assert late_young(problem, timetable=found) == 7.0
    by_who = {one.adviser_ids: one for one in absences(problem, timetable=found)}
    assert by_who["cisp-b",].lost == {"bourg": 4, "fond": 2}
    assert by_who["cisp-b",].late == 40.0
    assert by_who["cisp-a",].lost == {"siege": 8}
    assert by_who["cisp-a",].late == 100.0


def test_a_back_up_plan_holds_what_can_be_held_and_moves_nothing_else() -> None:
    """The other adviser takes over every half-day; nothing is shifted, nobody waits longer."""
    problem = small_team()
    found = make_timetable(problem).timetable
    for one in absences(problem, timetable=found):
        assert (one.backup_lost, one.backup_late) == (0, 0.0)
        assert one.taken_over == one.total_lost
        assert one.shifted == 0
        assert faults_of(problem.without(*one.adviser_ids), timetable=one.backup) == ()
        assert one.backup_cost_eur(half_day_eur=100.0, road_hour_eur=0.0) == 100.0 * one.taken_over


def test_two_absent_at_once_are_simulated_when_asked() -> None:
    """Each one, then each pair, but never the whole team."""
    problem = team(place("siege", "le lundi"), advisers=[adviser("a"), adviser("b"), adviser("c")])
    found = make_timetable(problem).timetable
    assert [len(one.adviser_ids) for one in absences(problem, timetable=found, together=2)] == [
        1, 1, 1, 2, 2, 2,
    ]  # fmt: skip
    alone = team(place("siege", "le lundi"), advisers=[adviser("a")])
    assert absences(alone, timetable=make_timetable(alone).timetable) == ()


@pytest.mark.parametrize(
    ("slots", "days"), [((), inf), ((2,), 28.0), ((2, 22), 14.0), ((2, 12, 22, 32), 7.0)]
)
def test_the_interval_goes_round_from_one_plan_to_the_next(
    slots: tuple[int, ...], days: float
) -> None:
    """Once in four weeks is twenty-eight days; openings that nobody holds do not count."""
    held = tuple(Opening(t, "bourg", ("cisp-a",)) for t in slots)
    closed = Opening(39, "bourg", (), missing=1)
    assert longest_wait_days(Timetable((*held, closed)), place_id="bourg") == days


def test_who_is_away_holds_nothing() -> None:
    """An opening of two keeps the other one, and says that one is missing."""
    two = Timetable((Opening(0, "siege", ("cisp-a", "cisp-b")),))
    (left,) = after_absence(two, away=("cisp-a",)).openings
    assert (left.adviser_ids, left.missing) == (("cisp-b",), 1)
