"""Eurostat's grid of the census: identified by its cells or by their corners."""

from __future__ import annotations

from pathlib import Path

import pytest
from grid_drawing import CORNER, cell_id, window, write_csv

from placement.errors import DataError
from placement.sources.grids import EUROSTAT, GridCells, read_eurostat
from placement.sources.official import read_head


def row(column: int, *, total: int = 100, adults: int = 60) -> dict[str, object]:
    """One square kilometre, as published."""
    ident = cell_id(column, 0, side_m=1000)
    return {"GRD_ID": ident, "T": total, "Y_LT15": 20, "Y_1564": adults, "Y_GE65": 20, "EMP": -9999}


def by_corner(column: int) -> dict[str, object]:
    west, south = CORNER
    counts = {name: value for name, value in row(column).items() if name != "GRD_ID"}
    return {"x3035": west + 1000 * column, "y3035": south, **counts}


def read(path: Path, *, columns: int = 2) -> GridCells:
    return read_eurostat(path, window=window(columns, 1, side_m=1000), communes=("03190",))


def test_identifiers_long_short_and_corners_are_one(tmp_path: Path) -> None:
    """Three ways to say where a cell is."""
    west, south = CORNER
    short = {**row(0), "GRD_ID": f"1kmN{south // 1000}E{west // 1000}"}
    files = {"long": row(0), "court": short, "coins": by_corner(0)}
    for name, line in files.items():
        cells = read(write_csv(tmp_path / f"{name}.csv", [line]))
        assert (cells.x3035[0], cells.y3035[0], cells.side_m) == (west, south, 1000)
        assert (cells.young_weight[0], cells.inhabitants[0]) == (60, 100)
    assert cells.cell_id.tolist() == [cell_id(0, 0, side_m=1000)]


@pytest.mark.parametrize("line", [row, by_corner])
def test_only_european_cells_near_the_territory_are_kept(tmp_path: Path, line: object) -> None:
    """Of 40 cells in a row, those that a window of two touches, a kilometre around it too."""
    path = write_csv(tmp_path / "c.csv", [line(c) for c in range(-20, 20)])  # type: ignore[operator]
    cells = read(path)
    assert 2 <= len(cells.cell_id) <= 6
    assert {cell_id(0, 0, side_m=1000), cell_id(1, 0, side_m=1000)} <= set(cells.cell_id.tolist())


def test_what_is_not_published_follows_the_others(tmp_path: Path) -> None:
    """-9999 adults among 50 inhabitants, 60 % being adults in the other cell: 30."""
    path = write_csv(tmp_path / "c.csv", [row(0), row(1, total=50, adults=-9999)])
    assert read(path).young_weight.tolist() == pytest.approx([60, 30])


def test_a_cell_of_which_nothing_is_published_is_told(tmp_path: Path) -> None:
    """Nobody there, and the method says of how many cells."""
    path = write_csv(tmp_path / "c.csv", [row(0), row(1, total=-9999, adults=-9999)])
    cells = read(path)
    assert cells.young_weight.tolist() == [60, 0]
    assert "comptés pour personne : 1" in cells.method


def test_it_says_what_its_key_is(tmp_path: Path) -> None:
    """No age group of young people, nothing imputed, no household, no count of the 18-24."""
    cells = read(write_csv(tmp_path / "c.csv", [row(0)]))
    assert "15-64" in cells.method
    assert cells.remark == ""
    assert cells.aged_18_24 is None
    assert not cells.france_only


def test_cells_that_are_nowhere_are_refused(tmp_path: Path) -> None:
    """Neither identifier nor corner; a corner that is no number; all of it elsewhere."""
    counts = {name: value for name, value in row(0).items() if name != "GRD_ID"}
    with pytest.raises(DataError, match="GRD_ID"):
        read(write_csv(tmp_path / "a.csv", [counts]))
    with pytest.raises(DataError, match="« abc » n'est pas une coordonnée"):
        read(write_csv(tmp_path / "b.csv", [{**by_corner(0), "x3035": "abc"}]))
    with pytest.raises(DataError, match="près du territoire"):
        read(write_csv(tmp_path / "c.csv", [by_corner(400)]))


def test_the_copies_of_three_territories(shared_data: Path) -> None:
    """Recognised by their counts; Béthune holds some 280,000 inhabitants and its surroundings."""
    for name, inhabitants in (("A_moulins", 150_000), ("B_bethune", 280_000), ("C_corse", 330_000)):
        path = shared_data / "population" / f"census2021_1km_{name}.parquet"
        assert read_head(path).holds(EUROSTAT.fields)
        cells = read_eurostat(path, window=(-5, 41, 10, 51.5), communes=())
        assert cells.inhabitants.sum() > inhabitants
