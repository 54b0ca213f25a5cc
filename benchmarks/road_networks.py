"""The networks of the routing benchmark: a real extract, a piece of it, and mirrored copies."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from placement.network.osm import read_osm
from placement.network.validate import strong_components

Int32 = npt.NDArray[np.int32]

SEAM_M = 300.0
SEAM_MS_PER_M = 72.0  # 50 km/h


class Roads(NamedTuple):
    """Directed arcs with milliseconds by car, and positions in metres."""

    tail: Int32
    head: Int32
    time_ms: Int32
    xy: npt.NDArray[np.float64]
    lonlat: npt.NDArray[np.float64]

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.xy)

    def keep(self, nodes: npt.NDArray[np.bool_]) -> Roads:
        """Keep some nodes and the arcs between them."""
        arcs = nodes[self.tail] & nodes[self.head]
        position = (np.cumsum(nodes) - 1).astype(np.int32)
        ends = position[self.tail[arcs]], position[self.head[arcs]]
        return Roads(*ends, self.time_ms[arcs], self.xy[nodes], self.lonlat[nodes])

    def connected(self) -> Roads:
        """Keep the largest strongly connected component."""
        labels = strong_components(self.tail, self.head, n_nodes=self.n)
        return self.keep(labels == np.bincount(labels).argmax())


def read_roads(path: Path) -> Roads:
    """Every drivable road of an extract, unsimplified: all shape points are nodes."""
    network = read_osm(path)
    return Roads(
        network.tail, network.head, network.time_ms, network.node_xy, network.lonlat()
    ).connected()


def western(roads: Roads, n: int) -> Roads:
    """Keep the ``n`` westernmost nodes, what is connected of them."""
    first = np.argsort(roads.xy[:, 0], kind="stable")[:n]
    return roads.keep(np.isin(np.arange(roads.n), first)).connected()


def mirrored(roads: Roads, *, columns: int, rows: int) -> Roads:
    """Tile a plane with mirror images; nodes within 300 m of a seam are joined to their image."""
    size = roads.xy.max(axis=0) - roads.xy.min(axis=0)
    base = roads.xy - roads.xy.min(axis=0)
    tiles, arcs = [], []
    for j in range(rows):
        for i in range(columns):
            shift = roads.n * len(tiles)
            flip = np.array([i % 2, j % 2])
            tiles.append(np.where(flip, size - base, base) + size * (i, j))
            arcs.append((roads.tail + shift, roads.head + shift, roads.time_ms))
            for axis, there in ((0, 1), (1, columns)):
                if (i, j)[axis] + 1 < (columns, rows)[axis]:
                    gap = size[axis] * ((i, j)[axis] + 1) - tiles[-1][:, axis]
                    near = np.flatnonzero(gap < SEAM_M)
                    cost = 1 + np.rint(2 * gap[near] * SEAM_MS_PER_M).astype(np.int32)
                    image = near + shift + there * roads.n
                    arcs += [(near + shift, image, cost), (image, near + shift, cost)]
    tail, head, time_ms = (
        np.concatenate(part).astype(np.int32) for part in zip(*arcs, strict=True)
    )
    ends = tail.astype(np.int32), head.astype(np.int32)
    return Roads(*ends, time_ms, np.vstack(tiles), np.tile(roads.lonlat, (len(tiles), 1)))


def million(roads: Roads) -> Roads:
    """Tile a million nodes of mirrored copies, what is connected of them."""
    return western(mirrored(roads, columns=4, rows=2), 1_000_000)
