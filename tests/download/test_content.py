"""What a downloaded file must be before it is kept."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from placement.download.content import FORMATS, Expected, verify_content
from placement.download.failures import DownloadError
from tests.download.samples import POP1B, POPULATION_IRIS, STOPS, big_zip, osm_pbf, zipped

POP1B_ZIP = Expected("zip", columns=("CODGEO", "AGED100", "NB"))
IRIS_ZIP = Expected("zip", columns=("IRIS", "P??_POP1824"))
PORTAL = b"\r\n<!DOCTYPE html>\n<html><head><title>Bienvenue</title></head></html>"
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(4) + (100).to_bytes(8, "little")
SEVEN_ZIP += (5).to_bytes(8, "little") + bytes(4) + bytes(105)


def parquet(*columns: str) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({name: ["03190"] for name in columns}), stream)
    return stream.getvalue()


def geojson(**properties: str) -> bytes:
    feature = {"type": "Feature", "geometry": None, "properties": properties}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def verify(path: Path, body: bytes, *, expected: Expected) -> None:
    path.write_bytes(body)
    verify_content(path, expected=expected, name="fichier")


GOOD = [
    pytest.param(zipped(TD_POP1B_2021__csv=POP1B), POP1B_ZIP, id="pop1b"),
    pytest.param(big_zip(), POP1B_ZIP, id="stored"),
    pytest.param(zipped(meta__csv="COD;LIB\n", base__CSV=POPULATION_IRIS), IRIS_ZIP, id="iris"),
    pytest.param(zipped(base__csv=POPULATION_IRIS.replace("P22", "P19")), IRIS_ZIP, id="vintage"),
    pytest.param(zipped(base__csv=POPULATION_IRIS.lower()), IRIS_ZIP, id="lower-case"),
    pytest.param(zipped(stops__txt=STOPS), Expected("zip", member="stops.txt"), id="gtfs"),
    pytest.param(
        zipped(**{"sub/Stops.TXT": STOPS}), Expected("zip", member="stops.txt"), id="nested"
    ),
    pytest.param(osm_pbf(blocks=3), Expected("pbf"), id="pbf"),
    pytest.param(b"nom;lat;lon\nMairie;46;3\n", Expected("csv", columns=("lat",)), id="csv"),
    pytest.param(
        b'[{"nom": "M", "pivot": []}]', Expected("json", columns=("pivot",)), id="json-list"
    ),
    pytest.param(geojson(code_qp="QN1"), Expected("json", columns=("code_qp",)), id="geojson"),
    pytest.param(parquet("COMMUNE", "DCLT"), Expected("parquet", columns=("dclt",)), id="parquet"),
    pytest.param(SEVEN_ZIP, Expected("7z"), id="7z"),
    pytest.param(b"SQLite format 3\0" + bytes(100), Expected("gpkg"), id="gpkg"),
    pytest.param(b"II*\0" + bytes(100), Expected("tif"), id="tif"),
    pytest.param(zipped(workbook__xml="<x/>"), Expected("xlsx", member="workbook.xml"), id="xlsx"),
]


@pytest.mark.parametrize(("body", "expected"), GOOD)
def test_a_file_in_its_official_form_is_accepted(
    tmp_path: Path, body: bytes, expected: Expected
) -> None:
    """Whatever the vintage in the names of columns, their case, and the folders of archives."""
    verify(tmp_path / "f", body, expected=expected)


def test_every_format_has_a_file_that_is_accepted() -> None:
    """The list above leaves out none of the formats."""
    assert {case.values[1].kind for case in GOOD} == set(FORMATS)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_web_page_is_told_as_such(tmp_path: Path, kind: str) -> None:
    """A portal or an error page in place of a file, is named for what it is."""
    with pytest.raises(DownloadError, match="page web au lieu du fichier"):
        verify(tmp_path / "f", PORTAL, expected=Expected(kind))


@pytest.mark.parametrize("kind", FORMATS)
def test_another_format_is_refused(tmp_path: Path, kind: str) -> None:
    """Bytes that are none of the formats are refused by each."""
    with pytest.raises(DownloadError, match=r"^fichier : "):
        verify(tmp_path / "f", b"\x01\0\xffrien de connu\0", expected=Expected(kind))


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_file_is_refused(tmp_path: Path, kind: str) -> None:
    """No byte at all."""
    with pytest.raises(DownloadError, match="fichier vide"):
        verify(tmp_path / "f", b"", expected=Expected(kind))


CUT = [
    pytest.param(big_zip(), POP1B_ZIP, id="zip"),
    pytest.param(osm_pbf(blocks=4), Expected("pbf"), id="pbf"),
    pytest.param(b'[{"nom": "M"}, {"nom": "N"}]', Expected("json"), id="json"),
    pytest.param(parquet("COMMUNE"), Expected("parquet"), id="parquet"),
    pytest.param(SEVEN_ZIP, Expected("7z"), id="7z"),
]


@pytest.mark.parametrize(("body", "expected"), CUT)
@pytest.mark.parametrize("kept", [0.5, 0.97])
def test_a_truncated_file_is_refused(
    tmp_path: Path, body: bytes, expected: Expected, kept: float
) -> None:
    """The end is missing, a little or a lot: it is seen in every format that can tell."""
    with pytest.raises(DownloadError, match=r"tronqué|lisible"):
        verify(tmp_path / "f", body[: int(len(body) * kept)], expected=expected)


def test_an_altered_archive_is_refused(tmp_path: Path) -> None:
    """One byte changed in the middle of a member: its checksum tells."""
    body = bytearray(big_zip())
    body[len(body) // 2] ^= 0xFF
    with pytest.raises(DownloadError, match=r"abîmée.*TD_POP1B_2021.csv"):
        verify(tmp_path / "f", bytes(body), expected=POP1B_ZIP)


@pytest.mark.parametrize(
    ("body", "expected", "missing"),
    [
        (zipped(t__csv="COM;AGE;NB\n1;2;3\n"), POP1B_ZIP, "CODGEO, AGED100"),
        (zipped(t__csv="IRIS;COM\n1;2\n"), IRIS_ZIP, "P..?_POP1824"),
        (b"nom;adresse\n1;2\n", Expected("csv", columns=("longitude",)), "longitude"),
        (b'[{"nom": "M"}]', Expected("json", columns=("pivot",)), "pivot"),
        (parquet("COMMUNE"), Expected("parquet", columns=("DCLT",)), "DCLT"),
    ],
)
def test_columns_that_changed_are_named(
    tmp_path: Path, body: bytes, expected: Expected, missing: str
) -> None:
    """A file of the right format but without its columns is not the data set."""
    with pytest.raises(DownloadError, match=f"colonnes absentes : {missing}"):
        verify(tmp_path / "f", body, expected=expected)


def test_an_archive_of_something_else_says_what_it_holds(tmp_path: Path) -> None:
    """The member that is missing, and those that are there."""
    with pytest.raises(DownloadError, match=r"ne contient pas « stops.txt » mais photo.jpg"):
        verify(tmp_path / "f", zipped(photo__jpg="x"), expected=Expected("zip", member="stops.txt"))
    with pytest.raises(DownloadError, match="aucun tableau CSV"):
        verify(tmp_path / "f", zipped(photo__jpg="x"), expected=POP1B_ZIP)


def test_a_csv_of_one_column_is_no_table(tmp_path: Path) -> None:
    """An error message in plain text is not a CSV."""
    with pytest.raises(DownloadError, match="une seule colonne"):
        verify(tmp_path / "f", b"Service indisponible\n", expected=Expected("csv"))


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    """A member that needs a password cannot be verified, hence is not kept."""
    body = bytearray(zipped(a__csv=POP1B))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + offset] |= 1
    assert zipfile.is_zipfile(io.BytesIO(body))
    with pytest.raises(DownloadError, match="illisible"):
        verify(tmp_path / "f", bytes(body), expected=POP1B_ZIP)
