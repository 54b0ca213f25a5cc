"""The density grid of INSEE, in seven levels."""

from __future__ import annotations

from pathlib import Path

import pytest
from official_drawing import write_text, write_workbook

from placement.errors import DataError
from placement.sources.density import DENSITY, read_density
from placement.sources.official import read_head
from placement.sources.statistics import CommuneStatistics

HEADER = ["CODGEO", "LIBGEO", "DENS", "LIBDENS", "PMUN21", "P1", "P2", "P3", "P4", "P5", "P6", "P7"]
TITLE: list[list[object]] = [
    ["Grille communale de densité"],
    ["Champ : France"],
    ["Source : Insee"],
    ["Code", "Libellé", "Degré de densité", "Libellé du degré"],
]


def _row(code: object, level: object) -> list[object]:
    return [code, "Commune", level, "Libellé", 1000, 0, 0, 0, 0, 0, 0, 1]


ROWS = [_row("03190", 3), _row("03321", 4), _row("62119", 2), _row(3013, 5), _row("13055", 1)]


def _workbook(folder: Path, rows: list[list[object]], **sheets: list[list[object]]) -> Path:
    book = {**sheets, "Grille_Densite": [*TITLE, HEADER, *rows], "Lisez-moi": [["CODGEO : code"]]}
    return write_workbook(folder / "grille_densite_7_niveaux_2024.xlsx", book)


def test_the_header_stands_on_the_fifth_line(tmp_path: Path) -> None:
    """Levels by commune; a code that lost its zero is found."""
    path = _workbook(tmp_path, ROWS)
    assert read_head(path).holds(DENSITY.fields)
    reading = read_density(path, communes=["03013", "03190", "03321"], head=read_head(path))
    assert {code: one.density for code, one in reading.by_commune.items()} == {
        "03013": 5,
        "03190": 3,
        "03321": 4,
    }
    assert reading.by_commune["03190"] == CommuneStatistics(density=3)
    assert reading.vintage == "2024"
    assert reading.remarks == ()


def test_three_levels_are_refused_and_not_confused(tmp_path: Path) -> None:
    """The grid in three levels has the same columns: alone, refused; beside the other, passed."""
    three = [_row("03190", 2), _row("03321", 3), _row("62119", 1)]
    with pytest.raises(DataError, match="la grille en trois niveaux"):
        read_density(_workbook(tmp_path, three), communes=["03190"])
    both = _workbook(tmp_path, ROWS, Trois=[*TITLE, HEADER, *three])
    assert read_density(both, communes=["03190"]).by_commune["03190"].density == 3


def test_levels_that_are_none_are_absent_and_told(tmp_path: Path) -> None:
    """Blank, 0, 8, 2.5: no level is invented."""
    rows = [*ROWS, _row("03001", ""), _row("03002", 0), _row("03003", 8), _row("03004", 2.5)]
    codes = ["03001", "03002", "03003", "03004", "03190"]
    reading = read_density(_workbook(tmp_path, rows), communes=codes)
    assert set(reading.by_commune) == {"03190"}
    assert "03001, 03002, 03003, 03004" in reading.remarks[0]


def test_mergers_and_cities(tmp_path: Path) -> None:
    """The densest of those merged; an arrondissement has the level of its city."""
    path = _workbook(tmp_path, ROWS)
    former = {"03190": "03999", "03321": "03999"}
    reading = read_density(path, communes=["03999", "13201"], former=former)
    assert {c: one.density for c, one in reading.by_commune.items()} == {"03999": 3, "13201": 1}
    today = read_density(path, communes=["03321"], former={"03190": "03321"})
    assert today.by_commune["03321"].density == 4


def test_csv_and_other_names(tmp_path: Path) -> None:
    """The detailed table calls the commune ``depcom``; lower case, cp1252."""
    rows = [["libdens", "depcom", "dens"], ["Bourgs ruraux", "03190", "5"]]
    path = write_text(tmp_path / "grille_2023.csv", rows, encoding="cp1252")
    assert read_density(path, communes=["03190"]).by_commune["03190"].density == 5
    with pytest.raises(DataError, match="il faut les colonnes CODGEO, DENS"):
        read_density(write_text(tmp_path / "x.csv", [["a"], ["1"]]), communes=["03190"])
