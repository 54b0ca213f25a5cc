"""The OpenStreetMap door: what a car may do on each way, and every file that is no extract."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from placement.errors import NetworkError
from placement.network import DEFAULT_SPEEDS, RoadNetwork
from placement.network.osm import read_osm
from placement.network.osm.ways import passage
from placement.network.points import great_circle_m

# 1 --- 2 --- 3 along a parallel near Moulins, 4 to the north of 2
NODES = {1: (3.30, 46.56), 2: (3.31, 46.56), 3: (3.32, 46.56), 4: (3.31, 46.57)}


def osm(path: Path, *ways: tuple[list[int], dict[str, str]]) -> Path:
    nodes = "".join(f'<node id="{i}" lon="{x}" lat="{y}"/>' for i, (x, y) in NODES.items())
    lines = ""
    for number, (refs, tags) in enumerate(ways, start=1):
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines += f'<way id="{number}">{inside}</way>'
    path.write_text(f'<osm version="0.6">{nodes}{lines}</osm>', "utf-8")
    return path


def arcs(network: RoadNetwork) -> set[tuple[str, str]]:
    names = network.node_id.tolist()
    ends = zip(network.tail.tolist(), network.head.tolist(), strict=True)
    return {(names[tail], names[head]) for tail, head in ends}


BOTH = {("1", "2"), ("2", "1")}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, BOTH),
        ({"oneway": "yes"}, {("1", "2")}),
        ({"oneway": "-1"}, {("2", "1")}),
        ({"oneway": "no", "junction": "roundabout"}, BOTH),
        ({"junction": "roundabout"}, {("1", "2")}),
        ({"access": "no", "motor_vehicle": "yes"}, BOTH),
        ({"access": "destination"}, BOTH),
    ],
)
def test_one_way_rules(tmp_path: Path, tags: dict[str, str], expected: set[object]) -> None:
    """Along, against (``-1``), roundabouts implied, the most specific access key decides."""
    network = read_osm(osm(tmp_path / "x.osm", ([1, 2], {"highway": "primary", **tags})))
    assert arcs(network) == expected


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "primary", "access": "private"},
        {"highway": "primary", "motor_vehicle": "no"},
        {"highway": "primary", "access": "yes", "motorcar": "forestry"},
        {"highway": "primary", "area": "yes"},
        {"highway": "primary", "oneway": "reversible"},
        {"building": "yes"},
    ],
)
def test_ways_closed_to_cars(tags: dict[str, str]) -> None:
    """Paths, private roads, squares, reversible lanes are not driven."""
    assert passage(tags, speeds=DEFAULT_SPEEDS) is None


def test_a_motorway_is_one_way_even_untagged() -> None:
    """``oneway`` is implied by the class."""
    found = passage({"highway": "motorway"}, speeds=DEFAULT_SPEEDS)
    assert found is not None
    assert (found.forward_kmh, found.backward_kmh) == (90.0, 0.0)


def test_limits_by_direction() -> None:
    """``maxspeed:forward`` holds along the way only."""
    tags = {"highway": "primary", "maxspeed": "80", "maxspeed:forward": "50"}
    found = passage(tags, speeds=DEFAULT_SPEEDS)
    assert found is not None
    assert (found.forward_kmh, found.backward_kmh) == pytest.approx((40.0, 64.0))


def test_lengths_and_times_of_a_road(tmp_path: Path) -> None:
    """Each stretch between two nodes has its great-circle length, and its class's time."""
    network = read_osm(osm(tmp_path / "x.osm", ([1, 2, 4], {"highway": "secondary"})))
    (x1, y1), (x2, y2) = NODES[1], NODES[2]
    expected_m = float(great_circle_m(*(np.array([v]) for v in (x1, y1, x2, y2)))[0])
    arc = next(
        i
        for i in range(network.n_arcs)
        if (network.node_id[network.tail[i]], network.node_id[network.head[i]]) == ("1", "2")
    )
    assert network.length_m[arc] == pytest.approx(expected_m)
    assert network.time_ms[arc] == round(expected_m / 66 * 3600 * 1.03)
    assert network.crs == "EPSG:2154"
    assert network.origin.licence.startswith("ODbL")
    assert network.origin.kind == "osm"


def test_a_way_is_cut_where_a_node_is_missing(tmp_path: Path) -> None:
    """Node 99 lies outside the extract: 2 and 3 are not joined across the hole."""
    way = ([1, 2, 99, 3, 3], {"highway": "primary"})
    other = ([2, 4], {"highway": "primary"})
    network = read_osm(osm(tmp_path / "x.osm", way, other))
    assert arcs(network) == BOTH | {("2", "4"), ("4", "2")}


def test_a_compressed_extract_is_the_same(tmp_path: Path) -> None:
    """``.osm.gz`` gives the same network as ``.osm``."""
    plain = osm(tmp_path / "x.osm", ([1, 2, 3], {"highway": "primary"}))
    packed = tmp_path / "x.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_osm(packed).content_hash == read_osm(plain).content_hash


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("vide.osm", b"", "vide"),
        ("vide.osm.pbf", b"", "vide"),
        ("sans_route.osm", b'<osm version="0.6"></osm>', "aucune route"),
        ("texte.osm", b"code;nom\n03190;Moulins\n", "illisible"),
        ("texte.osm.pbf", b"code;nom\n03190;Moulins\n", "illisible"),
        ("carte.osm", b"<kml></kml>", "illisible"),
        ("coupe.osm", b'<osm version="0.6"><node id="1" lat="1"', "illisible"),
        ("table.csv", b"code;nom\n", "extension inconnue"),
    ],
)
def test_files_that_are_no_extract(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    """Empty, foreign, cut short, without a road: one NetworkError that names the file."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NetworkError, match=told) as caught:
        read_osm(path)
    assert name in str(caught.value)


def test_an_absent_extract(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(NetworkError, match="introuvable"):
        read_osm(tmp_path / "rien.osm.pbf")


def test_a_truncated_pbf(tmp_path: Path, shared_data: Path) -> None:
    """A real extract cut short (an interrupted download) is told, with what to do."""
    whole = (shared_data / "roads" / "rutland.osm.pbf").read_bytes()
    path = tmp_path / "coupe.osm.pbf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NetworkError, match="tronqué"):
        read_osm(path)
