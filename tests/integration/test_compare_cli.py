"""``placement compare`` from end to end: files, refusals, readers, real territories."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import REPOSITORY
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, replace, write_scenario, write_territory
from tests.viz.axe import barriers
from tests.viz.chromium import Tab

FILES = ("comparaison.csv", "comparaison.html", "comparaison.json", "comparaison.xlsx")
CHEAPER = SCENARIO.replace("nom: essai", "nom: moins").replace("20000", "0")


def read(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (folder / "comparaison.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    return {(row["public"], row["indicateur"]): row for row in rows}


def number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None


@pytest.fixture
def two(workplace: Path) -> Path:
    """Give two scenarios of one territory."""
    write_scenario(workplace, text=CHEAPER, name="moins.yaml")
    return workplace


def test_a_folder_of_scenarios_is_compared(placement: Run, two: Path, tmp_path: Path) -> None:
    """Five files in a folder of the territory; each figure is that of ``resultat.json``."""
    out = tmp_path / "out"
    assert placement("run", two, "--out", out).code == 0
    ended = placement("compare", two, "--out", out)
    assert ended.code == 0, ended.err
    folder = out / "essai" / "comparaison"
    assert sorted(path.name for path in folder.iterdir()) == [*FILES, "manifeste.json"]
    rows = read(folder)
    for name in ("essai", "moins"):
        result = json.loads((out / "essai" / name / "resultat.json").read_text("utf-8"))
        assert number(rows["", "cout_annuel_eur"][name]) == pytest.approx(
            result["cout_annuel_eur"], abs=0.5
        )
        for public, figures in result["indicateurs"].items():
            for key, value in figures.items():
                near = 1e-5 if key.startswith("part") else 0.0501
                found = number(rows[public, key][name])
                assert found == pytest.approx(value, abs=near), (name, public, key)
        first = number(rows["tous", "moyenne_min"]["existant"])
        told = result["indicateurs_existant"]["tous"]["moyenne_min"]
        assert first == pytest.approx(told, abs=0.0501)


def test_a_second_comparison_gives_the_same_bytes(
    placement: Run, two: Path, tmp_path: Path
) -> None:
    """Every file but the clock of the manifest, which has the hash of the others."""
    manifests = []
    for name in ("une", "deux"):
        assert placement("compare", two, "--out", tmp_path / name).code == 0
        folder = tmp_path / name / "essai" / "comparaison"
        manifest = json.loads((folder / "manifeste.json").read_text("utf-8"))
        manifest.pop("execution")
        for file, sha256 in manifest["sorties_sha256"].items():
            assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == sha256
        manifests.append(manifest)
    assert manifests[0] == manifests[1]
    assert set(manifests[0]["sorties_sha256"]) == set(FILES)


def test_any_scenario_may_be_the_reference(placement: Run, two: Path, tmp_path: Path) -> None:
    """Differences change sign with it; an unknown name is told, with those there are."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("essai", "moins"):
        ended = placement("compare", two, "--out", tmp_path, "--reference", name, "--json")
        assert ended.code == 0, ended.err
        (document,) = json.loads(ended.out)
        assert document["reference"] == name
        line = next(
            one for one in document["indicateurs"] if one["indicateur"] == "cout_annuel_eur"
        )
        found[name] = line["ecarts"]
    assert found["essai"]["moins"] == -found["moins"]["essai"] != 0
    ended = placement("compare", two, "--out", tmp_path, "--reference", "ailleurs")
    assert ended.code == 2
    assert "existant, essai, moins" in ended.err


def test_each_territory_has_its_comparison(placement: Run, two: Path, tmp_path: Path) -> None:
    """Scenarios of two territories are never mixed: one folder each."""
    other = write_territory(tmp_path / "ailleurs" / "territoire")
    replace(other / "territoire.yaml", old="nom: essai", new="nom: ailleurs")
    text = SCENARIO.replace("nom: essai", "nom: autre")
    write_scenario(tmp_path / "ailleurs", text=text, name="autre.yaml")
    ended = placement(
        "compare", two / "essai.yaml", tmp_path / "ailleurs", "--out", tmp_path / "out"
    )
    assert ended.code == 0, ended.err
    for name, scenario in (("essai", "essai"), ("ailleurs", "autre")):
        document = json.loads(
            (tmp_path / "out" / name / "comparaison" / "comparaison.json").read_text("utf-8")
        )
        assert document["territoire"] == name
        assert [one["nom"] for one in document["scenarios"]] == ["existant", scenario]


def test_a_scenario_without_plan_is_left_out_and_told(
    placement: Run, two: Path, tmp_path: Path
) -> None:
    """The others are compared all the same; the exit code is that of the failure."""
    text = SCENARIO.replace("nom: essai", "nom: rien").replace(
        "{existant_plus_eur: 20000}", "{annuel_eur: 10}"
    )
    write_scenario(two, text=text, name="rien.yaml")
    ended = placement("compare", two, "--out", tmp_path / "out")
    assert ended.code == 4
    document = json.loads(
        (tmp_path / "out" / "essai" / "comparaison" / "comparaison.json").read_text("utf-8")
    )
    assert [one["nom"] for one in document["scenarios"]] == ["existant", "essai", "moins"]
    assert any("laissé de côté" in text for text in document["avertissements"])


