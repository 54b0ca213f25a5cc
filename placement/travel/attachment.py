"""Points become nodes of the graph: where each stands, roads are cut, to the millisecond."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.network.model import RoadNetwork
from placement.network.points import FloatArray, Points
from placement.network.snap import Role, SegmentIndex, Unsnapped, unsnapped_of
from placement.travel.attach import Attached, attach_points
from placement.travel.profiles import TravelMode, mode_arcs
from placement.travel.roadside import roadside
from placement.travel.search import CutArcs, Positions
from placement.units import MS_PER_S, kmh_to_ms

__all__ = ["Ground", "Standing", "stand"]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Points on the ground, (n,) each.

    Parameters
    ----------
    node
        Node of the ground where the point holds to the road, -1 off the network.
    xy
        (n, 2) the points themselves, metres.
    leg_m, leg_ms
        Straight leg between the point and the road, metres and whole milliseconds.
    unsnapped
        The points off the network, and why.
    """

    node: Positions
    xy: FloatArray
    leg_m: FloatArray
    leg_ms: FloatArray
    unsnapped: tuple[Unsnapped, ...]

    def on(self, point: int) -> bool:
        """Whether a point is on the network."""
        return bool(self.node[point] >= 0)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What one mode may use of a network, with a node wherever a point holds to a road.

    Parameters
    ----------
    arcs
        The network's own, then the pieces between the points.
    node_xy
        (n, 2) positions of the nodes, metres; those of the network come first.
    n_network
        Number of nodes of the network.
    """

    arcs: CutArcs
    node_xy: FloatArray
    n_network: int

    @property
    def n_nodes(self) -> int:
        """Number of nodes, those of the points included."""
        return len(self.node_xy)


def stand(
    network: RoadNetwork,
    *,
    mode: TravelMode,
    sides: Sequence[tuple[Points, Role]],
    max_snap_m: float,
) -> tuple[Ground, tuple[Standing, ...]]:
    """Attach points to the roads of a mode exactly as the matrix of times does.

    Parameters
    ----------
    sides
        Points, with what they are to the trips.
    max_snap_m
        Distance beyond which a point is left out, metres.

    Notes
    -----
    The times of the pieces of a road are differences between the times that the matrix gives from
    its ends: whole milliseconds, which add up along the road whatever other points stand on it.
    """
    arcs = mode_arcs(network, mode=mode)
    index = roadside(network, arcs=arcs)
    whole = CutArcs(arcs.tail, arcs.head, arcs.time_ms, arcs.arc, np.ones(arcs.arc.size))
    attached = [
        attach_points(points, index=index, max_distance_m=max_snap_m) for points, _ in sides
    ]
    xy = np.concatenate([points.xy(network.crs) for points, _ in sides])
    feet = _feet(attached, xy=xy, index=index, node_xy=network.node_xy)
    ground = Ground(
        arcs=whole.with_more(_pieces(feet, index=index, whole=whole, n_nodes=network.n_nodes)),
        node_xy=np.concatenate([network.node_xy, feet.xy]),
        n_network=network.n_nodes,
    )
    return ground, _standing(
        sides, attached, xy=xy, n_nodes=network.n_nodes, mode=mode, max_snap_m=max_snap_m
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Feet:
    """Where points hold to the inside of a segment, (f,) each, in the order of the points."""

    segment: Positions
    share: FloatArray
    xy: FloatArray
    up_ms: FloatArray
    down_ms: FloatArray


def _feet(
    attached: Sequence[Attached], *, xy: FloatArray, index: SegmentIndex, node_xy: FloatArray
) -> _Feet:
    segment = np.concatenate([side.segment for side in attached])
    inside = segment >= 0
    segment = segment[inside]
    start = node_xy[index.segments.low[segment]]
    along = node_xy[index.segments.high[segment]] - start
    share = ((xy[inside] - start) * along).sum(axis=1) / (along**2).sum(axis=1)
    return _Feet(
        segment=segment,
        share=np.clip(share, 0.0, 1.0),
        xy=start + np.clip(share, 0.0, 1.0)[:, None] * along,
        up_ms=np.concatenate([side.up_ms for side in attached])[inside],
        down_ms=np.concatenate([side.down_ms for side in attached])[inside],
    )


def _standing(
    sides: Sequence[tuple[Points, Role]],
    attached: Sequence[Attached],
    *,
    xy: FloatArray,
    n_nodes: int,
    mode: TravelMode,
    max_snap_m: float,
) -> tuple[Standing, ...]:
    found, first, foot = [], 0, n_nodes
    for (points, role), side in zip(sides, attached, strict=True):
        inside = side.segment >= 0
        node = np.where(side.on, side.node[:, 0], -1)
        node[inside] = foot + np.arange(inside.sum())
        leg_ms = np.rint(side.distance_m / kmh_to_ms(mode.access_speed_kmh) * MS_PER_S)
        found.append(
            Standing(
                node=node,
                xy=xy[first : first + len(points)],
                leg_m=side.distance_m,
                leg_ms=leg_ms,
                unsnapped=unsnapped_of(points, side, role=role, max_distance_m=max_snap_m),
            )
        )
        first, foot = first + len(points), foot + int(inside.sum())
    return tuple(found)


def _pieces(feet: _Feet, *, index: SegmentIndex, whole: CutArcs, n_nodes: int) -> CutArcs:
    """Cut the segments at their feet, in the directions that are open."""
    order = np.lexsort((feet.share, feet.segment))
    segments = index.segments.chosen(np.isin(np.arange(len(index.segments)), feet.segment))
    _, group = np.unique(feet.segment[order], return_inverse=True)
    foot = n_nodes + order
    up = _chain(
        group,
        nodes=foot,
        ends=(segments.low, segments.high),
        share=feet.share[order],
        time_ms=feet.up_ms[order],
        whole_ms=segments.up_ms,
    )
    down = _chain(
        group[::-1],
        nodes=foot[::-1],
        ends=(segments.high, segments.low),
        share=1.0 - feet.share[order][::-1],
        time_ms=feet.down_ms[order][::-1],
        whole_ms=segments.down_ms,
    )
    arc = [
        whole.behind(segments.low, segments.high, segments.up_ms)[up.group],
        whole.behind(segments.high, segments.low, segments.down_ms)[down.group],
    ]
    return CutArcs(
        tail=np.concatenate([up.tail, down.tail]),
        head=np.concatenate([up.head, down.head]),
        time_ms=np.concatenate([up.time_ms, down.time_ms]),
        arc=np.concatenate(arc),
        span=np.concatenate([up.span, down.span]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Chain:
    """Pieces of one direction; ``group`` says of which segment."""

    group: Positions
    tail: Positions
    head: Positions
    time_ms: npt.NDArray[np.int32]
    span: FloatArray


def _chain(
    group: Positions,
    *,
    nodes: Positions,
    ends: tuple[Positions, Positions],
    share: FloatArray,
    time_ms: FloatArray,
    whole_ms: npt.NDArray[np.int64],
) -> _Chain:
    """Join the feet of each segment in the order of travel, from its first end to its second."""
    opening = np.ones(group.size, dtype=np.bool_)
    opening[1:] = group[1:] != group[:-1]
    closing = np.append(opening[1:], True)[: group.size]
    last = group[closing]
    tail = np.where(opening, ends[0][group], np.roll(nodes, 1))
    piece_ms = time_ms - np.where(opening, 0.0, np.roll(time_ms, 1))
    span = share - np.where(opening, 0.0, np.roll(share, 1))
    chain = _Chain(
        group=np.concatenate([group, last]),
        tail=np.concatenate([tail, nodes[closing]]),
        head=np.concatenate([nodes, ends[1][last]]),
        time_ms=np.concatenate([piece_ms, whole_ms[last] - time_ms[closing]]),
        span=np.concatenate([span, 1.0 - share[closing]]),
    )
    allowed = np.isfinite(chain.time_ms)
    return _Chain(
        group=chain.group[allowed],
        tail=chain.tail[allowed],
        head=chain.head[allowed],
        time_ms=chain.time_ms[allowed].astype(np.int32),
        span=chain.span[allowed],
    )
