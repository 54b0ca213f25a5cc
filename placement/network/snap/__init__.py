"""Attach points to a network: to its nearest node, or to its nearest road."""

from __future__ import annotations

from placement.network.snap.edges import EdgeSnapped, SegmentIndex
from placement.network.snap.nodes import NodeIndex, Role, Snapped, Unsnapped, unsnapped_of
from placement.network.snap.segments import Segments, segments_of
from placement.network.snap.suspicious import SnapDoubt, snap_doubts

__all__ = [
    "EdgeSnapped",
    "NodeIndex",
    "Role",
    "SegmentIndex",
    "Segments",
    "SnapDoubt",
    "Snapped",
    "Unsnapped",
    "segments_of",
    "snap_doubts",
    "unsnapped_of",
]
