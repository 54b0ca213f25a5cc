"""Two engines, one answer: which is chosen, and that it does not show."""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path

import numpy as np
import pytest
from road_drawing import draw

from placement.network import NetworkOrigin, Points, RoadNetwork, connected_network
from placement.network.osm import read_osm
from placement.network.tables import read_tables
from placement.travel import MODES, TravelMode, iter_travel_times, searches, travel_times
from placement.travel.profiles import mode_arcs
from placement.travel.searches import PlainSearches, SweptSearches

CAR, ANY_LIMIT = MODES["voiture"], np.inf


def grid(side: int, *, seed: int) -> RoadNetwork:
    """Streets of a grid, a third of them one-way, with parallel arcs and uneven times."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    a = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    b = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    both = rng.random(a.size) < 0.7
    tail, head = np.concatenate([a, b[both], a[:50]]), np.concatenate([b, a[both], b[:50]])
    x, y = np.divmod(np.arange(side * side), side)
    return RoadNetwork(
        node_id=np.arange(side * side).astype(np.str_),
        node_xy=np.column_stack([x, y]) * 200.0 + [700_000.0, 6_600_000.0],
        crs="EPSG:2154",
        tail=tail,
        head=head,
        length_m=np.full(tail.size, 200.0),
        time_ms=rng.integers(1, 40_000, tail.size),
        road_class=np.where(rng.random(tail.size) < 0.05, 1, 0),
        road_classes=("residential", "motorway"),
        origin=NetworkOrigin(kind="tables", label="grille"),
    )


def points(network: RoadNetwork, n: int, *, seed: int) -> Points:
    rng = np.random.default_rng(seed)
    lonlat = network.lonlat()[rng.integers(0, network.n_nodes, n)]
    return Points(id=tuple(f"p{i}" for i in range(n)), lon=lonlat[:, 0], lat=lonlat[:, 1])


@pytest.fixture
def swept_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "_pays", lambda *_, **__: True)


@pytest.mark.parametrize("name", sorted(MODES))
@pytest.mark.parametrize(("n_from", "n_to"), [(40, 7), (7, 40), (20, 20)])
def test_both_engines_give_the_same_table(
    name: str, n_from: int, n_to: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every mode, caps included, whichever side is the smaller."""
    network = grid(25, seed=1)
    asked = {
        "origins": points(network, n_from, seed=2),
        "destinations": points(network, n_to, seed=3),
        "mode": MODES[name],
    }
    plain = travel_times(network, **asked).time_s
    monkeypatch.setattr(searches, "_pays", lambda *_, **__: True)
    swept = travel_times(network, **asked).time_s
    assert np.array_equal(plain, swept, equal_nan=True)
    assert np.isfinite(plain).any()


def chosen(network: RoadNetwork, *, n_searches: int, mode: TravelMode = CAR) -> object:
    arcs = mode_arcs(network, mode=mode)
    return searches.choose_searches(
        network, arcs, n_searches=n_searches, limit_ms=ANY_LIMIT, folder=None
    )


def test_few_searches_are_plain_and_many_are_swept() -> None:
    """The work decides: a hundred nodes are never worth waking numba, until they are."""
    network = grid(10, seed=1)
    assert isinstance(chosen(network, n_searches=1_000), PlainSearches)
    assert isinstance(chosen(network, n_searches=100_000), SweptSearches)


@pytest.mark.usefixtures("swept_always")
def test_without_numba_the_times_are_the_same_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Slower, never absent."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with caplog.at_level(logging.WARNING):
        engine = chosen(grid(10, seed=1), n_searches=50)
    assert isinstance(engine, PlainSearches)
    assert "numba est absent" in caplog.text


