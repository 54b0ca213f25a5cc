"""Tours that fit in four weeks have a day each, always the same, at even intervals."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.errors import PlacementError
from placement.tours import CYCLE_WEEKS, Frequency, calendar_of


@given(st.lists(st.sampled_from(Frequency), max_size=20), st.integers(1, 6))
def test_whatever_fits_in_the_cycle_has_its_days(
    frequencies: list[Frequency], days_a_week: int
) -> None:
    """No two tours share a day; each keeps its weekday, with equal gaps; too many are refused."""
    needed = sum(one.days_per_cycle for one in frequencies)
    if needed > CYCLE_WEEKS * days_a_week:
        with pytest.raises(PlacementError, match="quatre semaines"):
            calendar_of(frequencies, days_a_week=days_a_week)
        return
    outings = calendar_of(frequencies, days_a_week=days_a_week)
    taken = Counter((one.weekday, week) for one in outings for week in one.weeks)
    assert all(times == 1 for times in taken.values())
    assert [one.tour for one in outings] == list(range(len(frequencies)))
    for one in outings:
        days = frequencies[one.tour].days_per_cycle
        assert 0 <= one.weekday < days_a_week
        assert len(one.weeks) == days
        gaps = {
            (after - before) % CYCLE_WEEKS
            for before, after in zip(one.weeks, (*one.weeks[1:], one.weeks[0]), strict=True)
        }
        assert gaps == {CYCLE_WEEKS // days % CYCLE_WEEKS}


def test_a_frequency_tells_its_interval_and_its_days_a_year() -> None:
    """Every four weeks is 28 days apart, 13 times a year."""
    told = [(one.interval_days, one.days_per_year) for one in Frequency]
    assert told == [(7.0, 52.0), (14.0, 26.0), (28.0, 13.0)]
