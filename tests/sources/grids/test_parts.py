"""Cells shared out between communes: every person lives in one place, and only one.

::

    north
      +---------+---------+
      |    A    |    B    |      A and B, 2 km by 2 km each, around (0, 0) to (4, 2) km
      +---------+---------+
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from grid_drawing import CORNER, grid
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from placement.sources.grids import CellParts, GridCells, cell_parts, gathered_parts

WEST, SOUTH = CORNER


def ground(west_km: float, south_km: float, east_km: float, north_km: float) -> BaseGeometry:
    """Rectangle in kilometres from the corner, as WGS84; its sides stay straight."""
    frame = [1000 * side for side in (west_km, south_km, east_km, north_km)]
    box = shapely.box(WEST + frame[0], SOUTH + frame[1], WEST + frame[2], SOUTH + frame[3])
    to_degrees = Transformer.from_crs("EPSG:3035", "EPSG:4326", always_xy=True)
    fine = shapely.segmentize(box, 100.0)
    return shapely.transform(fine, lambda xy: np.column_stack(to_degrees.transform(*xy.T)))


A, B = ground(0, 0, 2, 2), ground(2, 0, 4, 2)


def at(young: list[float], corners_km: list[tuple[float, float]], **more: object) -> GridCells:
    x = [WEST + 1000 * east for east, _ in corners_km]
    y = [SOUTH + 1000 * north for _, north in corners_km]
    return grid(young, x=x, y=y, **more)  # type: ignore[arg-type]


def people(parts: CellParts) -> dict[str, float]:
    return parts.by_commune(parts.grid.young_weight)


def test_a_cell_on_a_border_is_shared_by_area() -> None:
    """300 m of a kilometre in A, 700 m in B."""
    parts = cell_parts(at([10], [(1.7, 0)]), contours={"A": A, "B": B})
    assert people(parts) == pytest.approx({"A": 3, "B": 7}, rel=1e-3)
    assert parts.column * 1000 == pytest.approx(np.array([WEST + 1850, WEST + 2350]), abs=1)


def test_what_the_grid_tells_comes_before_area() -> None:
    """The same cell, of which the grid says that its people are of B only."""
    told = at([10], [(1.7, 0)], communes=[("B",)])
    assert people(cell_parts(told, contours={"A": A, "B": B})) == pytest.approx({"B": 10})


def test_a_commune_told_that_the_outline_misses_is_believed() -> None:
    """A cell 500 m beyond A, which the grid gives to A: all of it, and it is not « moved »."""
    parts = cell_parts(at([10], [(-1.5, 0)], communes=[("A",)]), contours={"A": A, "B": B})
    assert people(parts) == pytest.approx({"A": 10})
    assert not parts.moved.any()


def test_codes_that_are_no_commune_leave_it_to_the_area() -> None:
    """A code of before a merger that nobody knows."""
    parts = cell_parts(at([10], [(1.7, 0)], communes=[("Z",)]), contours={"A": A, "B": B})
    assert people(parts) == pytest.approx({"A": 3, "B": 7}, rel=1e-3)


def test_a_cell_of_france_at_sea_goes_to_the_nearest_commune() -> None:
    """3 km off B: whole, and told; a shore cell is not cut by the sea."""
    parts = cell_parts(at([10, 4], [(7, 0), (3.5, 0)]), contours={"A": A, "B": B})
    assert people(parts) == pytest.approx({"B": 14})
    assert parts.cell[parts.moved].tolist() == [0]


def test_what_is_abroad_is_nobody_s() -> None:
    """A grid of Europe: the part of a cell on no commune is left out, as is a cell abroad."""
    cells = at([10, 4], [(7, 0), (3.5, 0)], france_only=False)
    assert people(cell_parts(cells, contours={"A": A, "B": B})) == pytest.approx({"B": 2}, rel=1e-3)


def test_neighbours_outside_the_territory_have_their_share() -> None:
    """B is another territory's: A keeps 30 % of a cell on their border, and nothing of B's own."""
    cells = at([10, 4, 4], [(1.7, 0), (3, 0), (6, 0)])
    parts = cell_parts(cells, contours={"A": A}, around={"B": B})
    assert people(parts) == pytest.approx({"A": 3}, rel=1e-3)


def test_a_commune_without_a_contour_has_what_the_grid_tells() -> None:
    """Told for C, whose polygon nobody has."""
    cells = at([10, 4], [(0, 0), (9, 9)], communes=[("A",), ("C",)])
    parts = cell_parts(cells, contours={"A": A, "C": None})
    assert people(parts) == pytest.approx({"A": 10, "C": 4})


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1e4),
            st.floats(-3, 6),
            st.floats(-3, 4),
            st.sampled_from([(), ("A",), ("B",), ("A", "B"), ("Z",)]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_nobody_is_lost_nor_counted_twice(
    drawn: list[tuple[float, float, float, tuple[str, ...]]],
) -> None:
    """Whatever the cells, the two communes share out every person of a grid of France."""
    young, east, north, codes = (list(column) for column in zip(*drawn, strict=True))
    cells = at(young, list(zip(east, north, strict=True)), communes=codes)
    parts = cell_parts(cells, contours={"A": A, "B": B})
    shares = np.bincount(parts.cell, weights=parts.share, minlength=len(young))
    assert shares == pytest.approx(np.ones(len(young)), rel=1e-12)
    assert sum(people(parts).values()) == pytest.approx(sum(young), rel=1e-12, abs=1e-12)


def test_cells_are_gathered_in_squares_of_their_own_lattice() -> None:
    """100 cells of 200 m are 4 squares of 1 km; cells of 1 km stay what they are."""
    corners = [(0.2 * east, 0.2 * north) for east in range(10) for north in range(10)]
    fine = at([1.0] * 100, corners, side_m=200.0)
    for cells, spread in ((fine, 1000), (at([5] * 4, [(0, 0), (1, 0), (0, 1), (1, 1)]), 1000)):
        parts = cell_parts(cells, contours={"A": A, "B": B})
        found = gathered_parts(
            parts, codes=["A", "B"], counts=cells.young_weight, crs="EPSG:2154", cell_m=1000
        )
        squares = found.by_commune["A"]
        assert squares.share == pytest.approx([0.25] * 4)
        assert squares.spread_m == pytest.approx([spread / np.sqrt(6)] * 4, rel=2e-3)
        assert found.empty == ("B",)


def test_a_polygon_takes_its_part_of_the_cells() -> None:
    """The west half of the first cell of A: half of one part."""
    parts = cell_parts(at([10, 30], [(0, 0), (1, 0)]), contours={"A": A, "B": B})
    ((rows, within),) = parts.inside([("A", ground(0, 0, 0.5, 1))])
    assert rows.tolist() == [0]
    assert within == pytest.approx([0.5], rel=1e-3)
