"""``placement needs`` from end to end: files, options, refusals, readers."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from placement.errors import DataError
from placement.territory import load_territory
from tests.integration.conftest import Ended
from tests.integration.informed_territory import write_informed_territory
from tests.integration.territories import write_lines, write_territory
from tests.viz.chromium import Tab

Run = Callable[..., Ended]


@pytest.fixture
def informed(tmp_path: Path) -> Path:
    """Give a territory on which every file of a diagnosis was dropped."""
    return write_informed_territory(tmp_path / "territoire")


def table(folder: Path) -> list[dict[str, str]]:
    text = (folder / "besoins.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_needs_of_a_shipped_territory(placement: Run, tmp_path: Path) -> None:
    """Moulins: a line a commune, its code as text, the four files, and what does not count told."""
    ended = placement("needs", "moulins", "--out", tmp_path)
    assert ended.code == 0, ended.err
    folder = tmp_path / "moulins" / "besoins"
    assert sorted(path.name for path in folder.iterdir()) == [
        "besoins.csv", "besoins.html", "besoins.json", "manifeste.json",
    ]  # fmt: skip
    rows = table(folder)
    assert len(rows) == 126
    assert {"03190", "58104"} <= {row["code_commune"] for row in rows}
    ranks = [int(row["rang"]) for row in rows]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1
    assert "Sans effet : pauvrete" in ended.err
    assert "Quartiers prioritaires" in ended.err


def test_every_criterion_counts_once_its_file_is_dropped(
    placement: Run, informed: Path, tmp_path: Path
) -> None:
    """Poverty, NEET, cars, QPV, transport: each from its official layout, credited in JSON."""
    ended = placement("needs", informed, "--out", tmp_path / "out", "--json")
    assert ended.code == 0, ended.err
    document = json.loads(ended.out)
    kept = {row["critere"]: row for row in document["poids"] if row["poids_retenu_pct"] > 0}
    assert {"neet", "pauvrete", "menages_sans_voiture", "qpv", "tad", "temps_voiture"} <= set(kept)
    assert "Filosofi" in kept["pauvrete"]["source"]
    assert kept["menages_sans_voiture"]["millesime"] == "2020"
    assert kept["neet"]["estime"]
    by_code = {row["code_commune"]: row for row in document["lieux"]}
    assert by_code["03190"]["menages_sans_voiture_pct"] == 20
    assert 0 < by_code["03190"]["qpv_pct"] < 100
    assert by_code["03321"]["qpv_pct"] == 0
    assert by_code["03190"]["jeunes"] == 2600
    assert by_code["03183"]["tad_demi_journees"] == 2


def test_the_population_counts_even_where_young_people_are_followed(
    placement: Run, informed: Path, tmp_path: Path
) -> None:
    """Needs are those of everybody: i-milo's counts are in no file of the index."""
    assert placement("needs", informed, "--out", tmp_path / "out").code == 0
    rows = {row["code_commune"]: row for row in table(tmp_path / "out" / "essai" / "besoins")}
    assert rows["03190"]["jeunes"] == "2600"
    (informed / "imilo.csv").unlink()
    assert placement("needs", informed, "--out", tmp_path / "sans").code == 0
    alone = {row["code_commune"]: row for row in table(tmp_path / "sans" / "essai" / "besoins")}
    assert {code: row["jeunes"] for code, row in alone.items()} == {
        code: row["jeunes"] for code, row in rows.items()
    }


@pytest.mark.parametrize("command", ["needs", "portrait"])
def test_a_caseload_too_small_to_be_told_stops_nothing(
    placement: Run, informed: Path, tmp_path: Path, command: str
) -> None:
    """Three followed in all: scenarios refuse, needs do without, the profile masks them."""
    header = "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis"
    write_lines(informed / "imilo.csv", [f"{header};nb_entretiens", "03190;2024;2;3;0;0;4"])
    with pytest.raises(DataError, match="trop peu de jeunes suivis"):
        load_territory(informed)
    ended = placement(command, informed, "--out", tmp_path)
    assert ended.code == 0, ended.err


