"""Hierarchy and sweeps equal scipy's Dijkstra, to the millisecond, on every pair."""

from __future__ import annotations

import numpy as np
import pytest
from random_roads import Graph, drawn

from placement.travel.hierarchy import NO_PATH, ManyToMany, customize, iter_blocks


def everywhere(graph: Graph) -> np.ndarray:
    return np.arange(graph.n, dtype=np.int32)


@pytest.mark.parametrize("hundred", range(20))
def test_every_pair_of_two_thousand_graphs(hundred: int) -> None:
    """Any graph, both directions, any targets (repeats too), one thread or two."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        graph = drawn(seed)
        hierarchy, rng = graph.hierarchy(), np.random.default_rng(seed)
        targets = rng.integers(0, graph.n, rng.integers(1, 2 * graph.n + 1)).astype(np.int32)
        for backward in (False, True):
            ready = ManyToMany.to(hierarchy, targets, backward=backward)
            found = ready.times_ms(everywhere(graph), threads=1 + seed % 2)
            expected = graph.dijkstra_ms(everywhere(graph), backward=backward)[:, targets]
            assert np.array_equal(found.T, expected), seed


@pytest.mark.parametrize("hundred", range(5))
def test_the_limit_is_included(hundred: int) -> None:
    """A time equal to the limit stays, one above goes, whatever the limit; 0 and less too."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        graph = drawn(seed)
        expected = graph.dijkstra_ms(everywhere(graph))
        reached = expected[expected < NO_PATH]
        longest = int(reached.max())
        ready = ManyToMany.to(graph.hierarchy(), everywhere(graph))
        for limit_ms in {-1, 0, int(np.median(reached)), longest, longest - 1}:
            found = ready.times_ms(everywhere(graph), limit_ms=limit_ms)
            within = np.where(expected <= limit_ms, expected, NO_PATH)
            assert np.array_equal(found.T, within), (seed, limit_ms)


def test_other_times_on_the_same_topology() -> None:
    """Slowed, closed and reversed arcs: customizing again equals building again."""
    for seed in range(200):
        graph, rng = drawn(seed), np.random.default_rng(seed)
        topology = graph.hierarchy().topology
        kept = rng.random(graph.tail.size) < 0.8
        other = Graph(
            n=graph.n,
            tail=graph.head[kept],
            head=graph.tail[kept],
            time_ms=rng.integers(0, 5_000, int(kept.sum())).astype(np.int32),
            xy=graph.xy,
        )
        again = customize(topology, tail=other.tail, head=other.head, time_ms=other.time_ms)
        found = ManyToMany.to(again, everywhere(graph)).times_ms(everywhere(graph))
        assert np.array_equal(found.T, other.dijkstra_ms(everywhere(graph))), seed


def test_blocks_put_end_to_end_are_the_matrix() -> None:
    """Whatever their size, and none is larger than allowed."""
    graph = drawn(7)
    hierarchy, targets = graph.hierarchy(), np.arange(0, graph.n, 3, dtype=np.int32)
    whole = graph.dijkstra_ms(everywhere(graph))[:, targets]
    for block_bytes in (1, 5 * 4 * targets.size, 10**6):
        blocks = list(
            iter_blocks(
                hierarchy, sources=everywhere(graph), targets=targets, block_bytes=block_bytes
            )
        )
        assert np.array_equal(np.vstack([times for _, times in blocks]), whole)
        assert [rows.start for rows, _ in blocks[1:]] == [rows.stop for rows, _ in blocks[:-1]]
        assert all(times.nbytes <= max(block_bytes, 4 * targets.size) for _, times in blocks)


def test_threads_change_nothing() -> None:
    """One thread, two, or more than there are batches: the same bytes."""
    graph = drawn(11)
    ready = ManyToMany.to(graph.hierarchy(), everywhere(graph))
    sources = np.tile(everywhere(graph), 9)
    one = ready.times_ms(sources, threads=1)
    for threads in (2, 3, 64, None):
        assert np.array_equal(ready.times_ms(sources, threads=threads), one)


def test_progress_of_the_sweeps_reaches_its_total() -> None:
    """Told in order, step by step, to the last source."""
    graph = drawn(11)
    ready = ManyToMany.to(graph.hierarchy(), everywhere(graph))
    told: list[tuple[int, int]] = []
    sources = np.zeros(333, dtype=np.int32)
    ready.times_ms(sources, threads=2, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (333, 333)
    assert told == sorted(set(told))
    assert len(told) > 2


def test_nobody_to_nowhere() -> None:
    """Empty sides give empty tables."""
    graph = drawn(3)
    nobody = np.empty(0, dtype=np.int32)
    hierarchy = graph.hierarchy()
    assert ManyToMany.to(hierarchy, nobody).times_ms(everywhere(graph)).shape == (0, graph.n)
    assert ManyToMany.to(hierarchy, everywhere(graph)).times_ms(nobody).shape == (graph.n, 0)


def test_memory_is_stated_and_bounded_by_the_plan() -> None:
    """The plan counts the result, and scratch for each thread."""
    graph = drawn(11)
    ready = ManyToMany.to(graph.hierarchy(), everywhere(graph))
    one = ready.planned_bytes(1_000, threads=1)
    assert one > ready.times_ms(np.zeros(1_000, dtype=np.int32)).nbytes
    assert ready.planned_bytes(1_000, threads=2) - one == one - 4 * graph.n * 1_000
