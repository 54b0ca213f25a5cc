"""On which half-days of the week a door may be open."""

from __future__ import annotations

import pytest

from placement.recurrence import EVERY_HALF_DAY, opening_half_days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1er et 3e mardi matin", {(1, "matin")}),
        ("mardi et jeudi après-midi", {(1, "apres_midi"), (3, "apres_midi")}),
        ("le lundi", {(0, "matin"), (0, "apres_midi")}),
        ("tous les mercredis", {(2, "matin"), (2, "apres_midi")}),
    ],
)
def test_named_half_days_are_found(text: str, expected: set[tuple[int, str]]) -> None:
    """Weekdays, and morning or afternoon where it is said."""
    assert opening_half_days(text) == expected


@pytest.mark.parametrize("text", ["tous les jours", "2 demi-journées par mois", "n'importe quoi"])
def test_what_is_not_said_may_be_any_working_half_day(text: str) -> None:
    """Ten half-days: the day of a permanence is chosen to suit the coaches."""
    assert opening_half_days(text) == EVERY_HALF_DAY


def test_excluded_days_are_closed() -> None:
    """« tous les jours sauf le mercredi » leaves eight half-days."""
    half_days = opening_half_days("tous les jours sauf le mercredi")
    assert len(half_days) == 8
    assert all(day != 2 for day, _ in half_days)
