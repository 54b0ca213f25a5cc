"""Classes, colours and French figures."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.errors import PlacementError
from placement.french import decimal, euros, long_date, minutes, percent, plural, whole
from placement.offers import SiteKind
from placement.viz.style import (
    DIFFERENCE_SCALE,
    INK,
    SHARE_SCALE,
    TIME_SCALE,
    ColourScale,
    circle_legend,
)
from placement.viz.symbols import BADGES, KIND_LABELS, SYMBOLS

from .colours import classify, contrast_ratio


def luminance_order(colours: tuple[str, ...]) -> list[float]:
    return [contrast_ratio(colour, second="#000000") for colour in colours]


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (0.0, "10 min ou moins"),
        (10.4, "10 min ou moins"),
        (10.5, "11 à 20 min"),
        (20.4, "11 à 20 min"),
        (45.5, "plus de 45 min"),
    ],
)
def test_the_class_of_a_time_is_that_of_its_displayed_minutes(value: float, label: str) -> None:
    """A commune shown at « 20 min » is in the class that ends at 20."""
    assert TIME_SCALE.labels[classify(value, scale=TIME_SCALE)] == label


@given(st.integers(-200, 200))
def test_the_difference_scale_is_symmetrical(gap: int) -> None:
    """A loss is as far from the middle as the same gain."""
    middle = len(DIFFERENCE_SCALE.bounds) // 2
    gain = classify(-gap, scale=DIFFERENCE_SCALE) - middle
    assert gain == -(classify(gap, scale=DIFFERENCE_SCALE) - middle)


def test_an_absent_value_has_no_class() -> None:
    """NaN is not a long time."""
    assert classify(float("nan"), scale=TIME_SCALE) == -1


def test_sequential_classes_darken_one_after_the_other() -> None:
    """Printed in black and white, further is darker."""
    for scale in (TIME_SCALE, SHARE_SCALE):
        light = luminance_order(scale.colours)
        assert all(first > second for first, second in pairwise(light))


def test_sequential_scales_have_five_classes_at_most() -> None:
    """As the printed maps: more are not read in ten seconds."""
    for scale in (TIME_SCALE, SHARE_SCALE):
        assert len(scale.labels) <= 5


def test_gains_and_losses_are_told_apart_without_colour() -> None:
    """Losses carry dots, gains none."""
    assert DIFFERENCE_SCALE.patterns[:4] == ("plain",) * 4
    assert DIFFERENCE_SCALE.patterns[4:] == ("dots",) * 3


@pytest.mark.parametrize("colour", [INK, "#4a5568", "#542788", "#994f07", "#1d4e89", "#5c3a00"])
def test_text_is_legible_on_white(colour: str) -> None:
    """WCAG AA asks 4.5."""
    assert contrast_ratio(colour, second="#ffffff") >= 4.5


def test_a_scale_must_hold_together() -> None:
    """One colour, label and pattern for each class; bounds that rise."""
    with pytest.raises(PlacementError, match="par classe"):
        ColourScale((10,), ("#000000",), ("a", "b"), ("plain", "plain"), "min")
    with pytest.raises(PlacementError, match="croître"):
        ColourScale((10, 5), ("#000000",) * 3, ("a",) * 3, ("plain",) * 3, "min")


def test_every_kind_of_site_has_its_own_shape() -> None:
    """No two kinds share a drawing, and each has a French name."""
    kinds = {kind.value for kind in SiteKind} | {"ferme", "candidat", "voisin", "camion"}
    assert set(SYMBOLS) == set(KIND_LABELS) == kinds
    assert len(set(SYMBOLS.values())) == len(kinds)
    assert set(BADGES) == {"ouvert", "modifié"}


@pytest.mark.parametrize(
    ("largest", "expected"), [(2400.0, (2000, 500, 100)), (7.0, (5, 1)), (0.4, ())]
)
def test_circle_legend_is_round(largest: float, expected: tuple[int, ...]) -> None:
    """Counts of 1, 2 or 5 times a power of ten, none above the largest."""
    assert circle_legend(largest) == expected


def test_french_figures() -> None:
    """Narrow no-break spaces, decimal comma, true minus sign, halves away from zero."""
    assert whole(2089) == "2\u202f089"
    assert whole(2.5) == "3"
    assert whole(-1500) == "−1\u202f500"
    assert percent(0.125, digits=1) == "12,5\u202f%"
    assert euros(182_300.4) == "182\u202f300\u202f€"
    assert minutes(24.4) == "24\u202fmin"
    assert [minutes(one) for one in (4.62, 9.96, 4.0, -0.7)] == [
        "4,6\u202fmin",
        "10\u202fmin",
        "4\u202fmin",
        "−0,7\u202fmin",
    ]
    assert decimal(12.0) == "12"
    assert decimal(-0.25, digits=2) == "−0,25"
    assert decimal(-0.01) == "0"
    assert plural(1.2, one="jeune", many="jeunes") == "1 jeune"
    assert long_date(dt.date(2025, 3, 1)) == "1er mars 2025"


@pytest.mark.parametrize("write", [whole, decimal, percent, euros, minutes])
def test_an_absent_figure_is_a_dash(write: object) -> None:
    """None and NaN are told, not invented."""
    assert callable(write)
    assert write(None) == write(float("nan")) == "—"
