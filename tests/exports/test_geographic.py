"""GeoPackage, GeoJSON, project: the values of the tables, where they lie, how they are drawn."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from placement.exports.geojson import geojson_of
from placement.exports.geopackage import write_geopackage
from placement.exports.layers import Layer, layers_of, projected
from placement.exports.project import project_of
from placement.exports.qml import qml_of
from placement.exports.symbology import Condition, Style, styles_for
from placement.french import half_up
from placement.report import ScenarioOutcome, column_named
from placement.viz.style import DIFFERENCE_SCALE, TIME_SCALE
from tests.exports.drawn import drawn_outcome, drawn_territory
from tests.report.outcomes import outcome

DAY = dt.date(2025, 3, 1)
NAMES = {"perimetre", "communes", "epci", "qpv", "liaisons", "lieux"}


def moved(told: ScenarioOutcome) -> list[Layer]:
    return [projected(layer, crs="EPSG:2154") for layer in layers_of(told)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the drawn scenario, counts masked."""
    path = tmp_path_factory.mktemp("gpkg") / "donnees.gpkg"
    write_geopackage(path, layers=moved(drawn_outcome(followed=True)), day=DAY,
                     metadata={"title": "Essai & suite"})  # fmt: skip
    return path


def asked(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(query).fetchall()


def test_the_layers_hold_the_rows_of_the_tables(package: Path) -> None:
    """Every layer, in metres, with every value of its table; what is masked is empty."""
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(package)}
    assert {name for name, kind in kinds.items() if kind is not None} == NAMES
    for layer in moved(drawn_outcome(followed=True)):
        frame = pyogrio.read_dataframe(package, layer=layer.name)
        assert frame.crs.to_epsg() == 2154
        assert tuple(frame.columns)[:-1] == layer.table.columns
        for name, column in zip(layer.table.columns, zip(*layer.table.rows, strict=True),
                                strict=True):  # fmt: skip
            read = [None if pd.isna(cell) else cell for cell in frame[name]]
            assert read == list(column), name
    communes = pyogrio.read_dataframe(package, layer="communes")
    assert np.isnan(communes.set_index("code_commune").loc["C", "jeunes"])


def test_shapes_lie_where_the_communes_are(package: Path) -> None:
    """Some 7.7 by 11.1 km each; the perimeter is their union, the links join mairie and site."""
    communes = pyogrio.read_dataframe(package, layer="communes")
    assert communes.area.to_numpy() == pytest.approx(85e6, rel=0.02)
    whole = pyogrio.read_dataframe(package, layer="perimetre")
    assert whole.area.sum() == pytest.approx(communes.area.sum(), rel=1e-3)
    assert whole.crs == communes.crs
    links = pyogrio.read_dataframe(package, layer="liaisons")
    assert set(links.geom_type) == {"LineString"}


def test_everybody_who_has_access_is_on_a_link() -> None:
    """The young people on the lines add up to those whom the plan receives."""
    told = drawn_outcome()
    (links,) = [layer for layer in layers_of(told) if layer.name == "liaisons"]
    at = links.table.columns.index("jeunes")
    carried = sum(float(row[at] or 0.0) for row in links.table.rows)
    assert carried == pytest.approx(told.assigned, abs=0.1 * len(links.table.rows))


def test_every_layer_has_one_style_by_default(package: Path) -> None:
    """Both in QML and in SLD, well formed, and found by the name of the geometry column."""
    rows = asked(package, "SELECT f_table_name, f_geometry_column, styleName, styleQML, styleSLD, "
                          "useAsDefault FROM layer_styles")  # fmt: skip
    assert {row[0] for row in rows if row[5]} == NAMES == {row[0] for row in rows}
    assert sum(row[5] for row in rows) == len(NAMES)
    columns = dict(asked(package, "SELECT table_name, column_name FROM gpkg_geometry_columns"))
    for table, geometry, name, qml, sld, _ in rows:
        assert geometry == columns[table]
        assert len(name) <= 30
        assert ET.fromstring(qml.partition("\n")[2]).find("renderer-v2") is not None
        assert ET.fromstring(sld.encode()).tag.endswith("StyledLayerDescriptor")


def test_fields_have_their_french_name_and_what_they_tell(package: Path) -> None:
    """As the headers of the spreadsheets have."""
    rows = asked(package, "SELECT column_name, name, description FROM gpkg_data_columns "
                          "WHERE table_name = 'communes'")  # fmt: skip
    told = {name: (title, about) for name, title, about in rows}
    assert told["jeunes"][0] == column_named("jeunes").header
    assert "masqué" in told["jeunes"][1]


def test_a_geopackage_tells_no_hour(package: Path, tmp_path: Path) -> None:
    """Written again, it is the same file to the byte."""
    again = tmp_path / "donnees.gpkg"
    write_geopackage(again, layers=moved(drawn_outcome(followed=True)), day=DAY,
                     metadata={"title": "Essai & suite"})  # fmt: skip
    assert again.read_bytes() == package.read_bytes()
    stamps = asked(package, "SELECT last_change FROM gpkg_contents UNION "
                            "SELECT update_time FROM layer_styles")  # fmt: skip
    assert stamps == [("2025-03-01T00:00:00.000Z",)]


