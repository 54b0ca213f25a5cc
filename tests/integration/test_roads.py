"""``placement network build`` by each door, and the runs that use what it built."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from placement.network import RoadNetwork
from tests.integration import roads
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_scenario
from tests.integration.untouched import drafts, snapshot
from tests.overpass_server import Overpass, overpass_server

DOORS = ("csv", "parquet", "osm", "overpass")


@pytest.fixture
def overpass(monkeypatch: pytest.MonkeyPatch) -> Iterator[Overpass]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with overpass_server(roads.overpass_answer()) as answers:
        yield answers


@pytest.fixture
def built(placement: Run, workplace: Path) -> Path:
    """Give a workplace whose territory has the roads of the drawing, from tables."""
    tables = roads.write_tables(workplace)
    ended = placement("network", "build", workplace / "territoire", "--tables", *tables)
    assert ended.code == 0, ended.err
    return workplace


def door(name: str, *, place: Path, overpass: Overpass) -> list[object]:
    if name == "osm":
        return ["--osm", roads.write_osm(place / "routes.osm")]
    if name == "overpass":
        return ["--overpass", "--overpass-url", overpass.url]
    return ["--tables", *roads.write_tables(place, suffix=name)]


def run(placement: Run, place: Path) -> tuple[dict, dict, str]:
    """Run the scenario; return its result, its manifest and its map."""
    ended = placement("run", place / "essai.yaml", "--out", place / "maps", "--json")
    assert ended.code == 0, ended.err
    (result,) = json.loads(ended.out)
    folder = Path(result["dossier"])
    manifest = json.loads((folder / "manifeste.json").read_text(encoding="utf-8"))
    return result, manifest, (folder / "carte.html").read_text(encoding="utf-8")


def minutes(placement: Run, place: Path, *codes: str) -> dict[tuple[str, str], float]:
    """Return the times between mairies on the network of the territory, minutes."""
    points = roads.write_points(place / "points.csv", *codes)
    out = place / "temps.csv"
    ended = placement(
        *("times", "--territory", place / "territoire"),
        *("--from", points, "--to", points, "--out", out),
    )
    assert ended.code == 0, ended.err
    with out.open(encoding="utf-8", newline="") as stream:
        return {
            (row["from_id"], row["to_id"]): float(row["time_s"]) / 60
            for row in csv.DictReader(stream)
        }


@pytest.mark.parametrize("name", DOORS)
def test_every_door_builds_the_same_roads(
    placement: Run, workplace: Path, overpass: Overpass, name: str
) -> None:
    """Five nodes, nine directions, the same times by car to 0.1 %, whatever the door."""
    options = door(name, place=workplace, overpass=overpass)
    ended = placement("network", "build", workplace / "territoire", *options, "--json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert (told["noeuds"], told["arcs"], told["crs"]) == (5, 9, "EPSG:2154")
    assert told["estimation"] is False
    network = RoadNetwork.load(workplace / "territoire" / "reseau")
    assert network.content_hash == told["sha256"]
    expected = [
        round(row[2] / roads.SECONDARY_KMH * 3.6 * roads.CALIBRATION * 1000)
        for row in roads.arcs_of(roads.ROADS)
    ]
    assert sorted(network.time_ms.tolist()) == pytest.approx(sorted(expected), rel=1e-3)
    assert not drafts(workplace)


@pytest.mark.parametrize("name", DOORS)
def test_a_run_takes_the_roads_that_were_built(
    placement: Run, workplace: Path, overpass: Overpass, name: str
) -> None:
    """Nothing is called estimated any more, on the map, the result and the manifest."""
    before, _, _ = run(placement, workplace)
    assert before["temps_estimes"] is True
    options = door(name, place=workplace, overpass=overpass)
    placement("network", "build", workplace / "territoire", *options)
    result, manifest, page = run(placement, workplace)
    assert result["temps_estimes"] is manifest["temps_estimes"] is False
    assert manifest["reseau"]["kind"] in {"osm", "tables"}
    assert manifest["reseau"]["noeuds"] == 5
    assert "sans réseau routier" not in page
    assert result["indicateurs"] != before["indicateurs"]
    assert result["demande"]["non_rattachee"] == 0


def test_the_source_of_the_roads_is_credited(
    placement: Run, workplace: Path, overpass: Overpass
) -> None:
    """OpenStreetMap and its licence, or those that the user gives for tables, are on the map."""
    folder = workplace / "territoire"
    placement("network", "build", folder, "--osm", roads.write_osm(workplace / "routes.osm"))
    _, manifest, page = run(placement, workplace)
    assert manifest["reseau"]["licence"].startswith("ODbL")
    assert len(manifest["reseau"]["source_sha256"]) == 64
    assert "OpenStreetMap" in page
    tables = roads.write_tables(workplace)
    named = ("--licence", "Licence Ouverte 2.0", "--mention", "Atelier des routes")
    placement("network", "build", folder, "--tables", *tables, *named)
    _, manifest, page = run(placement, workplace)
    assert manifest["reseau"]["licence"] == "Licence Ouverte 2.0"
    assert "Atelier des routes" in page
    placement("network", "build", folder, "--overpass", "--overpass-url", overpass.url)
    _, manifest, _ = run(placement, workplace)
    assert manifest["reseau"]["timestamp"]


def test_overpass_is_asked_for_the_territory(
    placement: Run, workplace: Path, overpass: Overpass
) -> None:
    """One query whose polygon holds every mairie; a second build asks nothing."""
    build = ("network", "build", workplace / "territoire", "--overpass")
    assert placement(*build, "--overpass-url", overpass.url).code == 0
    assert overpass.queries
    asked = len(overpass.queries)
    numbers = [
        float(word.strip("\"'();"))
        for word in overpass.queries[0].split("poly:")[1].split(")")[0].split()
    ]
    lats, lons = numbers[0::2], numbers[1::2]
    for lon, lat in roads.mairies().values():
        assert min(lons) < lon < max(lons)
        assert min(lats) < lat < max(lats)
    assert placement(*build, "--overpass-url", overpass.url).code == 0
    assert len(overpass.queries) == asked


def test_an_estimation_may_be_built_and_stays_one(placement: Run, workplace: Path) -> None:
    """Built or made on the spot, the estimate gives the same figures and the same mark."""
    before, _, _ = run(placement, workplace)
    ended = placement("network", "build", workplace / "territoire", "--estimation", "--json")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["estimation"] is True
    result, manifest, page = run(placement, workplace)
    assert result == before
    assert manifest["temps_estimes"] is True
    assert "sans réseau routier" in page


def test_the_estimate_may_be_preferred_to_the_roads(placement: Run, built: Path) -> None:
    """``reseau: estimation`` passes over the network; ``auto`` and ``route`` take it."""
    scenarios = {"estimation": True, "auto": False, "route": False}
    for wanted, estimated in scenarios.items():
        write_scenario(built, text=SCENARIO + f"temps: {{reseau: {wanted}}}\n")
        result, _, _ = run(placement, built)
        assert result["temps_estimes"] is estimated


def test_a_one_way_street_shows(placement: Run, built: Path) -> None:
    """Souvigny to Moulins is direct; the way back goes round by Le Montet."""
    found = minutes(placement, built, *roads.mairies())
    there = found[roads.SOUVIGNY, roads.MOULINS]
    back = found[roads.MOULINS, roads.SOUVIGNY]
    assert 10 < there < 15
    legs = found[roads.MOULINS, roads.LE_MONTET] + found[roads.LE_MONTET, roads.SOUVIGNY]
    assert back == pytest.approx(legs, abs=1e-4)
    assert back > 3 * there
    assert found[roads.YZEURE, roads.MOULINS] == found[roads.MOULINS, roads.YZEURE]
    assert found[roads.MOULINS, roads.MOULINS] == 0


def test_young_people_travel_from_home_to_the_site(placement: Run, built: Path) -> None:
    """The plan counts Souvigny to Moulins, not the way back."""
    write_scenario(
        built,
        text=SCENARIO.replace("optimisation", "existant").replace(
            "budget: {existant_plus_eur: 20000}",
            "attente: {minutes_par_jour: 10}\ntemps: {penalite_sans_acces_min: 300}",
        ),
    )
    run(placement, built)
    with (built / "maps" / "essai" / "essai" / "affectation.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    (row,) = [
        row for row in rows if row["code_commune"] == roads.SOUVIGNY and row["profil"] == "voiture"
    ]
    assert row["lieu"] == "moulins"
    assert 12 < float(row["temps_trajet_min"].replace(",", ".")) < 20


def test_a_place_far_from_any_road_is_counted_apart(placement: Run, workplace: Path) -> None:
    """Le Montet, 15 km from the roads given: not attached, with a reason; the total stands."""
    tables = roads.write_tables(workplace, roads=roads.WITHOUT_LE_MONTET)
    built = placement("network", "build", workplace / "territoire", "--tables", *tables)
    assert built.code == 0
    assert roads.LE_MONTET in built.err
    result, _, _ = run(placement, workplace)
    demand = result["demande"]
    assert demand["non_rattachee"] > 0
    total = demand["affectee"] + demand["sans_acces"] + demand["non_rattachee"]
    assert total == pytest.approx(demand["total"])
    folder = workplace / "maps" / "essai" / "essai"
    with (folder / "affectation.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    lost = [row for row in rows if row["situation"] == "non rattaché"]
    assert {row["code_commune"] for row in lost} == {roads.LE_MONTET}
    assert all("km de la route la plus proche" in row["raison"] for row in lost)
    assert sum(float(row["jeunes"].replace(",", ".")) for row in lost) == pytest.approx(
        demand["non_rattachee"], abs=0.05
    )
    told = " ".join(result["avertissements"])
    assert "« le-montet »" in told
    assert roads.LE_MONTET in told
    assert "le-montet" not in {site["id"] for site in result["sites"]}


def test_roads_that_reach_nobody_are_told(placement: Run, workplace: Path) -> None:
    """Every mairie off the network, 100 m allowed: told, or counted; never a crash."""
    tables = roads.write_tables(workplace, shift=(0.0, 0.03))
    built = placement("network", "build", workplace / "territoire", "--tables", *tables)
    assert built.code == 0, built.err
    write_scenario(workplace, text=SCENARIO + "temps: {rattachement_max_m: 100}\n")
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    assert ended.code == 3, ended.err
    assert "rattachement_max_m" in ended.err


def test_a_second_build_replaces_the_first_whole(placement: Run, built: Path) -> None:
    """The same roads give the same bytes; others leave nothing of the first ones."""
    folder = built / "territoire"
    first = snapshot(folder / "reseau")
    assert placement("network", "build", folder, "--tables", *roads.write_tables(built)).code == 0
    assert snapshot(folder / "reseau") == first
    fewer = roads.write_tables(built, roads=roads.WITHOUT_LE_MONTET)
    assert placement("network", "build", folder, "--tables", *fewer).code == 0
    assert RoadNetwork.load(folder / "reseau").n_nodes == 4
    assert snapshot(folder / "reseau").keys() == first.keys()
    assert not drafts(built)


def test_isolated_roads_are_left_out_and_told(placement: Run, workplace: Path) -> None:
    """A dead-end one-way street takes one node of twelve out of the network, with a warning."""
    nodes, arcs = roads.write_tables(workplace)
    with nodes.open("a", encoding="utf-8") as stream:
        stream.writelines(f"n{i};3,{300 + i};46,570\n" for i in range(7))
    with arcs.open("a", encoding="utf-8") as stream:
        chain = ["03190", *(f"n{i}" for i in range(6))]
        for start, end in pairwise(chain):
            stream.write(f"{start};{end};100;secondary\n{end};{start};100;secondary\n")
        stream.write("n5;n6;100;secondary\n")
    ended = placement(
        "network", "build", workplace / "territoire", "--tables", nodes, arcs, "--json"
    )
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert told["noeuds"] == 11
    assert "1 nœuds sur 12" in " ".join(told["avertissements"])


def test_speeds_are_editable(placement: Run, workplace: Path) -> None:
    """Half the speed on secondary roads: twice the time."""
    folder = workplace / "territoire"
    placement("network", "build", folder, "--tables", *roads.write_tables(workplace))
    before = RoadNetwork.load(folder / "reseau").time_ms
    speeds = workplace / "vitesses.csv"
    speeds.write_text(
        f"classe;vitesse_kmh\nsecondary;{str(roads.SECONDARY_KMH / 2).replace(chr(46), chr(44))}\n",
        encoding="utf-8",
    )
    ended = placement(
        *("network", "build", folder, "--tables", *roads.write_tables(workplace)),
        *("--vitesses", speeds),
    )
    assert ended.code == 0, ended.err
    after = RoadNetwork.load(folder / "reseau").time_ms
    assert after == pytest.approx(2 * before, rel=1e-3)


def test_two_extracts_of_one_map_are_one_network(placement: Run, workplace: Path) -> None:
    """Two regions that share a node at their border: times go through, no road counts twice."""
    west, east = roads.write_two_extracts(workplace)
    alone = placement("times", "--osm", west, *roads.across(workplace, "a.csv"))
    assert alone.code == 0, alone.err
    both = placement("times", "--osm", west, "--osm", east, *roads.across(workplace, "b.csv"))
    assert both.code == 0, both.err
    assert len((workplace / "a.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert len((workplace / "b.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_tables_without_a_licence_are_told(placement: Run, workplace: Path) -> None:
    """The mention of the tables is asked for, and kept when it is given."""
    tables = roads.write_tables(workplace)
    silent = placement("network", "build", workplace / "territoire", "--tables", *tables)
    assert "--licence" in silent.err
    told = placement(
        *("network", "build", workplace / "territoire", "--tables", *tables),
        *("--licence", "ODbL 1.0", "--mention", "© les contributeurs d'OpenStreetMap"),
    )
    assert "--licence" not in told.err
    _, manifest, _ = run(placement, workplace)
    assert manifest["reseau"]["licence"] == "ODbL 1.0"


def test_an_estimation_is_never_kept(placement: Run, built: Path) -> None:
    """Asking for it removes the roads: the next run estimates, whatever the territory became."""
    ended = placement("network", "build", built / "territoire", "--estimation")
    assert ended.code == 0, ended.err
    assert not (built / "territoire" / "reseau").exists()
    result, _, _ = run(placement, built)
    assert result["temps_estimes"] is True
