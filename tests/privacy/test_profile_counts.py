"""Counts by commune and mobility profile: no split, no total comes out by linear programming."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from placement.errors import DataError
from placement.privacy import Precision, Profile, ProtectedCounts, protect_profiles
from tests.privacy.attackers import SplitReader

LOOSE = 1e-5
PROFILES = st.sampled_from(Profile)
COUNTS = st.one_of(st.integers(0, 8), st.integers(0, 60), st.integers(0, 300))


def protected(
    counts: list[list[float]], *, groups: str, profile: Profile = Profile.PUBLIC
) -> ProtectedCounts:
    table = np.array(counts, dtype=float)
    return protect_profiles(
        table, groups=list(groups), weights=np.ones(len(table)), profile=profile
    )


@st.composite
def territories(draw: st.DrawFn) -> tuple[np.ndarray, list[str]]:
    size = draw(st.integers(2, 12))
    rows = draw(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=size, max_size=size))
    groups = draw(st.lists(st.sampled_from("AB"), min_size=size, max_size=size))
    return np.array(rows, dtype=float), groups


def assert_hidden(counts: np.ndarray, *, told: ProtectedCounts) -> None:
    """Small totals span [0, threshold - 1], small parts all that their total allows."""
    reader, threshold = SplitReader(told), told.totals.threshold
    small_totals = np.flatnonzero(told.totals.primary)
    if small_totals.size:
        ranges = reader.ranges(np.array([reader.one(row) for row in small_totals.tolist()]))
        assert np.allclose(ranges[:, 0], 0.0, atol=LOOSE)
        assert np.all(ranges[:, 1] >= told.totals.limit - LOOSE)
    parts = np.argwhere((counts < threshold) & told.masked[:, None]).tolist()
    if parts:
        ranges = reader.ranges(np.array([reader.one(row, profile=p) for row, p in parts]))
        shown = np.array([told.totals.values[row] for row, _ in parts])
        most = np.minimum(threshold - 1, np.where(np.isnan(shown), np.inf, shown))
        assert np.all(ranges[:, 0] <= LOOSE)
        assert np.all(ranges[:, 1] >= most - LOOSE)


@settings(max_examples=40, deadline=None)
@given(territories(), PROFILES)
def test_no_small_count_comes_out(drawn: tuple[np.ndarray, list[str]], profile: Profile) -> None:
    """Neither the total of a small commune nor a small part of any commune."""
    counts, groups = drawn
    assume(counts.sum() > 40)
    told = protect_profiles(counts, groups=groups, weights=np.ones(len(counts)), profile=profile)
    assert_hidden(counts, told=told)


def test_a_territory_of_the_largest_size_is_protected_in_seconds_and_holds() -> None:
    """126 communes, 4 EPCI, caseloads mostly below 11: every small count stays hidden."""
    rng = np.random.default_rng(5)
    population = rng.lognormal(6, 1.2, 126)
    followed = rng.poisson(population * 0.02)
    counts = np.array([rng.multinomial(n, [0.5, 0.35, 0.15]) for n in followed], dtype=float)
    groups = [f"EPCI {n % 4}" for n in range(126)]
    for profile in Profile:
        told = protect_profiles(counts, groups=groups, weights=population, profile=profile)
        assert told.pool.precision is Precision.EXACT
        assert told.estimates.sum() == pytest.approx(counts.sum())
        small = np.flatnonzero(told.totals.primary)[:6].tolist()
        reader = SplitReader(told)
        ranges = reader.ranges(np.array([reader.one(row) for row in small]))
        assert np.allclose(ranges, [[0, profile.threshold - 1]] * len(small), atol=LOOSE)


def test_known_shares_do_not_give_the_totals_away() -> None:
    """Two communes whose splits everybody knows, with an exact split in common, would be solved.

    A of 4 (all drivers) and B of 40 (no driver): « 4 drivers in all » is the count of A. The split
    is therefore rounded, or not told.
    """
    told = protected([[4, 0, 0], [0, 40, 0], [50, 60, 70]], groups="AAA")
    assert told.masked.tolist() == [True, True, True]
    assert told.pool.precision is not Precision.EXACT


def test_large_parts_are_told_as_they_are() -> None:
    """A town all of whose parts are large keeps its own split."""
    town, others = [400.0, 200.0, 60.0], [[7.0, 3, 1], [8, 1, 0], [20, 8, 1], [30, 20, 15]]
    told = protected([town, *others], groups="AAAAA", profile=Profile.INTERNE)
    assert told.estimates[0].tolist() == town
    assert not told.masked[0]
    assert told.masked[2]


@given(territories(), PROFILES)
@settings(max_examples=40, deadline=None)
def test_estimates_add_up(drawn: tuple[np.ndarray, list[str]], profile: Profile) -> None:
    """Nobody is lost: the total stands, and every published total of commune."""
    counts, groups = drawn
    assume(counts.sum() > 40)
    told = protect_profiles(counts, groups=groups, weights=np.ones(len(counts)), profile=profile)
    shown = ~told.totals.masked
    assert told.estimates.sum() == pytest.approx(counts.sum())
    assert np.allclose(told.estimates.sum(axis=1)[shown], counts.sum(axis=1)[shown])
    assert np.all(told.estimates >= 0)


def test_too_few_people_are_refused_and_told_what_to_do() -> None:
    """The message says for whom, the threshold, and the way out."""
    with pytest.raises(DataError, match=r"profil « public », seuil de 11.*retirez imilo\.csv"):
        protected([[1, 1, 0], [2, 0, 0]], groups="AB")
