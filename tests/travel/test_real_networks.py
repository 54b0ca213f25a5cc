"""Real networks through every door: equal to networkx to the millisecond, and plausible."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from conftest import REPOSITORY
from inserted_points import with_points

from placement.network import (
    DEFAULT_SPEEDS,
    Points,
    RoadNetwork,
    check_covers,
    connected_network,
    read_tables,
)
from placement.network.osm import read_osm
from placement.travel import MODES, travel_modes, travel_times

CAR = MODES["voiture"]


@pytest.fixture(scope="session")
def corsica(shared_data: Path) -> RoadNetwork:
    folder = shared_data / "road_corse"
    network, _ = connected_network(
        read_tables(folder / "nodes.parquet", folder / "edges.parquet", licence="ODbL 1.0")
    )
    return network


@pytest.fixture(scope="session")
def rutland(shared_data: Path) -> RoadNetwork:
    network, report = connected_network(read_osm(shared_data / "roads" / "rutland.osm.pbf"))
    assert report.main_share > 0.95
    return network


@pytest.fixture(scope="session")
def rnv(shared_data: Path) -> RoadNetwork:
    network, report = connected_network(read_osm(shared_data / "roads" / "rnv.osm.pbf"))
    assert report.main_share > 0.98
    return network


def sampled(network: RoadNetwork, n: int, *, seed: int) -> Points:
    """Points scattered around nodes, up to 200 m off: snapping is part of the test."""
    rng = np.random.default_rng(seed)
    lonlat = network.lonlat()[rng.choice(network.n_nodes, n, replace=False)]
    lonlat = lonlat + rng.uniform(-0.002, 0.002, (n, 2))
    return Points(id=tuple(f"p{i}" for i in range(n)), lon=lonlat[:, 0], lat=lonlat[:, 1])


def check_against_networkx(network: RoadNetwork, *, n_from: int, n_to: int) -> None:
    """Points cut into the roads as real nodes, networkx: equal to the millisecond on every pair."""
    origins, destinations = sampled(network, n_from, seed=1), sampled(network, n_to, seed=2)
    found = travel_times(
        network, origins=origins, destinations=destinations, mode=CAR, max_snap_m=5_000.0
    )
    graph, snapped = with_points(
        network, mode=CAR, max_snap_m=5_000.0, homes=origins, sites=destinations
    )
    ms_per_m = 3600 / CAR.access_speed_kmh
    ends = np.rint(snapped["sites"].distance_m * ms_per_m)
    inside = sum(int((places.node < 0).sum()) for places in snapped.values())
    assert inside > (n_from + n_to) / 4  # not only at nodes
    for i in range(n_from):
        lengths = nx.single_source_dijkstra_path_length(graph, ("homes", i), weight="ms")
        leg = np.rint(snapped["homes"].distance_m[i] * ms_per_m)
        expected = np.array([lengths[("sites", j)] for j in range(n_to)]) + leg + ends
        assert np.array_equal(np.rint(found.time_s[i] * 1000), expected)
    assert not found.unsnapped


def test_corsica_equals_networkx(corsica: RoadNetwork) -> None:
    """1,000 pairs of Corsica, read from tables."""
    check_against_networkx(corsica, n_from=10, n_to=100)


def test_rutland_equals_networkx(rutland: RoadNetwork) -> None:
    """1,000 pairs of Rutland, read from a pbf."""
    check_against_networkx(rutland, n_from=10, n_to=100)


@pytest.mark.xdist_group("rnv")
def test_rhein_neckar_equals_networkx(rnv: RoadNetwork) -> None:
    """1,000 pairs of the Rhein-Neckar network, read from a pbf of 160,000 nodes."""
    check_against_networkx(rnv, n_from=5, n_to=200)


def test_corsica_is_whole(corsica: RoadNetwork) -> None:
    """31,333 nodes in one piece, in Lambert-93; loops are all that is left out of 65,009 links."""
    assert corsica.n_nodes == 31_333
    assert 64_900 < corsica.n_arcs < 65_009
    assert corsica.crs == "EPSG:2154"


def test_projections_follow_the_place(rutland: RoadNetwork) -> None:
    """Rutland is in UTM 30 north, with the date of its data."""
    assert rutland.crs == "EPSG:32630"
    assert rutland.origin.timestamp == "2022-07-20T20:21:45Z"


def known_drives() -> list[dict[str, str]]:
    """Drives of Corsica and the range of their times, that anybody who knows the island gives."""
    with (REPOSITORY / "benchmarks" / "corsican_drives.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def ends_of(drives: list[dict[str, str]], end: str) -> Points:
    """Start (``de``) or end (``a``) of each drive, as points that repeat a town when it does."""
    return Points(
        id=tuple(f"{i} {drive[end]}" for i, drive in enumerate(drives)),
        lon=np.array([float(drive[f"lon_{end}"]) for drive in drives]),
        lat=np.array([float(drive[f"lat_{end}"]) for drive in drives]),
    )


def test_corsican_drives_are_plausible(corsica: RoadNetwork) -> None:
    """Mountain roads are not motorways: each within 16 % of what is known, 6 % on average.

    Ajaccio to Corte is 80 to 85 min by common knowledge, where straight roads would take 55.
    """
    drives = known_drives()
    found = travel_times(
        corsica, origins=ends_of(drives, "de"), destinations=ends_of(drives, "a"), mode=CAR
    )
    minutes = np.diag(found.time_s) / 60
    middle = np.array([(float(d["min_min"]) + float(d["max_min"])) / 2 for d in drives])
    errors = minutes / middle - 1
    assert np.abs(errors).max() < 0.16
    assert np.abs(errors).mean() < 0.065
    assert abs(errors.mean()) < 0.03
    assert 80 <= minutes[0] <= 85


def test_profiles_are_different_networks_not_factors(corsica: RoadNetwork) -> None:
    """Over pairs that both reach, the ratio of one mode to the car is no constant."""
    points = sampled(corsica, 40, seed=5)
    car, moped, bike = (
        travel_times(corsica, origins=points, destinations=points, mode=MODES[name]).time_s
        for name in ("voiture", "cyclomoteur", "velo")
    )
    both = np.isfinite(moped) & (car > 60)
    assert (moped[both] >= car[both] - 10).mean() > 0.95
    assert np.ptp(moped[both] / car[both]) > 0.3
    cycled = np.isfinite(bike) & (car > 60)
    assert np.ptp(bike[cycled] / car[cycled]) > 1.0
    assert np.isnan(moped).sum() > np.isnan(car).sum()


def test_rush_hour_slows_main_roads_most(corsica: RoadNetwork) -> None:
    """By class of road: pairs are slowed unequally, never sped up, by 20 % at most."""
    points = sampled(corsica, 30, seed=6)
    peak = travel_modes(peak=DEFAULT_SPEEDS.peak_factor)["voiture"]
    calm, busy = (
        travel_times(corsica, origins=points, destinations=points, mode=mode).time_s
        for mode in (CAR, peak)
    )
    ratio = busy[calm > 300] / calm[calm > 300]
    assert 1.0 <= ratio.min() < 1.15 < ratio.max() <= 1.2


def test_one_way_streets_show(corsica: RoadNetwork) -> None:
    """Some pairs take longer one way than the other."""
    points = sampled(corsica, 20, seed=3)
    time_s = travel_times(corsica, origins=points, destinations=points, mode=CAR).time_s
    assert (np.abs(time_s - time_s.T) > 1.0).any()


def test_walking_is_slower_than_cycling_is_slower_than_driving(corsica: RoadNetwork) -> None:
    """On every pair that is reached on foot, from one set of points."""
    points = sampled(corsica, 60, seed=4)
    car, bike, walk = (
        travel_times(corsica, origins=points, destinations=points, mode=MODES[name]).time_s
        for name in ("voiture", "velo", "marche")
    )
    reached = np.isfinite(walk) & np.isfinite(bike) & ~np.eye(60, dtype=np.bool_)
    assert (car[reached] <= bike[reached] + 1.0).all()
    assert np.nanmax(walk) <= 1_800
    assert np.nanmax(bike) <= 2_700


def test_saving_a_real_network(corsica: RoadNetwork, tmp_path: Path) -> None:
    """It comes back with the same hash."""
    corsica.save(tmp_path / "reseau")
    assert RoadNetwork.load(tmp_path / "reseau").content_hash == corsica.content_hash


def test_rutland_is_not_corsica(rutland: RoadNetwork, corsica: RoadNetwork) -> None:
    """The mairies of one with the roads of the other are refused; its own are covered."""
    from placement.errors import NetworkError

    ajaccio = Points(id=("2A004",), lon=np.array([8.7369]), lat=np.array([41.9267]))
    assert check_covers(corsica, ajaccio) == ()
    with pytest.raises(NetworkError, match="ailleurs"):
        check_covers(rutland, ajaccio)
