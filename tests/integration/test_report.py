"""``placement report`` from end to end: Moulins, Béthune, figures, refusals."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from placement.note import computed
from placement.note.model import Operation, Term
from tests.conftest import REPOSITORY
from tests.integration.conftest import Ended
from tests.integration.territories import SCENARIO, write_scenario
from tests.note.dossiers import picture
from tests.note.test_typeset import squeezed, words
from tests.sources.test_logo import SVG

Run = Callable[..., Ended]
SCENARIOS = REPOSITORY / "scenarios"
DOCUMENTS = {"note.pdf", "note.odt", "chiffres.json", "manifeste.json"}


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("files", "name", "proposed", "pages"),
    [
        (["moulins/01-existant.yaml", "moulins/02-moyens-constants.yaml",
          "moulins/03-plus-20-pour-cent.yaml"], "moulins", "moyens-constants", 15),
        (["bethune/01-existant.yaml"], "bethune", "existant", 10),
    ],
)  # fmt: skip
def test_notes_of_shipped_territories(
    placement: Run, tmp_path: Path, files: list[str], name: str, proposed: str, pages: int
) -> None:
    """A tagged PDF, an ODT, both sheets; the summary in two pages; every figure in the text."""
    ended = placement("report", *(SCENARIOS / one for one in files), "--out", tmp_path, "--json")
    assert ended.code == 0, ended.err
    (told,) = json.loads(ended.out)
    assert told["scenario"] == proposed
    folder = tmp_path / name / "note"
    written = {path.name for path in folder.iterdir() if path.is_file()}
    assert written == DOCUMENTS | {"fiche-action-moulins.odt", "fiche-action-bethune.odt"}
    with pikepdf.open(folder / "note.pdf") as pdf:
        assert len(pdf.pages) > pages
        assert "/StructTreeRoot" in pdf.Root
    figures = read(folder / "chiffres.json")["chiffres"]
    text = words((folder / "note.pdf").read_bytes())
    assert [one["texte"] for one in figures if squeezed(one["texte"]) not in text] == []
    assert text.index(squeezed("Fiche-action (trame de Moulins)")) > text.index("page2/")
    assert text.index(squeezed("Fiche-action (trame de Moulins)")) < text.index("page3/")


@pytest.mark.usefixtures("grey_maps")
def test_figures_are_those_of_a_run(placement: Run, tmp_path: Path) -> None:
    """The files that the note cites are those of ``placement run``, and hold every figure."""
    scenario = SCENARIOS / "moulins" / "02-moyens-constants.yaml"
    assert placement("run", scenario, "--out", tmp_path).code == 0
    assert placement("report", scenario, "--out", tmp_path, "--trame", "moulins").code == 0
    ran, folder = tmp_path / "moulins" / "moyens-constants", tmp_path / "moulins" / "note"
    cited = folder / "sources" / "resultat-moyens-constants.json"
    assert cited.read_bytes() == (ran / "resultat.json").read_bytes()
    communes = folder / "sources" / "communes-moyens-constants.csv"
    assert communes.read_bytes() == (ran / "communes.csv").read_bytes()
    figures = read(folder / "chiffres.json")["chiffres"]
    numbers = 0
    for one in figures:
        if one["fichier"] != "sources/resultat-moyens-constants.json":
            continue
        if isinstance(one["valeur"], str):
            continue
        terms = [Term(term["chemin"], term["facteur"]) for term in one["termes"]]
        value, _ = computed(read(cited), operation=Operation(one["calcul"]), terms=terms)
        assert value == pytest.approx(one["valeur"])
        numbers += 1
    assert numbers > 150


@pytest.fixture
def grey_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a grey picture stand for the maps, which take most of the time of a note."""
    drawn = picture(), (dataclasses.replace(picture(), page=True),), ()
    monkeypatch.setattr("placement.run.report.note_maps", lambda *_, **__: drawn)


@pytest.fixture
def small(workplace: Path, grey_maps: None) -> Path:  # noqa: ARG001 - it changes what is drawn
    """Give a folder with a small territory and its scenario."""
    return workplace


