"""Published hours read as half-days."""

from __future__ import annotations

import pytest

from placement.recurrence import HalfDay
from placement.sources.places.hours import written_hours
from placement.sources.places.open_half_days import open_half_days


@pytest.mark.parametrize(
    ("text", "half_days"),
    [
        ("Ouvert mar 9h-12h", {(1, "matin")}),
        ("Mairie ; ouvert jeudi 8h30-19h", {(3, "matin"), (3, "apres_midi")}),
        ("lun-mar 14h-17h ; sam 9h-12h", {(0, "apres_midi"), (1, "apres_midi"), (5, "matin")}),
        ("mer 14h-15h30", set()),
        ("ven 10h30-12h30, 16h-18h", {(4, "matin"), (4, "apres_midi")}),
    ],
)
def test_two_hours_open_make_a_half_day(text: str, half_days: set[HalfDay]) -> None:
    """Two hours at least within the morning or the afternoon; less is not enough to receive."""
    assert open_half_days(text) == half_days


@pytest.mark.parametrize("text", ["", "12897 habitants", "Le dernier mardi du mois"])
def test_a_sentence_without_hours_says_nothing(text: str) -> None:
    """Unknown is None, which is neither always open nor always closed."""
    assert open_half_days(text) is None


def test_what_placement_writes_is_read_back() -> None:
    """The hours that ``territory init`` writes in a remark are understood."""
    days = ["9:00-12:00 / 13:30-17:00", "", "09:00 - 12:00", "", "13:30 - 17:00", "", ""]
    assert open_half_days(f"Ouvert {written_hours(days)}") == {
        (0, "matin"), (0, "apres_midi"), (2, "matin"), (4, "apres_midi"),
    }  # fmt: skip