def test_the_geopackage_says_what_it_is(package: Path) -> None:
    """Its title, in the terms of the Dublin Core; reading it leaves no file beside it."""
    ((text,),) = asked(package, "SELECT metadata FROM gpkg_metadata")
    assert [one.text for one in ET.fromstring(text)] == ["Essai & suite"]
    assert len(pyogrio.list_layers(package)) > len(NAMES)
    assert [path.name for path in package.parent.iterdir()] == [package.name]


def collection(told: ScenarioOutcome, name: str) -> dict[str, Any]:
    (layer,) = [one for one in layers_of(told) if one.name == name]
    document: dict[str, Any] = json.loads(geojson_of(layer, members={"diffusion": "interne"}))
    return document


def test_geojson_keeps_to_its_standard() -> None:
    """RFC 7946: degrees, no system of its own, exterior rings counter-clockwise, six decimals."""
    told = collection(drawn_outcome(), "communes")
    assert "crs" not in told
    assert len(told["features"]) == 3
    for feature in told["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert all(part.exterior.is_ccw for part in shapely.get_parts(shape))
        west, south, east, north = shape.bounds
        assert 2.9 < west < east < 3.3
        assert 46.4 < south < north < 46.6
    sites = collection(drawn_outcome(), "lieux")
    assert sites["features"][0]["geometry"]["coordinates"] == [3.0, 46.5]


def test_what_is_masked_is_null_in_geojson() -> None:
    """And named beside it."""
    told = collection(drawn_outcome(followed=True), "communes")
    third = told["features"][2]["properties"]
    assert third["jeunes"] is None
    assert "jeunes" in third["masque"]


def test_without_any_contour_communes_are_their_mairies(tmp_path: Path) -> None:
    """Points, that QGIS draws as points; the perimeter stays, without a shape."""
    path = tmp_path / "donnees.gpkg"
    layers = moved(outcome())
    write_geopackage(path, layers=layers, day=DAY, metadata={"title": "Essai & suite"})
    communes = pyogrio.read_dataframe(path, layer="communes")
    assert set(communes.geom_type) == {"Point"}
    assert pyogrio.read_dataframe(path, layer="perimetre").geometry.isna().all()
    assert "qpv" not in {str(name) for name, _ in pyogrio.list_layers(path)}
    assert project_of(layers, geopackage="donnees.gpkg", title="Essai")


def test_a_commune_without_contour_keeps_its_row() -> None:
    """Its neighbours are drawn; it has no shape, and its figures."""
    place = drawn_territory()
    first, *others = place.communes
    told = outcome(place=replace(place, communes=(replace(first, geometry=None), *others)))
    (layer,) = [one for one in layers_of(told) if one.name == "communes"]
    assert [shape is None for shape in layer.shapes] == [True, False, False]
    assert len(layer.table.rows) == 3


def holds(condition: Condition, *, value: float | None) -> bool:
    if condition.value is None:
        return (value is None) == (condition.operator == "=")
    if value is None:
        return False
    limit = condition.value
    assert isinstance(limit, float)
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
    }[condition.operator]


def applied(style: Style, *, value: float | None) -> list[str]:
    return [
        rule.label
        for rule in style.rules
        if all(holds(condition, value=value) for condition in rule.conditions)
    ]


def test_each_value_is_in_the_class_of_what_it_rounds_to() -> None:
    """One rule applies, and one only: that whose label a reader expects; none means hatched."""
    plan, today, change = styles_for("communes", kind="MultiPolygon")
    for style, scale in ((plan, TIME_SCALE), (today, TIME_SCALE), (change, DIFFERENCE_SCALE)):
        for value in np.arange(-800, 1300) / 10:
            shown = half_up(float(value))
            expected = int(np.searchsorted(scale.bounds, shown))
            assert applied(style, value=float(value)) == [scale.labels[expected]]
        assert applied(style, value=None) == [style.rules[-1].label]


def test_a_style_names_the_fields_it_reads() -> None:
    """Every field of every condition and label is one of its layer."""
    for layer in layers_of(drawn_outcome()):
        for style in styles_for(layer.name, kind=layer.kind):
            used = {one.field for rule in style.rules for one in rule.conditions}
            assert used | ({style.label} - {""}) <= set(layer.table.columns)
            assert qml_of(style, columns=[]).count("<rule ") == len(style.rules)


def test_the_project_reads_the_geopackage_beside_it(tmp_path: Path) -> None:
    """A zip with one project; each layer names its table in the file of the same folder."""
    data = project_of(moved(drawn_outcome()), geopackage="donnees.gpkg", title="Essai & suite")
    path = tmp_path / "projet.qgz"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        root = ET.fromstring(archive.read(name).decode().partition("\n")[2])
    assert root.findtext("title") == "Essai & suite"
    sources = {one.findtext("datasource") for one in root.iter("maplayer")}
    assert sources == {f"./donnees.gpkg|layername={one}" for one in NAMES}
