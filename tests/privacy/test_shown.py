"""How counts, times and shares are written for each reader."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.errors import ScenarioError
from placement.privacy import (
    MARKER,
    MASKED,
    Profile,
    Shown,
    marked_document,
    marked_rows,
    profile_named,
)

TEAM = Shown(Profile.INTERNE, sensitive=True)
ANYBODY = Shown(Profile.PUBLIC, sensitive=True)
CENSUS = Shown(Profile.PUBLIC, sensitive=False)


@given(st.floats(0, 1e4), st.sampled_from((TEAM, ANYBODY)))
def test_no_small_count_is_written(persons: float, shown: Shown) -> None:
    """Whatever the count, what is written is masked, none, or at least the threshold, rounded."""
    told = shown.sum(persons)
    if 0 < persons < shown.profile.threshold:
        assert told == MASKED
    else:
        assert isinstance(told, float)
        assert told % shown.profile.rounding == 0
        assert abs(told - persons) <= shown.profile.rounding / 2


def test_counts_of_a_commune() -> None:
    """Masked where the publication says so, zero or not; and where they are small."""
    assert TEAM.part(120.0, masked=True) == MASKED
    assert TEAM.part(0.0, masked=True) == MASKED
    assert TEAM.part(4.0, masked=False) == MASKED
    assert TEAM.part(5.0, masked=False) == 5.0
    assert ANYBODY.part(10.0, masked=False) == MASKED
    assert ANYBODY.part(0.0, masked=False) == 0.0


def test_the_census_is_written_as_it_is() -> None:
    """Small or not, it is public by itself."""
    assert CENSUS.part(3.25, masked=False, digits=2) == 3.25
    assert CENSUS.sum(3.25) == 3.25
    assert CENSUS.proportional(3.25, to=3.0) == 3.25


def test_minutes_are_whole_in_public_and_halves_go_up() -> None:
    """A reader rounds 12.5 to 13; inside, one decimal or as many as asked."""
    assert ANYBODY.minutes(12.5) == 13.0
    assert TEAM.minutes(12.54) == 12.5
    assert TEAM.minutes(12.54321, digits=4) == 12.5432
    assert TEAM.minutes(None) is None
    assert CENSUS.minutes(math.nan) is None


def test_shares_of_few_people_are_masked() -> None:
    """None and all tell of the place; between, eleven people are needed in public."""
    assert CENSUS.share(0.5, among=10) == MASKED
    assert CENSUS.share(0.5, among=11) == 0.5
    assert CENSUS.share(1 / 3, among=11) == 0.33
    assert CENSUS.share(-0.5, among=10) == MASKED
    assert CENSUS.share(1.0, among=3) == 1.0
    assert CENSUS.share(0.0, among=3) == 0.0
    assert TEAM.share(0.5, among=4) == MASKED
    assert Shown(Profile.INTERNE, sensitive=False).share(1 / 3, among=4) == 1 / 3


def test_what_is_proportional_to_a_count_tells_no_more_than_it() -> None:
    """Appointments are those of the rounded count."""
    assert TEAM.proportional(7.5 * 23, to=23.0) == 7.5 * 25
    assert ANYBODY.proportional(7.5 * 23, to=23.0) == 7.5 * 20


def test_masked_cells_are_blank_and_named() -> None:
    """A column of numbers holds numbers and blanks; the census has no such column."""
    rows = [("a", MASKED, 3.0), ("b", 2.0, MASKED), ("c", MASKED, MASKED), ("d", 1.0, 1.0)]
    columns, told = marked_rows(("id", "x", "y"), rows=rows, shown=ANYBODY)
    assert columns == ("id", "x", "y", MARKER, "diffusion")
    assert told == (
        ("a", None, 3.0, "x", "public"),
        ("b", 2.0, None, "y", "public"),
        ("c", None, None, "x, y", "public"),
        ("d", 1.0, 1.0, "", "public"),
    )
    columns, told = marked_rows(("id",), rows=[("a",)], shown=CENSUS)
    assert (columns, told) == (("id", "diffusion"), (("a", "public"),))


def test_masked_values_of_a_document_are_null_and_named() -> None:
    """At any depth, beside the value."""
    document = {"a": MASKED, "b": {"c": MASKED, "d": 1}, "e": [{"f": MASKED}, 2], "g": "x"}
    assert marked_document(document) == {
        "a": None,
        "b": {"c": None, "d": 1, MARKER: ["c"]},
        "e": [{"f": None, MARKER: ["f"]}, 2],
        "g": "x",
        MARKER: ["a"],
    }


def test_a_profile_is_named_as_people_write_it() -> None:
    """Whatever the case; another name is refused with those that exist."""
    assert profile_named("Public") is Profile.PUBLIC
    with pytest.raises(ScenarioError, match="choisissez interne ou public"):
        profile_named("privé")
