"""Where the 15-24 go to work and to study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from official_drawing import write_text, write_zip

from placement.errors import DataError
from placement.sources.commuting import MOBPRO, MOBSCO, CommutingReading, Flows, read_commuting
from placement.sources.official import read_head

HEADER = ["COMMUNE", "ARM", "DCFLT", "DCLT", "AGEREVQ", "CS1", "IPONDI", "SEXE", "TRANS"]
PEOPLE: list[list[object]] = [
    ["03190", "ZZZZZ", "99999", "03190", "15", 6, "4.5", 1, 2],
    ["03190", "ZZZZZ", "99999", "03321", "20", 6, "5.25", 1, 5],
    ["03190", "ZZZZZ", "99999", "03321", "20", 6, "0.75", 2, 6],
    ["03190", "ZZZZZ", "99999", "63113", "20", 6, "1", 2, 5],
    ["03190", "ZZZZZ", "BE021", "99999", "20", 6, "0.5", 2, 5],
    ["03190", "ZZZZZ", "99999", "03190", "25", 6, "99", 1, 2],
    ["03321", "ZZZZZ", "99999", "03321", "15", 6, "2", 1, 1],
    ["62119", "ZZZZZ", "99999", "03190", "20", 6, "50", 1, 5],
]
COMMUNES = ("03190", "03321")


def _file(folder: Path, rows: Sequence[Sequence[object]] = PEOPLE) -> Path:
    return write_text(folder / "FD_MOBPRO_2020.csv", [HEADER, *rows])


def _read(path: Path, **options: object) -> CommutingReading:
    arguments = {"kind": MOBPRO, "communes": COMMUNES, **options}
    return read_commuting(path, **arguments)  # type: ignore[arg-type]


def _told(flows: Flows) -> list[tuple[str, str, float]]:
    columns = (flows.origin.tolist(), flows.destination.tolist(), flows.persons.tolist())
    return list(zip(*columns, strict=True))


def test_only_the_15_24_who_live_there_are_added_up(tmp_path: Path) -> None:
    """Flows inside, outside and abroad; the elder and those who live elsewhere are left."""
    reading = _read(_file(tmp_path))
    assert _told(reading.flows) == [
        ("03190", "03190", 4.5),
        ("03190", "03321", 6.0),
        ("03190", "63113", 1.0),
        ("03190", "99999", 0.5),
        ("03321", "03321", 2.0),
    ]
    moulins = reading.statistics.by_commune["03190"]
    assert (moulins.commuters, moulins.commuters_out) == (12.0, 7.5)
    assert reading.statistics.by_commune["03321"].commuters_out == 0
    assert reading.statistics.vintage == "2020"
    assert reading.statistics.remarks == ()
    assert reading.flows.outside.tolist() == [False, True, True, True, False]


def test_flows_conserve_persons(tmp_path: Path) -> None:
    """The sum of flows is the sum of commuters: nobody is lost, nobody counts twice."""
    reading = _read(_file(tmp_path))
    total = sum(one.commuters or 0 for one in reading.statistics.by_commune.values())
    assert reading.flows.persons.sum() == pytest.approx(total) == 14.0
    assert not reading.flows.persons.flags.writeable


def test_means_of_transport_in_both_codings(tmp_path: Path) -> None:
    """A code 6 tells the coding where bicycles are apart; without it, the car is 4."""
    recent = _read(_file(tmp_path)).mode_shares
    assert sum(recent.values()) == pytest.approx(1)
    assert recent["voiture"] == pytest.approx(6.75 / 14)
    assert recent["transports_en_commun"] == pytest.approx(0.75 / 14)
    older = [[*row[:-1], {5: 4, 6: 5}.get(int(str(row[-1])), row[-1])] for row in PEOPLE]
    assert _read(_file(tmp_path, older)).mode_shares["voiture"] == pytest.approx(6.75 / 14)


def test_studies_have_their_own_columns_and_no_transport(tmp_path: Path) -> None:
    """MOBSCO: bands of 15-17 and 18-24; pupils and adults are left; ``ZZZZZ`` is abroad."""
    header = ["COMMUNE", "ARM", "DCETUF", "DCETUE", "AGEREV10", "IPONDI"]
    rows = [
        ["03190", "ZZZZZ", "03190", "99999", "11", "100"],
        ["03190", "ZZZZZ", "03190", "99999", "15", "10"],
        ["03190", "ZZZZZ", "63113", "99999", "18", "7"],
        ["03190", "ZZZZZ", "ZZZZZ", "BE021", "18", "2"],
        ["03190", "ZZZZZ", "03190", "99999", "25", "100"],
    ]
    path = write_text(tmp_path / "FD_MOBSCO_2020.csv", [header, *rows])
    assert read_head(path).holds(MOBSCO.fields)
    assert not read_head(path).holds(MOBPRO.fields)
    reading = _read(path, kind=MOBSCO)
    counts = reading.statistics.by_commune["03190"]
    assert (counts.commuters, counts.commuters_out) == (19, 9)
    assert reading.mode_shares == {}
    assert "03321" in reading.statistics.remarks[0]


def test_arrondissements_are_where_one_lives(tmp_path: Path) -> None:
    """``ARM`` tells it for Paris, Lyon, Marseille; the whole city adds them up."""
    rows = [
        ["75056", "75101", "99999", "75102", "20", 6, 3, 1, 6],
        ["75056", "75102", "99999", "75102", "20", 6, 4, 1, 6],
        ["75056", "ZZZZZ", "99999", "75102", "20", 6, 5, 1, 6],
    ]
    parts = _read(_file(tmp_path, rows), communes=["75101", "75102"])
    assert _told(parts.flows) == [("75101", "75102", 3.0), ("75102", "75102", 4.0)]
    assert "lignes de 75056 qui ne disent pas l'arrondissement" in parts.statistics.remarks[0]
    one = _read(_file(tmp_path, rows[:2]), communes=["75101"])
    assert _told(one.flows) == [("75101", "75102", 3.0)]
    assert one.statistics.remarks == ()
    whole = _read(_file(tmp_path, rows), communes=["75056"])
    assert _told(whole.flows) == [("75056", "75056", 12.0)]


def test_former_communes_count_for_today_at_both_ends(tmp_path: Path) -> None:
    """From a commune to the one it merged with is no longer going out."""
    rows = [["03999", "ZZZZZ", "99999", "03190", "20", 6, 3, 1, 5]]
    reading = _read(_file(tmp_path, rows), former={"03999": "03190"})
    assert _told(reading.flows) == [("03190", "03190", 3.0)]


def test_what_is_not_known_is_told(tmp_path: Path) -> None:
    """No destination, no weight: counted and said, never guessed."""
    rows = [
        *PEOPLE,
        ["03190", "Z", "", "", "20", 6, 2, 1, 5],
        ["03190", "Z", "", "", "20", 6, "s", 1, 5],
    ]
    reading = _read(_file(tmp_path, rows))
    assert reading.statistics.by_commune["03190"].commuters == 14
    assert reading.statistics.by_commune["03190"].commuters_out == 7.5
    assert "destination inconnue pour 2 personnes" in reading.statistics.remarks[0]
    assert "sans poids (IPONDI), mises de côté : 1" in reading.statistics.remarks[1]


def test_parquet_and_zip_say_the_same(tmp_path: Path) -> None:
    """The Parquet of INSEE and the zip of its CSV, whatever the types and the case."""
    expected = _read(_file(tmp_path))
    columns = list(zip(*PEOPLE, strict=True))
    table = {n.lower(): list(map(str, c)) for n, c in zip(HEADER, columns, strict=True)}
    parquet = tmp_path / "RP2020_mobpro.parquet"
    pq.write_table(pa.table({**table, "ipondi": list(map(float, table["ipondi"]))}), parquet)
    zipped = write_zip(tmp_path / "RP2020_mobpro_csv.zip", [_file(tmp_path)])
    for path in (parquet, zipped):
        reading = _read(path, head=read_head(path))
        assert _told(reading.flows) == _told(expected.flows)
        assert reading.mode_shares == expected.mode_shares
        assert reading.statistics.vintage == "2020"


def test_another_file_is_refused(tmp_path: Path) -> None:
    """The columns wanted and those found."""
    path = write_text(tmp_path / "x.csv", [["COMMUNE", "IPONDI"], ["03190", "1"]])
    with pytest.raises(DataError, match="DCLT, AGEREVQ"):
        _read(path)


def test_nobody_is_no_fault(tmp_path: Path) -> None:
    """A territory that the file ignores has empty flows, and it is said."""
    reading = _read(_file(tmp_path), communes=["97101"])
    assert reading.flows.persons.dtype == np.float64
    assert len(reading.flows.persons) == 0
    assert "97101" in reading.statistics.remarks[0]
