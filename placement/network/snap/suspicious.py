"""Attachments that deserve a look: far, beside a motorway, or across to another piece of road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from placement.network.points import Points
from placement.network.snap.edges import EdgeSnapped, SegmentIndex

__all__ = ["FAR_M", "SnapDoubt", "snap_doubts"]

FAR_M = 500.0
"""A point is far from the road beyond this."""

_NEARER_M = 5.0  # two carriageways of one road are no doubt


@dataclass(frozen=True, slots=True)
class SnapDoubt:
    """An attachment to check; ``reason`` is a French sentence.

    ``nearest_m`` is the distance to the nearest road of any kind, ``distance_m`` to the road that
    the point is attached to (infinite without one), metres.
    """

    id: str
    kind: Literal["loin", "autoroute", "autre_morceau"]
    nearest_m: float
    distance_m: float
    reason: str


def snap_doubts(
    points: Points,
    *,
    chosen: SegmentIndex,
    every: SegmentIndex,
    fast: npt.NDArray[np.bool_],
    far_m: float = FAR_M,
) -> tuple[SnapDoubt, ...]:
    """Name the points whose attachment is doubtful, in their order; at most one doubt each.

    Parameters
    ----------
    points
        Homes or sites.
    chosen
        The roads that points are attached to.
    every
        All roads of the mode, ``chosen`` included.
    fast
        (k,) mask of the segments of ``every`` that are motorways.
    far_m
        Distance beyond which a point is far from the road, metres.
    """
    used = chosen.snap(points, max_distance_m=np.inf)
    nearest = every.snap(points, max_distance_m=np.inf)
    found = (_doubt(points.id[i], i, used, nearest, fast, far_m) for i in range(len(points)))
    return tuple(doubt for doubt in found if doubt is not None)


def _doubt(
    name: str,
    i: int,
    used: EdgeSnapped,
    nearest: EdgeSnapped,
    fast: npt.NDArray[np.bool_],
    far_m: float,
) -> SnapDoubt | None:
    near_m, used_m = float(nearest.distance_m[i]), float(used.distance_m[i])
    if nearest.segment[i] >= 0 and used_m > near_m + _NEARER_M:
        if fast[nearest.segment[i]]:
            reason = (
                f"la route la plus proche, à {near_m:.0f} m, est une autoroute ; le point est "
                f"rattaché à une autre route, à {used_m:.0f} m : vérifiez sa position."
            )
            return SnapDoubt(name, "autoroute", near_m, used_m, reason)
        reason = (
            f"la route la plus proche, à {near_m:.0f} m, ne rejoint pas le reste du réseau ; le "
            f"point est rattaché à {used_m:.0f} m."
        )
        return SnapDoubt(name, "autre_morceau", near_m, used_m, reason)
    if used_m > far_m:
        reason = f"à {used_m:.0f} m de la route la plus proche : vérifiez sa position."
        return SnapDoubt(name, "loin", near_m, used_m, reason)
    return None
