"""``placement times``: the distancier, end to end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from placement.network import Points, RoadNetwork
from placement.network.osm import read_osm
from placement.travel import MODES, travel_times
from tests.integration import roads
from tests.integration.conftest import Run
from tests.integration.distanciers import compute, read_times, write_points
from tests.integration.untouched import assert_told, drafts

TOWNS = (roads.MOULINS, roads.YZEURE, roads.AVERMES, roads.SOUVIGNY, roads.LE_MONTET)
AFAR = (3.9, 46.9)
"""Some 50 km away from every road of the drawing."""


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """Give the five mairies, as a file."""
    return roads.write_points(tmp_path / "points.csv", *TOWNS)


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    """Give the roads of the drawing, as tables."""
    return roads.write_tables(tmp_path)


def test_tables_osm_and_territory_give_the_same_times(
    placement: Run, workplace: Path, points: Path, tables: tuple[Path, Path]
) -> None:
    """25 pairs, none missing, equal through the three doors to 0.1 %."""
    folder, ends = workplace / "territoire", ("--from", points, "--to", points)
    assert placement("network", "build", folder, "--tables", *tables).code == 0
    doors = {
        "tables": ("--tables", *tables),
        "osm": ("--osm", roads.write_osm(workplace / "routes.osm")),
        "territory": ("--territory", folder),
    }
    found = {
        name: compute(placement, *door, *ends, out=workplace / f"{name}.csv")
        for name, door in doors.items()
    }
    assert found["tables"].time_s == found["territory"].time_s
    assert len(found["osm"].time_s) == 25
    assert found["osm"].time_s == pytest.approx(found["tables"].time_s, rel=1e-3)
    for name, distances in found.items():
        assert distances.told["paires"] == 25, name
        assert distances.told["paires_sans_temps"] == 0
        assert distances.told["sans_temps"] is None
        assert distances.told["estimation"] is False
        assert not (workplace / f"{name}_sans_temps.csv").exists()


def test_an_estimation_says_so(placement: Run, workplace: Path, points: Path) -> None:
    """Between any points, without roads: every pair, symmetrical, marked as estimated."""
    ends = ("--from", points, "--to", points)
    found = compute(placement, "--estimation", *ends, out=workplace / "t.csv")
    assert len(found.time_s) == 25
    assert all(found.time_s[a, b] == found.time_s[b, a] for a, b in found.time_s)
    assert found.told["estimation"] is True
    assert "estimés" in found.err
    assert 60 * 15 < found.time_s[roads.MOULINS, roads.SOUVIGNY] < 60 * 25


def test_csv_and_parquet_say_the_same(
    placement: Run, tmp_path: Path, points: Path, tables: tuple[Path, Path]
) -> None:
    """Whole milliseconds in both; the CSV writes them with a point and three digits."""
    options = ("--tables", *tables, "--from", points, "--to", points)
    as_csv = compute(placement, *options, out=tmp_path / "t.csv").time_s
    as_parquet = compute(placement, *options, out=tmp_path / "t.parquet").time_s
    assert as_csv == pytest.approx(as_parquet, abs=1e-9)
    first, second, *_ = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()
    assert first == "from_id,to_id,time_s"
    assert len(second.split(",")[2].split(".")[1]) == 3
    assert (tmp_path / "t.csv").stat().st_mode & 0o777 == 0o644
    assert not drafts(tmp_path)


def test_pairs_without_a_time_are_listed_with_their_reason(
    placement: Run, tmp_path: Path, tables: tuple[Path, Path]
) -> None:
    """A home off the roads loses all its pairs; those with a time and those without add up."""
    origins = dict(roads.mairies()) | {"loin": AFAR}
    destinations = {name: roads.mairies()[name] for name in TOWNS[:2]} | {"ailleurs": AFAR}
    found = compute(
        placement,
        *("--tables", *tables),
        *("--from", write_points(tmp_path / "a.csv", origins)),
        *("--to", write_points(tmp_path / "b.csv", destinations)),
        out=tmp_path / "t.csv",
    )
    assert set(found.reasons) == {("loin", ""), ("", "ailleurs")}
    assert all("km de la route la plus proche" in reason for reason in found.reasons.values())
    lost = {(a, b) for a in origins for b in destinations if a == "loin" or b == "ailleurs"}
    assert lost.isdisjoint(found.time_s)
    assert found.told["paires"] == len(origins) * len(destinations) == 18
    assert found.told["paires_sans_temps"] == len(lost) == 8
    assert len(found.time_s) + len(lost) == 18


def test_pairs_beyond_a_cap_are_listed(
    placement: Run, tmp_path: Path, points: Path, tables: tuple[Path, Path]
) -> None:
    """On foot at most 30 min: each pair is in one file or in the other."""
    found = compute(
        placement,
        *("--tables", *tables, "--from", points, "--to", points, "--profil", "marche"),
        out=tmp_path / "t.csv",
    )
    every = {(a, b) for a in TOWNS for b in TOWNS}
    assert found.time_s.keys() | found.reasons.keys() == every
    assert not found.time_s.keys() & found.reasons.keys()
    assert all("30 min" in reason for reason in found.reasons.values())
    assert max(found.time_s.values()) <= 1800
    assert found.told["paires_sans_temps"] == len(found.reasons) > 0


def test_a_second_run_forgets_the_pairs_of_the_first(
    placement: Run, tmp_path: Path, points: Path, tables: tuple[Path, Path]
) -> None:
    """When every pair has a time, the list of the pairs without one goes away."""
    options = ("--tables", *tables, "--from", points, "--to", points)
    compute(placement, *options, "--profil", "marche", out=tmp_path / "t.csv")
    assert (tmp_path / "t_sans_temps.csv").exists()
    compute(placement, *options, out=tmp_path / "t.csv")
    assert not (tmp_path / "t_sans_temps.csv").exists()


def test_the_bicycle_is_between_the_car_and_the_feet(
    placement: Run, tmp_path: Path, points: Path, tables: tuple[Path, Path]
) -> None:
    """Moulins to Yzeure: the table's speed, 14.5 and 4.5 km/h on the same road."""
    pair = (roads.MOULINS, roads.YZEURE)
    options = ("--tables", *tables, "--from", points, "--to", points)
    seconds = {
        mode: compute(placement, *options, "--profil", mode, out=tmp_path / f"{mode}.csv").time_s[
            pair
        ]
        for mode in ("voiture", "velo", "marche")
    }
    assert seconds["velo"] / seconds["marche"] == pytest.approx(4.5 / 14.5, rel=1e-3)
    car = 14.5 / roads.SECONDARY_KMH * roads.CALIBRATION
    assert seconds["voiture"] / seconds["velo"] == pytest.approx(car, rel=1e-3)