def test_the_second_scenario_of_one_name_is_left_out(
    placement: Run, two: Path, tmp_path: Path
) -> None:
    """Their columns could not be told apart: the other is told, without the path of its folder."""
    write_scenario(two, name="zzz.yaml")
    ended = placement("compare", two, "--out", tmp_path / "out")
    assert ended.code == 2
    assert "ont le même nom" in ended.err
    document = (tmp_path / "out" / "essai" / "comparaison" / "comparaison.json").read_text("utf-8")
    assert "« zzz.yaml » laissé de côté" in document
    assert str(tmp_path) not in document


def test_the_workbook_keeps_the_zero_of_codes(placement: Run, two: Path, tmp_path: Path) -> None:
    """« 03190 » is text in the sheet of communes, and amounts are numbers."""
    assert placement("compare", two, "--out", tmp_path / "out").code == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "essai" / "comparaison" / "comparaison.xlsx")
    page = book["Communes"]
    columns = [cell.value for cell in page[1]]
    codes = {page.cell(r, columns.index("code_commune") + 1).value for r in range(2, page.max_row)}
    assert {"03190", "03321"} <= codes
    bills = book["Coûts par EPCI"]
    assert all(isinstance(bills.cell(r, 2).value, int | float) for r in range(2, bills.max_row + 1))


def test_the_public_reads_what_anybody_may_know(placement: Run, two: Path, tmp_path: Path) -> None:
    """In a folder of its own: whole minutes, no captive public, counts of the followed masked."""
    lines = ["code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis;"
             "nb_entretiens",
             "03190;2024;100;400;40;160;900", "03321;2024;50;200;20;80;400",
             "03013;2024;20;60;12;24;100", "03275;2024;1;7;0;1;10",
             "03183;2024;1;3;0;1;4"]  # fmt: skip
    (two / "territoire" / "imilo.csv").write_bytes(
        ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
    )
    ended = placement("compare", two, "--out", tmp_path / "out", "--profil", "public")
    assert ended.code == 0, ended.err
    folder = tmp_path / "out" / "essai" / "comparaison" / "public"
    assert sorted(path.name for path in folder.iterdir()) == [*FILES, "manifeste.json"]
    assert not (folder.parent / "comparaison.csv").exists()
    document = json.loads((folder / "comparaison.json").read_text("utf-8"))
    masked = {
        one["code_commune"]
        for one in document["communes"]
        if one["scenarios"]["essai"]["jeunes"] is None
    }
    assert {"03275", "03183"} <= masked
    for one in document["communes"]:
        for told in one["scenarios"].values():
            if one["code_commune"] in masked:
                assert "jeunes" in told["masque"]
            for key, value in told.items():
                if key.endswith("_min") and value is not None:
                    assert value == round(value)
    page = (folder / "comparaison.html").read_text("utf-8")
    assert "Document public" in page
    assert all(one["ecart"] is None for one in document["scenarios"])


def test_masked_counts_change_nothing_that_the_public_reads(
    placement: Run, two: Path, tmp_path: Path
) -> None:
    """Young people swapped between two masked communes of one size: the same bytes."""
    head = (
        "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis;"
        "nb_entretiens"
    )
    big = ["03190;2024;100;400;40;160;900", "03321;2024;50;200;20;80;400",
           "03013;2024;20;60;12;24;100"]  # fmt: skip
    pages = []
    for small in ((7, 3), (3, 7)):
        rows = [
            f"{code};2024;1;{n};0;1;10" for code, n in zip(("03275", "03183"), small, strict=True)
        ]
        (two / "territoire" / "imilo.csv").write_bytes(
            ("\ufeff" + "\r\n".join([head, *big, *rows]) + "\r\n").encode()
        )
        assert placement("compare", two, "--out", tmp_path / "out", "--profil", "public").code == 0
        folder = tmp_path / "out" / "essai" / "comparaison" / "public"
        pages.append([(folder / name).read_bytes() for name in FILES])
    assert pages[0] == pages[1]


@pytest.mark.browser
@pytest.mark.parametrize("name", ["moulins", "bethune"])
def test_a_real_territory_is_compared_in_a_browser(
    placement: Run, tmp_path: Path, tab: Tab, name: str
) -> None:
    """Every scenario shipped: no error, no request but the file, under 5 MB, no serious barrier."""
    scenarios = REPOSITORY / "scenarios" / name
    ended = placement("compare", scenarios, "--out", tmp_path)
    assert ended.code == 0, ended.err
    page = tmp_path / name / "comparaison" / "comparaison.html"
    assert page.stat().st_size < 5_000_000
    for width, height in ((1280, 800), (390, 844)):
        tab.errors.clear()
        tab.requests.clear()
        tab.open(page, width=width, height=height)
        assert tab.errors == []
        assert set(tab.requests) <= {page.as_uri()}
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        options = tab.evaluate("document.querySelectorAll('#gauche option').length")
        assert options == len(list(scenarios.glob("*.yaml")))
    assert barriers(tab) == []


def test_the_folder_of_a_scenario_called_comparaison_is_left_alone(
    placement: Run, two: Path, tmp_path: Path
) -> None:
    """Its results are not written over; the message says what to do."""
    taken = tmp_path / "out" / "essai" / "comparaison"
    taken.mkdir(parents=True)
    (taken / "resultat.json").write_text("{}", encoding="utf-8")
    ended = placement("compare", two, "--out", tmp_path / "out")
    assert ended.code == 3
    assert [path.name for path in taken.iterdir()] == ["resultat.json"]
    shutil.rmtree(taken)
