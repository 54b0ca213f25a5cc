"""An order of the nodes: a permutation, a chordal graph, the same every time, kept on disk."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from random_roads import drawn

from placement.errors import NetworkError
from placement.travel.hierarchy import (
    NO_PATH,
    ManyToMany,
    Topology,
    build_topology,
    customize,
    kept_topology,
    topology_key,
    warm_up,
)


def topology_of(seed: int) -> Topology:
    graph = drawn(seed)
    return build_topology(graph.tail, graph.head, n_nodes=graph.n, xy=graph.xy)


@pytest.mark.parametrize("seed", range(40))
def test_the_higher_neighbours_of_a_node_are_joined(seed: int) -> None:
    """Elimination leaves no lower triangle open; the first neighbour up is the parent."""
    topology = topology_of(seed)
    assert np.array_equal(np.sort(topology.rank), np.arange(topology.n_nodes))
    above = [
        topology.up[topology.ptr[r] : topology.ptr[r + 1]].tolist() for r in range(topology.n_nodes)
    ]
    for r, heads in enumerate(above):
        assert heads == sorted(set(heads))
        assert all(head > r for head in heads)
        assert topology.parent[r] == (heads[0] if heads else -1)
        assert set(heads[1:]) <= set(above[heads[0]] if heads else ())


@pytest.mark.parametrize("seed", range(40))
def test_subtrees_are_runs(seed: int) -> None:
    """The descendants of a rank are those just below it: what a cut-off skips in one step."""
    parent = topology_of(seed).parent
    low = np.arange(parent.size)
    for r in range(parent.size):
        if parent[r] >= 0:
            low[parent[r]] = min(low[parent[r]], low[r])
    for r in range(parent.size):
        assert all(low[r] <= parent[child] <= r for child in range(low[r], r))


def test_no_arc_is_forgotten() -> None:
    """Every arc of the network has its place, loops aside."""
    for seed in range(50):
        graph, topology = drawn(seed), topology_of(seed)
        ends = np.sort(topology.rank[np.stack([graph.tail, graph.head])], axis=0)
        for low, high in ends.T[ends[0] != ends[1]]:
            assert high in topology.up[topology.ptr[low] : topology.ptr[low + 1]]


def test_the_same_network_gives_the_same_order() -> None:
    """To the byte."""
    for seed in (1, 2, 3):
        one, two = topology_of(seed), topology_of(seed)
        assert one.key == two.key
        assert one.rank.tobytes() == two.rank.tobytes()
        assert one.up.tobytes() == two.up.tobytes()


def test_a_long_chain_is_shallow() -> None:
    """A road of a thousand bends is some ten levels, not a thousand."""
    node = np.arange(1_000, dtype=np.int32)
    xy = np.stack([node, node], axis=1).astype(np.float64)
    topology = build_topology(node[:-1], node[1:], n_nodes=1_000, xy=xy)
    depth = np.zeros(1_000, dtype=np.int64)
    for r in range(998, -1, -1):
        depth[r] = depth[topology.parent[r]] + 1
    assert depth.max() < 25


def test_arcs_foreign_to_the_topology_are_refused() -> None:
    """A network that gained a road needs its own topology, and the message says so."""
    node = np.arange(3, dtype=np.int32)
    topology = build_topology(node[:1], node[1:2], n_nodes=3, xy=np.zeros((3, 2)))
    with pytest.raises(NetworkError, match="reconstruisez"):
        customize(topology, tail=node[:1], head=node[2:], time_ms=node[1:2])


@pytest.mark.parametrize("time_ms", [-1, NO_PATH])
def test_times_out_of_range_are_refused(time_ms: int) -> None:
    """Negative, or 298 hours for one arc."""
    node = np.arange(2, dtype=np.int32)
    topology = build_topology(node[:1], node[1:], n_nodes=2, xy=np.zeros((2, 2)))
    with pytest.raises(NetworkError, match="298 heures"):
        customize(topology, tail=node[:1], head=node[1:], time_ms=np.array([time_ms], np.int32))


def test_paths_that_do_not_fit_are_refused_unless_limited() -> None:
    """Three arcs of 200 hours: never a wrong time; with a limit the answer is exact."""
    node, arc_ms = np.arange(4, dtype=np.int32), 200 * 3_600_000
    topology = build_topology(node[:-1], node[1:], n_nodes=4, xy=np.zeros((4, 2)))
    times = np.full(3, arc_ms, dtype=np.int32)
    hierarchy = customize(topology, tail=node[:-1], head=node[1:], time_ms=times)
    assert not hierarchy.bounded
    with pytest.raises(NetworkError, match="plafond"):
        ManyToMany.to(hierarchy, node).times_ms(node)
    found = ManyToMany.to(hierarchy, node).times_ms(node, limit_ms=arc_ms)
    assert found[:, 0].tolist() == [0, arc_ms, NO_PATH, NO_PATH]


@pytest.mark.parametrize(("share", "bounded"), [(0.25, True), (0.6, False)])
def test_a_large_network_is_proved_to_fit_by_its_width(share: float, bounded: bool) -> None:
    """A hundred roads around one crossroads: 298 hours in all, but never one after the other."""
    leaf, hub = np.arange(1, 101, dtype=np.int32), np.zeros(100, dtype=np.int32)
    tail, head = np.concatenate([leaf, hub]), np.concatenate([hub, leaf])
    topology = build_topology(tail, head, n_nodes=101, xy=np.zeros((101, 2)))
    times = np.full(200, int(share * NO_PATH), dtype=np.int32)
    assert customize(topology, tail=tail, head=head, time_ms=times).bounded == bounded


def test_a_topology_is_kept_and_read_back(tmp_path: Path) -> None:
    """The second time nothing is built: the same arrays come from the file."""
    graph = drawn(9)
    one, two = (
        kept_topology(graph.tail, graph.head, n_nodes=graph.n, xy=graph.xy, folder=tmp_path / "h")
        for _ in range(2)
    )
    assert [path.name for path in (tmp_path / "h").iterdir()] == [f"{one.key}.npz"]
    assert one.rank.tobytes() == two.rank.tobytes()
    assert one.up.tobytes() == two.up.tobytes()
    assert not two.up.flags.writeable


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign", "text"])
def test_a_damaged_file_is_built_again(
    damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Never trusted, replaced, and the log says so."""
    graph, other = drawn(9), drawn(21)
    key = topology_key(graph.tail, graph.head, n_nodes=graph.n)
    path = tmp_path / f"{key}.npz"

    def kept() -> Topology:
        return kept_topology(graph.tail, graph.head, n_nodes=graph.n, xy=graph.xy, folder=tmp_path)

    sound = kept()
    data = path.read_bytes()
    if damage == "foreign":
        foreign = kept_topology(
            other.tail, other.head, n_nodes=other.n, xy=other.xy, folder=tmp_path
        )
        (tmp_path / f"{foreign.key}.npz").replace(path)
    else:
        at = data.index(sound.rank.tobytes()) + 2
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        damaged = {"cut": data[:-200], "flip": flipped, "empty": b"", "text": b"bonjour"}
        path.write_bytes(damaged[damage])
    with caplog.at_level(logging.WARNING):
        again = kept()
    assert "reconstruite" in caplog.text
    assert again.rank.tobytes() == sound.rank.tobytes()
    assert path.read_bytes() == data


def test_a_folder_that_cannot_be_written_costs_only_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file stands where the folder should be: the topology is there all the same."""
    (tmp_path / "h").write_text("occupé")
    graph = drawn(9)
    with caplog.at_level(logging.WARNING):
        topology = kept_topology(
            graph.tail, graph.head, n_nodes=graph.n, xy=graph.xy, folder=tmp_path / "h"
        )
    assert topology.n_nodes == graph.n
    assert "non gardée" in caplog.text


def test_times_do_not_change_the_key_and_roads_do() -> None:
    """One file serves every mode of a network."""
    graph = drawn(9)
    key = topology_key(graph.tail, graph.head, n_nodes=graph.n)
    assert key == topology_key(graph.tail, graph.head, n_nodes=graph.n)
    assert key != topology_key(graph.tail, graph.head, n_nodes=graph.n + 1)
    assert key != topology_key(graph.tail[1:], graph.head[1:], n_nodes=graph.n)


def test_warming_up_does_no_harm() -> None:
    """It compiles, answers nothing, and can be called again."""
    warm_up()
    warm_up()
