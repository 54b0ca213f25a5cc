"""Heights: bilinear between cells, NaN outside and on holes, whatever the coordinate system."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer
from raster_drawing import NODATA, write_raster

from placement.errors import DataError
from placement.sources.rasters import sample_raster

LAMBERT = "EPSG:2154"
WEST, NORTH = 725_000.0, 6_610_000.0


def plane(rows: int, columns: int, *, cell: float) -> np.ndarray:
    """Height of the centre of each cell on a plane: 0.1 per metre east, 0.02 per metre south."""
    east = (np.arange(columns) + 0.5) * cell
    south = (np.arange(rows) + 0.5) * cell
    return 100.0 + 0.1 * east[None, :] + 0.02 * south[:, None]


def test_a_plane_is_sampled_exactly(tmp_path: Path) -> None:
    """Bilinear interpolation is exact on a plane, between centres."""
    dem = write_raster(
        tmp_path / "mnt.tif",
        plane(40, 50, cell=25.0),
        west=WEST,
        north=NORTH,
        cell=25.0,
        crs=LAMBERT,
    )
    rng = np.random.default_rng(0)
    away = rng.uniform((12.5, 12.5), (50 * 25 - 12.5, 40 * 25 - 12.5), (200, 2))
    found = sample_raster(dem, xy=np.array([WEST, NORTH]) + away * (1, -1), crs=LAMBERT)
    assert np.allclose(found, 100 + 0.1 * away[:, 0] + 0.02 * away[:, 1], atol=1e-3)


def test_outside_is_nan_and_the_border_is_not(tmp_path: Path) -> None:
    """A metre within the border cell: its value; a metre out: NaN; one point far away: NaN."""
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    dem = write_raster(tmp_path / "m.tif", values, west=0.0, north=200.0, cell=100.0, crs=LAMBERT)
    xy = np.array([[1.0, 199.0], [199.0, 1.0], [-1.0, 100.0], [100.0, 201.0], [9e6, 9e6]])
    found = sample_raster(dem, xy=xy, crs=LAMBERT)
    assert np.array_equal(found, [1, 4, np.nan, np.nan, np.nan], equal_nan=True)


def test_holes_leave_the_word_to_their_neighbours(tmp_path: Path) -> None:
    """Between a known cell and a hole: the known one; in the middle of holes: NaN, not -99999."""
    values = np.array([[10.0, NODATA, NODATA, NODATA]])
    dem = write_raster(tmp_path / "m.tif", values, west=0.0, north=100.0, cell=100.0, crs=LAMBERT)
    xy = np.array([[90.0, 50.0], [150.0 - 1e-6, 50.0], [250.0, 50.0]])
    assert np.array_equal(
        sample_raster(dem, xy=xy, crs=LAMBERT), [10.0, 10.0, np.nan], equal_nan=True
    )


@pytest.mark.parametrize(("crs", "cell"), [("EPSG:4326", 0.001), ("EPSG:3035", 100.0)])
def test_the_raster_keeps_its_own_coordinates(tmp_path: Path, crs: str, cell: float) -> None:
    """Positions in Lambert-93 find the same cell of a raster in degrees, or in LAEA."""
    to_raster = Transformer.from_crs(LAMBERT, crs, always_xy=True)
    x, y = to_raster.transform(WEST, NORTH)
    values = np.arange(25.0).reshape(5, 5)
    dem = write_raster(
        tmp_path / "m.tif", values, west=x - 2.5 * cell, north=y + 2.5 * cell, cell=cell, crs=crs
    )
    assert sample_raster(dem, xy=np.array([[WEST, NORTH]]), crs=LAMBERT) == pytest.approx([12.0])


def test_many_windows_give_what_one_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of 16 cells over 100: the seams do not show."""
    rng = np.random.default_rng(1)
    values = rng.uniform(0, 1_000, (100, 100))
    dem = write_raster(tmp_path / "m.tif", values, west=0.0, north=1_000.0, cell=10.0, crs=LAMBERT)
    xy = rng.uniform(0, 1_000, (500, 2))
    whole = sample_raster(dem, xy=xy, crs=LAMBERT)
    monkeypatch.setattr("placement.sources.rasters.elevation._BLOCK", 16)
    assert np.allclose(sample_raster(dem, xy=xy, crs=LAMBERT), whole)


def test_no_position_no_height(tmp_path: Path) -> None:
    """Nothing is asked, nothing is refused."""
    dem = write_raster(tmp_path / "m.tif", np.ones((2, 2)), west=0, north=2, cell=1, crs=LAMBERT)
    assert sample_raster(dem, xy=np.empty((0, 2)), crs=LAMBERT).shape == (0,)


def refused(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        sample_raster(path, xy=np.array([[WEST, NORTH]]), crs=LAMBERT)
    return str(caught.value)


def test_heights_of_elsewhere_are_refused(tmp_path: Path) -> None:
    """With where it lies."""
    dem = write_raster(
        tmp_path / "afrique.tif", np.ones((4, 4)), west=10.0, north=4.0, cell=1.0, crs="EPSG:4326"
    )
    message = refused(dem)
    assert "afrique.tif : ce raster est ailleurs" in message
    assert "de 10.00 à 14.00° de longitude" in message


def test_a_raster_without_system_is_refused(tmp_path: Path) -> None:
    """With the command that writes it in."""
    dem = write_raster(tmp_path / "m.tif", np.ones((4, 4)), west=0, north=4, cell=1, crs=None)
    message = refused(dem)
    assert "le système de coordonnées n'est pas dit" in message
    assert "gdal_edit.py -a_srs" in message


def test_metres_that_claim_to_be_degrees_are_refused(tmp_path: Path) -> None:
    """Lambert-93 coordinates under the label of WGS84."""
    dem = write_raster(
        tmp_path / "m.tif", np.ones((4, 4)), west=WEST, north=NORTH, cell=25.0, crs="EPSG:4326"
    )
    assert "ne sont pas dans le système de coordonnées qu'il déclare (WGS 84)" in refused(dem)


def test_an_image_is_refused(tmp_path: Path) -> None:
    """Three bands are colours."""
    dem = write_raster(tmp_path / "m.tif", np.ones((3, 4, 4)), west=0, north=4, cell=1, crs=LAMBERT)
    assert "3 bandes" in refused(dem)


def test_what_is_not_a_raster_is_refused(tmp_path: Path) -> None:
    """Absent, text, cut short: three messages, no traceback."""
    assert "fichier absent" in refused(tmp_path / "rien.tif")
    text = tmp_path / "texte.tif"
    text.write_text("altitude;12\n", encoding="utf-8")
    assert "ce n'est pas un raster lisible" in refused(text)
    rng = np.random.default_rng(2)
    whole = write_raster(
        tmp_path / "m.tif",
        rng.uniform(0, 1, (600, 600)),
        west=WEST - 3_000,
        north=NORTH + 3_000,
        cell=10.0,
        crs=LAMBERT,
    )
    whole.write_bytes(whole.read_bytes()[:-1_200_000])
    message = refused(whole)
    assert "abîmé" in message
