"""Priority neighbourhoods, in every container and projection they are published in."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from official_drawing import write_text, write_zip
from shapely.geometry import LineString, Polygon, box

from placement.errors import DataError
from placement.sources.deposits import QpvPolygon
from placement.sources.official import read_head
from placement.sources.qpv import QPV, QpvReading, read_qpv

WEST, EAST = box(3.30, 46.55, 3.33, 46.58), box(3.40, 46.55, 3.42, 46.57)
OUTLINES = {"03190": box(3.28, 46.5, 3.38, 46.6), "03321": box(3.38, 46.5, 3.5, 46.6)}
NAME = "QP2024_France_Hexagonale_Outre_Mer_WGS84"


def _frame(**columns: list[object]) -> gpd.GeoDataFrame:
    standard = {
        "code_qp": ["QN00301M", "QN00302I", "QN06201N"],
        "lib_qp": ["Les Champins", "Cité d'Yzeure", "Le Mont-Liébaut"],
        "insee_com": ["03190, 03321", "03321", "62119"],
        "lib_com": ["Moulins, Yzeure", "Yzeure", "Béthune"],
        "insee_dep": ["03", "03", "62"],
    }
    shapes = [WEST, EAST, box(2.63, 50.52, 2.64, 50.53)]
    return gpd.GeoDataFrame({**standard, **columns}, geometry=shapes, crs="EPSG:4326")


def _read(path: Path, **options: object) -> QpvReading:
    return read_qpv(path, communes=["03190", "03321"], outlines=OUTLINES, **options)  # type: ignore[arg-type]


def _written(folder: Path, frame: gpd.GeoDataFrame, suffix: str) -> Path:
    path = folder / f"{NAME}{suffix}"
    frame.to_file(path, engine="pyogrio")
    return path


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2154"])
@pytest.mark.parametrize("zipped", [False, True])
def test_every_container_says_the_same(
    tmp_path: Path, suffix: str, crs: str, *, zipped: bool
) -> None:
    """GeoJSON, GeoPackage or Shapefile, degrees or Lambert-93, zipped or not: one reading."""
    path = _written(tmp_path, _frame().to_crs(crs), suffix)
    if zipped:
        path = write_zip(tmp_path / "qpv.zip", sorted(tmp_path.glob(f"{NAME}.*")))
    reading = _read(path, head=read_head(path))
    assert [one.code for one in reading.polygons] == ["QN00301M", "QN00302I"]
    first, second = reading.polygons
    assert first.commune_codes == ("03190", "03321")
    assert second.commune_codes == ("03321",)
    assert second.name == "Cité d'Yzeure"
    assert shapely.hausdorff_distance(first.geometry, WEST) < 1e-7
    assert reading.remarks == ()
    assert isinstance(first, QpvPolygon)
    if not zipped or suffix != ".shp":
        assert reading.vintage == "2024"


def test_upper_case_and_another_order(tmp_path: Path) -> None:
    """Attributes are found by their names, not by their place nor their case."""
    frame = _frame().rename(columns=str.upper).set_geometry("GEOMETRY")
    path = _written(tmp_path, frame[frame.columns[::-1]], ".gpkg")
    assert len(_read(path).polygons) == 2


@pytest.mark.parametrize(
    ("epsg", "place"),
    [
        (5490, (-61.53, 16.24)),
        (5490, (-61.07, 14.61)),
        (2972, (-52.33, 4.93)),
        (2975, (55.45, -20.88)),
        (4471, (45.23, -12.78)),
        (2154, (9.15, 42.30)),
    ],
)
def test_a_projection_that_is_not_said_is_recognised(
    tmp_path: Path, epsg: int, place: tuple[float, float]
) -> None:
    """A GeoJSON in metres without its projection lies where it should, overseas too."""
    lon, lat = place
    shape = box(lon, lat, lon + 0.01, lat + 0.01)
    frame = gpd.GeoDataFrame({"code_qp": ["QN1"]}, geometry=[shape], crs="EPSG:4326")
    document = json.loads(frame.to_crs(epsg).to_json(drop_id=True))
    document.pop("crs", None)
    path = tmp_path / "qpv.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    reading = read_qpv(path, communes=["X"], outlines={"X": shape.buffer(0.1)})
    assert shapely.hausdorff_distance(reading.polygons[0].geometry, shape) < 1e-6


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_coordinates_of_nowhere_are_refused(tmp_path: Path) -> None:
    """A projection that cannot be guessed is asked for, not invented."""
    frame = gpd.GeoDataFrame(
        {"code_qp": ["QN1"]}, geometry=[box(700_000, 3e6, 700_100, 3.1e6)], crs=None
    )
    with pytest.raises(DataError, match=r"la projection n'est pas dite.*\.prj"):
        _read(_written(tmp_path, frame, ".shp"))


def test_without_commune_the_polygons_tell(tmp_path: Path) -> None:
    """No ``insee_com``: a neighbourhood lies in the communes that hold 2 % of it at least."""
    sliver = box(3.3702, 46.55, 3.38002, 46.56)
    frame = gpd.GeoDataFrame(
        {"code_qp": ["QN1", "QN2", "QN3"]},
        geometry=[box(3.37, 46.55, 3.39, 46.56), sliver, box(5, 45, 5.1, 45.1)],
        crs="EPSG:4326",
    )
    reading = _read(_written(tmp_path, frame, ".gpkg"))
    assert [(one.code, one.name, one.commune_codes) for one in reading.polygons] == [
        ("QN1", "QN1", ("03190", "03321")),
        ("QN2", "QN2", ("03190",)),
    ]


def test_the_embedded_outlines_serve_when_none_are_given(tmp_path: Path) -> None:
    """A neighbourhood without commune, drawn on Moulins, is in Moulins."""
    frame = (
        _frame(insee_com=[None, None, None])
        .iloc[:1]
        .set_geometry([box(3.33, 46.56, 3.335, 46.565)])
    )
    reading = read_qpv(_written(tmp_path, frame, ".gpkg"), communes=["03190", "03321"])
    assert reading.polygons[0].commune_codes == ("03190",)


def test_a_whole_city_is_told_apart_by_polygons(tmp_path: Path) -> None:
    """« 13055 » where the territory has arrondissements; and arrondissements for the city."""
    frame = gpd.GeoDataFrame(
        {"code_qp": ["QN1", "QN2"], "insee_com": ["13055", "13203"]},
        geometry=[WEST, EAST],
        crs="EPSG:4326",
    )
    path = _written(tmp_path, frame, ".gpkg")
    parts = {"13201": OUTLINES["03190"], "13203": OUTLINES["03321"]}
    by_part = read_qpv(path, communes=list(parts), outlines=parts)
    assert [one.commune_codes for one in by_part.polygons] == [("13201",), ("13203",)]
    whole = read_qpv(path, communes=["13055"], outlines={})
    assert [one.commune_codes for one in whole.polygons] == [("13055",), ("13055",)]


def test_a_former_commune_is_that_of_today(tmp_path: Path) -> None:
    """The file follows the communes of its year."""
    path = _written(tmp_path, _frame(insee_com=["03999", "03998", "62119"]), ".gpkg")
    reading = _read(path, former={"03999": "03190"})
    assert [one.commune_codes for one in reading.polygons] == [("03190",)]


def test_geometries_come_valid_flat_and_whole(tmp_path: Path) -> None:
    """A bow tie is mended, heights are dropped, a neighbourhood without polygon is told."""
    bow = Polygon([(3.30, 46.55), (3.32, 46.57), (3.32, 46.55), (3.30, 46.57)])
    high = shapely.force_3d(WEST, 200.0)
    frame = _frame().set_geometry([bow, high, LineString([(3.3, 46.5), (3.31, 46.5)])])
    path = tmp_path / f"{NAME}.geojson"
    frame.to_file(path, engine="pyogrio")
    reading = _read(path)
    assert [one.code for one in reading.polygons] == ["QN00301M", "QN00302I"]
    assert all(shapely.is_valid(one.geometry) for one in reading.polygons)
    assert not any(shapely.has_z(one.geometry) for one in reading.polygons)
    assert reading.polygons[0].geometry.area == pytest.approx(0.02 * 0.02 / 2)
    assert "sans polygone, mis de côté : 1" in reading.remarks[0]


def test_a_zip_with_two_projections_counts_each_once(tmp_path: Path) -> None:
    """The same neighbourhood twice is one; drawn otherwise, the first is kept and it is said."""
    degrees = _written(tmp_path, _frame(), ".geojson")
    metres = tmp_path / "QP2024_LB93.gpkg"
    _frame().to_crs("EPSG:2154").to_file(metres, engine="pyogrio")
    twice = _read(write_zip(tmp_path / "twice.zip", [degrees, metres]))
    assert [one.code for one in twice.polygons] == ["QN00301M", "QN00302I"]
    assert twice.remarks == ()
    _frame().set_geometry([EAST, EAST, EAST]).to_file(metres, engine="pyogrio")
    moved = _read(write_zip(tmp_path / "moved.zip", [degrees, metres]))
    assert moved.polygons[0].geometry.equals(WEST)
    assert "deux tracés différents, le premier est gardé : QN00301M" in moved.remarks[0]


def test_a_table_without_polygons_is_no_file_of_neighbourhoods(tmp_path: Path) -> None:
    """The CSV of the same columns is not recognised as one, and is refused with what to do."""
    path = write_text(
        tmp_path / "qp.csv", [["code_qp", "lib_qp", "insee_com"], ["QN1", "a", "03190"]]
    )
    assert not read_head(path).holds(QPV.fields)
    with pytest.raises(DataError, match=r"qp\.csv : aucune couche de polygones avec code_qp"):
        _read(path)
