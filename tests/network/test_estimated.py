"""The estimated network: the law's shape, its calibration on real times, the closure."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra, shortest_path

from placement.errors import DataError, NetworkError
from placement.network import CALIBRATED_LAW, EstimationLaw, Points, estimated_network
from placement.network.estimated import MAX_POINTS
from placement.network.points import great_circle_m


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """Load the benchmark: one split and one measure for it and for the test."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "bench_estimation.py"
    spec = importlib.util.spec_from_file_location("bench_estimation", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def some_points(n: int, *, seed: int) -> Points:
    rng = np.random.default_rng(seed)
    return Points(
        id=tuple(f"p{i}" for i in range(n)),
        lon=3.3 + rng.uniform(-0.5, 0.5, n),
        lat=46.5 + rng.uniform(-0.4, 0.4, n),
    )


def matrix_ms(points: Points, population: np.ndarray | None = None) -> np.ndarray:
    network = estimated_network(points, population=population)
    times = np.zeros((len(points), len(points)))
    times[network.tail, network.head] = network.time_ms
    return times


def test_error_on_real_times_held_out_of_the_fit(bench: ModuleType, shared_data: Path) -> None:
    """At most 11.5 % up to 60 min on the half that the fit never saw, and better than before."""
    found = bench.report(shared_data / "travel_times")
    assert found["paires_test"] > 2_000
    assert found["test"]["mape"] <= 11.5
    assert found["test"]["mape"] < found["test_loi_puissance"]["mape"]
    assert found["test"]["mape_moins_20_min"] < found["test_loi_puissance"]["mape_moins_20_min"]
    assert found["test_moities_echangees"]["mape"] <= 11.5


def test_the_shipped_law_is_the_fitted_one(bench: ModuleType, shared_data: Path) -> None:
    """Fitting again on the first half gives the shipped parameters, to their rounding."""
    to_fit, _ = bench.halves(bench.read_plain(shared_data / "travel_times"))
    law = bench.fit(to_fit)
    assert law.base_kmh == pytest.approx(CALIBRATED_LAW.base_kmh, abs=0.1)
    assert law.gain_kmh_per_km == pytest.approx(CALIBRATED_LAW.gain_kmh_per_km, abs=0.01)
    assert law.population_power == pytest.approx(CALIBRATED_LAW.population_power, abs=0.001)


def test_the_law_at_the_yardstick_of_moulins() -> None:
    """94 km across the territory are 1 h 30, to 15 %."""
    assert float(CALIBRATED_LAW.time_s(94_000)) / 60 == pytest.approx(90, rel=0.15)


def test_the_yardstick_along_the_main_road() -> None:
    """75 km by road, 58 km straight, are 1 h, to 15 %."""
    assert float(CALIBRATED_LAW.time_s(75_000 / 1.3)) / 60 == pytest.approx(60, rel=0.15)


def test_the_law_is_nil_at_zero_increasing_and_concave() -> None:
    """No negative time at short range, never shorter for farther, no jump at the bend."""
    km = np.linspace(0, 300, 3001)
    times = CALIBRATED_LAW.time_s(km * 1000)
    steps = np.diff(times)
    assert times[0] == 0
    assert (steps > 0).all()
    assert (np.diff(steps) < 1e-6).all()
    assert steps[-1] * 10 == pytest.approx(3600 / CALIBRATED_LAW.fastest_kmh)


def test_smaller_communes_are_slower_to_leave() -> None:
    """Above one below 1,000 inhabitants; the same beyond the bounds; one where unknown."""
    factor = CALIBRATED_LAW.population_factor([50, 100, 1000, 5000, 20_000, 2e6, np.nan])
    assert factor[0] == factor[1] > factor[2] == 1.0 > factor[3] > factor[4] == factor[5]
    assert factor[6] == 1.0


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 12), known=st.booleans())
@settings(max_examples=80, deadline=None)
def test_no_detour_is_shorter_than_the_direct_arc(seed: int, n: int, known: bool) -> None:
    """The shortest path is the arc itself, to the millisecond, with populations or without."""
    population = np.random.default_rng(seed).uniform(50, 50_000, n) if known else None
    times = matrix_ms(some_points(n, seed=seed), population)
    assert np.array_equal(dijkstra(times), times)


def test_the_network_is_complete_symmetric_and_marked() -> None:
    """n(n-1) arcs, lengths of 1.3 times the straight line, the estimated mark."""
    points = some_points(6, seed=1)
    network = estimated_network(points)
    times = matrix_ms(points)
    assert network.n_arcs == 30
    assert np.array_equal(times, times.T)
    straight_m = np.hypot(*(network.node_xy[network.tail] - network.node_xy[network.head]).T)
    assert network.length_m == pytest.approx(1.3 * straight_m, rel=0.01)
    assert network.origin.estimated
    assert network.origin.kind == "estimation"
    assert "estimés" in network.origin.label


def test_two_points_at_one_place_are_a_millisecond_apart() -> None:
    """A site in the mairie is no reason for a null or negative arc."""
    points = Points(id=("mairie", "antenne"), lon=np.full(2, 3.3), lat=np.full(2, 46.5))
    assert estimated_network(points).time_ms.tolist() == [1, 1]


def test_many_places_are_joined_to_the_sites_only() -> None:
    """Beyond the limit, times to and from the sites are those of the law, at most."""
    n, doors = MAX_POINTS + 20, 5
    points = some_points(n, seed=4)
    site = np.arange(n) >= n - doors
    network = estimated_network(points, sites=site)
    assert network.n_arcs == 2 * (n - doors) * doors + doors * (doors - 1)
    assert (site[network.tail] | site[network.head]).all()
    arcs = coo_array((network.time_ms, (network.tail, network.head)), shape=(n, n)).tocsr()
    times = shortest_path(arcs, indices=np.flatnonzero(site))
    distance_m = great_circle_m(
        points.lon[site, None], points.lat[site, None], points.lon[None, :], points.lat[None, :]
    )
    direct_ms = np.maximum(1.0, np.ceil(1000 * CALIBRATED_LAW.time_s(distance_m)))
    direct_ms[np.arange(doors), np.flatnonzero(site)] = 0
    assert np.array_equal(times, direct_ms)


def test_impossible_requests_are_refused() -> None:
    """One point, too many arcs, populations that do not match, a law out of its domain."""
    with pytest.raises(NetworkError, match="deux points"):
        estimated_network(some_points(1, seed=0))
    with pytest.raises(NetworkError, match="2001 lieux, c'est trop"):
        estimated_network(some_points(2001, seed=0))
    with pytest.raises(DataError, match="3 lieux dits pour 1501 points"):
        estimated_network(some_points(MAX_POINTS + 1, seed=0), sites=[True] * 3)
    with pytest.raises(DataError, match="2 populations pour 3 points"):
        estimated_network(some_points(3, seed=0), population=[1.0, 2.0])
    with pytest.raises(DataError, match="loi d'estimation"):
        EstimationLaw(base_kmh=-1.0, gain_kmh_per_km=0.4, population_power=0.03)
