"""The way of each pair: its nodes, its line, and the very time of the matrix."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from road_drawing import beside, draw, on

from placement.errors import DataError
from placement.network import Points, RoadNetwork
from placement.travel import MODES, Route, TravelMode, route_through, shortest_routes, travel_times
from tests.travel.test_matrix import random_network

CAR = replace(MODES["voiture"], access_speed_kmh=20.0)


def way(network: RoadNetwork, start: Points, end: Points, mode: TravelMode = CAR) -> Route:
    (route,) = shortest_routes(network, origins=start, destinations=end, mode=mode).routes
    return route


def names(network: RoadNetwork, route: Route) -> str:
    return "".join(network.node_id[route.node].tolist())


def together(*points: Points) -> Points:
    return Points(
        id=tuple(name for some in points for name in some.id),
        lon=np.concatenate([some.lon for some in points]),
        lat=np.concatenate([some.lat for some in points]),
    )


def test_the_way_is_that_of_the_shortest_path() -> None:
    """a-b-c takes 90 s, the direct road 100 s: the line goes by b, 900 m."""
    network = draw("a -60- b -30- c", "a -100- c")
    route = way(network, on(network, "a"), on(network, "c"))
    assert names(network, route) == "abc"
    assert (route.time_ms, route.length_m) == (90_000, pytest.approx(900.0))
    road = next(leg for leg in route.legs if leg.kind == "route")
    assert np.array_equal(road.xy, network.node_xy[[0, 1, 2]])


def test_one_way_streets_are_obeyed_both_ways() -> None:
    """A to b is direct; back, one goes round by c."""
    network = draw("a -10> b -60> c -60> a")
    assert names(network, way(network, on(network, "a"), on(network, "b"))) == "ab"
    assert names(network, way(network, on(network, "b"), on(network, "a"))) == "bca"


def test_walkers_go_up_one_way_streets() -> None:
    """On foot the arc of b to a is that of a to b, backwards."""
    network = draw("a -10> b -60> c -60> a")
    route = way(network, on(network, "b"), on(network, "a"), MODES["marche"])
    assert names(network, route) == "ba"
    assert (network.tail[route.arc[0]], network.head[route.arc[0]]) == (0, 1)


@pytest.mark.parametrize("first", [20, 50])
def test_of_parallel_roads_the_fastest_is_taken(first: int) -> None:
    """20 s and 200 m, or 50 s and 500 m, in whichever order."""
    network = draw(f"a -{first}> b", f"a -{70 - first}> b", "b -5> a")
    route = way(network, on(network, "a"), on(network, "b"))
    assert (route.time_ms, route.length_m) == (20_000, pytest.approx(200.0))
    assert network.time_ms[route.arc].tolist() == [20_000]


def test_the_legs_are_straight_and_flagged() -> None:
    """250 m north of a, 500 m north of b: 45 s, 60 s, 90 s, as three parts that join."""
    network = draw("a -60- b")
    start = beside(network, "a", north_m=250.0)
    end = beside(network, "b", north_m=500.0)
    route = way(network, start, end)
    assert [leg.kind for leg in route.legs] == ["acces", "route", "sortie"]
    assert [len(leg.xy) for leg in route.legs] == [2, 2, 2]
    assert np.allclose([leg.length_m for leg in route.legs], [250, 600, 500], atol=1e-3)
    assert np.allclose([leg.time_ms for leg in route.legs], [45_000, 60_000, 90_000], atol=2)
    assert route.xy.shape == (4, 2)
    assert np.allclose(route.lonlat()[[0, -1]], [[*start.lon, *start.lat], [*end.lon, *end.lat]])


def test_points_along_a_road_use_a_part_of_it() -> None:
    """A quarter and three quarters of the way of a-b, 100 s: 50 s and 500 m of one arc, no node."""
    network = draw("a -100- b", at={"b": (1_000.0, 0.0)})
    start = beside(network, "a", north_m=10.0, east_m=250.0, id="p")
    end = beside(network, "a", north_m=10.0, east_m=750.0, id="q")
    route = way(network, start, end)
    road = next(leg for leg in route.legs if leg.kind == "route")
    assert (road.time_ms, road.length_m) == (50_000, pytest.approx(500.0, abs=1e-3))
    assert (route.node.size, route.span.tolist()) == (0, [pytest.approx(0.5)])
    back = way(network, end, start)
    assert np.allclose(back.xy, route.xy[::-1])


def test_on_a_one_way_road_one_goes_round() -> None:
    """From the end of a one-way road to its start: by b, c and a, never backwards."""
    network = draw("a -100> b -10- c -10- a", at={"b": (1_000.0, 0.0), "c": (0.0, 3_000.0)})
    start = beside(network, "a", north_m=-10.0, east_m=750.0, id="p")
    end = beside(network, "a", north_m=-10.0, east_m=250.0, id="q")
    route = way(network, start, end)
    assert names(network, route) == "bca"
    assert route.time_ms == 25_000 + 20_000 + 25_000 + 2 * 1_800


def test_points_of_one_node_have_no_road_between() -> None:
    """North and south of a: two legs, no road, and the line still joins."""
    network = draw("a -60- b")
    here, there = (beside(network, "a", north_m=metres) for metres in (250.0, -250.0))
    route = way(network, here, there)
    assert [leg.kind for leg in route.legs] == ["acces", "sortie"]
    assert route.length_m == pytest.approx(500.0)


def test_to_where_one_is_takes_no_way() -> None:
    """No time, no length, a line of two equal positions."""
    network = draw("a -60- b")
    here = beside(network, "a", north_m=250.0)
    route = way(network, here, here)
    assert (route.time_ms, route.length_m, route.legs) == (0, 0.0, ())
    assert route.xy.shape == (2, 2)
    assert np.array_equal(route.xy[0], route.xy[1])


def test_every_pair_has_a_way_or_a_reason() -> None:
    """In two pieces, one point far away: 9 pairs = 2 ways + 2 unreached + 5 of the lost point."""
    network = draw("a -60- b", "c -60- d")
    points = together(on(network, "a", "c"), beside(network, "a", north_m=9_000.0, id="loin"))
    found = shortest_routes(network, origins=points, destinations=points, mode=CAR)
    assert [(r.from_id, r.to_id) for r in found.routes] == [("a", "a"), ("c", "c")]
    assert {(p.from_id, p.to_id) for p in found.unreached} == {("a", "c"), ("c", "a")}
    assert {(p.id, p.role) for p in found.unsnapped} == {
        ("loin", "origine"),
        ("loin", "destination"),
    }


def test_the_cap_of_a_mode_holds() -> None:
    """480 s on foot: a way at a cap of 480 s, none at 479.9 s."""
    network = draw("a -60- b")
    start, end = on(network, "a"), on(network, "b")
    assert way(network, start, end, replace(MODES["marche"], cap_s=480.0)).time_ms == 480_000
    capped = replace(MODES["marche"], cap_s=479.9)
    found = shortest_routes(network, origins=start, destinations=end, mode=capped)
    assert (found.routes, len(found.unreached)) == ((), 1)


def test_only_the_pairs_asked_for_in_their_order() -> None:
    """Pairs may repeat; each search is done once."""
    network = draw("a -60- b -60- c")
    points = on(network, "a", "b", "c")
    told: list[tuple[int, int]] = []
    found = shortest_routes(
        network,
        origins=points,
        destinations=points,
        mode=CAR,
        pairs=[(2, 0), (0, 1), (2, 0)],
        progress=lambda done, total: told.append((done, total)),
    )
    assert [names(network, route) for route in found.routes] == ["cba", "ab", "cba"]
    assert told == [(1, 2), (2, 2)]


def test_a_pair_out_of_the_points_is_refused() -> None:
    """Positions are those of the points given."""
    network = draw("a -60- b")
    with pytest.raises(DataError, match="une paire sort"):
        shortest_routes(
            network,
            origins=on(network, "a"),
            destinations=on(network, "b"),
            mode=CAR,
            pairs=[(0, 1)],
        )


def test_a_tour_comes_back_to_its_depot() -> None:
    """a, b, c and back: three ways, each starting where the last one ended."""
    network = draw("a -10> b -20> c -30> a")
    tour = route_through(network, stops=on(network, "a", "b", "c"), order=[0, 1, 2, 0], mode=CAR)
    assert [names(network, route) for route in tour.routes] == ["ab", "bc", "ca"]
    assert sum(route.time_ms for route in tour.routes) == 60_000
    with pytest.raises(DataError, match="au moins deux arrêts"):
        route_through(network, stops=on(network, "a"), order=[0], mode=CAR)


def check_against_matrix(network: RoadNetwork, origins: Points, destinations: Points) -> None:
    """Check that times equal the matrix's to the millisecond, and are the sums of the arcs' own."""
    for mode in (MODES[name] for name in ("voiture", "velo", "marche")):
        times = travel_times(network, origins=origins, destinations=destinations, mode=mode)
        found = shortest_routes(network, origins=origins, destinations=destinations, mode=mode)
        assert found.unsnapped == times.unsnapped
        assert found.unreached == times.unreached()
        where = {
            (a, b): (i, j) for i, a in enumerate(times.from_id) for j, b in enumerate(times.to_id)
        }
        assert len(found.routes) == np.isfinite(times.time_s).sum()
        for route in found.routes:
            assert route.time_ms / 1000 == times.time_s[where[route.from_id, route.to_id]]
            _check_chain(network, route, mode=mode)


def _check_chain(network: RoadNetwork, route: Route, *, mode: TravelMode) -> None:
    road = [leg for leg in route.legs if leg.kind == "route"]
    if not road:
        return
    assert road[0].length_m == pytest.approx((network.length_m[route.arc] * route.span).sum())
    whole = bool((route.span == 1).all())
    if whole:
        ends = np.column_stack([network.tail[route.arc], network.head[route.arc]])
        steps = np.column_stack([route.node[:-1], route.node[1:]])
        assert np.array_equal(np.sort(ends, axis=1), np.sort(steps, axis=1))
    if mode.name == "voiture":
        exact = (network.time_ms[route.arc] * route.span).sum()
        assert road[0].time_ms == pytest.approx(exact, abs=0 if whole else 2.0 * route.arc.size)


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 14), degree=st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_times_sum_to_the_matrix_on_random_networks(seed: int, n: int, degree: int) -> None:
    """Every pair of every mode, absent ones included, more origins than sites or fewer."""
    rng = np.random.default_rng(seed)
    network = random_network(n, n * degree, rng)
    lonlat = network.lonlat() + rng.uniform(-0.001, 0.001, (n, 2))
    points = Points(id=tuple(network.node_id.tolist()), lon=lonlat[:, 0], lat=lonlat[:, 1])
    some = Points(id=points.id[:2], lon=points.lon[:2], lat=points.lat[:2])
    check_against_matrix(network, points, some)
    check_against_matrix(network, some, points)
