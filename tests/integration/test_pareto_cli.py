"""``placement pareto`` from end to end: each point an independent plan, the front they make."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_scenario
from tests.viz.axe import barriers
from tests.viz.chromium import Tab

FILES = ("front.csv", "front.html", "front.json", "front.xlsx")
MOULINS = REPOSITORY / "scenarios" / "moulins" / "03-plus-20-pour-cent.yaml"


def document(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "front.json").read_text("utf-8"))
    return told


def test_each_point_is_the_plan_of_its_budget(
    placement: Run, workplace: Path, tmp_path: Path
) -> None:
    """A run of the scenario at that very budget gives the same access, within its gap."""
    out = tmp_path / "out"
    ended = placement("pareto", workplace / "essai.yaml", "--points", "5", "--out", out)
    assert ended.code == 0, ended.err
    told = document(out / "essai" / "essai" / "front")
    assert len(told["points"]) + len(told["sans_plan"]) == 5
    for point in told["points"]:
        text = SCENARIO.replace(
            "{existant_plus_eur: 20000}", f"{{annuel_eur: {point['budget_eur']}}}"
        ).replace("nom: essai", "nom: seul")
        path = write_scenario(workplace, text=text, name="seul.yaml")
        assert placement("run", path, "--out", out, "--sans-cache").code == 0
        alone = json.loads((out / "essai" / "seul" / "resultat.json").read_text("utf-8"))
        near = max(point["ecart"], alone["ecart"], 1e-4) * alone["objectif"] + 0.0051
        assert point["objectif_min"] == pytest.approx(alone["objectif"], abs=near)
        assert point["cout_annuel_eur"] <= point["budget_eur"] + 1e-6


def test_the_front_never_rises(placement: Run, tmp_path: Path) -> None:
    """Moulins: access falls as cost rises, every budget is told, the bend is a point."""
    ended = placement("pareto", MOULINS, "--points", "6", "--out", tmp_path, "--json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    kept = [point for point in told["points"] if point["sur_le_front"] == "oui"]
    costs = [point["cout_annuel_eur"] for point in kept]
    values = [point["objectif_min"] for point in kept]
    assert costs == sorted(costs)
    assert values == sorted(values, reverse=True)
    assert len(told["points"]) + len(told["sans_plan"]) == 6
    assert told["coude_eur"] in {point["budget_eur"] for point in kept}
    assert told["aujourdhui"]["cout_annuel_eur"] == pytest.approx(352_372, abs=1)
    assert told["regles_tenues"] == ["lieux imposés"]
    for step, (before, after) in zip(told["pas"], itertools.pairwise(kept), strict=True):
        more = after["cout_annuel_eur"] - before["cout_annuel_eur"]
        assert step["cout_en_plus_eur"] == pytest.approx(more, abs=0.02)
        gained = before["objectif_min"] - after["objectif_min"]
        assert step["gain_objectif"] == pytest.approx(gained, abs=0.011)
        names = {one["nom"]: one["offre"] for one in before["ouverts"]}
        later = {one["nom"]: one["offre"] for one in after["ouverts"]}
        opened = {name for name in later if name not in names}
        assert all(name in (step["lieux_ouverts"] or "") for name in opened)


def test_the_same_front_twice(placement: Run, workplace: Path, tmp_path: Path) -> None:
    """Every file but the clock of the manifest; the second time nothing is sought."""
    manifests = []
    for name in ("une", "deux"):
        ended = placement(
            "pareto", workplace / "essai.yaml", "--budgets", "180000,200000,260000",
            "--out", tmp_path / name,
        )  # fmt: skip
        assert ended.code == 0, ended.err
        folder = tmp_path / name / "essai" / "essai" / "front"
        assert sorted(path.name for path in folder.iterdir()) == [*FILES, "manifeste.json"]
        manifest = json.loads((folder / "manifeste.json").read_text("utf-8"))
        manifest.pop("execution")
        for file, sha256 in manifest["sorties_sha256"].items():
            assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == sha256
        manifests.append(manifest)
    assert manifests[0] == manifests[1]


def test_a_budget_that_buys_nothing_more_is_left_off_the_front(
    placement: Run, workplace: Path, tmp_path: Path
) -> None:
    """With money to spare, the last plans are one: it is drawn once, and the table says why."""
    ended = placement(
        "pareto", workplace / "essai.yaml", "--budgets", "1e7;2e7;3e7", "--out", tmp_path
    )
    assert ended.code == 0, ended.err
    folder = tmp_path / "essai" / "essai" / "front"
    with (folder / "front.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [row["sur_le_front"] for row in rows] == ["oui", "non", "non"]
    assert all("hors du front" in row["remarque"] for row in rows[1:])
    assert "n'apporte plus rien" in ended.err


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--budgets", "beaucoup,100"], 2, "beaucoup"),
        (["--budgets", "-5,100"], 2, "positif"),
        (["--budgets", "100000"], 2, "de 2 à 60"),
        (["--points", "1"], 2, "de 2 à 60"),
        (["--de", "+40%", "--a", "-20%"], 2, "--de -20% --a +40%"),
        (["--profil", "ami"], 2, "interne"),
        (["--budgets", "10,20"], 4, "budget"),
    ],
)
def test_what_cannot_be_asked_of_a_front(
    placement: Run, workplace: Path, tmp_path: Path, options: list[str], code: int, told: str
) -> None:
    """The message says what is wrong, and nothing is written."""
    ended = placement("pareto", workplace / "essai.yaml", "--out", tmp_path / "out", *options)
    assert ended.code == code, ended.err
    assert told in ended.err
    assert not list((tmp_path / "out").rglob("front.*"))


def test_a_front_is_of_one_scenario_that_decides(
    placement: Run, workplace: Path, tmp_path: Path
) -> None:
    """Today's network decides nothing; a folder of two is not one."""
    text = "version: 1\nnom: existant\ntitre: X\nterritoire: ./territoire\nmode: existant\n"
    path = write_scenario(workplace, text=text, name="existant.yaml")
    ended = placement("pareto", path, "--out", tmp_path)
    assert ended.code == 2
    assert "ne décide rien" in ended.err
    ended = placement("pareto", workplace, "--out", tmp_path)
    assert ended.code == 2
    assert "2 scénarios" in ended.err


