"""The same network with points as real nodes, cut into its roads: what attachment must equal."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np

from placement.network import Points, RoadNetwork
from placement.network.snap import EdgeSnapped, Segments
from placement.travel import TravelMode
from placement.travel.profiles import mode_arcs
from placement.travel.roadside import roadside


def with_points(
    network: RoadNetwork, *, mode: TravelMode, max_snap_m: float, **points: Points
) -> tuple[nx.DiGraph, dict[str, EdgeSnapped]]:  # type: ignore[type-arg]
    """Graph of milliseconds whose nodes are positions, and ``(set, row)`` for each point."""
    arcs = mode_arcs(network, mode=mode)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    for tail, head, ms in zip(
        arcs.tail.tolist(), arcs.head.tolist(), arcs.time_ms.tolist(), strict=True
    ):
        _road(graph, tail, head, ms)
    index = roadside(network, arcs=arcs)
    snapped = {name: index.snap(given, max_distance_m=max_snap_m) for name, given in points.items()}
    on_segment: dict[int, list[tuple[float, tuple[str, int]]]] = {}
    for name, found in snapped.items():
        for row in np.flatnonzero(found.on).tolist():
            if found.node[row] >= 0:
                _road(graph, (name, row), int(found.node[row]), 0)
                _road(graph, int(found.node[row]), (name, row), 0)
            else:
                place = float(found.share[row]), (name, row)
                on_segment.setdefault(int(found.segment[row]), []).append(place)
    for segment, places in on_segment.items():
        _cut(graph, index.segments, segment, places)
    return graph, snapped


def _cut(
    graph: nx.DiGraph,  # type: ignore[type-arg]
    segments: Segments,
    segment: int,
    places: list[tuple[float, tuple[str, int]]],
) -> None:
    """Chain the points of a segment, in each direction that it is driven."""
    low, high = int(segments.low[segment]), int(segments.high[segment])
    up, down = int(segments.up_ms[segment]), int(segments.down_ms[segment])
    if up >= 0:
        _chain(graph, low, high, up, [(round(up * share), name) for share, name in places])
    if down >= 0:
        back = [(round(down * (1.0 - share)), name) for share, name in places]
        _chain(graph, high, low, down, back)


def _chain(
    graph: nx.DiGraph,  # type: ignore[type-arg]
    first: int,
    last: int,
    whole: int,
    places: list[tuple[int, tuple[str, int]]],
) -> None:
    ordered = [(0, first), *sorted(places, key=lambda place: place[0]), (whole, last)]
    for (ms, node), (next_ms, following) in pairwise(ordered):
        _road(graph, node, following, next_ms - ms)
        if ms == next_ms and node != first and following != last:
            _road(graph, following, node, 0)  # two points of one place


def _road(graph: nx.DiGraph, tail: object, head: object, ms: int) -> None:  # type: ignore[type-arg]
    known = graph.get_edge_data(tail, head, {"ms": ms})["ms"]
    graph.add_edge(tail, head, ms=min(known, ms))
