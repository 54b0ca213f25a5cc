"""The ground of a map: real communes around a drawn territory, limits, main roads."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from shapely.geometry import box

from placement.territory import Territory
from placement.viz.surroundings import (
    communes_around,
    limits_between,
    main_roads,
    surroundings_of,
)
from tests.road_drawing import draw

from .examples import small_content

WINDOW = (3.2, 46.4, 3.5, 46.7)


@pytest.fixture(scope="module")
def territory() -> Territory:
    return small_content().territory


def test_the_communes_of_the_territory_are_not_around_it() -> None:
    """Those of the window, less those inside."""
    every = {one.code for one in communes_around(WINDOW, inside=())}
    assert "03190" in every  # Moulins
    rest = {one.code for one in communes_around(WINDOW, inside=("03190",))}
    assert every - rest == {"03190"}


def test_the_ground_goes_further_than_the_territory(territory: Territory) -> None:
    """On each side, so that no screen shows where it ends at the first framing."""
    drawn = shapely.total_bounds(surroundings_of(territory, roads=None).around)
    shapes = [one.geometry for one in territory.communes]
    inner = shapely.total_bounds(shapes)
    assert (drawn[:2] < inner[:2] - 0.1).all()
    assert (drawn[2:] > inner[2:] + 0.1).all()


def test_the_ground_is_light(territory: Territory) -> None:
    """A background never weighs more than the map: 24 000 corners at most, towns by population."""
    ground = surroundings_of(territory, roads=None)
    assert shapely.get_num_coordinates(list(ground.around)).sum() <= 24_000
    counts = [town.population for town in ground.towns]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) >= 3_000


def test_a_commune_without_contour_does_not_stop_the_ground(territory: Territory) -> None:
    """Its mairie stands for it."""
    bare = tuple(replace(one, geometry=None) for one in territory.communes)
    assert surroundings_of(replace(territory, communes=bare), roads=None).around


def test_a_limit_runs_between_groups_and_not_around_them() -> None:
    """Three squares in a row, the first two of one group: one edge, of length 1."""
    squares = [("a", box(0, 0, 1, 1)), ("a", box(1, 0, 2, 1)), ("b", box(2, 0, 3, 1))]
    limit = limits_between(squares)
    assert limit.length == pytest.approx(1.0, abs=1e-3)
    assert limit.bounds[0] == pytest.approx(2.0)
    assert limits_between(squares[:2]).is_empty


def test_main_roads_come_widest_first_and_once_for_both_directions() -> None:
    """``=`` is a motorway of 1 km, ``-`` a primary road of 1 km."""
    roads = main_roads(draw("a =100= b -100- c"))
    assert roads is not None
    assert roads.classes == ("motorway", "primary")
    lengths = [shapely.get_num_coordinates(line) for line in roads.lines]
    assert lengths == [2, 2]


def test_estimated_times_have_no_roads_to_draw() -> None:
    """Straight lines between towns would pass for roads."""
    assert main_roads(draw("a =100= b", estimated=True)) is None
