"""Inhabitants by squares: shares that sum to one, borders shared out, holes that hold nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from raster_drawing import NODATA, write_raster
from shapely.geometry.base import BaseGeometry

from placement.errors import DataError
from placement.sources.rasters import CommuneCells, PopulationCells, population_cells

LAMBERT = "EPSG:2154"
WEST, NORTH = 725_000.0, 6_610_000.0


def ground(*, east: float, south: float, width: float, height: float) -> BaseGeometry:
    """Rectangle in metres from the north-west corner, as WGS84; its sides stay straight."""
    box = shapely.box(WEST + east, NORTH - south - height, WEST + east + width, NORTH - south)
    to_degrees = Transformer.from_crs(LAMBERT, "EPSG:4326", always_xy=True)
    fine = shapely.segmentize(box, 100.0)
    return shapely.transform(fine, lambda xy: np.column_stack(to_degrees.transform(*xy.T)))


def cells(
    path: Path, contours: dict[str, BaseGeometry | None], *, cell_m: float = 1_000.0
) -> PopulationCells:
    return population_cells([path], contours=contours, crs=LAMBERT, cell_m=cell_m)


def metres(found: CommuneCells) -> np.ndarray:
    """Centres of the squares, metres east and south of the corner."""
    to_metres = Transformer.from_crs("EPSG:4326", LAMBERT, always_xy=True)
    x, y = to_metres.transform(found.lon, found.lat)
    return np.column_stack([x - WEST, NORTH - y])


def test_people_are_gathered_in_squares(tmp_path: Path) -> None:
    """2 km by 1 km, cells of 100 m, 3 in each of the west half, 1 in each of the east half."""
    values = np.repeat([[3.0] * 10 + [1.0] * 10], 10, axis=0)
    path = write_raster(tmp_path / "p.tif", values, west=WEST, north=NORTH, cell=100.0, crs=LAMBERT)
    commune = ground(east=0, south=0, width=2_000, height=1_000)
    found = cells(path, {"03190": commune}).by_commune["03190"]
    assert found.share == pytest.approx([0.75, 0.25], abs=1e-4)
    assert metres(found) == pytest.approx(np.array([[500, 500], [1_500, 500]]), abs=0.5)
    even = 1_000 / np.sqrt(6)
    assert found.spread_m == pytest.approx([even, even], abs=0.5)


def test_squares_stand_at_their_people(tmp_path: Path) -> None:
    """One inhabited cell of 100 m in a square of 1 km: the place and its spread are the cell's."""
    values = np.zeros((10, 10))
    values[2, 7] = 5.0
    path = write_raster(tmp_path / "p.tif", values, west=WEST, north=NORTH, cell=100.0, crs=LAMBERT)
    commune = ground(east=0, south=0, width=1_000, height=1_000)
    found = cells(path, {"a": commune}).by_commune["a"]
    assert metres(found) == pytest.approx(np.array([[750, 250]]), abs=0.01)
    assert found.spread_m == pytest.approx([100 / np.sqrt(6)], abs=0.01)


def test_crumbs_join_their_neighbours(tmp_path: Path) -> None:
    """Ten people, ten people and one, far away: two places, nobody lost."""
    values = np.array([[10.0, 0.0, 10.0, 0.5]])
    path = write_raster(
        tmp_path / "p.tif", values, west=WEST, north=NORTH, cell=1_000.0, crs=LAMBERT
    )
    commune = ground(east=0, south=0, width=4_000, height=1_000)
    found = cells(path, {"a": commune}).by_commune["a"]
    assert found.share == pytest.approx([10 / 20.5, 10.5 / 20.5], abs=1e-3)


def test_a_cell_on_a_border_is_shared_out(tmp_path: Path) -> None:
    """One cell of 1 km, a border at 250 m: a quarter of it here, the rest with the neighbour."""
    values = np.array([[100.0, 100.0]])
    path = write_raster(
        tmp_path / "p.tif", values, west=WEST, north=NORTH, cell=1_000.0, crs=LAMBERT
    )
    found = cells(path, {"a": ground(east=0, south=0, width=1_250, height=1_000)})
    assert found.by_commune["a"].share == pytest.approx([0.8, 0.2], abs=1e-4)


def test_holes_and_fill_values_hold_nobody(tmp_path: Path) -> None:
    """No data, an undeclared fill value, NaN: only the cell with people counts."""
    values = np.array([[NODATA, -1e30, np.nan, 4.0]])
    path = write_raster(
        tmp_path / "p.tif", values, west=WEST, north=NORTH, cell=1_000.0, crs=LAMBERT
    )
    commune = ground(east=0, south=0, width=4_000, height=1_000)
    found = cells(path, {"a": commune}).by_commune["a"]
    assert found.share.tolist() == [1.0]
    assert metres(found) == pytest.approx(np.array([[3_500, 500]]), abs=0.5)


