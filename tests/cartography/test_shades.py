"""Classes: round bounds, rounded values, and colours that read in black and white."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely

from placement.cartography.body import draw_shade
from placement.cartography.boxes import Box
from placement.cartography.paper import Paper
from placement.cartography.saving import Metadata, drawing_rules, figure_bytes
from placement.cartography.shades import (
    CHANGE_SHADES,
    NO_ACCESS,
    NOT_COMPARED,
    access_class,
    access_shades,
    change_class,
    need_shades,
    time_bounds,
)
from placement.cartography.sheet import new_sheet
from placement.cartography.theme import Hatch, Shade
from tests.cartography.atlases import STYLE, grey

BOUNDS = (10, 20, 30, 45)
CLASSES = {
    "temps": access_shades(BOUNDS)[:6],
    "besoins": need_shades((20, 40, 60, 80)),
    "écarts": CHANGE_SHADES,
}


def printed(shade: Shade) -> np.ndarray:
    """Print a sample of a class, without its edges, in black and white."""
    side = 72.0
    sheet = new_sheet(Paper("essai", side, side, 1.0), typeface=STYLE.typeface)
    with drawing_rules():
        draw_shade(sheet, [shapely.box(0, 0, side, side)], shade=shade, clip=Box(0, 0, side, side))
        picture = grey(figure_bytes(sheet, kind="png", metadata=Metadata("", "", "")))
    return picture[20:-20, 20:-20]


@pytest.mark.parametrize("name", CLASSES)
def test_classes_read_in_black_and_white(name: str) -> None:
    """Once printed in grey, two classes differ by 10 % of lightness, or one alone is hatched."""
    samples = [printed(shade) for shade in CLASSES[name]]
    for first, second in itertools.combinations(samples, 2):
        lightness = abs(float(np.median(first)) - float(np.median(second)))
        hatched = abs(float(first.std()) - float(second.std()))
        assert lightness >= 0.10 or hatched >= 0.03


def test_quantities_go_from_light_to_dark() -> None:
    """Each class of a time or of a need is darker than the one before, by 10 % at least."""
    for name in ("temps", "besoins"):
        lightness = [float(printed(shade).mean()) for shade in CLASSES[name][:5]]
        steps = [before - after for before, after in itertools.pairwise(lightness)]
        assert min(steps) >= 0.10


def test_every_loss_is_hatched_and_no_gain_is() -> None:
    """Without colour, hatching alone tells a loss."""
    gains, losses = CHANGE_SHADES[:2], CHANGE_SHADES[3:5]
    assert all(shade.hatch is Hatch.NONE for shade in gains)
    assert all(shade.hatch is not Hatch.NONE for shade in losses)
    assert losses[0].hatch is not losses[1].hatch


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, 0), (10.49, 0), (10.5, 1), (20.4, 1), (45.4, 4 - 1), (45.5, 4), (math.nan, NO_ACCESS)],
)
def test_times_are_classed_as_they_are_written(minutes: float, expected: int) -> None:
    """A time is rounded to the minute, then classed: 10,4 min is « 10 min ou moins »."""
    assert access_class(minutes, bounds=BOUNDS) == expected


@pytest.mark.parametrize(
    ("minutes", "trend", "expected"),
    [
        (-9.5, 0, 0), (-9.4, 0, 1), (-1.5, 0, 1), (-1.4, 0, 2), (1.4, 0, 2), (1.5, 0, 3),
        (9.4, 0, 3), (9.5, 0, 4), (math.nan, 0, NOT_COMPARED), (-30.0, -1, 4), (math.nan, 1, 0),
    ],
)  # fmt: skip
def test_changes_are_classed_by_access_first(minutes: float, trend: int, expected: int) -> None:
    """An access lost is a loss even where those who keep theirs gain time."""
    assert change_class(minutes, trend=trend) == expected


def test_narrow_classes_where_all_is_near() -> None:
    """Where seven communes in ten are within 10 min, classes start at 5; else at 10."""
    assert time_bounds([4.0] * 7 + [25.0] * 3) == (5, 10, 20, 30)
    assert time_bounds([4.0] * 6 + [25.0] * 4) == BOUNDS
    assert time_bounds([4.0] * 7 + [math.nan] * 9) == (5, 10, 20, 30)
    assert time_bounds([math.nan]) == BOUNDS
    assert [shade.label for shade in access_shades(BOUNDS)[:3]] == [
        "10 min ou moins",
        "11 à 20 min",
        "21 à 30 min",
    ]
