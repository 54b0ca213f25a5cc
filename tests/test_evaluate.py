"""Indicators: who gets what, and nobody is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from problem_instances import make_problem, three_villages

from placement.errors import PlacementError
from placement.evaluate import INDICATOR_THRESHOLDS_MIN, evaluate, weighted_quantile
from placement.problem import PlacementProblem
from placement.solution import Solution, assign_to_nearest

NAN = float("nan")


def with_open(problem: PlacementProblem, *, ranks: list[int]) -> Solution:
    open_options = np.isin(np.arange(problem.option_id.size), ranks)
    return assign_to_nearest(problem, open_options=open_options)


def test_raw_time_and_access_time_stand_side_by_side() -> None:
    """The monthly offer in B: raw times 10, 0, 20 min; 15 min of wait in the access time only.

    ::

        A ---10--- B(monthly) ---20--- C      5, 2 and 3 young people
    """
    problem = three_villages()
    told = evaluate(problem, solution=with_open(problem, ranks=[3]))
    everybody = told.indicators["tous"]
    assert (told.raw_time_s / 60).tolist() == [10, 0, 20]
    assert (told.access_time_s / 60).tolist() == [25, 15, 35]
    assert everybody.mean_min == pytest.approx((50 + 0 + 60) / 10)
    assert everybody.mean_access_min == pytest.approx(11 + 15)
    assert (everybody.median_min, everybody.p90_min, everybody.max_min) == (10, 20, 20)
    assert dict(everybody.shares) == {15: 0.7, 20: 1.0, 30: 1.0, 45: 1.0}
    assert told.open_option_ids == ("S1|offre-3",)
    assert set(told.site_id) == {"S1"}
    assert (told.cost_eur, told.half_days) == (30.0, 1.0)


def test_shares_count_everybody_means_only_those_with_access() -> None:
    """One in four has no access: the mean ignores them, the shares do not."""
    problem = make_problem(time_min=[[10], [NAN]], offers=[(0, 1, 1, 0)], young=[3, 1])
    told = evaluate(problem, solution=with_open(problem, ranks=[0]))
    everybody = told.indicators["tous"]
    assert everybody.without_access == 1.0
    assert everybody.mean_min == 10.0
    assert all(everybody.shares[t] == 0.75 for t in INDICATOR_THRESHOLDS_MIN)
    assert told.option_id.tolist() == ["S0|offre-0", ""]
    assert np.isnan(told.access_time_s[1])


def test_nobody_with_access_has_no_mean() -> None:
    """Unknown is None, not 0 and not a large number."""
    problem = make_problem(time_min=[[NAN]], offers=[(0, 1, 1, 0)])
    everybody = evaluate(problem, solution=with_open(problem, ranks=[0])).indicators["tous"]
    assert everybody.mean_min is None
    assert everybody.max_min is None
    assert everybody.mean_access_min is None
    assert everybody.shares[45] == 0.0
    assert everybody.without_access == everybody.young == 1.0


def test_a_threshold_is_reached_when_equal() -> None:
    """Exactly 15 min is within 15 min (``<=``)."""
    problem = make_problem(time_min=[[15], [15.1]], offers=[(0, 1, 1, 0)])
    everybody = evaluate(problem, solution=with_open(problem, ranks=[0])).indicators["tous"]
    assert everybody.shares[15] == 0.5


def test_each_profile_has_its_indicators_and_they_add_up() -> None:
    """Everybody first, then each profile with young people in it; persons add up."""
    problem = make_problem(
        time_min=[[10], [NAN], [30]],
        offers=[(0, 1, 1, 0)],
        young=[4, 6, 0],
        profile=["voiture", "velo", "mineurs"],
    )
    indicators = evaluate(problem, solution=with_open(problem, ranks=[0])).indicators
    assert list(indicators) == ["tous", "voiture", "velo"]
    assert indicators["tous"].young == indicators["voiture"].young + indicators["velo"].young
    assert indicators["velo"].without_access == 6.0
    assert indicators["tous"].max_min == 10.0


def test_a_wrong_plan_is_not_evaluated() -> None:
    """Figures are never computed from a plan that breaks its rules."""
    problem = three_villages(budget_eur=10.0)
    with pytest.raises(PlacementError):
        evaluate(problem, solution=with_open(problem, ranks=[0]))


@pytest.mark.parametrize(
    ("values", "weights", "share", "expected"),
    [
        ([1, 2, 3, 4], [1, 1, 1, 1], 0.5, 2),
        ([4, 3, 2, 1], [1, 1, 1, 1], 0.5, 2),
        ([1, 2, 3], [1, 1, 1], 0.9, 3),
        ([5, 10], [9, 1], 0.9, 5),
        ([5, 10], [0.1, 0.2], 1.0, 10),
        ([5], [3], 0.0, 5),
    ],
)
def test_lower_weighted_quantile(
    values: list[float], weights: list[float], share: float, expected: float
) -> None:
    """The smallest value whose weight and that of the smaller ones reach the share."""
    found = weighted_quantile(np.array(values, float), weight=np.array(weights, float), share=share)
    assert found == expected


def test_a_quantile_ignores_how_people_are_split() -> None:
    """Splitting a segment in two halves of the same time changes nothing."""
    rng = np.random.default_rng(0)
    values, weight = rng.integers(0, 60, 50).astype(float), rng.uniform(0, 9, 50)
    for share in (0.1, 0.5, 0.9):
        whole = weighted_quantile(values, weight=weight, share=share)
        halves = weighted_quantile(
            np.repeat(values, 2), weight=np.repeat(weight / 2, 2), share=share
        )
        assert whole == halves
