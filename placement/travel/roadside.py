"""Which roads of a mode points may be attached to, and which attachments are doubtful."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from placement.network.model import RoadNetwork
from placement.network.points import Points
from placement.network.snap import SegmentIndex, Segments, SnapDoubt, segments_of, snap_doubts
from placement.network.validate import MAIN_SHARE, strong_components
from placement.travel.profiles import ModeArcs, TravelMode, mode_arcs

__all__ = ["doubtful_attachments", "roadside"]

_WITHOUT_DOORS = ("motorway", "motorway_link")


def roadside(network: RoadNetwork, *, arcs: ModeArcs) -> SegmentIndex:
    """Index the roads that points may be attached to.

    Notes
    -----
    Those of the largest strongly connected part of what the mode may use, when it holds 90 % of
    its nodes, so that nobody is lost on a stub; else any usable road. Motorways have no doors:
    nothing is attached to them, unless the mode has no other road. In an estimation without
    roads there is nothing between two nodes: points are attached to nodes.
    """
    if network.origin.estimated:
        return _nodes_only(network)
    inside = _attachable(arcs, n_nodes=network.n_nodes)
    usable = inside[arcs.tail] & inside[arcs.head]
    doors = usable & ~_fast(network, arcs)
    return _index(network, arcs, doors if doors.any() else usable)


def doubtful_attachments(
    network: RoadNetwork, *, points: Points, mode: TravelMode
) -> tuple[SnapDoubt, ...]:
    """Name the points that are far from a road, beside a motorway, or near a cut-off road.

    None where there are no roads (an estimation).
    """
    if network.origin.estimated:
        return ()
    arcs = mode_arcs(network, mode=mode)
    every = _index(network, arcs, np.ones(arcs.tail.size, dtype=np.bool_))
    slow = _index(network, arcs, ~_fast(network, arcs))
    doors = _keys(every, network.n_nodes)
    fast = ~np.isin(doors, _keys(slow, network.n_nodes))
    return snap_doubts(points, chosen=roadside(network, arcs=arcs), every=every, fast=fast)


def _keys(index: SegmentIndex, n_nodes: int) -> npt.NDArray[np.int64]:
    return index.segments.low * n_nodes + index.segments.high


def _fast(network: RoadNetwork, arcs: ModeArcs) -> npt.NDArray[np.bool_]:
    """(k,) mask of the arcs that are motorways."""
    codes = [i for i, name in enumerate(network.road_classes) if name in _WITHOUT_DOORS]
    return np.isin(network.road_class[arcs.arc], codes)


def _index(network: RoadNetwork, arcs: ModeArcs, keep: npt.NDArray[np.bool_]) -> SegmentIndex:
    segments = segments_of(
        arcs.tail[keep], arcs.head[keep], arcs.time_ms[keep], n_nodes=network.n_nodes
    )
    return SegmentIndex(segments, node_xy=network.node_xy, crs=network.crs)


def _nodes_only(network: RoadNetwork) -> SegmentIndex:
    """Index every node as a road of no length."""
    node = np.arange(network.n_nodes, dtype=np.int64)
    still = np.zeros_like(node)
    segments = Segments(low=node, high=node, up_ms=still, down_ms=still)
    return SegmentIndex(segments, node_xy=network.node_xy, crs=network.crs)


def _attachable(arcs: ModeArcs, *, n_nodes: int) -> npt.NDArray[np.bool_]:
    """(n,) mask of the nodes that points may be attached to."""
    used = np.zeros(n_nodes, dtype=np.bool_)
    used[arcs.tail] = used[arcs.head] = True
    if not used.any():
        return used
    labels = strong_components(arcs.tail, arcs.head, n_nodes=n_nodes)
    largest = labels == np.bincount(labels[used]).argmax()
    return largest if largest.sum() >= MAIN_SHARE * used.sum() else used