def test_communes_without_anybody_are_told(tmp_path: Path) -> None:
    """Empty cells, no contour, out of the raster: three reasons, one list; and the half-covered."""
    values = np.zeros((4, 4))
    values[0, 0] = 10.0
    path = write_raster(
        tmp_path / "p.tif", values, west=WEST, north=NORTH, cell=1_000.0, crs=LAMBERT
    )
    found = cells(
        path,
        {
            "ici": ground(east=-1_000, south=0, width=2_000, height=1_000),
            "vide": ground(east=2_000, south=2_000, width=1_000, height=1_000),
            "sans": None,
            "dehors": ground(east=9_000, south=0, width=1_000, height=1_000),
        },
    )
    assert found.empty == ("vide", "sans", "dehors")
    assert found.partly_covered == ("ici",)


@pytest.mark.parametrize(
    ("crs", "cell"), [("EPSG:4326", 1 / 1200), ("EPSG:3035", 100.0), ("ESRI:54009", 100.0)]
)
def test_any_system_of_coordinates_serves(tmp_path: Path, crs: str, cell: float) -> None:
    """WorldPop's degrees, LAEA, GHSL's Mollweide: an even country is found even, to half a cell."""
    x, y = Transformer.from_crs(LAMBERT, crs, always_xy=True).transform(WEST, NORTH)
    path = write_raster(
        tmp_path / "p.tif",
        np.ones((200, 200)),
        west=x - 100 * cell,
        north=y + 100 * cell,
        cell=cell,
        crs=crs,
    )
    commune = ground(east=0, south=0, width=2_000, height=3_000)
    found = cells(path, {"a": commune}).by_commune["a"]
    assert found.share == pytest.approx([1 / 6] * 6, abs=0.02)
    assert metres(found) == pytest.approx(
        np.array([[500 + 1_000 * i, 500 + 1_000 * j] for j in range(3) for i in range(2)]), abs=50
    )


def test_rasters_add_up(tmp_path: Path) -> None:
    """Young women here, young men there: both count."""
    paths = []
    for name, row in (("f.tif", [1.0, 0.0]), ("m.tif", [0.0, 3.0])):
        paths.append(
            write_raster(
                tmp_path / name, np.array([row]), west=WEST, north=NORTH, cell=1_000.0, crs=LAMBERT
            )
        )
    commune = ground(east=0, south=0, width=2_000, height=1_000)
    found = population_cells(paths, contours={"a": commune}, crs=LAMBERT).by_commune["a"]
    assert found.share == pytest.approx([0.25, 0.75], abs=1e-3)


def test_a_raster_of_elsewhere_is_refused(tmp_path: Path) -> None:
    """With where both lie."""
    path = write_raster(
        tmp_path / "p.tif", np.ones((4, 4)), west=10.0, north=4.0, cell=1.0, crs="EPSG:4326"
    )
    with pytest.raises(DataError, match=r"ailleurs que le territoire ; il va de 10.00 à 14.00°"):
        cells(path, {"a": ground(east=0, south=0, width=1_000, height=1_000)})


@given(
    seed=st.integers(0, 2**32 - 1), border=st.floats(0.05, 0.95), size=st.sampled_from([130, 700])
)
@settings(max_examples=15, deadline=None)
def test_neighbours_lose_and_gain_nobody(
    tmp_path_factory: pytest.TempPathFactory, seed: int, border: float, size: int
) -> None:
    """A country cut in two anywhere: the people of the parts are those of the whole."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 9, (8, 10)) * (rng.random((8, 10)) < 0.7) + np.eye(8, 10)
    side = size * 10.0
    path = write_raster(
        tmp_path_factory.mktemp("r") / "p.tif",
        values,
        west=WEST,
        north=NORTH,
        cell=float(size),
        crs=LAMBERT,
    )
    height = size * 8.0
    contours = {
        "ouest": ground(east=0, south=0, width=border * side, height=height),
        "est": ground(east=border * side, south=0, width=(1 - border) * side, height=height),
    }
    found = cells(path, contours)
    for part in found.by_commune.values():
        assert part.share.sum() == pytest.approx(1.0, abs=1e-12)
    cut = border * 10
    column = int(cut)
    west = values[:, :column].sum() + (cut - column) * values[:, column].sum()
    inside = found.by_commune["ouest"]
    centre = (metres(inside)[:, 0] * inside.share).sum()
    shares = np.append(np.ones(column), cut - column)
    centres = np.append(np.arange(column) + 0.5, (column + cut) / 2) * size
    weights = (values[:, : column + 1] * shares).sum(axis=0)
    assert west == pytest.approx(weights.sum())
    assert centre == pytest.approx((weights * centres).sum() / weights.sum(), abs=0.02 * side)
