"""The arithmetic of a comparison: inequality, the front and where it bends."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.comparison import (
    FrontPoint,
    Spent,
    efficient,
    equity_of,
    front_of,
    gini,
    halving,
    knee,
    lower_hull,
    steps,
)
from placement.comparison.words import gain_words, signed, status_words, written
from placement.errors import PlacementError
from placement.privacy import MASKED, Profile
from placement.solution import Termination
from tests.territory_drawing import territory

amounts = st.floats(0, 1e6, allow_nan=False)
points = st.lists(st.builds(Spent, amounts, st.floats(0, 100)), min_size=1, max_size=12)


people = st.lists(st.tuples(st.floats(0.1, 90), st.floats(0.1, 50)), min_size=1, max_size=10)


@given(people)
def test_gini_is_the_mean_difference(pairs: list[tuple[float, float]]) -> None:
    """It is half the mean difference between two young people, over the mean; split or scaled."""
    values, weight = (np.array(column) for column in zip(*pairs, strict=True))
    mean = weight @ values / weight.sum()
    spread = np.abs(values[:, None] - values) * weight[:, None] * weight
    expected = spread.sum() / (2 * weight.sum() ** 2 * mean)
    assert gini(values, weight=weight) == pytest.approx(expected, abs=1e-9)
    assert gini(3 * values, weight=weight) == pytest.approx(expected, abs=1e-9)
    twice = gini(np.tile(values, 2), weight=np.tile(weight / 2, 2))
    assert twice == pytest.approx(expected, abs=1e-9)


def test_equity_of_nobody_and_of_equals() -> None:
    """Nobody has no inequality to tell; equals have none; the P90/P10 is of those with access."""
    nobody = equity_of(np.array([np.nan, 3.0]), weight=np.array([5.0, 0.0]))
    assert (nobody.gini, nobody.p90_p10, nobody.p90_min) == (None, None, None)
    equals = equity_of(np.array([7.0, 7.0, np.nan]), weight=np.array([1.0, 4.0, 9.0]))
    assert equals.gini == pytest.approx(0, abs=1e-12)
    assert equals.p90_p10 == 1
    spread = equity_of(np.array([10.0, 40.0]), weight=np.array([5.0, 5.0]))
    assert (spread.p10_min, spread.p90_min, spread.p90_p10) == (10, 40, 4)


@given(points)
def test_the_front_is_what_nothing_dominates(found: list[Spent]) -> None:
    """Of every pair of kept points, one costs more and is worth more; the others have a better."""
    dominated = efficient(found)
    for k, by in enumerate(dominated):
        if by is not None:
            assert dominated[by] is None
            assert found[by].cost_eur <= found[k].cost_eur
            assert found[by].value <= found[k].value + 1e-9
    kept = sorted(
        (p for p, by in zip(found, dominated, strict=True) if by is None),
        key=lambda p: p.cost_eur,
    )
    for before, after in itertools.pairwise(kept):
        assert before.cost_eur < after.cost_eur
        assert before.value > after.value


def curve(*pairs: tuple[float, float]) -> list[Spent]:
    return [Spent(cost, value) for cost, value in pairs]


BENT = curve((100_000, 40), (120_000, 20), (160_000, 16), (200_000, 14))
"""40 min, then 1 min for 1,000 EUR; then a tenth of that; then a twentieth.

::

    40 *
       |
    20 |  *               the bend
    14 |        *    *
       +--------------
"""


def test_the_knee_of_a_drawn_front() -> None:
    """It is the point where the front turns, whatever the units; halving is told there too."""
    found = knee(BENT)
    assert found is not None
    assert found.at == 1
    assert found.bend == pytest.approx((1 - 0.2 - 6 / 26) / math.sqrt(2))
    scaled = knee([Spent(p.cost_eur / 1000 + 7, p.value * 60) for p in BENT])
    assert scaled is not None
    assert (scaled.at, scaled.bend) == (1, pytest.approx(found.bend))
    assert halving(BENT) == 1
    assert [step.per_thousand for step in steps(BENT)] == pytest.approx([1, 0.1, 0.05])


def test_a_straight_front_has_no_knee() -> None:
    """Nor have two points; and nothing is halved where each euro buys as much."""
    line = curve((0, 30), (10, 20), (20, 10), (30, 0))
    assert knee(line) is None
    assert halving(line) is None
    assert knee(BENT[:2]) is None
    assert lower_hull(line) == (0, 3)


def test_the_hull_skips_a_bump() -> None:
    """A point above the chord of its neighbours is on the front and not on its hull."""
    bumpy = curve((0, 40), (10, 39), (20, 20), (40, 10))
    assert lower_hull(bumpy) == (0, 2, 3)
    assert halving(bumpy) == 2


def point(budget: float, *, cost: float, value: float) -> FrontPoint:
    return FrontPoint(budget, cost, 10.0, value, 0.0, Termination.OPTIMAL, 10.0, 0.0, 1.0, ())


def test_a_front_where_more_is_better() -> None:
    """Of shares covered, the greatest is the best: none that is worth less for more is kept."""
    front = front_of(
        [point(3, cost=3, value=0.5), point(1, cost=1, value=0.4), point(2, cost=2, value=0.6)],
        scenario="essai", title="Essai", territory=territory(), profile=Profile.INTERNE,
        goal="part", unit="part", fixed=(), today=(1.0, 0.3),
    )  # fmt: skip
    assert [one.budget_eur for one in front.front] == [1, 2]
    assert front.dominated_by == (None, None, 1)
    assert front.steps[0].gained == pytest.approx(0.2)


def test_a_front_without_any_point_is_a_defect() -> None:
    """Callers say first why there is no plan."""
    with pytest.raises(PlacementError):
        front_of(
            [], scenario="", title="", territory=territory(), profile=Profile.INTERNE, goal="",
            unit="min", fixed=(), today=(1.0, None),
        )  # fmt: skip


def test_figures_are_written_in_french() -> None:
    """A sign before a difference, « = » for none, points for shares; a mask stays a mask."""
    assert signed(-11.4, unit="min") == "−11\u202fmin"
    assert signed(2.04, unit="min") == "+2\u202fmin"
    assert signed(0.0, unit="eur") == signed(0.4, unit="eur") == "="
    assert signed(0.12, unit="part") == "+12\u202fpt"
    assert written(MASKED, unit="jeunes") == signed(MASKED, unit="jeunes") == MASKED
    assert written(None, unit="min") == "—"
    assert gain_words(0.00171, unit="min") == "0,0017\u202fmin"
    assert gain_words(0.62, unit="min") == "0,62\u202fmin"
    assert gain_words(0.0012, unit="part") == "0,12\u202fpt"


def test_an_unproved_plan_is_said() -> None:
    """The gap is told where it is known; a proof without gap says no more."""
    assert "non prouvé" in status_words(Termination.FEASIBLE, gap=0.03, decided=True)
    assert "3\u202f%" in status_words(Termination.FEASIBLE, gap=0.03, decided=True)
    assert "non prouvé" in status_words(Termination.FEASIBLE, gap=None, decided=True)
    assert status_words(Termination.OPTIMAL, gap=0.0, decided=True) == "meilleur plan, prouvé"
