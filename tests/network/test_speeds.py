"""The table of car speeds and what OpenStreetMap says of limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import DataError
from placement.network import DEFAULT_SPEEDS, SpeedTable
from placement.network.speeds import parse_maxspeed_kmh, read_speed_table


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50.0),
        ("30 mph", 48.28),
        ("30mph", 48.28),
        ("80 km/h", 80.0),
        ("FR:urban", 50.0),
        ("FR:rural", 80.0),
        ("FR:motorway", 130.0),
        ("FR:zone30", 30.0),
        ("fr:zone:20", 20.0),
        ("DE:rural", 100.0),
        ("GB:nsl_single", 96.56),
        ("50;30", 30.0),
        ("none", None),
        ("signals", None),
        ("walk", None),
        ("0", None),
        ("", None),
        (None, None),
    ],
)
def test_maxspeed_values(text: str | None, kmh: float | None) -> None:
    """Numbers, miles, implicit zones; what says nothing leaves the road to its class."""
    read = parse_maxspeed_kmh(text)
    assert read is None if kmh is None else read == pytest.approx(kmh, abs=0.01)


def test_a_tagged_limit_is_driven_at_eighty_percent() -> None:
    """A tag replaces the class's speed, up or down."""
    assert DEFAULT_SPEEDS.speed_kmh("residential") == 25.0
    assert DEFAULT_SPEEDS.speed_kmh("residential", maxspeed="50") == pytest.approx(40.0)
    assert DEFAULT_SPEEDS.speed_kmh("motorway", maxspeed="FR:motorway") == pytest.approx(104.0)


def test_times_are_whole_milliseconds_of_at_least_one() -> None:
    """1 km at 60 km/h is a minute times the calibration; no road takes no time."""
    assert DEFAULT_SPEEDS.time_ms(1000.0, speed_kmh=60.0) == 61_800
    assert DEFAULT_SPEEDS.time_ms(0.0, speed_kmh=60.0) == 1


def test_a_user_table_changes_closes_and_opens_classes(tmp_path: Path) -> None:
    """Decimal comma; 0 closes; an unnamed class keeps its speed."""
    path = tmp_path / "vitesses.csv"
    path.write_text("classe;vitesse_kmh\nprimary;62,5\nliving_street;0\nservice;12\n", "utf-8")
    table = read_speed_table(path)
    assert table.class_kmh["primary"] == 62.5
    assert table.class_kmh["service"] == 12.0
    assert "living_street" not in table.classes
    assert table.class_kmh["motorway"] == 90.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("classe;vitesse_kmh\nprimary;-3\n", "-3"),
        ("classe;vitesse\nprimary;50\n", "vitesse"),
        ("classe;vitesse_kmh\nprimary;vite\n", "vite"),
        ("classe;vitesse_kmh\nprimary;50\nprimary;60\n", "primary"),
    ],
)
def test_a_bad_user_table_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """Negative, misnamed, not a number, twice: the message quotes what is wrong."""
    path = tmp_path / "vitesses.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=told):
        read_speed_table(path)


def test_a_table_that_closes_everything_is_refused(tmp_path: Path) -> None:
    """At least one class must be open."""
    path = tmp_path / "vitesses.csv"
    rows = "".join(f"{name};0\n" for name in DEFAULT_SPEEDS.classes)
    path.write_text("classe;vitesse_kmh\n" + rows, "utf-8")
    with pytest.raises(DataError, match="fermées"):
        read_speed_table(path)


def test_speeds_must_be_positive() -> None:
    """A null or absent speed is refused when the table is built."""
    with pytest.raises(DataError, match="primary"):
        SpeedTable(class_kmh={"primary": 0.0})
    with pytest.raises(DataError, match="facteur de temps"):
        SpeedTable(time_factor=float("nan"))
