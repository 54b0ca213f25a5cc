"""Polygons survive being written as small integers."""

from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from placement.sources.contours import DEGREE, decode_contour, encode_contour


def _round_trip(geometry: BaseGeometry) -> BaseGeometry:
    encoded = encode_contour(geometry)
    return decode_contour(encoded.x.tolist(), y=encoded.y.tolist(), rings=encoded.rings.tolist())


def test_shells_and_holes_come_back() -> None:
    """Two parts, one with two holes, in the same places.

    ::

        +-------+  +--+
        | o   o |  +--+
        +-------+
    """
    holed = Polygon(
        box(2, 46, 3, 47).exterior,
        [box(2.1, 46.1, 2.2, 46.2).exterior, box(2.7, 46.3, 2.8, 46.5).exterior],
    )
    both = MultiPolygon([holed, box(4, 46, 4.5, 46.5)])
    assert shapely.equals(_round_trip(both), both)


def test_a_speck_smaller_than_the_grid_is_dropped() -> None:
    """An islet of a few centimetres does not survive, its neighbour does."""
    island, speck = box(2, 46, 2.5, 46.5), box(3, 46, 3 + DEGREE / 9, 46 + DEGREE / 9)
    assert shapely.equals(_round_trip(MultiPolygon([island, speck])), island)


@given(
    west=st.floats(-178, 178),
    south=st.floats(-80, 80),
    width=st.floats(2 * DEGREE, 1),
    height=st.floats(2 * DEGREE, 1),
)
def test_vertices_move_by_half_a_step_at_most(
    west: float, south: float, width: float, height: float
) -> None:
    """Rounding moves no corner further than half a step of the grid."""
    original = box(west, south, west + width, south + height)
    rebuilt = _round_trip(original)
    moved = [abs(a - b) for a, b in zip(original.bounds, rebuilt.bounds, strict=True)]
    assert max(moved) <= DEGREE / 2 + 1e-9
