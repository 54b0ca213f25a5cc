"""Door-to-door times on networks small enough to check by hand."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from road_drawing import ORIGIN_XY, beside, draw, on

from placement.network import NetworkOrigin, Points, RoadNetwork
from placement.travel import MODES, TravelMode, TravelTimes, planned_memory_bytes, travel_times

CAR = replace(MODES["voiture"], access_speed_kmh=20.0)


def times(network: RoadNetwork, starts: Points, ends: Points, **more: object) -> TravelTimes:
    options: dict[str, object] = {"mode": CAR, "max_snap_m": 3_000.0} | more
    return travel_times(network, origins=starts, destinations=ends, **options)  # type: ignore[arg-type]


def seconds(network: RoadNetwork, start: str, end: str, **more: object) -> float:
    return float(times(network, on(network, start), on(network, end), **more).time_s[0, 0])


def test_the_shortest_path_wins() -> None:
    """a-b-c takes 90 s, the direct road 100 s."""
    assert seconds(draw("a -60- b -30- c", "a -100- c"), "a", "c") == 90.0


def test_one_way_streets_break_symmetry() -> None:
    """A to b is direct; back, one must go round by c."""
    network = draw("a -10> b -60> c -60> a")
    assert seconds(network, "a", "b") == 10.0
    assert seconds(network, "b", "a") == 120.0


@pytest.mark.parametrize("first", [20, 50])
def test_of_parallel_roads_the_fastest_counts(first: int) -> None:
    """20 s or 50 s between a and b, in whichever order: 20 s, and never 70."""
    network = draw(f"a -{first}> b", f"a -{70 - first}> b", "b -5> a")
    assert seconds(network, "a", "b") == 20.0


def test_null_arcs_are_roads_not_holes() -> None:
    """An arc of no length takes one millisecond and leads on."""
    assert seconds(draw("a -0- b -30- c"), "a", "c") == 30.001


def test_two_pieces_do_not_reach_each_other() -> None:
    """a-b and c-d: pairs across are absent, listed with the reason; pairs inside are there."""
    network = draw("a -60- b", "c -60- d")
    found = times(network, on(network, "a", "c"), on(network, "b", "d"))
    assert np.array_equal(found.time_s, [[60.0, np.nan], [np.nan, 60.0]], equal_nan=True)
    pairs = found.unreached()
    assert [(pair.from_id, pair.to_id) for pair in pairs] == [("a", "d"), ("c", "b")]
    assert {pair.reason for pair in pairs} == {"aucun chemin sur le réseau"}


def test_nobody_is_lost_on_a_stub() -> None:
    """Z is a one-way dead end beside j: a point at z starts from the nearest node of the rest."""
    chain = " -60- ".join("abcdefghij")
    network = draw(chain, "j -60> z", at={"z": (9_000.0, 100.0)})
    found = times(network, on(network, "z"), on(network, "i"))
    assert found.time_s[0, 0] == pytest.approx(60.0 + 18.0, abs=0.01)  # 100 m at 20 km/h


def test_access_legs_are_driven_at_twenty() -> None:
    """250 m north of a, 500 m north of b: 45 s + 60 s + 90 s."""
    network = draw("a -60- b")
    start = beside(network, "a", north_m=250.0)
    end = beside(network, "b", north_m=500.0)
    assert times(network, start, end).time_s[0, 0] == pytest.approx(195.0, abs=0.002)


def test_a_point_to_itself_takes_no_time() -> None:
    """Even 250 m off the road; another point of the same node still has its legs."""
    network = draw("a -60- b")
    here, there = (beside(network, "a", north_m=metres) for metres in (250.0, -250.0))
    assert times(network, here, here).time_s[0, 0] == 0.0
    assert times(network, here, there).time_s[0, 0] == pytest.approx(90.0, abs=0.002)


def test_points_too_far_come_back_with_their_reason() -> None:
    """An origin and a destination 4 km off the road: absent, named, not among the unreached."""
    network = draw("a -60- b")
    far = beside(network, "a", north_m=4_000.0, id="loin")
    starts = Points(
        id=("a", "loin"),
        lon=np.concatenate([on(network, "a").lon, far.lon]),
        lat=np.concatenate([on(network, "a").lat, far.lat]),
    )
    found = times(network, starts, starts)
    assert {(lost.id, lost.role) for lost in found.unsnapped} == {
        ("loin", "origine"),
        ("loin", "destination"),
    }
    assert all("4,0 km" in lost.reason for lost in found.unsnapped)
    assert np.array_equal(found.time_s, [[0, np.nan], [np.nan, np.nan]], equal_nan=True)
    assert found.unreached() == ()


def walk(cap_s: float | None) -> TravelMode:
    return replace(MODES["marche"], cap_s=cap_s)


def test_the_cap_is_included_and_counts_the_legs() -> None:
    """480 s on foot: there at a cap of 480 s, absent at 479.9 s, with the reason."""
    network = draw("a -60- b")
    assert seconds(network, "a", "b", mode=walk(480.0)) == 480.0
    found = times(network, on(network, "a"), on(network, "b"), mode=walk(479.9))
    assert np.isnan(found.time_s).all()
    assert "min, ou sans chemin" in found.unreached()[0].reason
    aside = beside(network, "a", north_m=10.0)  # 8 s on foot, over the cap
    assert np.isnan(times(network, aside, on(network, "b"), mode=walk(480.0)).time_s).all()


def test_a_bicycle_goes_round_the_motorway() -> None:
    """a-b is a motorway of 60 s; by road a-c-b is 2 x 120 s, that is 2.4 km."""
    network = draw("a =60= b", "a -120- c -120- b")
    assert seconds(network, "a", "b") == 60.0
    expected = 2 * round(1200 / 14.5 * 3600) / 1000
    assert seconds(network, "a", "b", mode=MODES["velo"]) == pytest.approx(expected, abs=0.002)


def test_points_beside_a_motorway_walk_from_a_road() -> None:
    """The nearest node is on the motorway; on foot the point is attached to the road."""
    network = draw("a =60= b -60- c")
    found = times(network, on(network, "a"), on(network, "c"), mode=walk(None))
    assert found.time_s[0, 0] == pytest.approx(1000 / 4.5 * 3.6 + 480.0, abs=0.01)


def test_the_mark_of_an_estimated_network_follows() -> None:
    """Times over an estimation say so."""
    network = draw("a -60- b", estimated=True)
    assert times(network, on(network, "a"), on(network, "b")).estimated


def test_no_point_no_time() -> None:
    """Empty sides give empty tables, not errors."""
    network = draw("a -60- b")
    nobody = Points(id=(), lon=np.empty(0), lat=np.empty(0))
    assert times(network, nobody, on(network, "a")).time_s.shape == (0, 1)
    assert times(network, on(network, "a"), nobody).time_s.shape == (1, 0)


def test_more_origins_or_more_destinations_is_the_same() -> None:
    """Searching from either side gives the transposed pairs of the same network."""
    network = draw("a -10> b -60> c -60> a", "b -15- d")
    everywhere = on(network, "a", "b", "c", "d")
    whole = times(network, everywhere, everywhere).time_s
    rows = np.vstack([times(network, on(network, n), everywhere).time_s for n in "abcd"])
    columns = np.hstack([times(network, everywhere, on(network, n)).time_s for n in "abcd"])
    assert np.array_equal(whole, rows)
    assert np.array_equal(whole, columns)


def test_progress_reaches_its_total() -> None:
    """Forty destinations, more homes: forty searches, told block by block, in order."""
    rng = np.random.default_rng(0)
    network = random_network(60, 300, rng)
    lonlat = network.lonlat()
    homes = Points(id=tuple(map(str, range(60))), lon=lonlat[:, 0], lat=lonlat[:, 1])
    sites = Points(id=homes.id[:40], lon=homes.lon[:40], lat=homes.lat[:40])
    told: list[tuple[int, int]] = []
    times(network, homes, sites, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (40, 40)
    assert told == sorted(set(told))


def test_memory_is_bounded_by_blocks() -> None:
    """The plan holds the matrix, and grows with it, not with nodes times searches."""
    rng = np.random.default_rng(0)
    network = random_network(1_000, 3_000, rng)
    small = planned_memory_bytes(network, n_from=1_000, n_to=100)
    assert small > 4 * 8 * 1_000 * 100
    assert planned_memory_bytes(network, n_from=2_000, n_to=100) < 2.1 * small


def random_network(n: int, m: int, rng: np.random.Generator) -> RoadNetwork:
    """Any directed graph, parallel arcs and several pieces included."""
    tail = rng.integers(0, n, m)
    head = (tail + rng.integers(1, n, m)) % n
    return RoadNetwork(
        node_id=np.arange(n).astype(np.str_),
        node_xy=rng.uniform(0, 50_000, (n, 2)) + ORIGIN_XY,
        crs="EPSG:2154",
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=rng.uniform(0, 5_000, m),
        time_ms=rng.integers(1, 300_000, m).astype(np.int32),
        road_class=rng.integers(0, 2, m).astype(np.int8),
        road_classes=("primary", "motorway"),
        origin=NetworkOrigin(kind="tables", label="tirage"),
    )


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 14), degree=st.integers(1, 4))
@settings(max_examples=120, deadline=None)
def test_times_equal_networkx_on_random_networks(seed: int, n: int, degree: int) -> None:
    """Every pair, to the millisecond, absent pairs included; car and bicycle."""
    rng = np.random.default_rng(seed)
    network = random_network(n, n * degree, rng)
    lonlat = network.lonlat()
    points = Points(id=tuple(network.node_id.tolist()), lon=lonlat[:, 0], lat=lonlat[:, 1])
    found = times(network, points, points, max_snap_m=0.01)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    for tail, head, time_ms in zip(network.tail, network.head, network.time_ms, strict=True):
        graph.add_edge(int(tail), int(head), ms=int(time_ms))
    off = {lost.id for lost in found.unsnapped}
    for source in range(n):
        expected = nx.single_source_dijkstra_path_length(graph, source, weight="ms")
        for target in range(n):
            got = found.time_s[source, target]
            if off & {str(source), str(target)}:
                assert np.isnan(got)
            elif target in expected:
                assert round(got * 1000) == expected[target]
            else:
                assert np.isnan(got)