def test_weights_come_from_the_option_and_from_the_sheet(
    placement: Run, informed: Path, tmp_path: Path
) -> None:
    """With the number of the young alone, communes are in the order of their number."""
    nothing = [
        f"{name};0" for name in ("mineurs", "neet", "pauvrete", "menages_sans_voiture", "qpv")
    ]
    write_lines(informed / "besoins.csv", ["critere;poids", *nothing, "temps_voiture;0", "tad;0"])
    ended = placement(
        "needs", informed, "--out", tmp_path / "out", "--poids", "temps_sans_voiture=0",
        "--poids", "jeunes=3",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    rows = table(tmp_path / "out" / "essai" / "besoins")
    counts = [float(row["jeunes"]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert "jeunes 100" in ended.err


def test_a_rerun_gives_the_same_bytes(placement: Run, informed: Path, tmp_path: Path) -> None:
    """Every file but the clock of the manifest; the manifest has the hash of the others."""
    folders = []
    for name in ("une", "deux"):
        assert placement("needs", informed, "--out", tmp_path / name).code == 0
        folders.append(tmp_path / name / "essai" / "besoins")
    for name in ("besoins.csv", "besoins.html", "besoins.json"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    manifests = [json.loads((folder / "manifeste.json").read_text("utf-8")) for folder in folders]
    for manifest, folder in zip(manifests, folders, strict=True):
        manifest.pop("execution")
        for name, sha256 in manifest["sorties_sha256"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    assert manifests[0] == manifests[1]
    assert {"filosofi-1km", "qpv", "iris_logement"} <= {s["id"] for s in manifests[0]["donnees"]}


def test_the_public_reads_no_share_of_few(placement: Run, informed: Path, tmp_path: Path) -> None:
    """Le Montet has nine young people: their shares are masked, in a folder of their own."""
    ended = placement("needs", informed, "--out", tmp_path, "--profil", "public")
    assert ended.code == 0, ended.err
    folder = tmp_path / "essai" / "besoins" / "public"
    rows = {row["code_commune"]: row for row in table(folder)}
    assert rows["03183"]["neet_pct"] == "masqué"
    assert rows["03190"]["neet_pct"] != "masqué"
    assert not (tmp_path / "essai" / "besoins" / "besoins.csv").exists()
    assert "Document public" in (folder / "besoins.html").read_text("utf-8")


def test_cells_are_for_the_team_only(placement: Run, informed: Path, tmp_path: Path) -> None:
    """By cell, a line a place of residence; in public, refused before anything is computed."""
    ended = placement("needs", informed, "--out", tmp_path, "--par", "carreau")
    assert ended.code == 0, ended.err
    rows = table(tmp_path / "essai" / "besoins")
    assert len({row["carreau"] for row in rows}) == len(rows) > 5
    refused = placement("needs", informed, "--par", "carreau", "--profil", "public")
    assert refused.code == 2
    assert "secret statistique" in refused.err


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--par", "iris"], 2, "commune ou carreau"),
        (["--par", "carreau"], 2, "carroyage"),
        (["--profil", "ami"], 2, "interne"),
        (["--normalisation", "zscore"], 2, "rang"),
        (["--poids", "neets=2"], 2, "vouliez-vous dire « neet »"),
        (["--poids", "jeunes=0", "--poids", "mineurs=0", "--poids", "temps_voiture=0",
          "--poids", "temps_sans_voiture=0"], 2, "aucun critère"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_needs(
    placement: Run, tmp_path: Path, options: list[str], code: int, told: str
) -> None:
    """The message says what is wrong, and nothing is written."""
    folder = write_territory(tmp_path / "territoire")
    ended = placement("needs", folder, "--out", tmp_path / "out", *options)
    assert ended.code == code
    assert told in ended.err
    assert not list((tmp_path / "out").rglob("*.csv"))


def test_an_unknown_territory_and_a_broken_sheet_are_data_faults(
    placement: Run, tmp_path: Path
) -> None:
    """Exit code 3, with the nearest name and the line of the fault."""
    assert placement("needs", "moulin").code == 3
    folder = write_territory(tmp_path / "territoire")
    write_lines(folder / "besoins.csv", ["critere;poids", "jeunes;beaucoup"])
    ended = placement("needs", folder, "--out", tmp_path / "out")
    assert ended.code == 3
    assert "ligne 2" in ended.err


def test_the_folder_of_a_scenario_is_left_alone(placement: Run, tmp_path: Path) -> None:
    """A scenario named « besoins » is not written over."""
    folder = write_territory(tmp_path / "territoire")
    taken = tmp_path / "out" / "essai" / "besoins"
    taken.mkdir(parents=True)
    (taken / "resultat.json").write_text("{}", encoding="utf-8")
    ended = placement("needs", folder, "--out", tmp_path / "out")
    assert ended.code == 3
    assert [path.name for path in taken.iterdir()] == ["resultat.json"]


@pytest.mark.browser
@pytest.mark.parametrize("by", ["commune", "carreau"])
def test_the_map_of_needs_opens_in_a_browser(
    placement: Run, informed: Path, tmp_path: Path, tab: Tab, by: str
) -> None:
    """No console error, no request but the file, one row a place, on a screen and a telephone."""
    assert placement("needs", informed, "--out", tmp_path, "--par", by).code == 0
    page = tmp_path / "essai" / "besoins" / "besoins.html"
    rows = len(table(page.parent))
    for width, height in ((1280, 800), (390, 844)):
        tab.errors.clear()
        tab.requests.clear()
        tab.open(page, width=width, height=height)
        assert tab.errors == []
        assert set(tab.requests) <= {page.as_uri()}
        assert tab.evaluate("document.querySelectorAll('#rangs tr').length") == rows
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
