"""Attach points to the nearest node of a network, and say which cannot be and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from placement.network.model import RoadNetwork
from placement.network.points import FloatArray, Points
from placement.units import METRES_PER_KM

__all__ = ["NodeIndex", "Role", "Snapped", "Unsnapped", "unsnapped_of"]

Role = Literal["origine", "destination"]


@dataclass(frozen=True, slots=True)
class Unsnapped:
    """A point left off the network; ``reason`` is a French sentence."""

    id: str
    role: Role
    distance_m: float
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Points on a network.

    Parameters
    ----------
    node
        (n,) node positions, -1 where the point is too far.
    distance_m
        (n,) straight-line distance to the nearest node, metres (also where it is too far).
    """

    node: npt.NDArray[np.int64]
    distance_m: FloatArray

    @property
    def on(self) -> npt.NDArray[np.bool_]:
        """(n,) mask of the points that are attached."""
        return self.node >= 0


class NodeIndex:
    """Nearest node of a network, among those that may be used; one tree, many queries.

    Parameters
    ----------
    network
        The network.
    usable
        (n,) mask of the nodes that points may be attached to, all when None.
    """

    def __init__(
        self, network: RoadNetwork, *, usable: npt.NDArray[np.bool_] | None = None
    ) -> None:
        self._crs = network.crs
        self._nodes = (
            np.arange(network.n_nodes) if usable is None else np.flatnonzero(usable)
        ).astype(np.int64)
        self._tree = cKDTree(network.node_xy[self._nodes]) if self._nodes.size else None

    def snap(self, points: Points, *, max_distance_m: float) -> Snapped:
        """Attach each point to its nearest usable node, ``max_distance_m`` included."""
        n = len(points)
        node = np.full(n, -1, dtype=np.int64)
        distance_m = np.full(n, np.inf)
        xy = points.xy(self._crs)
        sound = np.isfinite(xy).all(axis=1)
        if self._tree is None or not sound.any():
            return Snapped(node=node, distance_m=distance_m)
        distance_m[sound], nearest = self._tree.query(xy[sound])
        node[sound] = self._nodes[nearest]
        node[distance_m > max_distance_m] = -1
        return Snapped(node=node, distance_m=distance_m)


class _Attachment(Protocol):
    """What every way of attaching points tells of them."""

    @property
    def on(self) -> npt.NDArray[np.bool_]:
        """(n,) mask of the points that are attached."""

    @property
    def distance_m(self) -> FloatArray:
        """(n,) metres to the nearest node or road."""


def unsnapped_of(
    points: Points, snapped: _Attachment, *, role: Role, max_distance_m: float
) -> tuple[Unsnapped, ...]:
    """List the points that are not attached, with their distance and the reason."""
    return tuple(
        Unsnapped(
            id=points.id[i],
            role=role,
            distance_m=float(snapped.distance_m[i]),
            reason=_reason(float(snapped.distance_m[i]), max_distance_m),
        )
        for i in np.flatnonzero(~snapped.on)
    )


def _reason(distance_m: float, max_distance_m: float) -> str:
    if not np.isfinite(distance_m):
        return "aucune route utilisable dans ce réseau"
    text = (
        f"à {distance_m / METRES_PER_KM:.1f} km de la route la plus proche, au-delà des "
        f"{max_distance_m / METRES_PER_KM:g} km admis"
    )
    return text.replace(".", ",")
