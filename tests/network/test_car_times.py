"""What slows a car: bends, towns, junctions, signs; and the table that a user edits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from placement.errors import DataError
from placement.network import DEFAULT_SPEEDS, SpeedTable, read_speed_table, speed_table_csv
from placement.network.car_times import CarRoads, built_up, car_time_ms, sinuosity, winding_pace
from placement.network.junctions import junction_delays_s
from placement.network.windows import neighbour_counts, road_windows
from placement.sources.registry import data_folder

XY = list[tuple[float, float]]


def roads(xy: XY, arcs: list[tuple[int, int]], **more: object) -> CarRoads:
    """Secondary roads, both ways, straight unless ``length_m`` says otherwise."""
    both = np.array([*arcs, *((head, tail) for tail, head in arcs)], dtype=np.int32)
    places = np.array(xy, dtype=np.float64)
    m = len(both)
    made: dict[str, object] = {
        "node_xy": places,
        "tail": both[:, 0],
        "head": both[:, 1],
        "length_m": np.hypot(*(places[both[:, 1]] - places[both[:, 0]]).T),
        "road_class": np.full(m, "secondary", dtype="<U16"),
        "free_kmh": np.full(m, 66.0),
        "tagged": np.zeros(m, dtype=np.bool_),
        "roundabout": np.zeros(m, dtype=np.bool_),
        "sign": np.full(m, "", dtype="<U32"),
    }
    return CarRoads(**made | more)  # type: ignore[arg-type]


def straight(n: int, *, step_m: float = 100.0) -> CarRoads:
    return roads([(step_m * i, 0.0) for i in range(n)], [(i, i + 1) for i in range(n - 1)])


def test_a_window_goes_along_the_road_and_stops_at_junctions() -> None:
    """0-1-2-3 in a line with a side road at 3 and more beyond: from 1-2, 100 m each way."""
    line = roads(
        [(0, 0), (100, 0), (200, 0), (300, 0), (400, 0), (300, 100)],
        [(0, 1), (1, 2), (2, 3), (3, 4), (3, 5)],
    )
    found = road_windows(line.tail, line.head, line.length_m, n_nodes=6, reach_m=1_000.0)
    assert (found.start[1], found.end[1], found.length_m[1]) == (0, 3, 300.0)
    near = road_windows(line.tail, line.head, line.length_m, n_nodes=6, reach_m=99.0)
    assert (near.start[1], near.end[1], near.length_m[1]) == (1, 2, 100.0)
    assert neighbour_counts(line.tail, line.head, n_nodes=6).tolist() == [1, 2, 2, 3, 1, 1]


@pytest.mark.parametrize("hops", [1, 2, 3, 7, 40])
def test_windows_equal_a_walk_along_a_line(hops: int) -> None:
    """On a long line of equal arcs, each side gains exactly the whole arcs that fit."""
    line = straight(120)
    found = road_windows(
        line.tail, line.head, line.length_m, n_nodes=120, reach_m=100.0 * hops + 50
    )
    arc = 60
    assert (found.start[arc], found.end[arc]) == (60 - hops, 61 + hops)
    assert found.length_m[arc] == pytest.approx(100.0 * (2 * hops + 1))


def test_a_loop_has_a_window_too() -> None:
    """A ring without a junction neither loops for ever nor ends anywhere odd."""
    ring = roads([(0, 0), (100, 0), (100, 100), (0, 100)], [(0, 1), (1, 2), (2, 3), (3, 0)])
    found = road_windows(ring.tail, ring.head, ring.length_m, n_nodes=4, reach_m=150.0)
    assert found.length_m[0] == pytest.approx(300.0)
    assert sinuosity(ring).max() == 2.0


def test_bends_are_seen_over_short_arcs_and_over_long_ones() -> None:
    """Zigzags of 45 degrees are 1.41 times the line, as 50 arcs or as one long arc."""
    zigzag = roads([(50.0 * i, 50.0 * (i % 2)) for i in range(51)], [(i, i + 1) for i in range(50)])
    assert sinuosity(zigzag)[25] == pytest.approx(np.sqrt(2), abs=0.03)
    one = roads([(0, 0), (2_500, 0)], [(0, 1)], length_m=np.full(2, 2_500 * np.sqrt(2)))
    assert sinuosity(one) == pytest.approx(np.sqrt(2))
    assert sinuosity(straight(10)) == pytest.approx(1.0)


def test_bends_cost_what_the_formula_says() -> None:
    """1 + 0.75 sqrt(s - 1.01): nothing on a straight road, half more at s = 1.45 or so."""
    pace = winding_pace(np.array([1.0, 1.01, 1.26, 2.0]), winding=0.75)
    assert pace == pytest.approx([1.0, 1.0, 1.375, 1 + 0.75 * np.sqrt(0.99)])
    long_arc = roads([(0, 0), (1_000, 0)], [(0, 1)], length_m=np.full(2, 1_260.0))
    assert car_time_ms(long_arc, speeds=DEFAULT_SPEEDS)[0] == pytest.approx(
        1_260 / 66 * 3_600 * 1.03 * 1.375, abs=1
    )


def grid(n: int) -> CarRoads:
    """Draw an n x n town, streets 60 m apart."""
    place = {(i, j): i * n + j for i in range(n) for j in range(n)}
    arcs = [(place[i, j], place[i, j + 1]) for i in range(n) for j in range(n - 1)]
    arcs += [(place[i, j], place[i + 1, j]) for i in range(n - 1) for j in range(n)]
    return roads([(60.0 * i, 60.0 * j) for i in range(n) for j in range(n)], arcs)


def test_a_town_is_where_junctions_are_many() -> None:
    """A grid of 36 crossings is a town, a road in the open is not; tags come before the guess."""
    town = grid(6)
    assert built_up(town, least_junctions=12).all()
    assert not built_up(straight(50), least_junctions=12).any()
    assert not built_up(town, least_junctions=1_000).any()
    plain = replace(DEFAULT_SPEEDS, delay_s=dict.fromkeys(DEFAULT_SPEEDS.delay_s, 0.0))
    slow = car_time_ms(town, speeds=plain)
    assert slow[2] == round(60 / 40 * 3_600 * 1.03)
    tagged = replace(town, tagged=np.ones(town.tail.size, dtype=np.bool_))
    assert car_time_ms(tagged, speeds=plain)[2] == round(60 / 66 * 3_600 * 1.03)


def delays(made: CarRoads, *, town: bool = False) -> list[float]:
    return junction_delays_s(
        made.tail,
        made.head,
        road_class=made.road_class,
        roundabout=made.roundabout,
        sign=made.sign,
        town=np.full(made.tail.size, town),
        n_nodes=made.n_nodes,
        delays=DEFAULT_SPEEDS.delay_s,
    ).tolist()


CROSS: XY = [(0, 0), (100, 0), (200, 0), (100, 100)]


def test_the_lower_road_gives_way() -> None:
    """0-1-2 is secondary, 3-1 residential: only who comes from 3 waits, 2 s; in town all do."""
    classes = np.array(["secondary", "secondary", "residential"] * 2)
    cross = roads(CROSS, [(0, 1), (1, 2), (3, 1)], road_class=classes)
    assert delays(cross) == [0.0, 0.0, 2.0, 0.0, 0.0, 0.0]
    assert delays(cross, town=True) == [0.5, 0.0, 2.0, 0.0, 0.5, 0.0]


def test_signs_and_roundabouts_delay_those_who_come_in() -> None:
    """A signal at the end of an arc; a circle that 3 comes into; the longest delay counts once."""
    sign = np.array(["feu", "", "", "", "", ""])
    assert delays(roads(CROSS, [(0, 1), (1, 2), (3, 1)], sign=sign))[0] == 2.0
    circle = np.array([True, True, False, True, True, False])
    assert delays(roads(CROSS, [(0, 1), (1, 2), (3, 1)], roundabout=circle)) == [0, 0, 3.0, 0, 0, 0]
    both = np.array(["", "", "feu", "", "", ""])
    waiting = roads(CROSS, [(0, 1), (1, 2), (3, 1)], roundabout=circle, sign=both)
    assert delays(waiting)[2] == 3.0


def test_the_shipped_speeds_are_the_default_and_read_back(tmp_path: Path) -> None:
    """One table: code, ``data/gabarits`` and what a user gets are in step."""
    shipped = data_folder() / "gabarits" / "vitesses_voiture.csv"
    assert shipped.read_text("utf-8") == speed_table_csv()
    assert read_speed_table(shipped) == DEFAULT_SPEEDS
    other = SpeedTable(class_kmh={"primary": 61.5}, winding=0.0, peak_factor={"primary": 1.4})
    path = tmp_path / "v.csv"
    path.write_text(speed_table_csv(other), "utf-8")
    assert read_speed_table(path, base=other) == other


def test_a_user_edits_any_figure(tmp_path: Path) -> None:
    """A town speed, a peak factor, a delay, a setting; blanks change nothing."""
    path = tmp_path / "v.csv"
    path.write_text(
        "classe;vitesse_kmh;agglomeration_kmh;pointe;valeur\n"
        "primary;;30;1,5;\nfeu;;;;12\nvirages;;;;0,5\npart_limitation;;;;0,9\n",
        "utf-8",
    )
    table = read_speed_table(path)
    assert (table.class_kmh["primary"], table.town_kmh["primary"]) == (76.0, 30.0)
    assert (table.peak_factor["primary"], table.peak_factor["trunk"]) == (1.5, 1.2)
    assert (table.delay_s["feu"], table.delay_s["stop"]) == (12.0, 2.0)
    assert (table.winding, table.maxspeed_share) == (0.5, 0.9)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("feu;30;;;\n", "ligne 2 : « feu » est un réglage"),
        ("virages;;;;\n", "donnez-lui une valeur"),
        ("primary;;;;4\n", "« primary » est une classe de routes"),
        ("primmary;;;;\n", "vouliez-vous dire « primary »"),
        ("primary;50;0;;\n", "agglomeration_kmh"),
        ("primary;50;;9;\n", "pointe"),
        ("facteur_temps;;;;0\n", "facteur de temps"),
    ],
)
def test_faults_of_a_user_table_are_told(tmp_path: Path, rows: str, told: str) -> None:
    """With the line, the word and what to do."""
    path = tmp_path / "v.csv"
    path.write_text("classe;vitesse_kmh;agglomeration_kmh;pointe;valeur\n" + rows, "utf-8")
    with pytest.raises(DataError, match=told):
        read_speed_table(path)


def test_every_fault_of_a_speed_table_is_told_at_once(tmp_path: Path) -> None:
    """Three bad lines, three messages."""
    path = tmp_path / "v.csv"
    path.write_text("classe;vitesse_kmh;valeur\nfeu;3;\nprimary;;2\nprimary;-1;\n", "utf-8")
    with pytest.raises(DataError, match="3 erreurs"):
        read_speed_table(path)


def test_impossible_settings_are_refused() -> None:
    """Negative delays, unknown kinds of delay, null factors."""
    with pytest.raises(DataError, match="feu"):
        SpeedTable(delay_s={"feu": -1.0})
    with pytest.raises(DataError, match="passage_a_niveau"):
        SpeedTable(delay_s={"passage_a_niveau": 1.0})
    with pytest.raises(DataError, match="en pointe"):
        SpeedTable(peak_factor={"primary": 0.0})