def test_the_note_tells_the_van_and_the_calendar(placement: Run, small: Path) -> None:
    """Its days, both readings of its cost, a one-year test; the timetable of this very plan."""
    out = small / "maps"
    crew = "camion: {impose: oui, exclusion_lieux_km: 0, personnel: en-poste}\n"
    path = write_scenario(small, text=SCENARIO.replace("20000", "90000") + crew)
    assert placement("report", path, "--out", out).code == 0
    folder = out / "essai" / "note"
    told = read(folder / "chiffres.json")["chiffres"]
    assert {one["partie"] for one in told} >= {"camion"}
    assert "calendrier" not in {one["partie"] for one in told}
    assert placement("calendar", path, "--out", out, "--debut", "2026-01-05").code == 0
    assert placement("report", path, "--out", out).code == 0
    told = read(folder / "chiffres.json")["chiffres"]
    text = words((folder / "note.pdf").read_bytes())
    for part, least in (("camion", 20), ("calendrier", 5)):
        figures = [one for one in told if one["partie"] == part]
        assert len(figures) >= least
        for one in figures:
            terms = [Term(term["chemin"], term["facteur"]) for term in one["termes"]]
            if not isinstance(one["valeur"], str):
                document = read(folder / one["fichier"])
                value, _ = computed(document, operation=Operation(one["calcul"]), terms=terms)
                assert value == pytest.approx(one["valeur"])
            assert squeezed(one["texte"]) in text
    for words_said in ("Un test d'un an", "Coût budgétaire", "lundi 5 janvier 2026", "Isolement"):
        assert squeezed(words_said) in text


def test_a_second_note_leaves_nothing_of_the_first(placement: Run, small: Path) -> None:
    """Another layout, another scenario: what the first alone had is gone, a reader's file stays."""
    out = small / "maps"
    assert placement("report", small / "essai.yaml", "--out", out, "--trame", "bethune").code == 0
    folder = out / "essai" / "note"
    (folder / "mienne.odt").write_bytes(b"x")
    other = write_scenario(
        small, text=SCENARIO.replace("nom: essai", "nom: autre"), name="autre.yaml"
    )
    assert placement("report", other, "--out", out, "--trame", "moulins").code == 0
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert "fiche-action-bethune.odt" not in names
    assert "sources/resultat-essai.json" not in names
    assert {"mienne.odt", "fiche-action-moulins.odt", "sources/resultat-autre.json"} <= names


def test_a_note_written_again_has_the_same_bytes(
    placement: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Maps included; apart from the hour, which the manifest alone tells."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740816000")
    for name in ("un", "deux"):
        assert placement("report", workplace / "essai.yaml", "--out", workplace / name).code == 0
    first, second = (snapshot(workplace / name / "essai" / "note") for name in ("un", "deux"))
    assert [name for name in first if first[name] != second[name]] == ["manifeste.json"]


def test_a_logo_and_a_colour_of_the_territory(placement: Run, small: Path) -> None:
    """A pale colour is darkened and said; the logo is on the first page."""
    settings = small / "territoire" / "territoire.yaml"
    (small / "territoire" / "logo.svg").write_text(
        SVG.format('<rect width="40" height="20"/>'), encoding="utf-8"
    )
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}logo: logo.svg\ncouleur: "#ffcc00"\n', encoding="utf-8")
    ended = placement("report", small / "essai.yaml", "--out", small / "maps")
    assert ended.code == 0, ended.err
    assert "#ffcc00" in ended.err
    assert "foncée" in ended.err


def test_a_logo_of_50_mb_writes_nothing(placement: Run, small: Path) -> None:
    """Code 3, the weight and the colour told together, no file."""
    settings = small / "territoire" / "territoire.yaml"
    with (small / "territoire" / "logo.png").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    text = settings.read_text("utf-8")
    settings.write_text(f"{text}logo: logo.png\ncouleur: bleu\n", encoding="utf-8")
    ended = placement("report", small / "essai.yaml", "--out", small / "maps")
    assert ended.code == 3
    assert "50 Mo" in ended.err
    assert "« bleu »" in ended.err
    assert snapshot(small / "maps") == {}


