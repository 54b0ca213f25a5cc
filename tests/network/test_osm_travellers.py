"""Who may use a way: feet, bicycles, mopeds and cars obey their own signs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from placement.network import ANYONE, DEFAULT_SPEEDS, Access, RoadNetwork, connected_network
from placement.network.osm import read_osm
from placement.network.osm.travellers import way_use
from placement.travel.modes import MODES
from placement.travel.profiles import mode_arcs

CAR, FOOT, BICYCLE, MOPED = Access.CAR, Access.FOOT, Access.BICYCLE, Access.MOPED
ROAD = {"highway": "primary"}


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        (ROAD, ANYONE, ANYONE),
        ({**ROAD, "oneway": "yes"}, ANYONE, 0),
        ({**ROAD, "oneway": "yes", "oneway:bicycle": "no"}, ANYONE, BICYCLE | FOOT),
        ({**ROAD, "oneway": "yes", "cycleway:left": "opposite_lane"}, ANYONE, BICYCLE | FOOT),
        ({**ROAD, "oneway": "-1"}, 0, ANYONE),
        ({**ROAD, "motorroad": "yes"}, CAR, CAR),
        ({**ROAD, "bicycle": "use_sidepath"}, CAR | FOOT | MOPED, CAR | FOOT | MOPED),
        ({**ROAD, "foot": "no"}, CAR | BICYCLE | MOPED, CAR | BICYCLE | MOPED),
        ({**ROAD, "moped": "no"}, CAR | FOOT | BICYCLE, CAR | FOOT | BICYCLE),
        ({"highway": "motorway"}, CAR, 0),
        ({**ROAD, "motor_vehicle": "no"}, FOOT | BICYCLE, FOOT | BICYCLE),
        ({"highway": "footway"}, FOOT, 0),
        ({"highway": "footway", "bicycle": "yes"}, FOOT | BICYCLE, FOOT | BICYCLE),
        ({"highway": "steps"}, FOOT, 0),
        ({"highway": "cycleway"}, BICYCLE, BICYCLE),
        ({"highway": "cycleway", "foot": "designated"}, FOOT | BICYCLE, FOOT | BICYCLE),
        ({"highway": "cycleway", "oneway": "yes"}, BICYCLE, 0),
        ({"highway": "service"}, FOOT | BICYCLE, FOOT | BICYCLE),
        ({"highway": "track"}, FOOT | BICYCLE, FOOT | BICYCLE),
    ],
)
def test_users_by_direction(tags: dict[str, str], along: int, against: int) -> None:
    """Bits along and against the way; feet need an arc in one direction only."""
    found = way_use(tags, speeds=DEFAULT_SPEEDS, paths=True)
    assert found is not None
    assert (found.along, found.against) == (along, against)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway", "access": "private"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "raceway"},
        {"highway": "service", "access": "no"},
        {"building": "yes"},
    ],
)
def test_ways_for_nobody(tags: dict[str, str]) -> None:
    """Private paths, squares drawn as areas, race tracks."""
    assert way_use(tags, speeds=DEFAULT_SPEEDS, paths=True) is None


def test_without_paths_only_cars_are_asked() -> None:
    """The car's network alone: its roads are open to all, other ways are not there."""
    found = way_use({**ROAD, "foot": "no"}, speeds=DEFAULT_SPEEDS, paths=False)
    assert found is not None
    assert found.along == ANYONE
    assert way_use({"highway": "footway"}, speeds=DEFAULT_SPEEDS, paths=False) is None


# 1 === 2 === 3 a motorway; 1 - 4 a primary road; 2 ... 4 a footpath; 4 -> 3 a one-way street
EXTRACT = """<osm version="0.6">
<node id="1" lon="3.30" lat="46.56"/><node id="2" lon="3.31" lat="46.56"/>
<node id="3" lon="3.32" lat="46.56"/>
<node id="4" lon="3.31" lat="46.57"><tag k="highway" v="traffic_signals"/></node>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="motorway"/></way>
<way id="2"><nd ref="1"/><nd ref="4"/><tag k="highway" v="primary"/></way>
<way id="3"><nd ref="2"/><nd ref="4"/><tag k="highway" v="footway"/></way>
<way id="4"><nd ref="4"/><nd ref="3"/><tag k="highway" v="residential"/>
<tag k="oneway" v="yes"/></way>
</osm>"""


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    path = tmp_path / "x.osm"
    path.write_text(EXTRACT, "utf-8")
    return read_osm(path, paths=True)


def pairs(network: RoadNetwork, mode: str) -> set[str]:
    found = mode_arcs(network, mode=MODES[mode])
    names = network.node_id
    return {f"{names[t]}{names[h]}" for t, h in zip(found.tail, found.head, strict=True)}


def test_profiles_have_really_different_networks(network: RoadNetwork) -> None:
    """The motorway is the car's, the path is the walker's, the one-way sign stops wheels only."""
    assert pairs(network, "voiture") == {"12", "23", "14", "41", "43"}
    assert pairs(network, "accompagne") == pairs(network, "voiture")
    assert pairs(network, "marche") == {"14", "41", "24", "42", "43", "34"}
    assert pairs(network, "velo") == {"14", "41", "43"}
    assert pairs(network, "cyclomoteur") == {"14", "41", "43"}


def test_a_signal_delays_those_who_come_to_it(network: RoadNetwork) -> None:
    """Signals at 4: 1 to 4 takes 2.06 s longer than 4 to 1, before what junctions cost."""
    times = {
        f"{network.node_id[t]}{network.node_id[h]}": int(ms)
        for t, h, ms in zip(network.tail, network.head, network.time_ms, strict=True)
    }
    assert times["14"] - times["41"] == 2_060


def test_a_stop_sign_holds_in_its_direction(tmp_path: Path) -> None:
    """``direction=forward``: along the way, not against it."""
    text = EXTRACT.replace(
        '<tag k="highway" v="traffic_signals"/>',
        '<tag k="highway" v="stop"/><tag k="direction" v="backward"/>',
    )
    path = tmp_path / "x.osm"
    path.write_text(text, "utf-8")
    made = read_osm(path)
    times = {
        f"{made.node_id[t]}{made.node_id[h]}": int(ms)
        for t, h, ms in zip(made.tail, made.head, made.time_ms, strict=True)
    }
    assert times["14"] == times["41"]


def test_the_saved_network_keeps_who_may_pass(network: RoadNetwork, tmp_path: Path) -> None:
    """Access comes back, and is part of the hash."""
    network.save(tmp_path / "r")
    again = RoadNetwork.load(tmp_path / "r")
    assert np.array_equal(again.access, network.access)
    assert again.content_hash == network.content_hash


def test_real_paths_are_kept_and_cars_stay_off_them(shared_data: Path) -> None:
    """Rutland whole: the car's arcs and times are those of the car's own extract, paths or not."""
    path = shared_data / "roads" / "rutland.osm.pbf"
    whole, _ = connected_network(read_osm(path, paths=True))
    cars, _ = connected_network(read_osm(path))
    times = []
    for made in (whole, cars):
        arcs = mode_arcs(made, mode=MODES["voiture"])
        names = made.node_id[arcs.tail], made.node_id[arcs.head]
        times.append(sorted(zip(*names, arcs.time_ms.tolist(), strict=True)))
    assert times[0] == times[1]
    walked = mode_arcs(whole, mode=MODES["marche"])
    assert (
        np.unique(walked.tail).size > 2 * np.unique(mode_arcs(cars, mode=MODES["marche"]).tail).size
    )
