"""Polygons of communes: ADMIN EXPRESS in its two generations, and simplified GeoJSON."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from official_drawing import write_text, write_zip
from shapely.geometry import Point, box

from placement.errors import DataError
from placement.sources.official import read_head
from placement.sources.outlines import OUTLINES, OutlinesReading, read_outlines

SHAPES = {
    "03190": box(3.28, 46.50, 3.38, 46.60),
    "03321": box(3.38, 46.50, 3.50, 46.60),
    "62119": box(2.60, 50.50, 2.68, 50.56),
}
COMMUNES = ("03190", "03321")


def _frame(code: str, name: str, shapes: dict[str, object], **columns: object) -> gpd.GeoDataFrame:
    data = {code: list(shapes), name: [f"Commune {c}" for c in shapes], **columns}
    return gpd.GeoDataFrame(data, geometry=list(shapes.values()), crs="EPSG:4326")


def _same(reading: OutlinesReading, expected: dict[str, object]) -> bool:
    apart = {
        code: shapely.hausdorff_distance(shape, expected[code])
        for code, shape in reading.by_commune.items()
    }
    return set(apart) == set(expected) and max(apart.values()) < 1e-7


def _version_3(folder: Path) -> Path:
    frame = _frame("INSEE_COM", "NOM", SHAPES, SIREN_EPCI="200071140", POPULATION=1000)
    frame.to_crs("EPSG:2154").to_file(folder / "COMMUNE.shp", engine="pyogrio")
    files = sorted(folder.glob("COMMUNE.*"))
    return write_zip(folder / "ADMIN-EXPRESS-COG_3-2__SHP_LAMB93_FXX_2024-02-22.zip", files)


def _version_4(folder: Path) -> Path:
    path = folder / "ADMIN-EXPRESS-COG-CARTO_4-0__GPKG_LAMB93_FXX_ED2025-01-01.gpkg"
    pairs = "200071140/200000000"
    part = {"03190": box(3.28, 46.5, 3.30, 46.6)}
    _frame("code_insee", "nom_officiel", part, code_insee_de_la_commune_de_rattach="03190").to_crs(
        "EPSG:2154"
    ).to_file(path, layer="commune_associee_ou_deleguee", engine="pyogrio")
    commune = _frame("code_insee", "nom_officiel", SHAPES, codes_siren_des_epci=pairs)
    commune.to_crs("EPSG:2154").to_file(path, layer="commune", engine="pyogrio")
    centre = {"03190": Point(3.3, 46.5)}
    _frame("code_insee", "nom_officiel", centre).to_file(
        path, layer="chef_lieu_de_commune", engine="pyogrio"
    )
    department = {"03": box(2, 46, 4, 47)}
    _frame("code_insee", "nom_officiel", department).to_file(
        path, layer="departement", engine="pyogrio"
    )
    return path


def _simplified(folder: Path) -> Path:
    path = folder / "communes-2023-100m.geojson"
    _frame("code", "nom", SHAPES, departement="03").to_file(path, engine="pyogrio")
    return path


@pytest.mark.parametrize(
    ("write", "vintage"), [(_version_3, "2024"), (_version_4, "2025"), (_simplified, "2023")]
)
def test_three_products_give_the_same_polygons(tmp_path: Path, write: object, vintage: str) -> None:
    """Shapefile 3, GeoPackage 4 with its other layers, GeoJSON: only the communes asked for."""
    path = write(tmp_path)  # type: ignore[operator]
    head = read_head(path)
    assert head.holds(OUTLINES.fields)
    reading = read_outlines(path, communes=COMMUNES, head=head)
    assert _same(reading, {code: SHAPES[code] for code in COMMUNES})
    assert all(shapely.is_valid(shape) for shape in reading.by_commune.values())
    assert reading.vintage == vintage
    assert reading.remarks == ()


def test_arrondissements_municipaux_have_their_own_layer(tmp_path: Path) -> None:
    """In version 3 they bear the code of the city too: it is not theirs."""
    arrondissements = {"75101": SHAPES["03190"], "75102": SHAPES["03321"]}
    path = tmp_path / "ARRONDISSEMENT_MUNICIPAL.shp"
    _frame("INSEE_ARM", "NOM", arrondissements, INSEE_COM="75056").to_file(path, engine="pyogrio")
    assert _same(read_outlines(path, communes=list(arrondissements)), arrondissements)
    whole = read_outlines(path, communes=["75056"])
    assert _same(whole, {"75056": box(3.28, 46.50, 3.50, 46.60)})
    assert whole.remarks == ()


def test_a_merged_commune_is_the_union_of_its_parts(tmp_path: Path) -> None:
    """A file older than a merger draws what is one commune today; it is said."""
    reading = read_outlines(_simplified(tmp_path), communes=["03190"], former={"03321": "03190"})
    assert _same(reading, {"03190": box(3.28, 46.50, 3.50, 46.60)})
    assert "réunis : 03190" in reading.remarks[0]


def test_a_commune_in_several_pieces_is_whole(tmp_path: Path) -> None:
    """Islands, or IRIS, that bear the same code are put together."""
    path = tmp_path / "CONTOURS-IRIS.gpkg"
    frame = gpd.GeoDataFrame(
        {"INSEE_COM": ["03190", "03190"], "NOM_COM": ["Moulins"] * 2, "IRIS": ["0101", "0102"]},
        geometry=[SHAPES["03190"], SHAPES["03321"]],
        crs="EPSG:4326",
    )
    frame.to_file(path, engine="pyogrio")
    expected = {"03190": box(3.28, 46.50, 3.50, 46.60)}
    assert _same(read_outlines(path, communes=["03190"]), expected)


def test_the_first_layer_of_a_commune_wins(tmp_path: Path) -> None:
    """The same commune in two layers is drawn once, not the union of both."""
    path = tmp_path / "two.gpkg"
    _frame("code", "nom", {"03190": SHAPES["03190"]}).to_file(path, layer="a", engine="pyogrio")
    _frame("code", "nom", {"03190": SHAPES["03321"]}).to_file(path, layer="b", engine="pyogrio")
    assert _same(read_outlines(path, communes=["03190"]), {"03190": SHAPES["03190"]})


def test_codes_that_lost_their_zero_and_absent_communes(tmp_path: Path) -> None:
    """« 3190 » is Moulins, as a text or as a number; what is absent keeps its outline, said."""
    numbers = {3190: SHAPES["03190"]}
    for name, shapes in (("n.gpkg", numbers), ("t.gpkg", {"3190": SHAPES["03190"]})):
        path = tmp_path / name
        _frame("code", "nom", shapes).to_file(path, engine="pyogrio")  # type: ignore[arg-type]
        reading = read_outlines(path, communes=COMMUNES)
        assert _same(reading, {"03190": SHAPES["03190"]})
        assert "contour embarqué : 03321" in reading.remarks[0]


def test_a_table_without_shapes_is_refused(tmp_path: Path) -> None:
    """A CSV of codes and names draws nothing; nor do points."""
    path = write_text(tmp_path / "communes.csv", [["code", "nom"], ["03190", "Moulins"]])
    assert not read_head(path).holds(OUTLINES.fields)
    points = tmp_path / "points.gpkg"
    _frame("code", "nom", {"03190": Point(3, 46)}).to_file(points, engine="pyogrio")
    for wrong in (path, points):
        with pytest.raises(DataError, match="aucune couche de polygones"):
            read_outlines(wrong, communes=COMMUNES)
