"""How points hold to the network of a mode: the ways between each of them and the nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.network.model import RoadNetwork
from placement.network.points import FloatArray, Points
from placement.network.snap import NodeIndex, Role, Snapped, Unsnapped, unsnapped_of
from placement.network.validate import MAIN_SHARE, strong_components
from placement.travel.profiles import ModeArcs, TravelMode
from placement.units import MS_PER_S, kmh_to_ms

__all__ = ["Attacher", "Attachments"]


@dataclass(frozen=True, slots=True, eq=False)
class Attachments:
    """The ways between points and nodes, (c,) each, those of a point side by side.

    Parameters
    ----------
    point_xy
        (n, 2) positions of the points, metres in the network's CRS.
    first
        (n + 1,) where the ways of each point start; a point without any is off the network.
    node
        (c,) node at the other end.
    leg_m, leg_ms
        (c,) straight leg between the point and the network, metres and whole milliseconds.
    unsnapped
        The points off the network, and why.
    """

    point_xy: FloatArray
    first: npt.NDArray[np.int64]
    node: npt.NDArray[np.int64]
    leg_m: FloatArray
    leg_ms: FloatArray
    unsnapped: tuple[Unsnapped, ...]

    def ways(self, point: int) -> slice:
        """Rows of the ways of one point."""
        return slice(int(self.first[point]), int(self.first[point + 1]))

    def on(self, point: int) -> bool:
        """Whether a point is on the network."""
        return bool(self.first[point] < self.first[point + 1])


class Attacher:
    """Attaches points to the network of one mode, exactly as the matrix of times does.

    Parameters
    ----------
    network, arcs
        The network, and what the mode may use of it.
    mode
        Its straight legs are travelled at ``access_speed_kmh``.
    max_snap_m
        Distance beyond which a point is left out, metres.
    """

    def __init__(
        self, network: RoadNetwork, *, arcs: ModeArcs, mode: TravelMode, max_snap_m: float
    ) -> None:
        usable = _attachable(arcs, n_nodes=network.n_nodes)
        self._index = NodeIndex(network, usable=usable)
        self._crs = network.crs
        self._mode = mode
        self._max_snap_m = max_snap_m

    def attach(self, points: Points, *, role: Role) -> Attachments:
        """Attach each point to its nearest node, or say why it cannot be."""
        snapped = self._index.snap(points, max_distance_m=self._max_snap_m)
        on = snapped.on
        leg_m = snapped.distance_m[on]
        return Attachments(
            point_xy=points.xy(self._crs),
            first=np.concatenate([[0], np.cumsum(on)]),
            node=snapped.node[on],
            leg_m=leg_m,
            leg_ms=np.rint(leg_m / kmh_to_ms(self._mode.access_speed_kmh) * MS_PER_S),
            unsnapped=self._left_out(points, snapped, role=role),
        )

    def _left_out(self, points: Points, snapped: Snapped, *, role: Role) -> tuple[Unsnapped, ...]:
        return unsnapped_of(points, snapped, role=role, max_distance_m=self._max_snap_m)


def _attachable(arcs: ModeArcs, *, n_nodes: int) -> npt.NDArray[np.bool_]:
    """(n,) mask of the nodes that points may be attached to: those of the main part."""
    used = np.zeros(n_nodes, dtype=np.bool_)
    used[arcs.tail] = used[arcs.head] = True
    if not used.any():
        return used
    labels = strong_components(arcs.tail, arcs.head, n_nodes=n_nodes)
    largest = labels == np.bincount(labels[used]).argmax()
    return largest if largest.sum() >= MAIN_SHARE * used.sum() else used