def test_a_folder_that_cannot_be_written(placement: Run, small: Path) -> None:
    """A file in the place of the folder: code 3, told before anything is computed."""
    (small / "maps").write_text("x")
    ended = placement("report", small / "essai.yaml", "--out", small / "maps")
    assert ended.code == 3
    assert "--out" in ended.err
    assert (small / "maps").read_text() == "x"


@pytest.mark.parametrize(
    ("code", "reason"),
    [(errno.EACCES, "accès refusé"), (errno.EROFS, "lecture seule")],
)
def test_a_read_only_folder(
    placement: Run, small: Path, monkeypatch: pytest.MonkeyPatch, code: int, reason: str
) -> None:
    """The system refuses any new file: code 3, the reason in French."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    ended = placement("report", small / "essai.yaml", "--out", small / "maps")
    assert ended.code == 3
    assert reason in ended.err


@pytest.mark.parametrize("name", ["note.pdf", "note.odt", "chiffres.json", "manifeste.json"])
def test_a_full_disk_leaves_the_former_note(
    placement: Run, small: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """No space left in the middle of a file: code 3, and the former note is whole."""
    out = small / "maps"
    assert placement("report", small / "essai.yaml", "--out", out).code == 0
    before = snapshot(out)
    other = write_scenario(small, text=SCENARIO.replace("20000", "90000"), name="autre.yaml")
    fill_the_disk(monkeypatch, name=name)
    ended = placement("report", other, "--out", out)
    assert ended.code == 3
    assert "plus de place sur le disque" in ended.err
    assert snapshot(out) == before


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, *, name: str) -> None:
    """Any file of that name gets its first ten bytes, then there is no space left."""
    write = {"write_bytes": Path.write_bytes, "write_text": Path.write_text}

    def half(kind: str) -> Callable[..., int]:
        def writing(self: Path, data: Any, *rest: object, **options: object) -> int:
            if self.name != name:
                return write[kind](self, data, *rest, **options)  # type: ignore[arg-type]
            write[kind](self, data[:10], *rest, **options)  # type: ignore[arg-type]
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return writing

    for kind in write:
        monkeypatch.setattr(Path, kind, half(kind))


def test_unknown_names_are_refused(placement: Run, small: Path) -> None:
    """A layout, a scenario, a reader that are not there: code 2, and what there is."""
    for option, value, word in (
        ("--trame", "lille", "les-deux"),
        ("--retenu", "absent", "essai"),
        ("--profil", "presse", "public"),
    ):
        ended = placement("report", small / "essai.yaml", option, value, "--out", small / "maps")
        assert ended.code == 2
        assert value in ended.err
        assert word in ended.err


def test_one_scenario_that_fails_does_not_stop_the_note(placement: Run, small: Path) -> None:
    """The note tells the others; the failure is told, and its code is that of the command."""
    bad = write_scenario(small, text="version: 1\n", name="mauvais.yaml")
    ended = placement("report", small / "essai.yaml", bad, "--out", small / "maps")
    assert ended.code == 2
    assert "mauvais.yaml" in ended.err
    assert (small / "maps" / "essai" / "note" / "note.pdf").exists()


@pytest.mark.usefixtures("grey_maps")
def test_the_public_note_stands_apart(placement: Run, tmp_path: Path) -> None:
    """In its own folder, without captive session, for everybody on each page."""
    scenario = SCENARIOS / "moulins" / "01-existant.yaml"
    ended = placement("report", scenario, "--out", tmp_path, "--profil", "public")
    assert ended.code == 0, ended.err
    folder = tmp_path / "moulins" / "note" / "public"
    text = words((folder / "note.pdf").read_bytes())
    assert "captif" not in text
    assert "prison" not in text
    assert squeezed("Document public") in text
    for path in folder.rglob("*.json"):
        assert "captif" not in path.read_text("utf-8")
