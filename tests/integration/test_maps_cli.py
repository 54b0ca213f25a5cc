"""``placement maps`` from end to end: files, readers, refusals, and real territories."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from placement.cartography.atlas import drawn_pages
from placement.privacy import Profile
from placement.run.atlas import Printing, atlas_content
from placement.run.solved import solved_outcomes
from tests.cartography.atlases import overlaps
from tests.conftest import REPOSITORY
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_scenario, write_territory

EPOCH = "1740823200"  # 1 March 2025
EXISTING = (
    "version: 1\nnom: existant\ntitre: Aujourd'hui\nterritoire: ./territoire\nmode: existant\n"
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a territory of five communes, today's network and one scenario, on a stated day."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    write_territory(tmp_path / "territoire")
    write_scenario(tmp_path, text=EXISTING, name="01-existant.yaml")
    write_scenario(tmp_path, name="02-essai.yaml")
    return tmp_path


def asked(desk: Path) -> list[Path]:
    return [desk / "01-existant.yaml", desk / "02-essai.yaml"]


def files_under(folder: Path) -> dict[str, str]:
    """Return the hash of every file, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_territory_has_its_maps(placement: Run, desk: Path) -> None:
    """Seven maps in three kinds, one atlas, one manifest; what is not drawn is said."""
    ended = placement("maps", *asked(desk), "--out", desk / "out", "--json")
    assert ended.code == 0, ended.err
    folder = desk / "out" / "essai" / "cartes"
    names = {path.name for path in folder.iterdir()}
    assert {"atlas.pdf", "manifeste.json"} <= names
    maps = sorted(name for name in names - {"atlas.pdf", "manifeste.json"})
    assert sorted({name.partition("-")[0] for name in maps}) == [
        "01", "02", "03", "04", "05", "06", "09",
    ]  # fmt: skip
    assert len(maps) == 7 * 3
    (document,) = json.loads(ended.out)
    assert [one["numero"] for one in document["cartes"]] == ["1", "2", "3", "4", "5", "6", "9"]
    assert all("1er mars 2025" in one["texte_alternatif"] for one in document["cartes"])
    assert "carte 10 non tracée" in ended.err
    assert "« Aujourd'hui » ne change rien" in ended.err


def test_the_manifest_tells_every_file(placement: Run, desk: Path) -> None:
    """Hashes are those of the files; scenarios, sources and alternative texts are there."""
    placement("maps", *asked(desk), "--out", desk / "out", "--type", "svg")
    folder = desk / "out" / "essai" / "cartes"
    told = json.loads((folder / "manifeste.json").read_text(encoding="utf-8"))
    found = files_under(folder)
    del found["manifeste.json"]
    assert told["sorties_sha256"] == found
    assert [one["fichier"] for one in told["scenarios"]] == ["01-existant.yaml", "02-essai.yaml"]
    assert len(told["textes_alternatifs"]) == 7
    assert told["donnees_fictives"] is True
    assert any("Licence Ouverte" in source for source in told["sources"])


def test_the_same_day_gives_the_same_bytes(placement: Run, desk: Path) -> None:
    """A rerun changes no byte, the manifest included, when the day is stated."""
    for name in ("un", "deux"):
        assert placement("maps", *asked(desk), "--out", desk / name, "--type", "svg").code == 0
    assert files_under(desk / "un") == files_under(desk / "deux")


def test_maps_of_a_former_run_do_not_stay(placement: Run, desk: Path) -> None:
    """With fewer kinds, the files that are no longer made go; those of somebody else stay."""
    folder = desk / "out" / "essai" / "cartes"
    placement("maps", *asked(desk), "--out", desk / "out", "--type", "png,svg")
    (folder / "mes-notes.png").write_bytes(b"a moi")
    placement("maps", desk / "02-essai.yaml", "--out", desk / "out", "--type", "svg")
    kinds = {path.name: path.suffix for path in folder.iterdir()}
    assert [name for name, kind in kinds.items() if kind == ".png"] == ["mes-notes.png"]
    assert sum(kind == ".svg" for kind in kinds.values()) == 7


def test_public_maps_have_their_own_folder(placement: Run, desk: Path) -> None:
    """What everybody may read is never beside what the team reads, and says who may read it."""
    ended = placement(
        "maps", *asked(desk), "--out", desk / "out", "--profil", "public", "--type", "svg"
    )
    assert ended.code == 0, ended.err
    folder = desk / "out" / "essai" / "cartes"
    assert [path.name for path in folder.iterdir()] == ["public"]
    for path in (folder / "public").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "Document public" in text
        assert "Document interne" not in text


