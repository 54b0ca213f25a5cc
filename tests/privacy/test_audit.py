"""Feasible intervals, on relations small enough to be solved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from placement.errors import PlacementError
from placement.privacy import Relations, feasible_ranges


def relations(rows: list[list[float]], *, low: list[float], high: list[float]) -> Relations:
    size = len(rows[0])
    return Relations(
        matrix=np.array(rows),
        low=np.array(low),
        high=np.array(high),
        least=np.zeros(size),
        most=np.full(size, np.inf),
    )


def test_a_sum_bounds_its_terms() -> None:
    """Of x + y = 7, each between 0 and 7."""
    found = feasible_ranges(relations([[1, 1]], low=[7], high=[7]), targets=np.eye(2))
    assert found.tolist() == [[0, 7], [0, 7]]


def test_two_sums_pin_a_count_down() -> None:
    """From x + y = 7 and x + 2 y = 10: 4 and 3, whatever else."""
    known = relations([[1, 1], [1, 2]], low=[7, 10], high=[7, 10])
    assert feasible_ranges(known, targets=np.eye(2)) == pytest.approx(
        np.array([[4.0, 4.0], [3.0, 3.0]])
    )


def test_a_rounded_sum_leaves_an_interval() -> None:
    """From x + y = 7, x + 2 y between 9 and 11: y between 2 and 4."""
    known = relations([[1, 1], [1, 2]], low=[7, 9], high=[7, 11])
    assert feasible_ranges(known, targets=np.eye(2)) == pytest.approx(
        np.array([[3.0, 5.0], [2.0, 4.0]])
    )


def test_what_nothing_limits_is_unbounded() -> None:
    """At least 3, and no more is known."""
    found = feasible_ranges(relations([[1]], low=[3], high=[np.inf]), targets=np.eye(1))
    assert found.tolist() == [[3, np.inf]]


def test_relations_that_contradict_each_other_are_a_defect() -> None:
    """Two values for one sum."""
    known = relations([[1], [1]], low=[1, 2], high=[1, 2])
    with pytest.raises(PlacementError, match="audit"):
        feasible_ranges(known, targets=np.eye(1))
