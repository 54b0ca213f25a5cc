"""Tours that fit in four weeks have a day each, always the same, at even intervals."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.errors import PlacementError
from placement.tours import CYCLE_WEEKS, Frequency, calendar_of


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(Frequency), max_size=20),
    st.integers(1, 6),
    st.integers(1, 2),
    st.integers(0, 3),
)
def test_whatever_fits_in_the_cycle_has_its_days(
    frequencies: list[Frequency], days_a_week: int, vans: int, seed: int
) -> None:
    """No two tours share a van and a day; each keeps its weekday, with equal gaps; or refused."""
    needed = sum(one.days_per_cycle for one in frequencies)
    rng = np.random.default_rng(seed)
    worth = None if seed == 0 else rng.integers(0, 3, (len(frequencies), 7)).astype(float)
    asked = {"days_a_week": days_a_week, "vans": vans, "worth": worth}
    if needed > CYCLE_WEEKS * days_a_week * vans:
        with pytest.raises(PlacementError, match="quatre semaines"):
            calendar_of(frequencies, **asked)
        return
    outings = calendar_of(frequencies, **asked)
    taken = Counter((one.van, one.weekday, week) for one in outings for week in one.weeks)
    assert len({one.weekday for one in outings}) <= days_a_week
    assert {one.van for one in outings} <= set(range(vans))
    assert all(times == 1 for times in taken.values())
    assert [one.tour for one in outings] == list(range(len(frequencies)))
    for one in outings:
        days = frequencies[one.tour].days_per_cycle
        assert 0 <= one.weekday < max(5, days_a_week)
        assert len(one.weeks) == days
        gaps = {
            (after - before) % CYCLE_WEEKS
            for before, after in zip(one.weeks, (*one.weeks[1:], one.weeks[0]), strict=True)
        }
        assert gaps == {CYCLE_WEEKS // days % CYCLE_WEEKS}


@pytest.mark.parametrize("seed", range(20))
def test_market_days_are_met_as_well_as_can_be(seed: int) -> None:
    """Against every way to give weekdays to a few tours."""
    rng = np.random.default_rng(seed)
    days_a_week, vans = int(rng.integers(2, 4)), int(rng.integers(1, 3))
    frequencies, worth = [Frequency.WEEKLY] * 4, rng.integers(0, 4, (4, 7)).astype(float)
    while sum(one.days_per_cycle for one in frequencies) > CYCLE_WEEKS * days_a_week * vans:
        frequencies = [list(Frequency)[k] for k in rng.integers(0, 3, 4)]
    sizes = [one.days_per_cycle for one in frequencies]
    possible = [
        sum(worth[tour, day] for tour, day in enumerate(days))
        for days in product(range(5), repeat=4)
        if len(set(days)) <= days_a_week
        and all(
            sum(size for size, day in zip(sizes, days, strict=True) if day == one)
            <= CYCLE_WEEKS * vans
            for one in range(5)
        )
    ]
    outings = calendar_of(frequencies, days_a_week=days_a_week, vans=vans, worth=worth)
    assert sum(worth[one.tour, one.weekday] for one in outings) == max(possible)


def test_without_markets_the_week_begins_on_monday() -> None:
    """Two weekly tours on Monday and Tuesday; nothing on the other days."""
    outings = calendar_of([Frequency.WEEKLY, Frequency.WEEKLY], days_a_week=4)
    assert [(one.weekday, one.weeks) for one in outings] == [(0, (0, 1, 2, 3)), (1, (0, 1, 2, 3))]


def test_a_frequency_tells_its_interval_and_its_days_a_year() -> None:
    """Every four weeks is 28 days apart, 13 times a year."""
    told = [(one.interval_days, one.days_per_year) for one in Frequency]
    assert told == [(7.0, 52.0), (14.0, 26.0), (28.0, 13.0)]
