"""From a French recurrence to the half-days of four weeks."""

from __future__ import annotations

import pytest

from placement.recurrence import parse_recurrence
from placement.timetable import demands_of
from placement.timetable.rhythm import half_days_asked
from placement.timetable.slots import HALF_DAYS, day_of, named, slot, slots_of, week_of


@pytest.mark.parametrize(
    ("text", "half_days"),
    [
        ("tous les jours", 40),
        ("4 jours par semaine", 32),
        ("2 demi-journées par mois", 2),
        ("1 journée par mois", 2),
        ("1er et 3e mardi matin", 2),
        ("tous les 15 jours", 2),
        ("un mardi sur deux", 4),
        ("tous les jours sauf mercredi après-midi", 36),
        ("2 jours et demi par semaine", 20),
        ("6 demi-journées par mois", 6),
        ("10 fois par an", 1),
    ],
)
def test_a_rhythm_takes_its_half_days_of_four_weeks(text: str, half_days: int) -> None:
    """A month counts as the four weeks of the plan; what is rarer has one place in it."""
    assert half_days_asked(demands_of(parse_recurrence(text))) == half_days


def test_a_named_day_is_the_only_choice() -> None:
    """« 1er et 3e mardi matin »: the first and third Tuesdays, in the morning, and nothing else."""
    demands = demands_of(parse_recurrence("1er et 3e mardi matin"))
    assert [demand.choices for demand in demands] == [
        (frozenset({slot(0, day=1, part=0)}),),
        (frozenset({slot(2, day=1, part=0)}),),
    ]


@pytest.mark.parametrize("text", ["2 demi-journées par mois", "tous les 15 jours"])
def test_two_openings_are_a_fortnight_apart(text: str) -> None:
    """Whatever the half-day, the interval is fourteen days, from one plan to the next too."""
    (demand,) = demands_of(parse_recurrence(text))
    assert len(demand.choices) == 20
    assert {max(choice) - min(choice) for choice in demand.choices} == {20}


def test_a_whole_day_keeps_its_two_halves_together() -> None:
    """« 1 journée par semaine » opens morning and afternoon of one weekday, every week."""
    (demand,) = demands_of(parse_recurrence("1 journée par semaine"))
    for choice in demand.choices:
        assert {week_of(t) for t in choice} == {0, 1, 2, 3}
        assert len({day_of(t) % 5 for t in choice}) == 1
        assert len(choice) == 8


def test_mornings_only_are_never_afternoons() -> None:
    """The part of the day that a sentence names is kept."""
    demands = demands_of(parse_recurrence("3 jours par semaine, le matin"))
    assert all(t % 2 == 0 for demand in demands for choice in demand.choices for t in choice)


def test_half_days_have_names_and_weekends_none() -> None:
    """Numbers and French names say the same; what falls on a Saturday is not in the plan."""
    assert named(slot(1, day=1, part=0)) == "mardi matin, semaine 2"
    assert slots_of([(0, "matin"), (5, "matin")]) == {0, 10, 20, 30}
    assert named(HALF_DAYS - 1) == "vendredi après-midi, semaine 4"
