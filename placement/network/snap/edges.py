"""Attach points to the nearest road, at the foot of the perpendicular.

Notes
-----
``shapely.STRtree.query_nearest`` answers for all points in one call, in compiled code, and needs
no cell size to be chosen: among 163,000 segments (built in 0.3 s) it finds the nearest to 20,000
points in 0.4 s. A grid of our own would be another parameter to tune where towns and mountains
meet in one network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from placement.network.points import FloatArray, Points
from placement.network.snap.segments import Segments

__all__ = ["AT_NODE_M", "EdgeSnapped", "SegmentIndex"]

AT_NODE_M = 0.5
"""Nearer than this to the end of a segment, a point is at the node itself."""

_SAME_M = 1e-3

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class EdgeSnapped:
    """Points on the segments of a network, (n,) each.

    Parameters
    ----------
    segment
        Positions in the segments of the index, -1 where the point is too far.
    share
        Where the point is along its segment, from 0 (``low``) to 1 (``high``).
    node
        The node where the point stands when it is at an end of its segment, -1 elsewhere.
    distance_m
        Straight-line distance to the nearest segment, metres (also where it is too far).
    """

    segment: IntArray
    share: FloatArray
    node: IntArray
    distance_m: FloatArray

    @property
    def on(self) -> npt.NDArray[np.bool_]:
        """(n,) mask of the points that are attached."""
        return self.segment >= 0


class SegmentIndex:
    """Nearest segment of a network; one tree, many queries.

    Parameters
    ----------
    segments
        The segments that points may be attached to.
    node_xy
        (n, 2) positions of the nodes, metres.
    crs
        Coordinate system of ``node_xy``.
    """

    def __init__(self, segments: Segments, *, node_xy: FloatArray, crs: str) -> None:
        self.segments = segments
        self._crs = crs
        self._start, self._end = node_xy[segments.low], node_xy[segments.high]
        lines = np.asarray(shapely.linestrings(np.stack([self._start, self._end], axis=1)))
        self._tree = shapely.STRtree(lines) if len(segments) else None
        self._nodes = np.unique(np.concatenate([segments.low, segments.high]))
        self._node_tree = cKDTree(node_xy[self._nodes]) if len(segments) else None

    def snap(self, points: Points, *, max_distance_m: float) -> EdgeSnapped:
        """Attach each point to its nearest segment, ``max_distance_m`` included.

        A node as near as the nearest segment comes first: a point that stands on a node is not on
        the road that passes over it. Of segments at the same distance the first one counts, so
        that a rerun is the same.
        """
        n = len(points)
        segment = np.full(n, -1, dtype=np.int64)
        distance_m = np.full(n, np.inf)
        share, node = np.zeros(n), np.full(n, -1, dtype=np.int64)
        xy = points.xy(self._crs)
        sound = np.flatnonzero(np.isfinite(xy).all(axis=1))
        if self._tree is not None and sound.size:
            nearest, gap_m = _nearest(self._tree, xy[sound])
            distance_m[sound] = gap_m
            rows = sound[gap_m <= max_distance_m]
            segment[rows] = nearest[gap_m <= max_distance_m]
            share[rows], node[rows] = self._along(xy[rows], segment[rows])
            self._prefer_nodes(node, rows, xy[rows], distance_m[rows])
        return EdgeSnapped(segment=segment, share=share, node=node, distance_m=distance_m)

    def _prefer_nodes(
        self, node: IntArray, rows: IntArray, xy: FloatArray, distance_m: FloatArray
    ) -> None:
        """Put the nearest node, in place, where it is as near as the nearest segment."""
        if self._node_tree is None or not rows.size:
            return
        gap_m, nearest = self._node_tree.query(xy)
        as_near = gap_m <= distance_m + _SAME_M
        node[rows[as_near]] = self._nodes[np.asarray(nearest)[as_near]]

    def _along(self, xy: FloatArray, segment: IntArray) -> tuple[FloatArray, IntArray]:
        """Share of the segment before the foot of each point, and the node that is there."""
        start = self._start[segment]
        along = self._end[segment] - start
        squared = (along**2).sum(axis=1)
        dot = ((xy - start) * along).sum(axis=1)
        share = np.clip(np.divide(dot, squared, out=np.zeros_like(dot), where=squared > 0), 0, 1)
        length_m = np.sqrt(squared)
        node = np.full(segment.size, -1, dtype=np.int64)
        at_high = (1 - share) * length_m < AT_NODE_M
        node[at_high] = self.segments.high[segment[at_high]]
        at_low = share * length_m < AT_NODE_M
        node[at_low] = self.segments.low[segment[at_low]]
        return share, node


def _nearest(tree: shapely.STRtree, xy: FloatArray) -> tuple[IntArray, FloatArray]:
    """(n,) lowest of the nearest segments of each point, and its distance in metres."""
    pairs, gap_m = tree.query_nearest(shapely.points(xy), return_distance=True)
    of, found = np.asarray(pairs)
    order = np.lexsort((found, of))
    _, first = np.unique(of[order], return_index=True)
    chosen = order[first]
    return found[chosen].astype(np.int64), gap_m[chosen]
