"""Modes and speeds of a territory, from its own tables to the results."""

from __future__ import annotations

import json
from pathlib import Path

from placement.assemble import scenario_modes
from placement.network import RoadNetwork
from placement.run.settings import territory_modes, territory_speeds
from placement.scenario import read_scenarios
from placement.travel import MODES, mode_table_csv
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_scenario

# Moulins, Avermes, Yzeure joined by a primary road and by a shorter footpath; site and homes near.
EXTRACT = """<osm version="0.6">
<node id="1" lon="3.3326" lat="46.5646"/><node id="2" lon="3.3075" lat="46.5876"/>
<node id="3" lon="3.3545" lat="46.5655"/><node id="4" lon="3.0920" lat="46.5350"/>
<node id="5" lon="3.0500" lat="46.4060"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
<way id="2"><nd ref="1"/><nd ref="3"/><tag k="highway" v="secondary"/></way>
<way id="3"><nd ref="1"/><nd ref="4"/><tag k="highway" v="trunk"/></way>
<way id="4"><nd ref="4"/><nd ref="5"/><tag k="highway" v="secondary"/></way>
<way id="5"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
</osm>"""


def built(placement: Run, workplace: Path) -> RoadNetwork:
    extract = workplace / "x.osm"
    extract.write_text(EXTRACT, "utf-8")
    ended = placement("network", "build", workplace / "territoire", "--osm", extract)
    assert ended.code == 0, ended.err
    return RoadNetwork.load(workplace / "territoire" / "reseau")


def test_the_built_network_keeps_paths(placement: Run, workplace: Path) -> None:
    """The footpath between Avermes and Yzeure is in the territory's network."""
    network = built(placement, workplace)
    assert "footway" in {network.road_classes[code] for code in network.road_class}


def test_speeds_of_the_territory_folder_are_used(placement: Run, workplace: Path) -> None:
    """``vitesses_voiture.csv`` beside the territory halves a speed, and doubles a time."""
    before = built(placement, workplace)
    table = workplace / "territoire" / "vitesses_voiture.csv"
    table.write_text("classe;vitesse_kmh\nprimary;38\n", "utf-8")
    after = built(placement, workplace)
    primary = before.road_class == before.road_classes.index("primary")
    grown = after.time_ms[primary] / before.time_ms[primary]
    assert ((grown > 1.98) & (grown <= 2.001)).all()  # what the junction costs is not doubled
    assert (after.time_ms[~primary] == before.time_ms[~primary]).all()


def test_minors_ride_or_are_driven(placement: Run, workplace: Path) -> None:
    """Their mean time is that of their modes: driven by a parent is far quicker than cycling."""
    built(placement, workplace)
    scenario = SCENARIO + "temps: {reseau: route}\n"
    minutes = {}
    for name, modes in (("pieds", "[marche, velo]"), ("parent", "[marche, accompagne]")):
        text = scenario.replace("nom: essai", f"nom: {name}") + f"mobilite: {{mineurs: {modes}}}\n"
        path = write_scenario(workplace, text=text, name=f"{name}.yaml")
        ended = placement("run", path, "--out", workplace / "out", "--json")
        assert ended.code == 0, ended.err
        (document,) = json.loads(ended.out)
        minutes[name] = document["indicateurs"]["mineurs"]["moyenne_min"]
    assert minutes["parent"] < 0.8 * minutes["pieds"]


def test_minors_never_drive(placement: Run, workplace: Path) -> None:
    """Exit code 2, the key, and the word to write instead."""
    path = write_scenario(workplace, text=SCENARIO + "mobilite: {mineurs: [voiture]}\n")
    ended = placement("check", path)
    assert ended.code == 2
    assert "mobilite.mineurs" in ended.err
    assert "accompagne" in ended.err


def test_a_faulty_table_of_modes_is_told(placement: Run, workplace: Path) -> None:
    """Exit code 3, the file and the word."""
    text = mode_table_csv().replace("pieton", "cheval")
    (workplace / "territoire" / "modes.csv").write_text(text, "utf-8")
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "out")
    assert ended.code == 3
    assert "modes.csv" in ended.err
    assert "cheval" in ended.err


def test_the_scenario_comes_before_the_table(workplace: Path) -> None:
    """What the scenario writes wins; what it leaves to its default is the territory's."""
    folder = workplace / "territoire"
    text = mode_table_csv().replace("velo;14,5;;4,5;45", "velo;12;;4,5;40")
    (folder / "modes.csv").write_text(text, "utf-8")
    path = write_scenario(workplace, text=SCENARIO + "temps: {velo_max_min: 20, heure: pointe}\n")
    ((_, scenario),) = read_scenarios([path])
    found = scenario_modes(scenario, table=territory_modes(folder), speeds=territory_speeds(folder))
    assert (found["velo"].speed_kmh, found["velo"].cap_s) == (12.0, 1_200.0)
    assert found["marche"] == MODES["marche"]
    assert dict(found["voiture"].class_factor)["primary"] == 1.2
    assert territory_modes(None) is MODES
