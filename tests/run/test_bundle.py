"""A set of files is written whole, or what was there stays."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from placement.errors import OutputError
from placement.report import Table
from placement.run.bundle import write_bundle

FIRST: dict[str, Any] = {
    "a.csv": Table(("nom", "valeur"), (("x", 1.5),)),
    "b.html": "<p>é</p>",
    "c.json": {"clé": 1},
}


def test_each_kind_of_content_is_written_and_hashed(tmp_path: Path) -> None:
    """A table as a French CSV, a page and a document in UTF-8; the manifest has their hashes."""
    folder = write_bundle(FIRST, folder=tmp_path / "un" / "deux", manifest={"version": 1})
    assert (folder / "a.csv").read_bytes() == b"\xef\xbb\xbfnom;valeur\r\nx;1,5\r\n"
    assert (folder / "b.html").read_text("utf-8") == "<p>é</p>"
    manifest = json.loads((folder / "manifeste.json").read_text("utf-8"))
    assert manifest["version"] == 1
    for name, digest in manifest["sorties_sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert sorted(p.name for p in folder.iterdir()) == [
        "a.csv",
        "b.html",
        "c.json",
        "manifeste.json",
    ]


def test_a_file_that_cannot_take_its_place_leaves_the_former_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of three refuses: all three are those of before, and no draft is left."""
    write_bundle(FIRST, folder=tmp_path, manifest={})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    replace = os.replace

    def refuse(source: Path, place: Path) -> None:
        if Path(place).name == "b.html" and Path(source).parent.name.startswith(".en-cours"):
            raise PermissionError(13, "open elsewhere")
        replace(source, place)

    monkeypatch.setattr("placement.run.bundle.os.replace", refuse)
    second = {**FIRST, "a.csv": Table(("nom",), ()), "b.html": "autre"}
    with pytest.raises(OutputError, match="--out"):
        write_bundle(second, folder=tmp_path, manifest={})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_content_that_fails_writes_nothing(tmp_path: Path) -> None:
    """A document that is no JSON stops before any file takes its place."""
    with pytest.raises(ValueError, match="JSON"):
        write_bundle({**FIRST, "c.json": {"x": float("nan")}}, folder=tmp_path, manifest={})
    assert list(tmp_path.iterdir()) == []


def test_a_note_of_the_reader_stays_beside_a_bundle(tmp_path: Path) -> None:
    """A note of the reader stays where it is."""
    (tmp_path / "note.txt").write_text("à moi", encoding="utf-8")
    write_bundle(FIRST, folder=tmp_path, manifest={})
    assert (tmp_path / "note.txt").read_text("utf-8") == "à moi"
