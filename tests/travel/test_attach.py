"""Points along roads: the time of a road is split where they stand, and signs are obeyed."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inserted_points import with_points
from road_drawing import ORIGIN_XY, draw, on

from placement.network import NetworkOrigin, Points, RoadNetwork
from placement.network.points import WGS84, reproject
from placement.travel import MODES, doubtful_attachments, travel_times

CAR = replace(MODES["voiture"], access_speed_kmh=20.0)


def at(*metres: tuple[float, float], names: str = "") -> Points:
    """Points at metres east and north of the first node of a drawing."""
    xy = np.array(metres) + ORIGIN_XY
    lonlat = reproject(xy[:, 0], xy[:, 1], source="EPSG:2154", target=WGS84)
    ids = tuple(names) if names else tuple(f"p{i}" for i in range(len(metres)))
    return Points(id=ids, lon=lonlat[:, 0], lat=lonlat[:, 1])


def seconds(network: RoadNetwork, start: Points, end: Points) -> float:
    found = travel_times(network, origins=start, destinations=end, mode=CAR)
    return float(found.time_s[0, 0])


def test_a_road_is_split_where_the_point_stands() -> None:
    """A quarter of the way from a to b (60 s): 15 s from a, 45 s from b, both ways."""
    network = draw("a -60- b")
    here = at((250.0, 0.0))
    assert seconds(network, here, on(network, "b")) == 45.0
    assert seconds(network, on(network, "a"), here) == 15.0
    assert seconds(network, here, on(network, "a")) == 15.0


def test_one_leaves_a_one_way_street_forward() -> None:
    """In the middle of a -> b: b is 30 s ahead; a is by b and c, 30 + 60 + 60 s."""
    network = draw("a -60> b -60> c -60> a", at={"c": (500.0, 900.0)})
    here = at((500.0, 0.0))
    assert seconds(network, here, on(network, "b")) == 30.0
    assert seconds(network, here, on(network, "a")) == 150.0


def test_one_comes_to_a_one_way_street_from_behind() -> None:
    """The middle of a -> b is 30 s after a; from b one goes round by c and a."""
    network = draw("a -60> b -60> c -60> a", at={"c": (500.0, 900.0)})
    here = at((500.0, 0.0))
    assert seconds(network, on(network, "a"), here) == 30.0
    assert seconds(network, on(network, "b"), here) == 150.0


def test_on_one_street_the_neighbour_ahead_is_near_and_the_one_behind_is_not() -> None:
    """Home at 1/4 and site at 3/4 of a -> b: 30 s ahead; back, the whole round less 30 s."""
    network = draw("a -60> b -60> c -60> a", at={"c": (500.0, 900.0)})
    home, site = at((250.0, 0.0)), at((750.0, 0.0))
    assert seconds(network, home, site) == 30.0
    assert seconds(network, site, home) == 150.0
    assert seconds(draw("a -60- b"), site, home) == 30.0


def test_each_direction_has_its_own_time() -> None:
    """Up 100 s, down 40 s: half of each."""
    network = draw("a -100> b", "b -40> a")
    here = at((500.0, 0.0))
    assert seconds(network, here, on(network, "b")) == 50.0
    assert seconds(network, here, on(network, "a")) == 20.0


def test_of_parallel_roads_the_fastest_passes_the_door() -> None:
    """20 s and 50 s between a and b: from the middle, 10 s."""
    network = draw("a -20> b", "a -50> b", "b -5> a")
    assert seconds(network, at((500.0, 0.0)), on(network, "b")) == 10.0


def test_the_leg_goes_to_the_foot_of_the_perpendicular() -> None:
    """100 m beside the middle of a-b: 18 s at 20 km/h, then 30 s."""
    found = seconds(draw("a -60- b"), at((500.0, 100.0)), at((1_000.0, 0.0)))
    assert found == pytest.approx(48.0, abs=0.002)


def test_a_point_on_a_node_is_not_on_the_road_that_passes_over_it() -> None:
    """The bridge a-c passes over b without meeting d-b: b is on its own road."""
    places = {"c": (2_000.0, 0.0), "b": (1_000.0, 0.0), "d": (1_000.0, -500.0), "e": (1e3, 500.0)}
    network = draw("a -60- c", "d -60- b -60- e", at=places)
    assert seconds(network, on(network, "b"), on(network, "d")) == 60.0


def test_no_door_opens_on_a_motorway() -> None:
    """20 m from the motorway a-b, 80 m from the road c-d: the road it is, and the report tells."""
    network = draw("a =60= b -30- d -60- c -30- a", at={"c": (0.0, 100.0), "d": (1_000.0, 100.0)})
    here = at((500.0, 20.0), names="x")
    assert seconds(network, here, on(network, "d")) == pytest.approx(80 * 0.18 + 30, abs=0.01)
    (doubt,) = doubtful_attachments(network, points=here, mode=CAR)
    assert (doubt.id, doubt.kind) == ("x", "autoroute")
    assert (doubt.nearest_m, doubt.distance_m) == pytest.approx((20.0, 80.0), abs=0.1)


def test_where_there_is_nothing_else_a_motorway_will_do() -> None:
    """A drawing with a motorway alone still has times."""
    assert seconds(draw("a =60= b"), at((500.0, 0.0)), at((1_000.0, 0.0))) == 30.0


def test_cut_off_and_far_roads_are_told() -> None:
    """y-z joins nothing: the point beside it goes to the chain, and is told; so is one at 700 m."""
    chain = " -60- ".join("abcdefghijklmnopqrstuv")
    network = draw(chain, "y -60- z", at={"y": (0.0, 400.0), "z": (1_000.0, 400.0)})
    points = at((500.0, 390.0), (5_500.0, 700.0), (5_500.0, 499.0), names="ilm")
    doubts = doubtful_attachments(network, points=points, mode=CAR)
    assert [(doubt.id, doubt.kind) for doubt in doubts] == [("i", "autre_morceau"), ("l", "loin")]
    assert "ne rejoint pas" in doubts[0].reason


def test_an_estimation_has_no_roads_to_stand_along() -> None:
    """Between two places of an estimation, the nearest place counts, and nothing is doubtful."""
    network = draw("a -60- b", estimated=True)
    here = at((400.0, 0.0))
    leg_s = 400 * 0.18
    assert seconds(network, here, on(network, "b")) == pytest.approx(60 + leg_s, abs=0.01)
    assert doubtful_attachments(network, points=here, mode=CAR) == ()


def test_nothing_usable_attaches_nobody() -> None:
    """On foot beside a motorway alone: not attached, and said."""
    network = draw("a =60= b")
    here = at((500.0, 0.0))
    found = travel_times(network, origins=here, destinations=here, mode=MODES["marche"])
    assert np.isnan(found.time_s).all()
    assert {lost.reason for lost in found.unsnapped} == {"aucune route utilisable dans ce réseau"}


def crossing_network(n: int, m: int, rng: np.random.Generator) -> RoadNetwork:
    """Any directed graph, parallel and null arcs included, on a coarse lattice: ties abound."""
    tail = rng.integers(0, n, m)
    head = (tail + rng.integers(1, n, m)) % n
    return RoadNetwork(
        node_id=np.arange(n).astype(np.str_),
        node_xy=rng.integers(0, 5, (n, 2)) * 500.0 + ORIGIN_XY,
        crs="EPSG:2154",
        tail=tail,
        head=head,
        length_m=rng.uniform(0, 2_000, m),
        time_ms=rng.integers(1, 300_000, m),
        road_class=np.zeros(m, dtype=np.int8),
        road_classes=("primary",),
        origin=NetworkOrigin(kind="tables", label="tirage"),
    )


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 12), degree=st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_times_equal_networkx_with_the_points_as_nodes(seed: int, n: int, degree: int) -> None:
    """Points anywhere, several on one road: every pair to the millisecond, absent ones included."""
    rng = np.random.default_rng(seed)
    network = crossing_network(n, n * degree, rng)
    first, second = (rng.uniform(-200, 2_200, (6, 2)) for _ in range(2))
    second[:2] = first[:2] + rng.uniform(-300, 300, (2, 2))
    homes, sites = at(*first.tolist()), at(*second.tolist())
    mode = replace(CAR, access_speed_kmh=1e9)  # legs of nothing: the network alone is compared
    found = travel_times(
        network, origins=homes, destinations=sites, mode=mode, max_snap_m=150.0
    ).time_s
    graph, snapped = with_points(network, mode=mode, max_snap_m=150.0, homes=homes, sites=sites)
    for i in range(len(homes)):
        reached = {}
        if snapped["homes"].on[i]:
            reached = nx.single_source_dijkstra_path_length(graph, ("homes", i), weight="ms")
        for j in range(len(sites)):
            expected = reached.get(("sites", j))
            if expected is None:
                assert np.isnan(found[i, j])
            else:
                assert round(found[i, j] * 1000) == expected
