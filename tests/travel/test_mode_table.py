"""The table of modes that a user edits, and what each mode makes of a network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from road_drawing import draw

from placement.errors import DataError
from placement.network import Access
from placement.sources.registry import data_folder
from placement.travel import MODES, mode_table_csv, read_mode_table, travel_modes
from placement.travel.modes import CAR_MODES
from placement.travel.profiles import mode_arcs

HEADER = (
    "mode;libelle;usager;vitesse_kmh;vitesse_max_kmh;acces_kmh;plafond_min;facteur;"
    "sens_uniques_ignores;pente;classes_exclues\n"
)


def table(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_the_shipped_table_is_the_default_and_reads_back() -> None:
    """Code and ``data/gabarits`` are in step, both ways."""
    shipped = data_folder() / "gabarits" / "modes.csv"
    assert shipped.read_text("utf-8") == mode_table_csv()
    assert read_mode_table(shipped) == dict(MODES)


def test_a_user_changes_one_mode(tmp_path: Path) -> None:
    """A slower bicycle, capped at 30 min, off primary roads; the others are as they were."""
    row = "velo;à vélo;velo;12,5;;10;30;1;non;aucune;primary motorway"
    modes = read_mode_table(table(tmp_path / "m.csv", row))
    assert modes["velo"].speed_kmh == 12.5
    assert modes["velo"].cap_s == 1_800
    assert modes["velo"].excluded == ("primary", "motorway")
    assert modes["marche"] == MODES["marche"]
    assert mode_arcs(draw("a -60- b"), mode=modes["velo"]).tail.size == 0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("velos;à vélo;velo;12;;10;30;1;non;aucune;", "vouliez-vous dire « velo »"),
        ("trottinette;t;velo;12;;10;30;1;non;aucune;", "mode inconnu"),
        ("marche;à pied;pieton;;;4;30;1;oui;marche;", "il lui faut une vitesse"),
        ("marche;à pied;cheval;5;;4;30;1;oui;marche;", "cheval"),
        ("marche;à pied;pieton;-5;;4;30;1;oui;marche;", "vitesse_kmh"),
        ("marche;à pied;pieton;5;;;30;1;oui;marche;", "acces_kmh"),
        ("marche;à pied;pieton;5;;4;30;1;oui;montagne;", "montagne"),
        ("marche;à pied;pieton;5;;4;30;0;oui;marche;", "facteur"),
    ],
)
def test_faults_are_told(tmp_path: Path, row: str, told: str) -> None:
    """The word at fault, and the line."""
    with pytest.raises(DataError, match=told) as caught:
        read_mode_table(table(tmp_path / "m.csv", row))
    assert "ligne 2" in str(caught.value)


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Two bad rows and a repeated one."""
    rows = ["marche;à pied;pieton;;;4;30;1;oui;marche;"] * 2 + ["ski;s;pieton;9;;4;;;;;"]
    with pytest.raises(DataError, match="4 erreurs"):
        read_mode_table(table(tmp_path / "m.csv", *rows))


def test_a_moped_never_exceeds_forty_five() -> None:
    """600 m at 36 km/h follow the car; 600 m of a fast car road take 48 s."""
    slow, fast = draw("a -60> b"), draw("a -60> b")
    fast = replace(fast, time_ms=fast.time_ms // 3)
    moped = MODES["cyclomoteur"]
    assert mode_arcs(slow, mode=moped).time_ms.tolist() == [60_000]
    assert mode_arcs(fast, mode=moped).time_ms.tolist() == [48_000]
    assert mode_arcs(draw("a =60= b"), mode=moped).tail.size == 0


def test_driven_by_a_parent_is_the_car() -> None:
    """Same network, same times, peak hours and caution included."""
    modes = travel_modes(car_factor=1.1, peak={"primary": 1.2, "motorway": 1.5})
    network = draw("a -60- b =60= c")
    times = {name: mode_arcs(network, mode=modes[name]).time_ms.tolist() for name in CAR_MODES}
    assert times["voiture"] == times["accompagne"]
    assert sorted(times["voiture"]) == [79_200, 79_200, 99_000, 99_000]
    assert mode_arcs(network, mode=modes["velo"]).time_ms.tolist() == [148_966] * 2


def test_signs_close_arcs_to_those_they_speak_of() -> None:
    """An arc for feet alone and one for cars alone: each mode has its own."""
    network = draw("a -60> b -60> c")
    network = replace(network, access=[Access.FOOT, Access.CAR])
    assert mode_arcs(network, mode=MODES["voiture"]).arc.tolist() == [1]
    assert mode_arcs(network, mode=MODES["marche"]).arc.tolist() == [0, 0]
    assert mode_arcs(network, mode=MODES["cyclomoteur"]).arc.tolist() == []
