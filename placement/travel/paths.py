"""The fastest way between points, with its roads: the same times as the matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from placement.errors import DataError
from placement.network.model import RoadNetwork
from placement.network.points import FloatArray, Points
from placement.network.snap import Unsnapped
from placement.travel.attachment import Attacher, Attachments
from placement.travel.profiles import TravelMode, mode_arcs
from placement.travel.routes import Leg, LegKind, Route
from placement.travel.search import Positions, SearchGraph, SearchTree, search, search_graph
from placement.travel.times import Unreached, absence
from placement.units import MS_PER_S

__all__ = ["Itineraries", "route_through", "shortest_routes"]

MAX_SNAP_M = 3_000.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Itineraries:
    """The ways of the pairs asked for: each is here, or unreached, or has an end off the network.

    Parameters
    ----------
    routes
        In the order of the pairs.
    unreached
        Pairs of attached points without a way, or beyond the mode's cap.
    unsnapped
        Points off the network, and why.
    """

    routes: tuple[Route, ...]
    unreached: tuple[Unreached, ...]
    unsnapped: tuple[Unsnapped, ...]


def shortest_routes(
    network: RoadNetwork,
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    pairs: Sequence[tuple[int, int]] | None = None,
    max_snap_m: float = MAX_SNAP_M,
    progress: Progress | None = None,
) -> Itineraries:
    """Find the fastest ways, one search for each point of the side that has fewer.

    Parameters
    ----------
    network
        Any network; between two nodes the line is straight, unless the arc carries its bends.
    origins, destinations
        Homes and sites.
    mode
        How people travel.
    pairs
        Positions in ``origins`` and ``destinations``; every pair when None.
    max_snap_m
        Distance to the network beyond which a point is left out, metres.
    progress
        Called with the searches done and their total.

    Raises
    ------
    DataError
        A pair names a point that is not there.

    Notes
    -----
    Of several ways of the same time one is chosen, always the same. Memory: one search, 12 bytes a
    node, and the ways themselves.
    """
    wanted = _wanted(pairs, n_from=len(origins), n_to=len(destinations))
    arcs = mode_arcs(network, mode=mode)
    attacher = Attacher(network, arcs=arcs, mode=mode, max_snap_m=max_snap_m)
    start = attacher.attach(origins, role="origine")
    end = attacher.attach(destinations, role="destination")
    forward = len({i for i, _ in wanted}) < len({j for _, j in wanted})
    graph = search_graph(arcs, n_nodes=network.n_nodes, reverse=not forward)
    finder = _Finder(network, origins, destinations, start, end, mode, graph)
    found = dict(finder.ways(wanted, progress=progress))
    return _gathered(finder, wanted=wanted, found=found)


def route_through(
    network: RoadNetwork,
    *,
    stops: Points,
    order: Sequence[int],
    mode: TravelMode,
    max_snap_m: float = MAX_SNAP_M,
) -> Itineraries:
    """Find the way of a tour: from each stop of ``order`` to the next.

    Parameters
    ----------
    stops
        The places.
    order
        Positions in ``stops``, as they are visited; a place may come twice, the depot for one.

    Raises
    ------
    DataError
        Fewer than two stops, or a position that is not in ``stops``.
    """
    if len(order) < 2:
        raise DataError("tournée : il faut au moins deux arrêts.")
    return shortest_routes(
        network,
        origins=stops,
        destinations=stops,
        mode=mode,
        pairs=list(pairwise(order)),
        max_snap_m=max_snap_m,
    )


def _wanted(
    pairs: Sequence[tuple[int, int]] | None, *, n_from: int, n_to: int
) -> list[tuple[int, int]]:
    if pairs is None:
        return [(i, j) for i in range(n_from) for j in range(n_to)]
    if any(not (0 <= i < n_from and 0 <= j < n_to) for i, j in pairs):
        raise DataError(f"trajets : une paire sort des {n_from} départs et {n_to} arrivées donnés.")
    return [(int(i), int(j)) for i, j in pairs]


@dataclass(frozen=True, slots=True, eq=False)
class _Finder:
    """Everything that the ways of one call share."""

    network: RoadNetwork
    origins: Points
    destinations: Points
    start: Attachments
    end: Attachments
    mode: TravelMode
    graph: SearchGraph

    def ways(
        self, wanted: Sequence[tuple[int, int]], *, progress: Progress | None
    ) -> Iterator[tuple[tuple[int, int], Route]]:
        """Each pair that has a way, with it; pairs of one search come together."""
        by_source: dict[int, list[tuple[int, int]]] = defaultdict(list)
        side = 1 if self.graph.reverse else 0
        for pair in dict.fromkeys(wanted):
            by_source[pair[side]].append(pair)
        near = self.end if self.graph.reverse else self.start
        for done, (source, pairs) in enumerate(by_source.items(), start=1):
            if near.on(source):
                ways = near.ways(source)
                tree = search(
                    self.graph,
                    seeds=near.node[ways],
                    seed_ms=near.leg_ms[ways],
                    limit_ms=self.cap_ms,
                )
                yield from ((pair, way) for pair in pairs if (way := self._way(pair, tree=tree)))
            if progress is not None:
                progress(done, len(by_source))

    @property
    def cap_ms(self) -> float:
        """Milliseconds beyond which nobody goes."""
        return np.inf if self.mode.cap_s is None else self.mode.cap_s * MS_PER_S

    def _way(self, pair: tuple[int, int], *, tree: SearchTree) -> Route | None:
        i, j = pair
        if not (self.start.on(i) and self.end.on(j)):
            return None
        if self._same_place(i, j):
            return self._route(i, j, legs=(), nodes=np.empty(0, np.int64))
        far, point = (self.start, i) if self.graph.reverse else (self.end, j)
        ways = far.ways(point)
        total_ms = tree.time_ms[far.node[ways]] + far.leg_ms[ways]
        best = int(np.argmin(total_ms))
        if not (np.isfinite(total_ms[best]) and total_ms[best] <= self.cap_ms):
            return None
        chain = tree.chain(int(far.node[ways][best]))
        return self._along(i, j, nodes=chain if self.graph.reverse else chain[::-1])

    def _same_place(self, i: int, j: int) -> bool:
        lon, lat = self.origins.lon[i], self.origins.lat[i]
        return bool(lon == self.destinations.lon[j] and lat == self.destinations.lat[j])

    def _along(self, i: int, j: int, *, nodes: Positions) -> Route:
        searched = nodes[::-1] if self.graph.reverse else nodes
        rows = self.graph.arcs_along(searched)
        arcs = self.graph.arc[rows][::-1] if self.graph.reverse else self.graph.arc[rows]
        line = self._line(nodes)
        legs = (
            self._straight(self.start, i, node=int(nodes[0]), kind="acces"),
            Leg(
                kind="route",
                xy=line,
                length_m=float(self.network.length_m[arcs].sum()),
                time_ms=int(self.graph.time_ms[rows].sum()),
            ),
            self._straight(self.end, j, node=int(nodes[-1]), kind="sortie"),
        )
        return self._route(i, j, legs=legs, nodes=nodes, arcs=arcs)

    def _line(self, nodes: Positions) -> FloatArray:
        return self.network.node_xy[nodes]

    def _straight(self, side: Attachments, point: int, *, node: int, kind: LegKind) -> Leg:
        ways = side.ways(point)
        row = ways.start + int(np.flatnonzero(side.node[ways] == node)[0])
        xy = np.array([side.point_xy[point], self.network.node_xy[node]])
        return Leg(
            kind=kind,
            xy=xy if kind == "acces" else xy[::-1],
            length_m=float(side.leg_m[row]),
            time_ms=int(side.leg_ms[row]),
        )

    def _route(
        self,
        i: int,
        j: int,
        *,
        legs: tuple[Leg, ...],
        nodes: Positions,
        arcs: Positions | None = None,
    ) -> Route:
        return Route(
            from_id=self.origins.id[i],
            to_id=self.destinations.id[j],
            mode=self.mode.name,
            crs=self.network.crs,
            ends_xy=np.array([self.start.point_xy[i], self.end.point_xy[j]]),
            legs=tuple(leg for leg in legs if len(leg.xy) > 1 and (leg.length_m or leg.time_ms)),
            node=nodes,
            arc=np.empty(0, np.int64) if arcs is None else arcs,
        )


def _gathered(
    finder: _Finder, *, wanted: Sequence[tuple[int, int]], found: dict[tuple[int, int], Route]
) -> Itineraries:
    reason = absence(finder.mode.cap_s)
    return Itineraries(
        routes=tuple(found[pair] for pair in wanted if pair in found),
        unreached=tuple(
            Unreached(finder.origins.id[i], finder.destinations.id[j], reason)
            for i, j in wanted
            if (i, j) not in found and finder.start.on(i) and finder.end.on(j)
        ),
        unsnapped=(*finder.start.unsnapped, *finder.end.unsnapped),
    )
