"""Infra-communal bases of the census, added up by commune."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from official_drawing import write_text, write_workbook, write_zip

from placement.errors import DataError
from placement.sources.iris_bases import (
    IRIS_ACTIVITY,
    IRIS_AGES,
    IRIS_EDUCATION,
    IRIS_HOUSING,
    read_iris_base,
)
from placement.sources.official import read_head
from placement.sources.statistics import CommuneStatistics

COMMUNES = ("03190", "03321")
ACTIVITY_HEADER = ["IRIS", "COM", "TYP_IRIS", "LAB_IRIS", "P20_POP1564", "P20_POP1524"]
ACTIVITY_HEADER += ["C20_ACT1524", "P20_ACT1524", "P20_ACTOCC1524", "P20_CHOM1524"]
ACTIVITY: list[list[object]] = [
    ["031900101", "03190", "H", "1", 900.5, 100.25, 1, 50.5, 30.25, 20.25],
    ["031900102", "03190", "H", "1", 800.0, 50.75, 1, 25.25, 20.0, 5.25],
    ["033210000", "03321", "Z", "5", 700.0, 40, 1, 20, 15, 5],
    ["621190101", "62119", "H", "1", 999, 999, 1, 999, 999, 0],
]


def _activity(folder: Path, rows: Sequence[Sequence[object]] = ACTIVITY, **clothes: object) -> Path:
    path = folder / "base-ic-activite-residents-2020.CSV"
    return write_text(path, [ACTIVITY_HEADER, *rows], **clothes)  # type: ignore[arg-type]


def test_iris_add_up_to_communes_and_stay_decimal(tmp_path: Path) -> None:
    """Two IRIS are one commune; what is elsewhere is left; ``P20_`` is preferred to ``C20_``."""
    reading = read_iris_base(_activity(tmp_path), kind=IRIS_ACTIVITY, communes=COMMUNES)
    assert dict(reading.by_commune) == {
        "03190": CommuneStatistics(
            young_15_24=151.0, active_15_24=75.75, employed_15_24=50.25, unemployed_15_24=25.5
        ),
        "03321": CommuneStatistics(
            young_15_24=40, active_15_24=20, employed_15_24=15, unemployed_15_24=5
        ),
    }
    assert reading.vintage == "2020"
    assert reading.remarks == ()


def test_every_container_and_vintage_says_the_same(tmp_path: Path) -> None:
    """Zip, workbook under its notes, Parquet, another order, case, encoding and year."""
    expected = read_iris_base(_activity(tmp_path), kind=IRIS_ACTIVITY, communes=COMMUNES)
    header = [name.replace("20_", "22_").lower() for name in ACTIVITY_HEADER]
    rows = [list(reversed(row)) for row in [header, *ACTIVITY]]
    other = write_text(tmp_path / "base.csv", rows, separator=",", encoding="cp1252", quoted=True)
    zipped = write_zip(tmp_path / "base-ic-activite-residents-2020_csv.zip", [_activity(tmp_path)])
    notes = [["Activité des résidents - IRIS"], ["Recensement"], [], ["Mise en ligne"], []]
    book = write_workbook(
        tmp_path / "base-ic-activite-residents.xlsx",
        {"IRIS": [*notes, ACTIVITY_HEADER, *ACTIVITY], "Documentation": [["rien"]]},
    )
    parquet = tmp_path / "RP2020.parquet"
    columns = zip(*ACTIVITY, strict=True)
    pq.write_table(pa.table(dict(zip(ACTIVITY_HEADER, map(list, columns), strict=True))), parquet)
    for path, vintage in ((other, "2022"), (zipped, "2020"), (book, "2020"), (parquet, "2020")):
        reading = read_iris_base(path, kind=IRIS_ACTIVITY, communes=COMMUNES, head=read_head(path))
        assert reading.by_commune == expected.by_commune, path.name
        assert reading.vintage == vintage


def test_a_secret_cell_makes_the_commune_unknown_and_is_told(tmp_path: Path) -> None:
    """One IRIS under secrecy: the sum of the commune is not a sum; the others are."""
    rows = [list(row) for row in ACTIVITY]
    rows[1][9], rows[2][9] = "nd", "5,5"
    reading = read_iris_base(_activity(tmp_path, rows), kind=IRIS_ACTIVITY, communes=COMMUNES)
    assert reading.by_commune["03190"].unemployed_15_24 is None
    assert reading.by_commune["03190"].active_15_24 == 75.75
    assert reading.by_commune["03321"].unemployed_15_24 == 5.5
    assert [r for r in reading.remarks if "CHOM1524 n'est pas connu partout" in r and "03190" in r]


def test_contradictions_are_told_and_set_aside(tmp_path: Path) -> None:
    """More unemployed than active young people: that count is dropped, and said."""
    rows = [list(row) for row in ACTIVITY]
    rows[2][9] = 21
    reading = read_iris_base(_activity(tmp_path, rows), kind=IRIS_ACTIVITY, communes=COMMUNES)
    assert reading.by_commune["03321"].unemployed_15_24 is None
    assert reading.by_commune["03321"].employed_15_24 == 15
    assert len(reading.remarks) == 1
    assert "CHOM1524 dépasse ACT1524" in reading.remarks[0]
    assert "03321" in reading.remarks[0]


def test_absent_and_merged_communes_are_told(tmp_path: Path) -> None:
    """What the file ignores is absent, never 0; a former commune counts for today's."""
    reading = read_iris_base(
        _activity(tmp_path),
        kind=IRIS_ACTIVITY,
        communes=["03190", "03999"],
        former={"03321": "03190"},
    )
    assert set(reading.by_commune) == {"03190"}
    assert reading.by_commune["03190"].young_15_24 == 191
    assert any("n'y figurent pas : 03999" in remark for remark in reading.remarks)
    assert any("avant leur fusion" in remark and "03321" in remark for remark in reading.remarks)