def test_a_front_refuses_a_van(placement: Run, workplace: Path, tmp_path: Path) -> None:
    """A front that left the van out in silence would be another question's."""
    text = (workplace / "essai.yaml").read_text(encoding="utf-8")
    path = workplace / "camion.yaml"
    path.write_text(f"{text}\ncamion: {{depot: moulins}}\n".replace("nom: essai", "nom: camion"))
    ended = placement("pareto", path, "--out", tmp_path / "out")
    assert ended.code == 2
    assert "sans la rubrique camion" in ended.err
    assert not list((tmp_path / "out").rglob("front.*"))


def test_the_public_front_has_a_folder_of_its_own(
    placement: Run, workplace: Path, tmp_path: Path
) -> None:
    """Whole minutes; budgets and costs without what is spent on the captive public."""
    (workplace / "territoire" / "public_captif.csv").write_text(
        "id;nom;recurrence;remarque\ncfa;CFA;1 demi-journée par semaine;\n", encoding="utf-8"
    )
    asked = ("pareto", workplace / "essai.yaml", "--budgets", "10,160000,190000", "--out", tmp_path)
    assert placement(*asked).code == 0
    assert placement(*asked, "--profil", "public").code == 0
    folder = tmp_path / "essai" / "essai" / "front"
    inside, outside = document(folder), document(folder / "public")
    assert outside["diffusion"] == "public"
    told = zip(inside["points"], outside["points"], strict=True)
    (captive_eur,) = {a["budget_eur"] - b["budget_eur"] for a, b in told}
    assert captive_eur > 0
    assert outside["sans_plan"][0]["budget_eur"] == 10 - captive_eur
    for ours, theirs in zip(inside["points"], outside["points"], strict=True):
        assert theirs["cout_annuel_eur"] == pytest.approx(ours["cout_annuel_eur"] - captive_eur)
        assert theirs["objectif_min"] == round(theirs["objectif_min"])
    assert "Document public" in (folder / "public" / "front.html").read_text("utf-8")


@pytest.mark.browser
def test_a_real_front_opens_in_a_browser(placement: Run, tmp_path: Path, tab: Tab) -> None:
    """Moulins: no error, no request but the file, a point by row, no serious barrier."""
    assert placement("pareto", MOULINS, "--points", "4", "--out", tmp_path).code == 0
    page = tmp_path / "moulins" / "plus-20-pour-cent" / "front" / "front.html"
    for width, height in ((1280, 800), (390, 844)):
        tab.errors.clear()
        tab.requests.clear()
        tab.open(page, width=width, height=height)
        assert tab.errors == []
        assert set(tab.requests) <= {page.as_uri()}
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        points = tab.evaluate("document.querySelectorAll('#front .point').length")
        assert points == tab.evaluate("document.querySelectorAll('.points tbody tr').length") > 1
    assert barriers(tab) == []
