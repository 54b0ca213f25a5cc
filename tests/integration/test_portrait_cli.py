"""``placement portrait`` from end to end: figures, masks, refusals."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.conftest import Ended
from tests.integration.informed_territory import FOLLOWED, YOUNG, write_informed_territory

Run = Callable[..., Ended]


@pytest.fixture
def informed(tmp_path: Path) -> Path:
    """Give a territory on which every file of a diagnosis was dropped."""
    return write_informed_territory(tmp_path / "territoire")


def figures(folder: Path) -> dict[tuple[str, str], str]:
    """Return the figures by indicator and area."""
    text = (folder / "portrait.csv").read_bytes().decode("utf-8-sig")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {(row["indicateur"], row["nom_zone"]): row["valeur"] for row in rows}


@pytest.mark.parametrize(("name", "communes"), [("moulins", "126"), ("bethune", "104")])
def test_portraits_of_shipped_territories(
    placement: Run, tmp_path: Path, name: str, communes: str
) -> None:
    """The perimeter is that of the files, France stands beside, what is missing is told."""
    ended = placement("portrait", name, "--out", tmp_path)
    assert ended.code == 0, ended.err
    folder = tmp_path / name / "portrait"
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifeste.json", "portrait.csv", "portrait.html", "portrait.json",
    ]  # fmt: skip
    told = figures(folder)
    assert told["communes", "Territoire"] == communes
    assert ("moins_20", "France") in told
    assert "Manque : imilo.csv" in ended.err


def test_figures_are_those_of_the_files(placement: Run, informed: Path, tmp_path: Path) -> None:
    """Each figure of the profile is computed by hand from what was dropped."""
    assert placement("portrait", informed, "--out", tmp_path / "out").code == 0
    told = figures(tmp_path / "out" / "essai" / "portrait")
    assert float(told["jeunes", "Territoire"]) == sum(YOUNG.values())
    assert told["actifs", "Territoire"] == "0,45"
    unemployed = sum((0.10 + 0.02 * k) * n for k, n in enumerate(YOUNG.values()))
    active = 0.45 * sum(YOUNG.values())
    assert float(told["chomage", "Territoire"].replace(",", ".")) == pytest.approx(
        unemployed / active, abs=1e-4
    )
    without = sum((0.8 - 0.1 * k) * n for k, n in enumerate(YOUNG.values()))
    households = 4 * sum(YOUNG.values())
    assert float(told["menages_sans_voiture", "Territoire"].replace(",", ".")) == pytest.approx(
        without / households, abs=1e-4
    )
    assert float(told["suivis", "Territoire"]) == sum(FOLLOWED.values())


@pytest.mark.parametrize("reader", ["interne", "public"])
def test_three_followed_in_a_commune_are_nowhere(
    placement: Run, informed: Path, tmp_path: Path, reader: str
) -> None:
    """Le Montet's three, alone in its EPCI, are masked; so is what would give them away."""
    ended = placement("portrait", informed, "--out", tmp_path, "--profil", reader)
    assert ended.code == 0, ended.err
    folder = tmp_path / "essai" / "portrait" / ("public" if reader == "public" else "")
    told = figures(folder)
    assert told["suivis", "Le Montet"] == "masqué"
    assert told["suivis", "CC du Bocage Bourbonnais"] == "masqué"
    assert told["suivis", "CA Moulins Communauté"] == "masqué"
    assert told["suivis", "Moulins"] == "640"
    manifest = json.loads((folder / "manifeste.json").read_text("utf-8"))
    assert manifest["profil"] == reader
    assert "imilo" in str([source["id"] for source in manifest["donnees"]])


def test_the_masks_of_the_portrait_are_those_of_the_maps(
    placement: Run, informed: Path, tmp_path: Path
) -> None:
    """A commune masked here is masked in the outputs of scenarios: no subtraction between them."""
    from placement.privacy import Profile
    from placement.territory import load_territory

    assert placement("portrait", informed, "--out", tmp_path, "--profil", "public").code == 0
    told = figures(tmp_path / "essai" / "portrait" / "public")
    territory = load_territory(informed, profile=Profile.PUBLIC)
    names = {commune.code: commune.name for commune in territory.communes}
    assert territory.protection is not None
    masked = {names[code] for code in territory.protection.masked}
    assert masked == {
        name for (indicator, name), value in told.items()
        if indicator == "suivis" and value == "masqué" and name in names.values()
    }  # fmt: skip


def test_no_output_holds_the_hash_of_the_caseload(
    placement: Run, informed: Path, tmp_path: Path
) -> None:
    """It would confirm a guess of small counts: neither command writes it, for any reader."""
    digest = hashlib.sha256((informed / "imilo.csv").read_bytes()).hexdigest()
    for command in ("needs", "portrait"):
        for reader in ("interne", "public"):
            assert placement(command, informed, "--out", tmp_path, "--profil", reader).code == 0
    written = [path for path in tmp_path.glob("essai/**/*") if path.is_file()]
    assert len(written) == 16
    assert not any(digest in path.read_text("utf-8-sig") for path in written)


def test_a_portrait_reruns_to_the_same_bytes(
    placement: Run, informed: Path, tmp_path: Path
) -> None:
    """Page, table and document do not depend on the clock but for the day."""
    for name in ("une", "deux"):
        assert placement("portrait", informed, "--out", tmp_path / name).code == 0
    for name in ("portrait.csv", "portrait.html", "portrait.json"):
        first, second = (tmp_path / n / "essai" / "portrait" / name for n in ("une", "deux"))
        assert first.read_bytes() == second.read_bytes()


def test_what_cannot_be_asked_of_a_portrait(placement: Run, tmp_path: Path) -> None:
    """An unknown reader is a fault of the command line, an unknown territory one of the data."""
    assert placement("portrait", "moulins", "--profil", "ami", "--out", tmp_path).code == 2
    assert placement("portrait", "nulle-part", "--out", tmp_path).code == 3
    assert list(tmp_path.rglob("*.html")) == []