def test_the_logo_of_the_territory_is_printed(placement: Run, desk: Path) -> None:
    """The key « logo » of ``territoire.yaml`` serves the maps too; a wrong one is told."""
    settings = desk / "territoire" / "territoire.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}logo: logo.svg\n", encoding="utf-8")
    ended = placement("maps", *asked(desk), "--out", desk / "out", "--type", "svg")
    assert ended.code == 3
    assert "« logo.svg » (clé « logo » de territoire.yaml)" in " ".join(ended.err.split())
    (desk / "territoire" / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/>'
        "</svg>",
        encoding="utf-8",
    )
    ended = placement("maps", *asked(desk), "--out", desk / "out", "--type", "svg")
    assert ended.code == 0, ended.err
    for path in (desk / "out" / "essai" / "cartes").glob("*.svg"):
        assert "<image" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("option", "value", "code", "told"),
    [
        ("--format", "a5", 2, "choisissez a4 ou a3"),
        ("--type", "pdf,gif", 2, "« gif » est inconnu"),
        ("--type", ",", 2, "aucun n'est donné"),
        ("--profil", "secret", 2, "choisissez interne ou public"),
        ("--police", "Marianne-Inconnue", 3, "n'est pas installée"),
        ("--logo", "absent.png", 3, "« absent.png » (--logo) : lecture impossible"),
    ],
)
def test_a_wrong_option_is_refused_before_any_work(
    placement: Run, desk: Path, *, option: str, value: str, code: int, told: str
) -> None:
    """The message says what, and what to do; nothing is written."""
    ended = placement("maps", *asked(desk), "--out", desk / "out", option, value)
    assert ended.code == code
    assert told in " ".join(ended.err.split())
    assert not (desk / "out").exists()


def test_a_full_disk_leaves_the_former_maps(
    placement: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fills at the fourth file, the maps of before are whole; no draft is left."""
    assert placement("maps", *asked(desk), "--out", desk / "out", "--type", "svg").code == 0
    before = files_under(desk / "out")
    write, written = Path.write_bytes, []

    def full(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = placement("maps", desk / "02-essai.yaml", "--out", desk / "out", "--type", "svg")
    assert ended.code == 3
    assert "il n'y a plus de place sur le disque" in " ".join(ended.err.split())
    assert files_under(desk / "out") == before


def test_a_folder_that_refuses_files_is_told(placement: Run, desk: Path) -> None:
    """A file in the place of the folder of results: a clear message, before any work."""
    (desk / "out").write_text("occupé", encoding="utf-8")
    ended = placement("maps", *asked(desk), "--out", desk / "out")
    assert ended.code == 3
    assert "choisissez un autre dossier avec --out" in " ".join(ended.err.split())


def test_one_scenario_that_fails_does_not_stop_the_others(placement: Run, desk: Path) -> None:
    """The maps of the good scenarios are made; the exit code is that of the failure."""
    impossible = re.sub(r"budget: .*", "budget: {annuel_eur: 1}", SCENARIO)
    bad = write_scenario(desk, text=impossible.replace("nom: essai", "nom: ruine"), name="03.yaml")
    ended = placement("maps", *asked(desk), bad, "--out", desk / "out", "--type", "svg", "--json")
    assert ended.code == 4
    (document,) = json.loads(ended.out)
    assert len(document["cartes"]) == 7
    assert "ruine" in ended.err


def test_two_territories_of_one_name_are_not_mixed(placement: Run, desk: Path) -> None:
    """The maps of the second would cover those of the first: they are refused, and it is said."""
    other = desk / "ailleurs"
    write_territory(other / "territoire")
    scenario = write_scenario(other, text=SCENARIO.replace("nom: essai", "nom: autre"))
    ended = placement(
        "maps", desk / "02-essai.yaml", scenario, "--out", desk / "out", "--type", "svg", "--json"
    )
    assert ended.code == 2
    assert "deux territoires s'appellent « essai »" in " ".join(ended.err.split())
    assert len(json.loads(ended.out)) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(("territory", "papers"), [("moulins", ["a4"]), ("bethune", ["a4", "a3"])])
def test_names_do_not_collide_on_the_pilot_territories(territory: str, papers: list[str]) -> None:
    """On every page of the two pilots: no overlap, no margin too full."""
    paths = sorted((REPOSITORY / "scenarios" / territory).glob("0[123]-*.yaml"))
    _no_overlap(paths, papers=papers)


@pytest.mark.slow
def test_names_do_not_collide_on_a_departement(placement: Run, tmp_path: Path) -> None:
    """The 317 communes of the Allier with some hundred sites still read on an A4."""
    done = placement(
        "territory", "init", "allier", "--departement", "03", "--dossier", tmp_path / "allier",
        "--scenarios", tmp_path / "scenarios",
    )  # fmt: skip
    assert done.code == 0, done.err
    _no_overlap([tmp_path / "scenarios" / "03-premier-maillage-plus-20.yaml"], papers=["a4"])


def _no_overlap(paths: list[Path], *, papers: list[str]) -> None:
    solved = solved_outcomes(paths, advance=lambda *_: None)
    content, _ = atlas_content(solved, profile=Profile.INTERNE, advance=lambda *_: None)
    for paper in papers:
        for page in drawn_pages(content, style=Printing(paper=paper).style()):
            where = f"{paper}, carte {page.theme.number}"
            assert overlaps(page) == [], where
            assert page.room >= 0, where
            symbols = list(page.arrangement.symbols.values())
            for name in page.arrangement.names:
                assert page.layout.map.holds(name.placed.box), where
                assert not any(name.placed.box.overlaps(one) for one in symbols), where
