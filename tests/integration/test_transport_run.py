"""``placement run`` with public transport: same command, real networks by profile."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from placement.territory import load_territory
from tests.gtfs_drawing import METRES_PER_DEGREE, ORIGIN, draw_feed
from tests.integration.conftest import Run
from tests.integration.corsica import write_corsica
from tests.integration.territories import SCENARIO, write_scenario
from tests.integration.test_run import number, read_csv

WITH_TC = SCENARIO + "mobilite: {sans_voiture: [marche, velo, tc]}\n"
COACH = "L1 montet 7:45 moulins 8:30\nL1 moulins 12:10 montet 12:55"


def metres(lon: float, lat: float) -> tuple[float, float]:
    """Position in metres from the origin of the drawings."""
    east = (lon - ORIGIN[0]) * METRES_PER_DEGREE * math.cos(math.radians(ORIGIN[1]))
    return east, (lat - ORIGIN[1]) * METRES_PER_DEGREE


def add_coach(workplace: Path, *, drawing: str = COACH) -> Path:
    """Put a coach from Le Montet to Moulins in the territory, beside the two mairies."""
    folder = workplace / "territoire"
    mairies = {c.name: metres(c.lon, c.lat) for c in load_territory(folder).communes}
    at = {"montet": mairies["Le Montet"], "moulins": mairies["Moulins"]}
    return draw_feed(folder / "gtfs" / "cars.zip", drawing, at=at)


def run(placement: Run, workplace: Path) -> tuple[dict[str, object], Path]:
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    assert ended.code == 0, ended.err
    (document,) = json.loads(ended.out)
    return document, workplace / "maps" / "essai" / "essai"


def trip(folder: Path, home: str, site: str) -> dict[str, str]:
    (row,) = [
        row
        for row in read_csv(folder / "transports.csv")
        if (row["lieu_residence"], row["lieu"]) == (home, site)
    ]
    return row


def test_a_coach_gives_access_to_those_without_a_car(placement: Run, workplace: Path) -> None:
    """Le Montet reaches Moulins by coach; the day, the feed and its hash are told."""
    write_scenario(workplace, text=WITH_TC)
    add_coach(workplace)
    document, folder = run(placement, workplace)
    row = trip(folder, "03183", "moulins")
    assert number(row["aller_tc_min"]) == 45
    assert number(row["absence_tc_min"]) == 310
    assert row["moyen_tc"] == "horaires"
    assert number(row["temps_voiture_min"]) > 0
    assert row["temps_marche_min"] == ""
    assert "mardi 6 janvier 2026" in " ".join(document["avertissements"])  # type: ignore[arg-type]
    manifest = json.loads((folder / "manifeste.json").read_text(encoding="utf-8"))
    (feed,) = manifest["transports"]
    assert feed["jour_utilise"] == "2026-01-06"
    assert (feed["valide_du"], feed["valide_au"]) == ("2026-01-05", "2026-06-28")
    assert feed["sha256"] == manifest["territoire_fichiers_sha256"]["gtfs/cars.zip"]
    assert "transports.csv" in manifest["sorties_sha256"]
    assert "Cars du Bocage" in (folder / "carte.html").read_text(encoding="utf-8")


def test_public_transport_is_cached_by_content(
    placement: Run, workplace: Path, own_cache: Path
) -> None:
    """The same feed is read once; another timetable is another entry; outputs do not change."""
    write_scenario(workplace, text=WITH_TC)
    add_coach(workplace)
    first, _ = run(placement, workplace)
    again, _ = run(placement, workplace)
    assert first == again
    (kept,) = (own_cache / "tc").iterdir()
    kept.write_bytes(b"abime")
    assert run(placement, workplace)[0] == first
    add_coach(workplace, drawing=COACH.replace("8:30", "8:40"))
    _, folder = run(placement, workplace)
    assert len(list((own_cache / "tc").iterdir())) == 2
    assert number(trip(folder, "03183", "moulins")["aller_tc_min"]) == 55


def test_on_demand_transport_completes_timetables(placement: Run, workplace: Path) -> None:
    """Souvigny has no coach: its sector takes it to Moulins two mornings a week."""
    write_scenario(workplace, text=WITH_TC)
    add_coach(workplace)
    (workplace / "territoire" / "tad.csv").write_text(
        "secteur;communes;destinations;jours;demi_journees\n"
        "Bocage;03275;03190;mardi, vendredi;matin\n",
        encoding="utf-8",
    )
    document, folder = run(placement, workplace)
    row = trip(folder, "03275", "moulins")
    assert row["moyen_tc"] == "transport à la demande"
    assert number(row["demi_journees_possibles_pct"]) == 20
    car = number(row["temps_voiture_min"])
    assert number(row["aller_tc_min"]) == pytest.approx(1.3 * car + 15, abs=0.2)
    assert "Transport à la demande : 1" in " ".join(document["avertissements"])  # type: ignore[arg-type]


def test_on_demand_transport_alone_is_enough(placement: Run, workplace: Path) -> None:
    """No timetable at all: the mode is what runs on demand."""
    write_scenario(workplace, text=WITH_TC)
    (workplace / "territoire" / "tad.csv").write_text(
        "secteur;communes;destinations;jours\nBocage;03275;03190;mardi\n", encoding="utf-8"
    )
    _, folder = run(placement, workplace)
    assert trip(folder, "03275", "moulins")["moyen_tc"] == "transport à la demande"
    assert trip(folder, "03183", "moulins")["raison_tc"] == "aucun horaire de transport en commun"


def test_a_scenario_without_tc_leaves_no_table_behind(placement: Run, workplace: Path) -> None:
    """The table of a former run would lie beside the new map."""
    write_scenario(workplace, text=WITH_TC)
    add_coach(workplace)
    _, folder = run(placement, workplace)
    assert (folder / "transports.csv").exists()
    write_scenario(workplace)
    run(placement, workplace)
    assert not (folder / "transports.csv").exists()


def test_tc_without_timetables_is_refused(placement: Run, workplace: Path) -> None:
    """A scenario that asks for what the territory has not: exit code 2, and what to add."""
    write_scenario(workplace, text=WITH_TC)
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert ended.code == 2
    assert "gtfs/*.zip" in ended.err
    assert "tad.csv" in ended.err


def test_a_broken_feed_or_an_unserved_day_stops_the_run(placement: Run, workplace: Path) -> None:
    """Exit code 3, the file and the reason in French, nothing written."""
    write_scenario(workplace, text=WITH_TC)
    feed = add_coach(workplace)
    sound = feed.read_bytes()
    feed.write_bytes(b"<html>404</html>")
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert ended.code == 3
    assert "cars.zip" in ended.err
    feed.write_bytes(sound)
    write_scenario(workplace, text=WITH_TC + "transport: {date: 2030-01-01}\n")
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert ended.code == 3
    assert "transport.date" in ended.err
    assert not (workplace / "maps" / "essai").exists()


def test_the_coaches_of_corsica_change_the_access_of_those_without_a_car(
    placement: Run, shared_data: Path, tmp_path: Path
) -> None:
    """By car, without a car, and by coach, side by side, on the real roads of the island."""
    scenario = write_corsica(tmp_path, shared_data=shared_data)
    ended = placement("run", scenario, "--out", tmp_path / "maps", "--json")
    assert ended.code == 0, ended.err
    (document,) = json.loads(ended.out)
    rows = read_csv(tmp_path / "maps" / "corse" / "cars" / "transports.csv")
    by_coach = [row for row in rows if row["moyen_tc"] == "horaires"]
    assert len(by_coach) > 10
    for row in by_coach:
        assert number(row["aller_tc_min"]) > 0
        assert number(row["absence_tc_min"]) > number(row["aller_tc_min"]) + 45
    walled = scenario.read_text(encoding="utf-8").replace(", tc]", "]")
    scenario.write_text(walled, encoding="utf-8")
    (without,) = json.loads(placement("run", scenario, "--out", tmp_path / "sans", "--json").out)
    by_profile, before = document["indicateurs"], without["indicateurs"]
    assert by_profile["sans_voiture"]["sans_acces"] < before["sans_voiture"]["sans_acces"]
    for profile in ("voiture", "mineurs"):
        assert by_profile[profile] == before[profile]
