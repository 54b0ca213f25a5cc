"""Indicators: who gets what, and nobody is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from problem_instances import make_problem, three_villages

from placement.errors import PlacementError
from placement.evaluate import (
    INDICATOR_THRESHOLDS_MIN,
    NO_GROUP,
    access_by_group,
    change_by_group,
    evaluate,
    weighted_quantile,
)
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


def test_within_reach_is_not_yet_an_access() -> None:
    """115 min of trip and 10 of wait: within reach, without access; NaN is out of reach."""
    problem = make_problem(time_min=[[10], [115], [NAN]], offers=[(0, 1, 1, 10)])
    told = evaluate(problem, solution=with_open(problem, ranks=[0]))
    assert (told.option_id != "").tolist() == [True, False, False]
    assert told.within_reach.tolist() == [True, True, False]


def test_a_closed_site_is_within_nobody_s_reach() -> None:
    """Only what the plan opens counts."""
    problem = make_problem(time_min=[[NAN, 5]], offers=[(0, 1, 1, 0), (1, 1, 1, 0)])
    assert not evaluate(problem, solution=with_open(problem, ranks=[0])).within_reach.any()


def test_what_is_spent_whatever_is_decided_is_told_apart() -> None:
    """Cost and half-days = those of the open options + the fixed ones."""
    problem = three_villages(fixed_cost_eur=12.34, fixed_half_days=5.0)
    told = evaluate(problem, solution=with_open(problem, ranks=[0, 3]))
    assert (told.fixed_cost_eur, told.fixed_half_days) == (12.34, 5.0)
    assert told.cost_eur == pytest.approx(100 + 30 + 12.34)
    assert told.half_days == 10 + 1 + 5


@pytest.mark.parametrize(("days", "share"), [(14.9, 0.5), (15.0, 0.7), (30.0, 1.0)])
def test_often_open_is_an_interval_of_at_most_so_many_days(days: float, share: float) -> None:
    """A daily site in A for 5 of 10, one every 15 days in B for 2, a monthly one in C for 3."""
    problem = three_villages(interval_days=[1, 1, 15, 15, 30, 30])
    solution = with_open(problem, ranks=[0, 2, 4])
    told = evaluate(problem, solution=solution, appointment_days=days)
    assert told.indicators["tous"].often_open_share == pytest.approx(share)


def test_those_without_access_attend_no_site_that_opens_often() -> None:
    """They are in the group of which the share is told."""
    problem = make_problem(time_min=[[10], [NAN]], offers=[(0, 1, 1, 0)], young=[3, 1])
    told = evaluate(problem, solution=with_open(problem, ranks=[0]))
    assert told.indicators["tous"].often_open_share == 0.75


def test_a_gained_access_is_never_a_loss_of_time() -> None:
    """One group: 4 young people win 2 min, 6 gain an access 40 min away; the change is −2 min.

    ::

        4 ---10--- S0 (open today)        4 ---8--- S1 (opens)  ---40--- 6
    """
    problem = make_problem(
        time_min=[[10, 8], [NAN, 40]], offers=[(0, 1, 1, 0), (1, 1, 1, 0)], young=[4, 6]
    )
    before, after = (evaluate(problem, solution=with_open(problem, ranks=r)) for r in ([0], [0, 1]))
    group = np.zeros(2, dtype=np.intp)
    change = change_by_group(before, after=after, group=group, size=1)
    assert change.raw_time_s.tolist() == [-120.0]
    assert (change.gaining.tolist(), change.losing.tolist()) == ([6.0], [0.0])
    mean = [access_by_group(e, group=group, size=1).raw_time_s[0] / 60 for e in (before, after)]
    assert mean == pytest.approx([10.0, (4 * 8 + 6 * 40) / 10])
    back = change_by_group(after, after=before, group=group, size=1)
    assert (back.gaining.tolist(), back.losing.tolist()) == ([0.0], [6.0])


def test_groups_without_anybody_have_no_mean_and_left_out_segments_count_nowhere() -> None:
    """NaN where nobody has access; a group that nobody is in; a segment of no group."""
    problem = make_problem(time_min=[[10], [NAN], [30]], offers=[(0, 1, 1, 0)], young=[1, 2, 4])
    told = evaluate(problem, solution=with_open(problem, ranks=[0]))
    found = access_by_group(told, group=np.array([0, 1, NO_GROUP]), size=3)
    assert found.young.tolist() == [1, 2, 0]
    assert found.without_access.tolist() == [0, 2, 0]
    assert np.isnan(found.raw_time_s).tolist() == [False, True, True]


def test_a_place_where_nobody_lives_keeps_its_time() -> None:
    """Alone in its group it tells its time; beside somebody it weighs nothing."""
    problem = make_problem(time_min=[[10], [30]], offers=[(0, 1, 1, 0)], young=[4, 0])
    told = evaluate(problem, solution=with_open(problem, ranks=[0]))
    alone = access_by_group(told, group=np.array([0, 1]), size=2)
    together = access_by_group(told, group=np.array([0, 0]), size=1)
    assert (alone.raw_time_s / 60).tolist() == [10, 30]
    assert together.raw_time_s[0] / 60 == pytest.approx(10)


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