def test_walkers_do_not_mind_one_way_streets(
    placement: Run, tmp_path: Path, points: Path, tables: tuple[Path, Path]
) -> None:
    """Short pairs on foot take as long one way as the other."""
    found = compute(
        placement,
        *("--tables", *tables, "--from", points, "--to", points, "--profil", "marche"),
        out=tmp_path / "t.csv",
    ).time_s
    assert all(found[a, b] == found[b, a] for a, b in found)


def test_points_may_come_from_a_french_spreadsheet(
    placement: Run, tmp_path: Path, tables: tuple[Path, Path]
) -> None:
    """Semicolons, decimal commas, a byte order mark, other columns; codes keep their zero."""
    path = tmp_path / "points.csv"
    path.write_text(
        "identifiant;nom;longitude;latitude\n03190;Moulins;3,3333;46,56622\n"
        "03321;Yzeure;3,35458;46,5662\n",
        encoding="utf-8-sig",
    )
    found = compute(
        placement, "--tables", *tables, "--from", path, "--to", path, out=tmp_path / "t.csv"
    )
    assert set(found.time_s) == {(a, b) for a in ("03190", "03321") for b in ("03190", "03321")}


def header_only(place: Path) -> tuple[object, ...]:
    return "--from", text(place, "id,lon,lat\n")


def text(place: Path, content: str) -> Path:
    path = place / "mauvais.csv"
    path.write_text(content, encoding="utf-8")
    return path


Spoiled = Callable[[Path], tuple[object, ...]]


def origins(content: str) -> Spoiled:
    return lambda place: ("--from", text(place, content))


BAD: dict[str, tuple[Spoiled, int, tuple[str, ...]]] = {
    "unknown mode": (lambda _: ("--profil", "cheval"), 2, ("cheval", "voiture", "velo", "marche")),
    "unknown format": (lambda place: ("--out", place / "t.xlsx"), 2, ("t.xlsx", ".parquet")),
    "negative distance": (
        lambda _: ("--rattachement-max-m", "-5"),
        2,
        ("--rattachement-max-m", "-5"),
    ),
    "two doors": (lambda _: ("--estimation",), 2, ("une seule",)),
    "roads and a territory": (lambda _: ("--territory", "moulins"), 2, ("une seule",)),
    "repeated id": (
        origins("id,lon,lat\na,3.3,46.5\nb,3.3,46.5\na,3.4,46.5\n"),
        3,
        ("mauvais.csv", "ligne 4", "« a »", "ligne 2"),
    ),
    "missing column": (origins("id,lon\na,3.3\n"), 3, ("mauvais.csv", "lat")),
    "longitude out of range": (
        origins("id,lon,lat\na,725000,46.5\n"),
        3,
        ("mauvais.csv", "ligne 2", "725000", "lon"),
    ),
    "latitude out of range": (
        origins("id,lon,lat\na,3.3,-95\n"),
        3,
        ("mauvais.csv", "ligne 2", "-95", "lat"),
    ),
    "blank position": (origins("id,lon,lat\na,,46.5\n"), 3, ("mauvais.csv", "ligne 2", "lon")),
    "not a number": (origins("id,lon,lat\na,est,46.5\n"), 3, ("mauvais.csv", "ligne 2", "est")),
    "no point": (header_only, 3, ("mauvais.csv", "aucun point")),
    "no file": (lambda place: ("--from", place / "absent.csv"), 3, ("absent.csv", "absent")),
    "an out that cannot be written": (
        lambda _: ("--out", "/proc/placement/t.csv"),
        3,
        ("/proc/placement/t.csv", "--out"),
    ),
    "a folder in the way": (lambda place: ("--out", folder_named(place)), 3, ("occupe.csv",)),
}


