"""Masked tables by commune: small cells, zeros, totals, subtraction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.errors import DataError
from placement.privacy import Masked, Profile, protect
from tests.privacy.attackers import ranges_of_totals

PROFILES = st.sampled_from(Profile)
COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 400))


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, list[str]]:
    size = draw(st.integers(1, 30))
    counts = draw(st.lists(COUNTS, min_size=size, max_size=size))
    groups = draw(st.lists(st.sampled_from("ABCD"), min_size=size, max_size=size))
    return np.array(counts, dtype=float), groups


def table(counts: list[float], *, groups: str, profile: Profile = Profile.PUBLIC) -> Masked:
    return protect(np.array(counts, dtype=float), groups=list(groups), profile=profile)


def test_small_counts_and_zeros_are_masked_alike() -> None:
    """Ten and none are masked, eleven is not, in public; four and five inside."""
    counts = [0, 10, 11, 60, 9, 4, 3]
    assert table(counts, groups="AAAAAAA").masked.tolist() == [
        True, True, False, False, True, True, True,
    ]  # fmt: skip
    inside = table([4, 5, 0, 3, 60], groups="AAAAA", profile=Profile.INTERNE)
    assert inside.primary.tolist() == [True, False, True, True, False]


def test_one_small_commune_takes_another_with_it() -> None:
    """Alone, it is the total less the others: the smallest sufficient commune is masked too.

    With 3 in the block, 11 would tell « at most 3 »: the block needs 10 + 11 at least.
    """
    told = table([3, 11, 30, 200], groups="AAAA")
    assert told.secondary.tolist() == [False, False, True, False]
    assert told.totals.tolist() == [244]
    assert told.block_totals.tolist() == [33]


def test_small_communes_that_are_all_nearly_full_take_another() -> None:
    """Two communes of 10 with a sum of 20 can only be 10 and 10."""
    told = table([10, 10, 40, 90], groups="AAAA")
    assert told.secondary.tolist() == [False, False, True, False]
    assert not table([10, 9, 1, 40, 90], groups="AAAAA").secondary.any()


def test_a_group_that_nothing_protects_is_joined_with_another() -> None:
    """Its total is masked, and that of the group that costs least; the territory's is told."""
    told = table([2, 1, 300, 4, 40, 6, 5, 9, 80], groups="AABBBCCCC")
    assert told.masked_groups == ("A", "C")
    assert told.total == 447
    assert np.isnan(told.totals[0])
    assert told.totals[1] == 344


def test_too_few_people_hide_the_total_itself() -> None:
    """Nothing may be said of three communes of one or two."""
    told = table([1, 2, 1], groups="ABC")
    assert np.isnan(told.total)
    assert np.isnan(told.totals).all()
    assert np.isnan(told.block_totals).all()


@given(tables(), PROFILES)
def test_nothing_small_is_shown_and_nothing_shown_is_changed(
    drawn: tuple[np.ndarray, list[str]], profile: Profile
) -> None:
    """Every cell below the threshold is masked; the others are told exactly, or masked."""
    counts, groups = drawn
    told = protect(counts, groups=groups, profile=profile)
    assert np.all(told.masked[counts < profile.threshold])
    assert np.array_equal(told.values[~told.masked], counts[~told.masked])
    known = ~np.isnan(told.totals)
    sums = [counts[[g == name for g in groups]].sum() for name in told.groups]
    assert np.allclose(told.totals[known], np.array(sums)[known])


@settings(max_examples=60, deadline=None)
@given(tables(), PROFILES)
def test_subtraction_tells_only_that_a_small_count_is_small(
    drawn: tuple[np.ndarray, list[str]], profile: Profile
) -> None:
    """Whoever knows all the totals, and which cells are small, finds [0, threshold - 1]."""
    counts, groups = drawn
    told = protect(counts, groups=groups, profile=profile)
    hidden, ranges = ranges_of_totals(told, groups=groups)
    small = told.primary[hidden]
    assert np.allclose(ranges[small, 0], 0.0, atol=1e-6)
    assert np.allclose(ranges[small, 1], profile.threshold - 1, atol=1e-6)
    assert np.all(ranges[~small, 1] - ranges[~small, 0] >= profile.threshold - 1 - 1e-6)
    assert np.all((counts[hidden] >= ranges[:, 0] - 1e-6) & (counts[hidden] <= ranges[:, 1] + 1e-6))


def test_without_secondary_suppression_the_same_attack_succeeds() -> None:
    """The attack is a real one: it finds the single small commune of a group."""
    told = table([3, 30, 200], groups="AAA")
    naive = Masked(
        values=np.array([np.nan, 30, 200]),
        primary=told.primary,
        secondary=np.zeros(3, dtype=bool),
        block=np.array([0, -1, -1]),
        block_totals=np.array([3.0]),
        groups=("A",),
        totals=np.array([233.0]),
        total=233.0,
        threshold=11,
        limit=10.0,
    )
    _, ranges = ranges_of_totals(naive, groups=list("AAA"))
    assert ranges.tolist() == [[3, 3]]


@given(tables(), PROFILES)
def test_estimates_keep_the_published_sums(
    drawn: tuple[np.ndarray, list[str]], profile: Profile
) -> None:
    """Those of what is shown and of each block; they follow the public weights, never the counts.

    Two tables with the same publication have the same estimates.
    """
    counts, groups = drawn
    told = protect(counts, groups=groups, profile=profile)
    weights = np.arange(counts.size, dtype=float)
    filled = told.estimates(weights=weights)
    assert np.all(filled >= 0)
    for number, total in enumerate(told.block_totals.tolist()):
        if not np.isnan(total):
            assert filled[told.block == number].sum() == pytest.approx(total)
    swapped = counts.copy()
    for number in range(told.block_totals.size):
        swapped[told.block == number] = swapped[told.block == number][::-1]
    again = protect(swapped, groups=groups, profile=profile)
    if np.array_equal(again.block, told.block):
        assert np.allclose(again.estimates(weights=weights), filled)


def test_weights_of_zero_share_equally() -> None:
    """A block whose communes have no known population is shared out all the same."""
    told = table([3, 30, 200], groups="AAA")
    assert told.estimates(weights=np.zeros(3)).tolist() == [16.5, 16.5, 200]


def test_counts_must_be_counts() -> None:
    """Neither negative, nor unknown, nor without a group."""
    for wrong in ([-1.0], [np.nan]):
        with pytest.raises(DataError, match="positifs"):
            protect(np.array(wrong), groups=["A"], profile=Profile.PUBLIC)
    with pytest.raises(DataError, match="groupe"):
        protect(np.array([1.0]), groups=[], profile=Profile.PUBLIC)


def test_an_empty_table_is_possible() -> None:
    """No commune, nothing masked."""
    told = protect(np.array([]), groups=[], profile=Profile.PUBLIC)
    assert told.masked.size == 0
    assert told.total == 0


def test_a_masked_table_says_what_is_masked_and_why() -> None:
    """How many, how many for others' sake, which totals, by their names; nothing more."""
    told = table([2, 1, 300, 4, 40, 6, 5, 9, 80], groups="AABBBCCCC")
    assert told.statement(names={"A": "CC du Val"}) == (
        "7 communes sont masquées sur 9, dont 1 pour protéger les autres du calcul par "
        "différence ; totaux masqués : CC du Val, C"
    )
    assert table([20, 30], groups="AB").statement() == "0 commune est masquée sur 2"
