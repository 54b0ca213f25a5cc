"""Ways and isochrones of real roads: Corsica."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from placement.network import Points, RoadNetwork, connected_network, read_tables
from placement.travel import MODES, shortest_routes, travel_times
from placement.travel.isochrones import isochrones

CAR = MODES["voiture"]
TOWNS = Points(
    id=("ajaccio", "corte", "bastia"),
    lon=np.array([8.7369, 9.1496, 9.4509]),
    lat=np.array([41.9267, 42.3061, 42.7003]),
)


@pytest.fixture(scope="module")
def corsica(shared_data: Path) -> RoadNetwork:
    folder = shared_data / "road_corse"
    network, _ = connected_network(
        read_tables(folder / "nodes.parquet", folder / "edges.parquet", licence="ODbL 1.0")
    )
    return network


def homes(network: RoadNetwork, n: int, *, seed: int) -> Points:
    """Points up to 200 m from nodes."""
    rng = np.random.default_rng(seed)
    lonlat = network.lonlat()[rng.choice(network.n_nodes, n, replace=False)]
    lonlat = lonlat + rng.uniform(-0.002, 0.002, (n, 2))
    return Points(id=tuple(f"h{i}" for i in range(n)), lon=lonlat[:, 0], lat=lonlat[:, 1])


def test_ways_sum_to_the_matrix(corsica: RoadNetwork) -> None:
    """900 trips to three towns: the matrix's time to the millisecond, lengths that add up."""
    starts = homes(corsica, 300, seed=1)
    times = travel_times(corsica, origins=starts, destinations=TOWNS, mode=CAR)
    found = shortest_routes(corsica, origins=starts, destinations=TOWNS, mode=CAR)
    matrix = {
        (a, b): times.time_s[i, j]
        for i, a in enumerate(times.from_id)
        for j, b in enumerate(times.to_id)
    }
    assert len(found.routes) == np.isfinite(times.time_s).sum() > 800
    for route in found.routes:
        assert route.time_ms / 1000 == matrix[route.from_id, route.to_id]
        road = next(leg for leg in route.legs if leg.kind == "route")
        drawn = np.hypot(*np.diff(road.xy, axis=0).T).sum()
        assert road.length_m == pytest.approx((corsica.length_m[route.arc] * route.span).sum())
        assert drawn <= 1.001 * road.length_m + 1.0  # these tables leave the bends out
        assert road.length_m < 1.5 * drawn + 100.0


def test_ajaccio_to_corte_goes_by_the_road(corsica: RoadNetwork) -> None:
    """Some 80 km of a line that stays on the network, from door to door."""
    found = shortest_routes(corsica, origins=TOWNS, destinations=TOWNS, mode=CAR, pairs=[(0, 1)])
    (route,) = found.routes
    assert 75_000 < route.length_m < 95_000
    assert len(route.node) > 200
    ends = route.lonlat()[[0, -1]]
    assert np.allclose(ends, [[8.7369, 41.9267], [9.1496, 42.3061]], atol=1e-9)


@pytest.mark.parametrize("sense", ["vers", "depuis"])
def test_isochrones_say_what_the_matrix_says(corsica: RoadNetwork, sense: str) -> None:
    """Homes within 30 min of Corte are inside, those beyond are outside, both ways round.

    The matrix attaches a home to the nearest road exactly, the drawing to the nearest of positions
    200 m apart: two minutes of margin, and one home in a hundred.
    """
    town = Points(id=("corte",), lon=TOWNS.lon[[1]], lat=TOWNS.lat[[1]])
    drawn = isochrones(corsica, sites=town, mode=CAR, minutes=[15, 30], sense=sense).shapes
    people = homes(corsica, 3_000, seed=2)
    sides = (people, town) if sense == "vers" else (town, people)
    times = travel_times(corsica, origins=sides[0], destinations=sides[1], mode=CAR)
    minutes = times.time_s.ravel() / 60
    places = shapely.points(people.lon, people.lat)
    for level, shape in zip(drawn["minutes"], drawn.geometry, strict=True):
        inside = shapely.contains(shape, places)
        assert inside[minutes <= level - 2].mean() > 0.99
        assert inside[minutes > level + 2].mean() < 0.01


def test_isochrones_of_corsica_are_nested_and_sound(corsica: RoadNetwork) -> None:
    """Three towns, five durations: valid, each within the next, larger and larger."""
    drawn = isochrones(corsica, sites=TOWNS, mode=CAR).shapes
    assert len(drawn) == 15
    assert drawn.geometry.is_valid.all()
    for _, town in drawn.groupby("site"):
        assert town["minutes"].tolist() == [10, 15, 20, 30, 45]
        assert (np.diff(town["surface_km2"]) > 0).all()
        shapes = town.geometry.to_crs(corsica.crs).tolist()
        for inner, outer in pairwise(shapes):
            assert inner.difference(outer).area < 1.0