def folder_named(place: Path) -> Path:
    (place / "occupe.csv").mkdir()
    return place / "occupe.csv"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_question_is_told_and_writes_nothing(
    placement: Run, tmp_path: Path, points: Path, tables: tuple[Path, Path], name: str
) -> None:
    """One message with the file and the line; neither times nor drafts are left."""
    spoil, code, words = BAD[name]
    sound = ("--tables", *tables, "--from", points, "--to", points, "--out", tmp_path / "t.csv")
    ended = placement("times", *sound, *spoil(tmp_path))
    assert_told(ended, code=code, words=words)
    assert not (tmp_path / "t.csv").exists()
    assert not (tmp_path / "t_sans_temps.csv").exists()
    assert not drafts(tmp_path)


def test_a_list_that_cannot_be_written_keeps_the_former_times(
    placement: Run, tmp_path: Path, points: Path, tables: tuple[Path, Path]
) -> None:
    """Both files are written, or neither: a folder stands where the missing pairs would go."""
    options = ("--tables", *tables, "--from", points, "--to", points)
    before = compute(placement, *options, out=tmp_path / "t.csv").time_s
    (tmp_path / "t_sans_temps.csv").mkdir()
    ended = placement("times", *options, "--profil", "marche", "--out", tmp_path / "t.csv")
    assert_told(ended, code=3, words=("t_sans_temps.csv",))
    assert read_times(tmp_path / "t.csv") == before
    assert not drafts(tmp_path)


def test_a_territory_without_roads_is_told(placement: Run, workplace: Path, points: Path) -> None:
    """Exit code 3, with the command that builds them, for that very folder."""
    folder = workplace / "territoire"
    ended = placement(
        *("times", "--territory", folder, "--from", points, "--to", points),
        *("--out", workplace / "t.csv"),
    )
    assert_told(ended, code=3, words=(f"placement network build {folder}",))


def test_no_road_at_all_is_a_usage_error(placement: Run, tmp_path: Path, points: Path) -> None:
    """Without any door: exit code 2, and the doors are named."""
    ended = placement("times", "--from", points, "--to", points, "--out", tmp_path / "t.csv")
    assert_told(ended, code=2, words=("--osm", "--tables", "--estimation"))


def test_rutland_from_the_command_line_is_the_matrix_itself(
    placement: Run, tmp_path: Path, shared_data: Path
) -> None:
    """1,000 pairs of a real extract, to the millisecond.

    The matrix equals networkx's shortest paths in tests/travel/test_real_networks.py.
    """
    extract = shared_data / "roads" / "rutland.osm.pbf"
    network = read_osm(extract, paths=True)
    ends = {
        role: scattered(network, role=role, n=n, seed=seed)
        for role, n, seed in (("a", 10, 1), ("b", 100, 2))
    }
    found = compute(
        placement,
        *("--osm", extract),
        *("--from", write_points(tmp_path / "a.csv", ends["a"])),
        *("--to", write_points(tmp_path / "b.csv", ends["b"])),
        out=tmp_path / "t.parquet",
    )
    assert len(found.time_s) == 1_000
    origins, destinations = (
        Points(
            id=tuple(points),
            lon=np.array([lon for lon, _ in points.values()]),
            lat=np.array([lat for _, lat in points.values()]),
        )
        for points in ends.values()
    )
    expected = travel_times(
        network, origins=origins, destinations=destinations, mode=MODES["voiture"]
    )
    for i, a in enumerate(expected.from_id):
        for j, b in enumerate(expected.to_id):
            assert found.time_s[a, b] == expected.time_s[i, j]


def scattered(
    network: RoadNetwork, *, role: str, n: int, seed: int
) -> dict[str, tuple[float, float]]:
    """Points up to 200 m off nodes taken at random."""
    rng = np.random.default_rng(seed)
    lonlat = network.lonlat()[rng.choice(network.n_nodes, n, replace=False)]
    lonlat = lonlat + rng.uniform(-0.002, 0.002, (n, 2))
    return {f"{role}{i}": (float(lon), float(lat)) for i, (lon, lat) in enumerate(lonlat)}
