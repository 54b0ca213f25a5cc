"""From node-to-node times to door-to-door times, for points that stand along roads.

A point on a road is one or two nodes, each with the whole milliseconds that part it from the
point: where it can go to, and where it can be come to from. The search between nodes knows
nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.network.points import FloatArray, Points
from placement.network.snap import EdgeSnapped, SegmentIndex
from placement.network.snap.segments import NO_WAY, Segments

__all__ = ["Attached", "NodeTimes", "attach_points", "door_to_door_ms"]

NodeTimes = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], FloatArray]
"""``node_times(from_nodes, to_nodes)``: (a, b) whole milliseconds, infinite without a path."""

_BLOCK_CELLS = 1_000_000
_SIDES = 2

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Attached:
    """Points on the roads of one mode.

    Parameters
    ----------
    on
        (n,) mask of the points that are attached.
    distance_m
        (n,) metres to the nearest road, straight.
    node
        (n, 2) nodes at the ends of the point's road, any node where ``leave_ms`` and
        ``arrive_ms`` are infinite.
    leave_ms, arrive_ms
        (n, 2) whole milliseconds from the point to each node, and from each node to the point,
        along the road; infinite where a one-way sign forbids it, or there is no second node.
    segment
        (n,) the segment that the point stands inside of, -1 at a node.
    up_ms, down_ms
        (n,) milliseconds from the low end of that segment to the point, and from its high end;
        NaN where the direction may not be taken.
    """

    on: npt.NDArray[np.bool_]
    distance_m: FloatArray
    node: IntArray
    leave_ms: FloatArray
    arrive_ms: FloatArray
    segment: IntArray
    up_ms: FloatArray
    down_ms: FloatArray

    @property
    def leave_nodes(self) -> IntArray:
        """The distinct nodes that a search from the points starts from, sorted."""
        return np.unique(self.node[np.isfinite(self.leave_ms)])

    @property
    def arrive_nodes(self) -> IntArray:
        """The distinct nodes that a search to the points must reach, sorted."""
        return np.unique(self.node[np.isfinite(self.arrive_ms)])


def attach_points(points: Points, *, index: SegmentIndex, max_distance_m: float) -> Attached:
    """Attach points to the roads of an index, and split the time of the road at their foot.

    Notes
    -----
    A road of ``t`` ms is split at the share ``s`` of its length in ``r = rint(s t)`` and ``t - r``:
    both parts are whole and add up, so that times stay exact. On a one-way road a trip leaves
    forward and comes from behind; an end of a road is its node, whatever the signs.
    """
    snapped = index.snap(points, max_distance_m=max_distance_m)
    inside = snapped.on & (snapped.node < 0)
    segment = np.where(inside, snapped.segment, -1)
    up_ms, up_rest_ms = _split(index.segments.up_ms, segment, snapped.share)
    down_ms, down_rest_ms = _split(index.segments.down_ms, segment, 1.0 - snapped.share)
    leave_ms = _infinite(np.column_stack([down_rest_ms, up_rest_ms]))
    arrive_ms = _infinite(np.column_stack([up_ms, down_ms]))
    at_node = snapped.on & ~inside
    leave_ms[at_node, 0] = arrive_ms[at_node, 0] = 0.0
    return Attached(
        on=snapped.on,
        distance_m=snapped.distance_m,
        node=_ends(snapped, index.segments),
        leave_ms=leave_ms,
        arrive_ms=arrive_ms,
        segment=segment,
        up_ms=up_ms,
        down_ms=down_ms,
    )


def _split(
    time_ms: IntArray, segment: IntArray, share: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Milliseconds before and after a share of the segments, NaN where there is no way."""
    whole = np.full(segment.size, np.nan)
    inside = segment >= 0
    whole[inside] = time_ms[segment[inside]]
    whole[whole == NO_WAY] = np.nan
    before = np.rint(whole * share)
    return before, whole - before


def _infinite(values: FloatArray) -> FloatArray:
    return np.where(np.isnan(values), np.inf, values)


def _ends(snapped: EdgeSnapped, segments: Segments) -> IntArray:
    """(n, 2) the ends of each point's segment; its node twice where it stands at one."""
    if not len(segments):
        return np.zeros((snapped.segment.size, _SIDES), dtype=np.int64)
    at = np.where(snapped.on, snapped.segment, 0)
    ends = np.column_stack([segments.low[at], segments.high[at]])
    here = snapped.node >= 0
    ends[here] = snapped.node[here, None]
    return ends


def door_to_door_ms(start: Attached, end: Attached, *, node_times: NodeTimes) -> FloatArray:
    """(n_from, n_to) milliseconds between points along the roads, infinite without a path.

    The best of the ways out of each start, the ways into each end, and straight along the road
    that both stand on. ``node_times`` is called once, with the distinct nodes of each side.
    """
    from_nodes, to_nodes = start.leave_nodes, end.arrive_nodes
    best = np.full((start.on.size, end.on.size), np.inf)
    if not (from_nodes.size and to_nodes.size):
        return best
    between = node_times(from_nodes, to_nodes)
    rows = np.minimum(np.searchsorted(from_nodes, start.node), from_nodes.size - 1)
    columns = np.minimum(np.searchsorted(to_nodes, end.node), to_nodes.size - 1)
    step = max(1, _BLOCK_CELLS // end.on.size)
    for first in range(0, start.on.size, step):
        block = slice(first, first + step)
        _improve(best[block], between, start.leave_ms[block], rows[block], end.arrive_ms, columns)
    _along_the_road(best, start, end)
    return best


def _improve(
    best: FloatArray,
    between: FloatArray,
    leave_ms: FloatArray,
    rows: IntArray,
    arrive_ms: FloatArray,
    columns: IntArray,
) -> None:
    """Lower ``best``, in place, to the best pair of an end of the start and one of the end."""
    for out in range(_SIDES):
        reached = between[rows[:, out]] + leave_ms[:, out, None]
        for into in range(_SIDES):
            np.minimum(best, reached[:, columns[:, into]] + arrive_ms[None, :, into], out=best)


def _along_the_road(best: FloatArray, start: Attached, end: Attached) -> None:
    """Lower ``best``, in place, between two points of one segment, without leaving it."""
    i, j = _same_segment(start.segment, end.segment)
    for start_ms, end_ms in ((start.up_ms, end.up_ms), (start.down_ms, end.down_ms)):
        ahead_ms = end_ms[j] - start_ms[i]
        possible = ahead_ms >= 0  # NaN, a forbidden direction, is not
        at = i[possible], j[possible]
        best[at] = np.minimum(best[at], ahead_ms[possible])


def _same_segment(first: IntArray, second: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs of positions (one in each array) that stand on the same segment; a sorted join."""
    rows = np.flatnonzero(first >= 0)
    rows = rows[np.argsort(first[rows], kind="stable")]
    columns = np.flatnonzero(second >= 0)
    left = np.searchsorted(first[rows], second[columns], side="left")
    count = np.searchsorted(first[rows], second[columns], side="right") - left
    j = np.repeat(columns, count)
    within = np.arange(j.size) - np.repeat(np.cumsum(count) - count, count)
    return rows[np.repeat(left, count) + within], j
