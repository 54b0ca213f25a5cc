"""The fastest way between points, with its roads: the same times as the matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from placement.errors import DataError
from placement.network.model import RoadNetwork
from placement.network.points import Points
from placement.network.snap import Role, Unsnapped
from placement.travel.attachment import Ground, Standing, stand
from placement.travel.matrix import MAX_SNAP_M
from placement.travel.profiles import TravelMode
from placement.travel.routes import Leg, LegKind, Route
from placement.travel.search import Positions, SearchGraph, SearchTree, search, search_graph
from placement.travel.times import Unreached, absence
from placement.units import MS_PER_S

__all__ = ["Itineraries", "route_through", "shortest_routes"]

_LONGEST_MS = 2.0**53
_NOWHERE: Positions = np.empty(0, dtype=np.int64)

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
    sides: list[tuple[Points, Role]] = [(origins, "origine"), (destinations, "destination")]
    ground, (start, end) = stand(network, mode=mode, sides=sides, max_snap_m=max_snap_m)
    forward = len({i for i, _ in wanted}) < len({j for _, j in wanted})
    graph = search_graph(ground.arcs, n_nodes=ground.n_nodes, reverse=not forward)
    finder = _Finder(network, origins, destinations, ground, start, end, mode, graph)
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
    ground: Ground
    start: Standing
    end: Standing
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
                tree = search(
                    self.graph,
                    seeds=near.node[[source]],
                    seed_ms=near.leg_ms[[source]],
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
            return self._route(i, j, legs=(), nodes=_NOWHERE, rows=_NOWHERE)
        far, point = (self.start, i) if self.graph.reverse else (self.end, j)
        node = int(far.node[point])
        if not tree.time_ms[node] + far.leg_ms[point] <= min(self.cap_ms, _LONGEST_MS):
            return None
        chain = tree.chain(node)
        return self._along(i, j, nodes=chain if self.graph.reverse else chain[::-1])

    def _same_place(self, i: int, j: int) -> bool:
        lon, lat = self.origins.lon[i], self.origins.lat[i]
        return bool(lon == self.destinations.lon[j] and lat == self.destinations.lat[j])

    def _along(self, i: int, j: int, *, nodes: Positions) -> Route:
        searched = nodes[::-1] if self.graph.reverse else nodes
        rows = self.graph.arcs_along(searched)
        rows = rows[::-1] if self.graph.reverse else rows
        road_m = self.network.length_m[self.graph.arc[rows]] * self.graph.span[rows]
        legs = (
            self._straight(self.start, i, kind="acces"),
            Leg(
                kind="route",
                xy=self.ground.node_xy[nodes],
                length_m=float(road_m.sum()),
                time_ms=int(self.graph.time_ms[rows].sum()),
            ),
            self._straight(self.end, j, kind="sortie"),
        )
        return self._route(i, j, legs=legs, nodes=nodes, rows=rows)

    def _straight(self, side: Standing, point: int, *, kind: LegKind) -> Leg:
        xy = np.array([side.xy[point], self.ground.node_xy[side.node[point]]])
        return Leg(
            kind=kind,
            xy=xy if kind == "acces" else xy[::-1],
            length_m=float(side.leg_m[point]),
            time_ms=int(side.leg_ms[point]),
        )

    def _route(
        self,
        i: int,
        j: int,
        *,
        legs: tuple[Leg, ...],
        nodes: Positions,
        rows: Positions,
    ) -> Route:
        return Route(
            from_id=self.origins.id[i],
            to_id=self.destinations.id[j],
            mode=self.mode.name,
            crs=self.network.crs,
            ends_xy=np.array([self.start.xy[i], self.end.xy[j]]),
            legs=tuple(leg for leg in legs if len(leg.xy) > 1 and (leg.length_m or leg.time_ms)),
            node=nodes[nodes < self.ground.n_network],
            arc=self.graph.arc[rows],
            span=self.graph.span[rows],
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
