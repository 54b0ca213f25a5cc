"""What a run exports opens in LibreOffice, GDAL and QGIS, and says what the result says."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from placement.cli import main
from tests.conftest import REPOSITORY
from tests.exported import EXPORTS, tables, written

SCENARIOS = {"moulins": "02-moyens-constants", "bethune": "02-moyens-constants"}
SIZES = {"moulins": 126, "bethune": 104}
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"


def tool(name: str) -> str:
    """Path of a program; required in continuous integration, else the test skips."""
    found = shutil.which(name)
    if found is None and "CI" not in os.environ:
        pytest.skip(f"{name} is not on this machine: apt-get install libreoffice-calc gdal-bin")
    assert found is not None, f"{name} is required in continuous integration"
    return found


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the results of a shipped scenario of each territory."""
    out = tmp_path_factory.mktemp("exports")
    files = [REPOSITORY / "scenarios" / name / f"{one}.yaml" for name, one in SCENARIOS.items()]
    with pytest.raises(SystemExit) as ended:
        main(["run", *map(str, files), "--out", str(out)])
    assert not ended.value.code
    return out


@pytest.fixture(scope="module", params=sorted(SCENARIOS))
def folder(maps: Path, request: pytest.FixtureRequest) -> Path:
    """Give the folder of one of them."""
    (found,) = (maps / request.param).iterdir()
    return found


def french(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def converted(book: Path, *, to: Path) -> Path:
    """Have LibreOffice write every sheet of a workbook as a French CSV."""
    profile = f"-env:UserInstallation=file://{to}/profil"
    command = [tool("soffice"), "--headless", profile, "--convert-to", EVERY_SHEET]
    subprocess.run(
        [*command, "--outdir", str(to), str(book)], check=True, capture_output=True, timeout=120
    )
    return to


def number(text: str) -> float:
    return float(text.replace("\u202f", "").replace(",", "."))


@pytest.mark.parametrize("name", ["tableaux.ods", "tableaux.xlsx"])
def test_libreoffice_opens_a_workbook_and_codes_keep_their_zero(
    folder: Path, tmp_path: Path, name: str
) -> None:
    """Every sheet is converted; communes and young people are those of ``communes.csv``."""
    out = converted(folder / name, to=tmp_path)
    sheets = {path.stem.partition("-")[2]: path for path in out.glob("*.csv")}
    assert set(sheets) == set(openpyxl.load_workbook(folder / "tableaux.xlsx").sheetnames)
    told = {line["Code commune"]: line for line in french(sheets["Communes"])}
    expected = {line["code_commune"]: line for line in french(folder / "communes.csv")}
    assert told.keys() == expected.keys()
    assert len(told) == SIZES[folder.parent.name]
    if folder.parent.name == "moulins":
        assert "03190" in told
    for code, line in told.items():
        assert number(line["Jeunes"]) == pytest.approx(number(expected[code]["jeunes"]))


def test_libreoffice_opens_the_french_csv(folder: Path, tmp_path: Path) -> None:
    """Read with its own separator, codes as text: the zero at the head is still there."""
    options = "--infilter=CSV:59,34,76,1,1/2/2/2/3/2"
    command = [tool("soffice"), "--headless", f"-env:UserInstallation=file://{tmp_path}/profil"]
    subprocess.run(
        [*command, options, "--convert-to", "ods", "--outdir", str(tmp_path),
         str(folder / "communes.csv")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "communes.ods") as archive:
        content = archive.read("content.xml").decode()
    for line in french(folder / "communes.csv"):
        assert f"<text:p>{line['code_commune']}</text:p>" in content


def test_gdal_reads_the_geopackage_and_its_styles(folder: Path, tmp_path: Path) -> None:
    """``ogrinfo`` lists the layers, their system and their features, and the styles."""
    ogrinfo = tool("ogrinfo")
    package = str(shutil.copy(folder / "donnees.gpkg", tmp_path))
    command = [ogrinfo, "-so", "-al", package]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    blocks = dict(part.split("\n", 1) for part in told.stdout.split("Layer name: ")[1:])
    layers = {"communes", "lieux", "liaisons", "epci", "perimetre"}
    assert layers | {"layer_styles"} <= blocks.keys()
    assert f"Feature Count: {SIZES[folder.parent.name]}" in blocks["communes"]
    assert all('ID["EPSG",2154]' in blocks[name] for name in layers)
    assert "Warning" not in told.stderr
    query = "SELECT f_table_name FROM layer_styles WHERE useAsDefault"
    styled = subprocess.run(
        [ogrinfo, "-ro", "-sql", query, package],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert all(f"= {name}\n" in styled.stdout for name in layers)


def test_every_format_says_what_the_result_says(folder: Path) -> None:
    """Young people, sites, half-days and costs are the same in every table, and in the result."""
    result = json.loads((folder / "resultat.json").read_text(encoding="utf-8"))
    seen = []
    for name, rows in tables(folder):
        if name in ("sites.csv", "Lieux", "gpkg:lieux", "lieux.geojson"):
            seen.append(name)
            assert [row["id"] for row in rows] == [site["id"] for site in result["sites"]]
            for key in ("cout_annuel_eur", "demi_journees_an"):
                assert [float(row[key]) for row in rows] == [s[key] for s in result["sites"]]
        if name in ("communes.csv", "Communes", "gpkg:communes", "communes.geojson"):
            seen.append(name)
            young = sum(float(row["jeunes"]) for row in rows)
            assert young == pytest.approx(result["demande"]["total"], abs=0.05 * len(rows))
        if name in ("couts.csv", "Coûts"):
            seen.append(name)
            totals = [float(row["scenario_eur"]) for row in rows if row["ligne"] == "Ensemble"]
            assert totals[:3] == [round(result["cout_annuel_eur"])] * 3
    assert len(seen) == 10


def test_the_manifest_has_the_hash_of_every_export(folder: Path) -> None:
    """Those in the sub-folder too."""
    hashes = json.loads((folder / "manifeste.json").read_text("utf-8"))["sorties_sha256"]
    assert hashes.keys() >= EXPORTS
    for name, data in written(folder).items():
        if name != "manifeste.json":
            assert hashes[name] == hashlib.sha256(data).hexdigest()


QGIS = """
import os
import sys
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1] + "/projet.qgz"), project.error()
layers = project.mapLayers().values()
assert len(layers) >= 5
for layer in layers:
    assert layer.isValid(), layer.name()
    assert layer.renderer().type() == "RuleRenderer", layer.name()
alone = QgsVectorLayer(sys.argv[1] + "/donnees.gpkg|layername=communes", "communes", "ogr")
labels = [rule.label() for rule in alone.renderer().rootRule().children()]
print(project.crs().authid(), len(labels), flush=True)
os._exit(0)  # some versions of QGIS do not survive their own end
"""


def test_qgis_opens_the_project_and_the_styles(folder: Path, tmp_path: Path) -> None:
    """The project reads its layers, drawn; the GeoPackage alone opens drawn too."""
    python = "/usr/bin/python3"
    known = subprocess.run([python, "-c", "import qgis.core"], capture_output=True, check=False)
    if known.returncode:
        pytest.skip("QGIS is not on this machine: apt-get install python3-qgis")
    for name in ("donnees.gpkg", "projet.qgz"):
        shutil.copy(folder / name, tmp_path)
    told = subprocess.run(
        [python, "-c", QGIS, str(tmp_path)],
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    system, classes = told.stdout.split()
    assert system == "EPSG:2154"
    assert int(classes) > 4
