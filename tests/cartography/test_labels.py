"""Labels and symbols never cover one another, whatever the points."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from placement.cartography.boxes import Box
from placement.cartography.labels import Placed, Wanted, place_labels, spread_apart

PAGE = Box(0, 0, 300, 200)
POINTS = st.lists(
    st.tuples(st.floats(20, 280), st.floats(20, 180)), min_size=1, max_size=40, unique=True
)


def wanted(points: list[tuple[float, float]], *, led: bool = True) -> list[Wanted]:
    return [
        Wanted(f"{rank:02d}", x, y, 4.0, 30.0 + rank % 5 * 8, 9.0, led=led)
        for rank, (x, y) in enumerate(points)
    ]


def placed_among(points: list[tuple[float, float]]) -> tuple[tuple[Placed, ...], list[Box]]:
    labels = wanted(points)
    symbols = [label.symbol for label in labels]
    return place_labels(labels, obstacles=symbols, within=PAGE)[0], symbols


@given(POINTS)
def test_labels_cover_neither_labels_nor_symbols(points: list[tuple[float, float]]) -> None:
    """Every label lies in the frame, away from every symbol and from every other label."""
    placed, symbols = placed_among(points)
    boxes = [one.box for one in placed]
    assert all(PAGE.holds(box) for box in boxes)
    assert not any(box.overlaps(symbol) for box in boxes for symbol in symbols)
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


@given(POINTS)
def test_no_label_vanishes(points: list[tuple[float, float]]) -> None:
    """A label is placed or returned as left out, once; the same call gives the same answer."""
    labels = wanted(points)
    symbols = [label.symbol for label in labels]
    placed, left_out = place_labels(labels, obstacles=symbols, within=PAGE)
    assert sorted([one.key for one in placed] + list(left_out)) == [one.key for one in labels]
    assert place_labels(labels, obstacles=symbols, within=PAGE) == (placed, left_out)


@given(POINTS)
def test_lines_to_labels_cross_nothing(points: list[tuple[float, float]]) -> None:
    """No line enters the symbol of another point, nor the middle of a label."""
    placed, symbols = placed_among(points)
    for one in placed:
        if one.line is None:
            continue
        x0, y0, x1, y1 = one.line
        for part in np.linspace(0.05, 0.95, 30).tolist():
            dot = Box.around(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, reach=0.0)
            assert not any(symbol.grown(-1.1).holds(dot) for symbol in symbols)
            assert not any(other.box.grown(-1.1).holds(dot) for other in placed)


def test_the_first_label_has_the_best_place() -> None:
    """Alone, a label stands on the right; the less important of two gives way."""
    alone, _ = place_labels(wanted([(100.0, 100.0)]), obstacles=[], within=PAGE)
    assert alone[0].box.left > 104
    assert alone[0].box.bottom < 100 < alone[0].box.top
    both, _ = place_labels(wanted([(100.0, 100.0), (100.0, 94.0)]), obstacles=[], within=PAGE)
    assert both[0].box == alone[0].box
    assert both[1].box.top <= both[0].box.bottom or both[1].box.right < 100


def test_a_label_without_room_is_left_out() -> None:
    """In a frame smaller than its text, a label is not placed, and it is told."""
    narrow = Box(90, 90, 115, 110)
    placed, left_out = place_labels(wanted([(100.0, 100.0)]), obstacles=[], within=narrow)
    assert placed == ()
    assert left_out == ("00",)


def test_a_point_under_a_label_has_no_name() -> None:
    """A town whose dot another label already covers is left out: its name would tell another."""
    first = Wanted("a", 100, 100, 1, 40, 9, claims=True)
    under = Wanted("b", 120, 100, 1, 40, 9, claims=True)
    placed, left_out = place_labels([first, under], obstacles=[], within=PAGE)
    assert [one.key for one in placed] == ["a"]
    assert left_out == ("b",)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 8)), min_size=2, max_size=12))
def test_symbols_are_spread_apart(points: list[tuple[int, int]]) -> None:
    """Symbols that would touch, even at the very same place, end apart and inside the frame."""
    given_points = np.array(points, dtype=float) * 8 + 100
    spread = spread_apart(given_points, reach=4.0, within=PAGE)
    gaps = np.hypot(*(spread[:, None] - spread[None]).transpose(2, 0, 1))
    assert gaps[~np.eye(len(spread), dtype=bool)].min() > 7.0
    assert spread.min() >= 4.0


def test_symbols_that_are_apart_do_not_move() -> None:
    """Where nothing overlaps, symbols stay exactly where they are."""
    points = np.array([(20.0, 20.0), (40.0, 20.0), (20.0, 60.0)])
    assert np.array_equal(spread_apart(points, reach=4.0, within=PAGE), points)
