"""INSEE's grid: its four layouts say the same thing, and only what is near is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from grid_drawing import cell_id, window, write_csv

from placement.errors import DataError
from placement.sources.grids import FILOSOFI_1KM, FILOSOFI_200M, GridCells, read_filosofi
from placement.sources.official import read_head

COUNTS = {"ind": 40, "men": 20, "men_pauv": 4, "ind_11_17": 7, "ind_18_24": 5, "ind_25_39": 15}


def row_2015(column: int, row: int) -> dict[str, object]:
    """1 km, as in 2015: capitals, one commune."""
    counts = {name.capitalize(): value for name, value in COUNTS.items()}
    ident = cell_id(column, row, side_m=1000)
    return {"Id_carr1km": ident, "I_est_1km": 1, "Depcom": "03190", **counts}


def row_2017(column: int, row: int) -> dict[str, object]:
    """200 m, as in 2017: capitals, the square kilometre too, communes glued."""
    counts = {name.capitalize(): value for name, value in COUNTS.items()}
    return {
        "Idcar_200m": cell_id(column, row, side_m=200),
        "Idcar_1km": cell_id(column // 5, row // 5, side_m=1000),
        "I_est_200": 0,
        "I_est_1km": 1,
        "lcog_geo": "0319003321",
        **counts,
    }


def row_2019(column: int, row: int) -> dict[str, object]:
    """200 m, as in 2019 and 2021: lower case."""
    return {name.lower(): value for name, value in row_2017(column, row).items()}


def read(path: Path, *, side_m: int, columns: int = 1, rows: int = 1) -> GridCells:
    near = window(columns, rows, side_m=side_m)
    return read_filosofi(path, window=near, communes=("03190", "03321"))


@pytest.mark.parametrize(
    ("row", "side_m", "codes", "imputed"),
    [
        (row_2015, 1000, ("03190",), True),
        (row_2017, 200, ("03190", "03321"), False),
        (row_2019, 200, ("03190", "03321"), False),
    ],
)
def test_each_vintage_says_the_same(
    tmp_path: Path, row: object, side_m: int, codes: tuple[str, ...], imputed: bool
) -> None:
    """Corner, side, counts, communes and imputation are read whatever the layout."""
    path = write_csv(tmp_path / "carreaux_2019.csv", [row(0, 0)])  # type: ignore[operator]
    cells = read(path, side_m=side_m)
    assert cells.side_m == side_m
    assert (cells.x3035[0], cells.y3035[0], cells.crs) == (3_826_000, 2_626_000, "EPSG:3035")
    assert cells.young_weight[0] == pytest.approx(2 / 7 * 7 + 5 + 15 / 15)
    assert cells.aged_18_24 is not None
    assert cells.aged_18_24[0] == 5
    assert (cells.inhabitants[0], cells.households[0], cells.poor_households[0]) == (40, 20, 4)
    assert cells.commune_codes == (codes,)
    assert cells.imputed.tolist() == [imputed]
    assert cells.vintage == "2019"


def test_csv_geopackage_and_parquet_are_one(tmp_path: Path) -> None:
    """The same cells come out of each container."""
    rows = [row_2019(column, 0) for column in range(3)]
    table = pa.Table.from_pylist(rows)
    write_csv(tmp_path / "c.csv", rows, separator=";")
    pq.write_table(table, tmp_path / "c.parquet")
    nowhere = pa.array([None] * 3, pa.binary())
    pyogrio.write_arrow(
        table.append_column("geom", nowhere), tmp_path / "c.gpkg", geometry_name="geom",
        geometry_type="Polygon", crs="EPSG:3035",
    )  # fmt: skip
    found = [
        read(tmp_path / f"c.{suffix}", side_m=200, columns=3)
        for suffix in ("csv", "parquet", "gpkg")
    ]
    for cells in found:
        assert cells.cell_id.tolist() == found[0].cell_id.tolist()
        assert np.array_equal(cells.young_weight, found[0].young_weight)
        assert cells.commune_codes == found[0].commune_codes


def test_only_cells_near_the_territory_are_kept(tmp_path: Path) -> None:
    """Of 40 by 40 cells, those that a window of 3 by 2 touches, a kilometre around it too."""
    rows = [row_2019(column, row) for column in range(-20, 20) for row in range(-20, 20)]
    path = write_csv(tmp_path / "c.csv", rows)
    cells = read(path, side_m=200, columns=3, rows=2)
    assert len(cells.cell_id) <= 15 * 14  # a ring more: north is not quite up in EPSG:3035
    kept = {cell_id(column, row, side_m=200) for column in range(3) for row in range(2)}
    assert kept <= set(cells.cell_id.tolist())


def test_missing_age_groups_are_said(tmp_path: Path) -> None:
    """Without the 25-39, the rest of the key stands and the method names what lacks."""
    row = {name: value for name, value in row_2015(0, 0).items() if name != "Ind_25_39"}
    cells = read(write_csv(tmp_path / "c.csv", [row]), side_m=1000)
    assert cells.young_weight[0] == pytest.approx(7)
    assert "sans ind_25_39" in cells.method
    assert "25-39" not in cells.method.partition("(")[0]


def test_a_cell_without_a_count_is_told(tmp_path: Path) -> None:
    """Under secrecy: nobody there, and the method says of how many cells."""
    rows = [row_2019(0, 0), {**row_2019(1, 0), "ind_18_24": "s"}]
    cells = read(write_csv(tmp_path / "c.csv", rows), side_m=200, columns=2)
    assert cells.aged_18_24 is not None
    assert cells.aged_18_24.tolist() == [5, 0]
    assert "sans effectif, comptés pour personne : 1" in cells.method


def test_imputed_cells_are_counted_in_a_remark(tmp_path: Path) -> None:
    """One cell in two: « 1 sur 2 », and none where nothing is imputed."""
    rows = [row_2019(column, 0) for column in range(2)]
    exact = write_csv(tmp_path / "a.csv", rows)
    assert read(exact, side_m=200, columns=2).remark == ""
    rows[1]["i_est_200"] = 1
    told = read(write_csv(tmp_path / "b.csv", rows), side_m=200, columns=2).remark
    assert "1 sur 2" in told
    assert "imputé" in told


def test_overseas_cells_are_in_the_system_of_their_id(tmp_path: Path) -> None:
    """Saint-Denis de La Réunion, EPSG:2975."""
    row = {**row_2019(0, 0), "idcar_200m": "CRS2975RES200mN7689200E338600", "lcog_geo": "97411"}
    path = write_csv(tmp_path / "carreaux_200m_reun.csv", [row])
    cells = read_filosofi(path, window=(55.2, -21.4, 55.8, -20.8), communes=("97411",))
    assert cells.crs == "EPSG:2975"
    assert (cells.x3035[0], cells.y3035[0]) == (338_600, 7_689_200)


def test_a_merged_commune_has_its_code_of_today(tmp_path: Path) -> None:
    """Arbignieu (01015) is Arboys en Bugey since; zeros that a spreadsheet ate are put back."""
    row = {**row_2019(0, 0), "lcog_geo": "101503190"}
    cells = read(write_csv(tmp_path / "c.csv", [row]), side_m=200)
    assert cells.commune_codes[0][-1] == "03190"
    assert len(cells.commune_codes[0]) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"idcar_200m": "12"}, "pas des identifiants de carreaux : 12"),
        ({"idcar_200m": "CRS99999RES200mN1E1"}, "EPSG:99999, qui n'est pas connu"),
        ({"idcar_200m": "CRS3035RES200mN100E100"}, "aucun de ses carreaux n'est près"),
        ({"ind_18_24": -3}, "négatifs"),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, changed: dict[str, object], words: str
) -> None:
    """Odd identifiers, unknown systems, the wrong region, negative counts."""
    path = write_csv(tmp_path / "c.csv", [{**row_2019(0, 0), **changed}])
    with pytest.raises(DataError, match=words):
        read(path, side_m=200)


def test_another_table_is_refused_with_its_columns(tmp_path: Path) -> None:
    """What is wanted and what is there."""
    path = write_csv(tmp_path / "c.csv", [{"CODGEO": "03190", "NB": 3}])
    with pytest.raises(DataError, match=r"IND_18_24.*CODGEO, NB"):
        read(path, side_m=200)


def test_a_file_of_200_m_is_told_from_one_of_1_km(tmp_path: Path) -> None:
    """The first names square kilometres too; the second has nothing finer."""
    fine = read_head(write_csv(tmp_path / "a.csv", [row_2019(0, 0)]))
    coarse = read_head(write_csv(tmp_path / "b.csv", [row_2015(0, 0)]))
    assert fine.holds(FILOSOFI_200M.fields)
    assert coarse.holds(FILOSOFI_1KM.fields)
    assert not coarse.holds(FILOSOFI_200M.fields)


def test_corsica_in_2015(shared_data: Path) -> None:
    """12,475 people aged 18 to 24 (12,474.5 to the tenth), most cells imputed."""
    path = shared_data / "population" / "filosofi2015_1km_C_corse.parquet"
    cells = read_filosofi(path, window=(8.5, 41.3, 9.6, 43.1), communes=("2A004",))
    assert cells.aged_18_24 is not None
    assert cells.aged_18_24.sum() == pytest.approx(12_474.5, abs=1e-6)
    assert len(cells.cell_id) == 2_994
    assert "2015" in cells.title
