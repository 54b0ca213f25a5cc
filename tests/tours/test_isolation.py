"""A score of isolation is a mean of ranks that anybody can redo."""

from __future__ import annotations

import numpy as np
import pytest

from placement.errors import DataError
from placement.tours import IsolationWeights, isolation_scores


def weights(**changes: float) -> IsolationWeights:
    """Nothing counts but what is asked."""
    none = dict.fromkeys(("without_car", "by_car", "young", "minors", "services"), 0.0)
    return IsolationWeights(**{**none, **changes})


def test_the_score_is_the_weighted_mean_of_ranks() -> None:
    """Ranks from 0 to 1, ties at their mean, no door at all above everything."""
    criteria = {
        "without_car": np.array([np.nan, 10.0, 20.0]),
        "young": np.array([5.0, 5.0, 9.0]),
    }
    found = isolation_scores(criteria, weights=weights(without_car=3, young=1))
    assert found.tolist() == pytest.approx([81.25, 6.25, 62.5])


def test_units_do_not_count() -> None:
    """Seconds or minutes give the same scores."""
    figure = np.array([3.0, 1.0, 2.0])
    one = isolation_scores({"by_car": figure}, weights=weights(by_car=1))
    other = isolation_scores({"by_car": figure * 60}, weights=weights(by_car=7))
    assert one.tolist() == other.tolist() == [100.0, 0.0, 50.0]


def test_one_place_alone_has_no_rank() -> None:
    """There is nothing to compare with."""
    assert isolation_scores({"young": np.array([4.0])}, weights=weights(young=1)).tolist() == [0.0]


def test_weights_that_say_nothing_are_refused() -> None:
    """All at zero, or negative."""
    with pytest.raises(DataError, match="aucun critère"):
        weights()
    with pytest.raises(DataError, match="positif ou nul"):
        weights(young=-1.0, minors=3.0)