@pytest.mark.usefixtures("swept_always")
def test_what_is_no_road_network_is_searched_plainly() -> None:
    """Everything joined to everything has no small separators."""
    n = 30
    tail, head = np.nonzero(~np.eye(n, dtype=np.bool_))
    network = RoadNetwork(
        node_id=np.arange(n).astype(np.str_),
        node_xy=np.full((n, 2), 700_000.0),
        crs="EPSG:2154",
        tail=tail,
        head=head,
        length_m=np.ones(tail.size),
        time_ms=np.ones(tail.size),
        road_class=np.zeros(tail.size),
        road_classes=("residential",),
        origin=NetworkOrigin(kind="tables", label="tout"),
    )
    assert isinstance(chosen(network, n_searches=50), PlainSearches)


@pytest.mark.usefixtures("swept_always")
def test_the_hierarchy_is_kept_once_for_all_modes(tmp_path: Path) -> None:
    """Car, bicycle and walking share one file; a mode may go against the arrows."""
    network = draw("a -60> b -60> c", "c -30> d")
    everywhere = points(network, 6, seed=1)
    for mode in MODES.values():
        travel_times(
            network,
            origins=everywhere,
            destinations=everywhere,
            mode=mode,
            hierarchies=tmp_path,
        )
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.usefixtures("swept_always")
@pytest.mark.parametrize("block_bytes", [1, 32 * 7 * 3, 10**9])
def test_blocks_of_origins_put_end_to_end_are_the_matrix(block_bytes: int) -> None:
    """Same times, everybody once, those left out once too."""
    network = grid(12, seed=4)
    lost = Points(id=("mer",), lon=np.array([-30.0]), lat=np.array([45.0]))
    origins = points(network, 20, seed=5)
    origins = Points(
        id=(*origins.id, "large"),
        lon=np.append(origins.lon, -31.0),
        lat=np.append(origins.lat, 45.0),
    )
    asked = {"origins": origins, "destinations": lost, "mode": CAR}
    whole = travel_times(network, **asked)
    blocks = list(iter_travel_times(network, block_bytes=block_bytes, **asked))
    assert np.array_equal(
        np.vstack([block.time_s for block in blocks]), whole.time_s, equal_nan=True
    )
    assert tuple(name for block in blocks for name in block.from_id) == whole.from_id
    found = [(p.role, p.id) for block in blocks for p in block.unsnapped]
    assert sorted(found) == sorted((p.role, p.id) for p in whole.unsnapped)


def real_network(name: str, shared_data: Path) -> RoadNetwork:
    if name == "corse":
        folder = shared_data / "road_corse"
        network = read_tables(
            folder / "nodes.parquet", folder / "edges.parquet", licence="ODbL 1.0"
        )
    else:
        network = read_osm(shared_data / "roads" / f"{name}.osm.pbf")
    return connected_network(network)[0]


@pytest.mark.parametrize("name", ["corse", "rutland", "rnv"])
def test_real_networks_equal_scipy_on_every_pair(name: str, shared_data: Path) -> None:
    """200 x 2,000 pairs both ways, all of them, to the millisecond; one-ways break symmetry."""
    network = real_network(name, shared_data)
    rng = np.random.default_rng(1)
    sites = np.sort(rng.choice(network.n_nodes, 200, replace=False))
    homes = np.sort(rng.choice(network.n_nodes, 2_000, replace=False))
    arcs = mode_arcs(network, mode=CAR)
    swept = SweptSearches(network, arcs, folder=None)
    plain = PlainSearches(arcs, n_nodes=network.n_nodes)
    there, back = (
        swept.times_ms(*pair, limit_ms=ANY_LIMIT, progress=None)
        for pair in ((homes, sites), (sites, homes))
    )
    expected = plain.times_ms(homes, sites, limit_ms=ANY_LIMIT, progress=None)
    assert np.array_equal(there, expected)
    assert (there != back.T).any()
    within = swept.times_ms(homes, sites, limit_ms=600_000.0, progress=None)
    assert np.array_equal(within, np.where(expected <= 600_000, expected, np.inf))
    if name != "rnv":
        expected = plain.times_ms(sites, homes, limit_ms=ANY_LIMIT, progress=None)
        assert np.array_equal(back, expected)
