"""The tolerant reader of public files: one table, whatever its clothes; never a crash."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from official_drawing import write_text, write_workbook, write_zip
from shapely.geometry import Point

from placement.errors import DataError
from placement.sources.official import (
    GEOMETRY_FIELD,
    Field,
    FieldKind,
    OfficialTable,
    read_head,
    read_layers,
    read_official,
)

FIELDS = (
    Field("code", ("com", "codgeo"), FieldKind.CODE, width=5),
    Field("name", ("libgeo",), FieldKind.TEXT, required=False),
    Field("young", ("pop1524",)),
    Field("jobless", ("chom1524",), required=False),
)
ROWS = (
    ("03190", "Moulins", "1234.5", "12"),
    ("2A004", "Ajaccio (Été)", "0", "s"),
    ("01001", "L'Abergement-Clémenciat", "17.25", "nd"),
)
SUFFIXES = [".csv", ".txt", ".xlsx", ".xls", ".ods", ".zip", ".json", ".geojson", ".gpkg", ".dbf"]
SUFFIXES += [".shp", ".parquet"]


def _check(table: OfficialTable, *, vintage: str) -> None:
    assert table.text("code").tolist() == [row[0] for row in ROWS]
    assert table.text("name").tolist() == [row[1] for row in ROWS]
    assert table.number("young").tolist() == [1234.5, 0, 17.25]
    assert table.number("jobless")[0] == 12
    assert np.isnan(table.number("jobless")[1:]).all()
    assert table.hidden == {"jobless": 2}
    assert table.vintage == vintage


def _header(vintage: str, *, upper: bool) -> list[str]:
    names = ["com", "libgeo", f"P{vintage}_pop1524", f"p{vintage}_Chom1524"]
    return [name.upper() if upper else name for name in names]


@settings(max_examples=60)
@given(
    order=st.permutations(range(6)),
    separator=st.sampled_from(";,\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    vintage=st.integers(6, 25).map("{:02d}".format),
    upper=st.booleans(),
    comma=st.booleans(),
    titles=st.integers(0, 4),
    zipped=st.booleans(),
)
def test_clothes_do_not_change_the_table(
    tmp_path_factory: pytest.TempPathFactory,
    *,
    order: Sequence[int],
    separator: str,
    encoding: str,
    vintage: str,
    upper: bool,
    comma: bool,
    titles: int,
    zipped: bool,
) -> None:
    """Any order of columns, separator, encoding, vintage, case, title above, zip: one table."""
    folder = tmp_path_factory.mktemp("clothes")
    lines = [[*_header(vintage, upper=upper), "IRIS", "Autre colonne"]]
    lines += [
        [*row[:2], row[2].replace(".", "," if comma else "."), row[3], "0101", "é"] for row in ROWS
    ]
    shuffled = [[line[place] for place in order] for line in lines]
    above = [[] if k % 2 else [f"Titre {k}", *[""] * 5] for k in range(titles)]
    path = folder / "base.csv"
    write_text(path, [*above, *shuffled], separator=separator, encoding=encoding, quoted=True)
    if zipped:
        path = write_zip(folder / "base.zip", [path])
    _check(read_official(path, fields=FIELDS, head=read_head(path)), vintage=f"20{vintage}")


@settings(max_examples=15)
@given(
    order=st.permutations(range(4)),
    vintage=st.integers(6, 25).map("{:02d}".format),
    titles=st.integers(0, 10),
    numbers=st.booleans(),
)
def test_workbooks_say_what_texts_say(
    tmp_path_factory: pytest.TempPathFactory,
    *,
    order: Sequence[int],
    vintage: str,
    titles: int,
    numbers: bool,
) -> None:
    """Cells that are numbers or texts, notes above, other sheets before: the same table."""
    folder = tmp_path_factory.mktemp("workbook")
    lines: list[list[object]] = [list(_header(vintage, upper=True))]
    for code, name, young, jobless in ROWS:
        known = jobless.isdigit()
        lines.append([code, name, float(young), int(jobless) if known else jobless])
    if numbers:
        lines[3][0] = 1001
    above: list[list[object]] = [["Une note"] if k % 2 else [] for k in range(titles)]
    shuffled = [[line[place] for place in order] for line in lines]
    sheets = {"Documentation": [["COM", "code"]], "Données": [*above, *shuffled]}
    path = write_workbook(folder / "base.xlsx", sheets)
    _check(read_official(path, fields=FIELDS), vintage=f"20{vintage}")


def test_parquet_and_attributes_of_layers_say_the_same(tmp_path: Path) -> None:
    """Typed columns, a GeoPackage, a Shapefile alone or zipped with what goes with it."""
    columns = dict(
        zip(["com", "libgeo", "pop1524", "chom1524"], zip(*ROWS, strict=True), strict=True)
    )
    table = {name: list(cells) for name, cells in columns.items()}
    typed = {**table, "pop1524": [float(cell) for cell in table["pop1524"]]}
    pq.write_table(pa.table(typed), tmp_path / "base_2020.parquet")
    frame = gpd.GeoDataFrame(typed, geometry=[Point(k, 46) for k in range(3)], crs="EPSG:4326")
    frame.to_file(tmp_path / "base_2020.gpkg", engine="pyogrio")
    frame.to_file(tmp_path / "base_2020.shp", engine="pyogrio")
    parts = [tmp_path / f"base_2020.{suffix}" for suffix in ("cpg", "dbf", "prj", "shp", "shx")]
    write_zip(tmp_path / "shapefile_2020.zip", parts)
    with zipfile.ZipFile(tmp_path / "layer_2020.zip", "w") as archive:
        archive.write(tmp_path / "base_2020.gpkg", "données/base 2020.gpkg")
    names = [
        "base_2020.parquet",
        "base_2020.gpkg",
        "base_2020.shp",
        "base_2020.dbf",
        "shapefile_2020.zip",
        "layer_2020.zip",
    ]
    for name in names:
        _check(read_official(tmp_path / name, fields=FIELDS), vintage="2020")


def test_a_zipped_shapefile_is_read_once(tmp_path: Path) -> None:
    """The .dbf beside the .shp holds the same rows: they do not count twice."""
    frame = gpd.GeoDataFrame(
        {"com": ["03190"], "pop1524": [2.5]}, geometry=[Point(3, 46)], crs=4326
    )
    frame.to_file(tmp_path / "base.shp", engine="pyogrio")
    path = write_zip(tmp_path / "base.zip", sorted(tmp_path.glob("base.*")))
    assert read_official(path, fields=FIELDS).number("young").tolist() == [2.5]


@settings(max_examples=40)
@given(kept=st.sets(st.sampled_from([row[0] for row in ROWS] + ["99999"])))
def test_keeping_rows_is_reading_then_choosing(
    tmp_path_factory: pytest.TempPathFactory, kept: set[str]
) -> None:
    """Rows are those whose code is wanted, in the order of the file; lost zeros are put back."""
    path = tmp_path_factory.mktemp("kept") / "base.csv"
    write_text(path, [_header("20", upper=True), *ROWS[:2], (" 1001 ", *ROWS[2][1:])])
    table = read_official(path, fields=FIELDS, keep={"code": kept})
    assert table.text("code").tolist() == [row[0] for row in ROWS if row[0] in kept]
    assert table.rows == len(kept - {"99999"})


def test_an_accent_far_below_the_head_is_read(tmp_path: Path) -> None:
    """A Windows-1252 file whose first 100,000 bytes are plain: the accents that follow are too."""
    plain = [["03190", "Moulins", "1"]] * 8000
    last = ["01001", "L'Abergement-Clémenciat", "2"]
    path = tmp_path / "base.csv"
    write_text(path, [["COM", "LIBGEO", "POP1524"], *plain, last], encoding="cp1252")
    table = read_official(path, fields=FIELDS)
    assert table.text("name")[-1] == "L'Abergement-Clémenciat"
    assert table.rows == 8001


def test_an_absent_field_is_unknown_not_zero(tmp_path: Path) -> None:
    """Numbers are NaN, texts empty, and the table says that it has not the field."""
    path = write_text(tmp_path / "b.csv", [["CODGEO", "P20_POP1524"], ["03190", "5"]])
    table = read_official(path, fields=FIELDS)
    assert not table.has("jobless")
    assert np.isnan(table.number("jobless")).all()
    assert table.text("name").tolist() == [""]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["CODGEO;AUTRE", "03190;1"], "il faut les colonnes COM, POP1524"),
        (["CODGEO;POP1524", "03190;douze"], "colonne POP1524 : un nombre est attendu"),
        (["CODGEO;POP1524", "03190;1;2"], "1 lignes n'ont pas le nombre de cellules"),
        (["CODGEO;POP1524", "03190"], "1 cellules au lieu de 2"),
        (["CODGEO;POP1524", "03190;inf"], "nombre infini"),
    ],
)
def test_a_wrong_file_is_told_with_its_name(tmp_path: Path, lines: list[str], words: str) -> None:
    """What is wrong, in French, in which file."""
    path = tmp_path / "base.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    with pytest.raises(DataError, match=words) as caught:
        read_official(path, fields=FIELDS)
    assert "fichier base.csv" in str(caught.value)


def _read_every_way(path: Path) -> None:
    """Read as a table and as a layer; only ``DataError`` may come out."""
    for read in (
        lambda: read_official(path, fields=FIELDS),
        lambda: read_official(path, fields=FIELDS, keep={"code": ["03190"]}),
        lambda: read_layers(path, fields=(*FIELDS, GEOMETRY_FIELD)),
    ):
        told = path.name
        try:
            read()
        except DataError as error:
            told = str(error)
        assert path.name in told


@settings(max_examples=150)
@given(content=st.binary(max_size=300), suffix=st.sampled_from(SUFFIXES))
def test_any_bytes_of_a_public_file_give_a_table_or_a_data_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    """Whatever is dropped under whatever suffix, the person reads a sentence, not a trace."""
    path = tmp_path_factory.mktemp("bytes") / f"x{suffix}"
    path.write_bytes(content)
    _read_every_way(path)


@settings(max_examples=60)
@given(text=st.text(alphabet='com;pop1524,\t\n\r" 0é1', max_size=120))
def test_any_text_of_a_public_file_gives_a_table_or_a_data_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Quotes that never close, separators everywhere, a header alone."""
    path = tmp_path_factory.mktemp("text") / "x.csv"
    path.write_text(f"com;pop1524\n{text}", encoding="utf-8", newline="")
    _read_every_way(path)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One sound file of every container."""
    folder = tmp_path_factory.mktemp("sound")
    rows = [["COM", "LIBGEO", "POP1524", "CHOM1524"], *ROWS]
    paths = [write_text(folder / "a.csv", rows), write_workbook(folder / "a.xlsx", {"S": rows})]
    paths.append(write_zip(folder / "a.zip", paths))
    frame = gpd.GeoDataFrame(
        {"com": ["03190", "03321"], "pop1524": [1.5, 2]}, geometry=[Point(3, 46)] * 2, crs=4326
    )
    for suffix in (".gpkg", ".geojson"):
        frame.to_file(folder / f"g{suffix}", engine="pyogrio")
        paths.append(folder / f"g{suffix}")
    pq.write_table(pa.table({"com": ["03190"], "pop1524": [1.5]}), folder / "a.parquet")
    return [*paths, folder / "a.parquet"]


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_file_gives_a_table_or_a_data_error(
    tmp_path: Path, sound: list[Path], seed: int
) -> None:
    """Cut short, or with a few bytes changed, as an interrupted download leaves it."""
    chance = random.Random(seed)
    for source in sound:
        content = bytearray(source.read_bytes())
        if seed % 2:
            content = content[: chance.randrange(len(content))]
        for _ in range(0 if seed % 2 else 12):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path = tmp_path / f"damaged{source.suffix}"
        path.write_bytes(bytes(content))
        _read_every_way(path)


def test_bytes_that_are_no_letters_are_told(tmp_path: Path) -> None:
    """The geographic library stumbles on the name of an attribute: the file is said, no trace."""
    frame = gpd.GeoDataFrame({"com": ["03190"], "autre": ["x"]}, geometry=[Point(3, 46)], crs=4326)
    path = tmp_path / "base.geojson"
    frame.to_file(path, engine="pyogrio")
    path.write_bytes(path.read_bytes().replace(b'"autre"', b'"aut\xb7re"'))
    with pytest.raises(DataError, match=r"fichier base\.geojson"):
        read_official(path, fields=FIELDS)


def test_archives_of_another_kind_are_told(tmp_path: Path) -> None:
    """A 7z of the IGN is to be unpacked, an empty file fetched again; a picture is nothing."""
    seven, empty = tmp_path / "ADMIN-EXPRESS.7z", tmp_path / "vide.csv"
    seven.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(20))
    empty.write_bytes(b"")
    nothing = tmp_path / "rien.zip"
    with zipfile.ZipFile(nothing, "w") as archive:
        archive.writestr("photo.png", b"\x89PNG")
    for path, words in [(seven, "décompressez-la"), (empty, "vide"), (nothing, "ni CSV")]:
        with pytest.raises(DataError, match=words):
            read_head(path)
    with pytest.raises(DataError, match=r"absent\.csv : absent"):
        read_head(tmp_path / "absent.csv")
