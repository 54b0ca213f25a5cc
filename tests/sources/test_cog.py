"""Communes that are no more, from the two tables of INSEE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from official_drawing import write_text, write_workbook, write_zip

from placement.errors import DataError
from placement.sources.cog import COG_CHANGES, COG_COMMUNES, read_cog_changes, read_cog_communes
from placement.sources.official import read_head

COMMUNES_HEADER = ["TYPECOM", "COM", "REG", "DEP", "CTCD", "ARR", "TNCC", "NCC", "NCCENR"]
COMMUNES_HEADER += ["LIBELLE", "CAN", "COMPARENT"]
COMMUNES = [
    ["COM", "01015", "84", "01", "01D", "011", "1", "ARBOYS", "Arboys", "Arboys en Bugey", "1", ""],
    ["COMD", "01015", "", "", "", "", "1", "ARBIGNIEU", "A", "Arbignieu", "", "01015"],
    ["COMD", "01340", "", "", "", "", "0", "SAINT BOIS", "S", "Saint-Bois", "", "01015"],
    ["COMA", "59355", "", "", "", "", "0", "LOMME", "Lomme", "Lomme", "", "59350"],
    ["ARM", "69381", "84", "69", "", "", "0", "LYON 1", "Lyon", "Lyon 1er", "", "69123"],
]
CHANGES_HEADER = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TNCC_AV", "NCC_AV", "NCCENR_AV"]
CHANGES_HEADER += ["LIBELLE_AV", "TYPECOM_AP", "COM_AP", "TNCC_AP", "NCC_AP", "NCCENR_AP"]
CHANGES_HEADER += ["LIBELLE_AP"]


def _change(mod: str, day: str, before: str, after: str, *, kinds: str = "COM COM") -> list[str]:
    first, last = kinds.split()
    return [mod, day, first, before, "0", "A", "A", "Avant", last, after, "0", "B", "B", "Après"]


def _changes(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    return write_text(folder / "v_mvt_commune_2024.csv", [CHANGES_HEADER, *rows], separator=",")


def test_parts_of_communes_are_brought_to_their_commune(tmp_path: Path) -> None:
    """Déléguées and associées; one that kept the code of its commune is not former."""
    path = write_text(tmp_path / "v_commune_2024.csv", [COMMUNES_HEADER, *COMMUNES], separator=",")
    reading = read_cog_communes(path)
    assert reading.former == {"01340": "01015", "59355": "59350"}
    assert reading.vintage == "2024"
    assert read_cog_communes(path, communes=["59350"]).former == {"59355": "59350"}


def test_mergers_follow_one_another(tmp_path: Path) -> None:
    """Simple merger, then new commune: the first one is where the last one is."""
    rows = [
        _change("32", "2016-01-01", "03002", "03003"),
        _change("31", "1972-07-01", "03001", "03002"),
        _change("32", "2016-01-01", "03003", "03003"),
        _change("32", "2016-01-01", "03003", "03003", kinds="COM COMD"),
        _change("32", "2016-01-01", "03002", "03002", kinds="COM COMD"),
        _change("10", "1999-01-01", "03190", "03190"),
        _change("35", "2020-01-01", "03009", "03003", kinds="COMD COM"),
    ]
    path = _changes(tmp_path, rows)
    assert read_cog_changes(path).former == {"03001": "03003", "03002": "03003"}
    assert read_cog_changes(path, communes=["03190"]).former == {}


def test_at_a_day_only_what_had_happened_counts(tmp_path: Path) -> None:
    """The day of effect is included."""
    rows = [
        _change("31", "1972-07-01", "03001", "03002"),
        _change("32", "2016-01-01", "03002", "03003"),
    ]
    path = _changes(tmp_path, rows)
    assert read_cog_changes(path, at=dt.date(2015, 12, 31)).former == {"03001": "03002"}
    assert read_cog_changes(path, at=dt.date(2016, 1, 1)).former["03001"] == "03003"
    assert read_cog_changes(path, at=dt.date(1950, 1, 1)).former == {}


def test_a_restored_commune_is_former_no_more(tmp_path: Path) -> None:
    """Merged in 1972, restored in 1985: it is a commune; so it is after a change of code."""
    rows = [
        _change("31", "1972-07-01", "03001", "03002"),
        _change("21", "1985-01-01", "03002", "03001"),
        _change("21", "1985-01-01", "03002", "03002"),
        _change("41", "1968-01-01", "78001", "91001"),
    ]
    assert read_cog_changes(_changes(tmp_path, rows)).former == {"78001": "91001"}


def test_dates_of_spreadsheets_and_unreadable_ones(tmp_path: Path) -> None:
    """A workbook holds days, a spreadsheet writes « 01/01/2016 »; nonsense is told."""
    rows: list[list[object]] = [
        list(_change("31", "01/01/2016", "03001", "03002")),
        list(_change("31", "un jour", "03005", "03006")),
    ]
    dated: list[object] = list(_change("31", "", "03003", "03004"))
    dated[1] = dt.date(2017, 1, 1)
    path = write_workbook(
        tmp_path / "v_mvt_commune_2024.xlsx", {"x": [CHANGES_HEADER, *rows, dated]}
    )
    reading = read_cog_changes(path)
    assert reading.former == {"03001": "03002", "03003": "03004"}
    assert "« un jour »" in reading.remarks[0]


def test_the_two_tables_are_told_apart_in_their_zip(tmp_path: Path) -> None:
    """``cog_ensemble`` holds both, and others: each reader finds its own."""
    one = write_text(tmp_path / "v_commune_2024.csv", [COMMUNES_HEADER, *COMMUNES], separator=",")
    other = _changes(tmp_path, [_change("31", "1972-07-01", "03001", "03002")])
    assert not read_head(other).holds(COG_COMMUNES.fields)
    assert not read_head(one).holds(COG_CHANGES.fields)
    path = write_zip(tmp_path / "cog_ensemble_2024_csv.zip", [one, other])
    head = read_head(path)
    assert read_cog_communes(path, head=head).former == {"01340": "01015", "59355": "59350"}
    assert read_cog_changes(path, head=head).former == {"03001": "03002"}
    with pytest.raises(DataError, match="il faut les colonnes MOD, DATE_EFF"):
        read_cog_changes(one)