def test_cities_by_arrondissement_or_whole(tmp_path: Path) -> None:
    """Arrondissements add up to Lyon, unless the file has Lyon as well: never twice."""
    rows = [
        [f"{code}0101", code, "H", "1", 0, n, 0, 0, 0, 0]
        for code, n in [("69381", 3), ("69382", 4)]
    ]
    parts = read_iris_base(_activity(tmp_path, rows), kind=IRIS_ACTIVITY, communes=["69123"])
    assert parts.by_commune["69123"].young_15_24 == 7
    assert parts.remarks == ()
    one = read_iris_base(_activity(tmp_path, rows), kind=IRIS_ACTIVITY, communes=["69382"])
    assert one.by_commune["69382"].young_15_24 == 4
    rows.append(["691230000", "69123", "Z", "1", 0, 8, 0, 0, 0, 0])
    both = read_iris_base(_activity(tmp_path, rows), kind=IRIS_ACTIVITY, communes=["69123"])
    assert both.by_commune["69123"].young_15_24 == 8


def test_education_in_the_layouts_of_three_periods(tmp_path: Path) -> None:
    """The least diploma has had three definitions; the one that holds the brevet is told."""
    common = {"COM": "03190", "POP1517": 30, "POP1824": 70, "SCOL1517": 29, "SCOL1824": 30}
    recent = {**common, "NSCOL15P": 500, "NSCOL15P_DIPLMIN": 90, "NSCOL15P_BEPC": 40}
    middle = {**common, "NSCOL15P": 500, "NSCOL15P_DIPLMIN": 130}
    oldest = {**common, "NSCOL15P": 500, "NSCOL15P_DIPL0": 60, "NSCOL15P_CEP": 30}
    for year, cells, lowest, told in [
        ("21", recent, 90, False),
        ("15", middle, 130, True),
        ("10", oldest, 90, False),
        ("21", common, None, False),
    ]:
        header = [name if name == "COM" else f"P{year}_{name}" for name in cells]
        path = write_text(tmp_path / "formation.csv", [header, list(cells.values())])
        reading = read_iris_base(path, kind=IRIS_EDUCATION, communes=["03190"])
        counts = reading.by_commune["03190"]
        assert counts.without_diploma == lowest
        assert (counts.young_15_17, counts.schooled_18_24) == (30, 30)
        assert bool(reading.remarks) is told
        assert reading.vintage == f"20{year}"


def test_households_without_a_car(tmp_path: Path) -> None:
    """RP less VOIT1P; more households with a car than households is no negative count."""
    rows = [
        ["IRIS", "COM", "P22_LOG", "P22_RP", "P22_RP_VOIT1P", "P22_RP_VOIT1", "P22_RP_VOIT2P"],
        ["031900101", "03190", 120, 100.5, 75.25, 50, 25.25],
        ["033210000", "03321", 120, 100, 101, 50, 51],
    ]
    path = write_text(tmp_path / "base-ic-logement-2022.CSV", rows)
    reading = read_iris_base(path, kind=IRIS_HOUSING, communes=COMMUNES)
    assert reading.by_commune["03190"].households_without_car == 25.25
    assert reading.by_commune["03321"] == CommuneStatistics(households=100)
    assert "RP_VOIT1P dépasse RP" in reading.remarks[0]


def test_ages_give_the_18_24(tmp_path: Path) -> None:
    """The structure by age: 18-24, under the name that other bases use."""
    header = ["IRIS", "COM", "P20_POP", "P20_POP0002", "P20_POP1117", "P20_POP1824", "P20_POP1529"]
    path = write_text(
        tmp_path / "base-ic-evol-struct-pop-2020.CSV",
        [header, ["031900101", "03190", 1000, 30, 80, 90.5, 150]],
    )
    reading = read_iris_base(path, kind=IRIS_AGES, communes=COMMUNES)
    assert reading.by_commune == {"03190": CommuneStatistics(young_18_24=90.5)}


@pytest.mark.parametrize("kind", [IRIS_ACTIVITY, IRIS_EDUCATION, IRIS_HOUSING, IRIS_AGES])
def test_each_base_is_known_from_the_others(tmp_path: Path, kind: object) -> None:
    """A file is of one kind; read as another, it is refused with the columns wanted."""
    head = read_head(_activity(tmp_path))
    assert head.holds(kind.fields) is (kind is IRIS_ACTIVITY)  # type: ignore[attr-defined]
    if kind is not IRIS_ACTIVITY:
        with pytest.raises(DataError, match="il faut les colonnes COM"):
            read_iris_base(head.path, kind=kind, communes=COMMUNES)  # type: ignore[arg-type]
