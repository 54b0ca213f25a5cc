"""Isochrones: what is reached is inside, what is not is outside, and each holds the shorter."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from road_drawing import beside, draw, on

from placement.errors import DataError, NetworkError
from placement.network import Points, RoadNetwork
from placement.travel import MODES
from placement.travel.attachment import stand
from placement.travel.isochrones import EVERY_SITE, Drawing, isochrones
from placement.travel.isochrones.reach import reached_parts, roads_of, times_along
from placement.travel.search import SearchGraph, search, search_graph
from tests.travel.test_matrix import random_network

CAR = replace(MODES["voiture"], access_speed_kmh=20.0)


def shapes(network: RoadNetwork, sites: Points, **more: object) -> gpd.GeoSeries:
    """Isochrones by duration, metres, of one site or of all together."""
    options: dict[str, object] = {"mode": CAR} | more
    drawn = isochrones(network, sites=sites, **options).shapes  # type: ignore[arg-type]
    return drawn.set_index("minutes").geometry.to_crs(network.crs)


def graph_of(network: RoadNetwork, *, reverse: bool) -> SearchGraph:
    ground, _ = stand(network, mode=CAR, sides=[(on(network), "origine")], max_snap_m=1.0)
    return search_graph(ground.arcs, n_nodes=network.n_nodes, reverse=reverse)


def parts(network: RoadNetwork, node: str, *, limit_s: float, reverse: bool) -> list[tuple]:
    """Reached parts of each road, as start, end, first and last share."""
    graph = graph_of(network, reverse=reverse)
    roads = roads_of(graph)
    seed = network.node_id.tolist().index(node)
    tree = search(graph, seeds=[seed], seed_ms=[0], limit_ms=limit_s * 1000)
    names = network.node_id
    return [
        (str(names[roads.start[r]]), str(names[roads.end[r]]), first, last)
        for r, first, last in zip(
            *(
                column.tolist()
                for column in reached_parts(roads, tree=tree, limit_ms=limit_s * 1000)
            ),
            strict=True,
        )
    ]


def test_roads_are_cut_where_the_time_is_up() -> None:
    """a-b takes 60 s, b-c 120 s: in 90 s from a, all of a-b and a quarter of b-c."""
    network = draw("a -60- b -120- c")
    assert parts(network, "a", limit_s=90, reverse=False) == [
        ("a", "b", 0.0, 1.0),
        ("b", "c", 0.0, 0.25),
    ]


def test_a_road_reached_from_both_ends_is_cut_twice() -> None:
    """A ring a-b-c of 60, 100, 60 s: in 90 s, b-c lacks its middle 40 s; in 110 s, nothing."""
    network = draw("a -60- b -100- c -60- a")
    cuts = [cut for cut in parts(network, "a", limit_s=90, reverse=False) if cut[:2] == ("b", "c")]
    assert cuts == [("b", "c", 0.0, 0.3), ("b", "c", 0.7, 1.0)]
    assert {cut[2:] for cut in parts(network, "a", limit_s=110, reverse=False)} == {(0.0, 1.0)}


def test_one_way_roads_are_cut_against_the_traffic_towards_a_site() -> None:
    """To b in 15 s one comes from the last quarter of a-b; from b one does not go up it."""
    network = draw("a -60> b -600> c -600> a")
    assert parts(network, "b", limit_s=15, reverse=True) == [("b", "a", 0.0, 0.25)]
    assert parts(network, "b", limit_s=15, reverse=False) == [("b", "c", 0.0, 0.025)]


def test_the_border_crosses_the_road_at_the_cut() -> None:
    """18 min at 1 km a minute: after 10 min the border is 10 km out, after 15 min 15 km."""
    network = draw("a -1080- b", at={"b": (18_000.0, 0.0)})
    drawn = shapes(network, on(network, "a"), minutes=[10, 15])
    road = shapely.linestrings([network.node_xy[0], network.node_xy[1]])
    for minutes in (10, 15):
        inside = drawn[minutes].intersection(road)
        assert inside.length == pytest.approx(1_000.0 * minutes, abs=0.05)
        assert drawn[minutes].bounds[3] - road.bounds[1] == pytest.approx(500.0, abs=100.0)


def test_the_legs_of_the_site_count() -> None:
    """A site 1 km off the road, at 20 km/h, has 3 min less."""
    network = draw("a -1080- b", at={"b": (18_000.0, 0.0)})
    site = beside(network, "a", north_m=1_000.0)
    road = shapely.linestrings([network.node_xy[0], network.node_xy[1]])
    drawn = shapes(network, site, minutes=[2, 10])
    assert drawn[2].is_empty
    assert drawn[10].intersection(road).length == pytest.approx(7_000.0, abs=5.0)


def test_the_sense_matters_on_one_way_roads() -> None:
    """From a one is at b at once; towards a, b is far."""
    network = draw("a -300> b -3000> c -3000> a", at={"b": (5e3, 0.0), "c": (2.5e3, 5e4)})
    b = shapely.points(network.node_xy[1])
    assert shapes(network, on(network, "a"), minutes=[10], sense="depuis")[10].covers(b)
    assert not shapes(network, on(network, "a"), minutes=[10], sense="vers")[10].covers(b)


def test_together_is_the_nearest_of_all() -> None:
    """Two far towns: the shape of both covers the shape of each, and is not much more."""
    network = draw("a -3600- b", at={"b": (60_000.0, 0.0)})
    both = isochrones(network, sites=on(network, "a", "b"), mode=CAR, minutes=[10], together=True)
    each = isochrones(network, sites=on(network, "a", "b"), mode=CAR, minutes=[10])
    assert both.shapes["site"].tolist() == [EVERY_SITE]
    assert each.shapes["site"].tolist() == ["a", "b"]
    separate = each.shapes.surface_km2.sum()
    assert both.shapes.surface_km2.sum() == pytest.approx(separate, rel=0.02)


def test_a_site_in_the_sea_is_told_and_the_others_drawn() -> None:
    """9 km off the road: no shape, its distance in the reason."""
    network = draw("a -600- b", at={"b": (10_000.0, 0.0)})
    sea = beside(network, "a", north_m=9_000.0, id="en-mer")
    town = on(network, "a")
    sites = Points(
        id=("en-mer", "a"),
        lon=np.concatenate([sea.lon, town.lon]),
        lat=np.concatenate([sea.lat, town.lat]),
    )
    drawn = isochrones(network, sites=sites, mode=CAR, minutes=[5])
    assert drawn.shapes["site"].tolist() == ["a"]
    assert [(lost.id, round(lost.distance_m)) for lost in drawn.unsnapped] == [("en-mer", 9_000)]
    alone = isochrones(network, sites=sea, mode=CAR, minutes=[5], together=True)
    assert len(alone.shapes) == 0
    assert alone.shapes.crs == "EPSG:4326"


def test_the_cap_of_a_mode_is_not_that_of_its_shapes() -> None:
    """On foot nobody goes beyond 30 min; the 45 min shape is asked for, and larger."""
    network = draw("a -1080- b", at={"b": (10_800.0, 0.0)})
    walk = replace(MODES["marche"], cap_s=1800.0)
    drawn = shapes(network, on(network, "a"), minutes=[30, 45], mode=walk)
    assert drawn[45].area > 1.2 * drawn[30].area


@pytest.mark.parametrize("minutes", [[], [0], [10, -5], [float("nan")]])
def test_impossible_durations_are_refused(minutes: list[float]) -> None:
    """With an example of what to write."""
    network = draw("a -60- b")
    with pytest.raises(DataError, match=r"durée impossible.*10,20,30"):
        isochrones(network, sites=on(network, "a"), mode=CAR, minutes=minutes)


def test_an_estimation_has_no_roads_to_draw() -> None:
    """The message says what to read instead."""
    network = draw("a -60- b", estimated=True)
    with pytest.raises(NetworkError, match="n'a pas de routes"):
        isochrones(network, sites=on(network, "a"), mode=CAR)


def test_a_step_above_the_reach_is_refused() -> None:
    """The border would be lost between two positions."""
    with pytest.raises(DataError, match="le pas ne dépasse pas"):
        Drawing(step_m=500.0, reach_m=200.0)


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(3, 25), degree=st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_reached_inside_unreached_outside_and_nested(seed: int, n: int, degree: int) -> None:
    """On random networks, both senses: every node, exactly, and every duration in the next."""
    rng = np.random.default_rng(seed)
    network = random_network(n, n * degree, rng)
    lonlat = network.lonlat()
    middle = network.node_xy.shape[0] // 2
    site = Points(id=("s",), lon=lonlat[[middle], 0], lat=lonlat[[middle], 1])
    rough = Drawing(step_m=1_000.0, reach_m=2_000.0)
    for sense in ("vers", "depuis"):
        drawn = shapes(network, site, minutes=[2, 4, 8], sense=sense, drawing=rough)
        time_ms = times_from(network, site, sense=sense)
        _check_nodes(network, drawn, time_ms)
        for inner, outer in ((2, 4), (4, 8)):
            assert drawn[inner].difference(drawn[outer]).area < 1.0
            assert drawn[inner].area <= drawn[outer].area + 1.0


def times_from(network: RoadNetwork, site: Points, *, sense: str) -> np.ndarray:
    """Milliseconds of every node, the leg of the site included."""
    sides = [(site, "origine")]
    ground, (held,) = stand(network, mode=CAR, sides=sides, max_snap_m=3_000.0)
    assume(held.on(0))
    graph = search_graph(ground.arcs, n_nodes=ground.n_nodes, reverse=sense == "vers")
    return search(graph, seeds=held.node, seed_ms=held.leg_ms).time_ms[: network.n_nodes]


def _check_nodes(network: RoadNetwork, drawn: gpd.GeoSeries, time_ms: np.ndarray) -> None:
    on_road = np.unique([network.tail, network.head])  # a node without any arc is no road
    nodes, time_ms = shapely.points(network.node_xy[on_road]), time_ms[on_road]
    for minutes, shape in drawn.items():
        assert shape.is_valid
        distance_m = np.nan_to_num(shapely.distance(nodes, shape), nan=np.inf)  # an empty shape
        assert (distance_m[time_ms <= minutes * 60_000 - 1] < 0.05).all()
        assert (distance_m[time_ms > minutes * 60_000 + 1] > 0).all()


def test_times_along_take_the_sooner_end() -> None:
    """Half-way on the ring's far side both ways are equal; elsewhere the sooner counts."""
    network = draw("a -60- b -100- c -60- a")
    graph = graph_of(network, reverse=False)
    roads = roads_of(graph)
    tree = search(graph, seeds=[0], seed_ms=[0])
    far = int(np.flatnonzero((roads.start == 1) & (roads.end == 2))[0])
    share = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    found = times_along(roads, tree=tree, road=np.full(5, far), share=share)
    assert found.tolist() == [60_000, 85_000, 110_000, 85_000, 60_000]
