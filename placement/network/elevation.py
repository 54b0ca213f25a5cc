"""Heights of the nodes, and the slopes that they make."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from placement.errors import NetworkError
from placement.network.model import RoadNetwork
from placement.network.points import FloatArray
from placement.network.windows import road_windows

__all__ = ["STEEPEST", "arc_slopes", "with_elevation"]

STEEPEST: Final = 0.25
"""Steeper than this, rise over run, is an error of the raster (a bridge, a tunnel, a cliff)."""

_REACH_M = 75.0  # a slope is told over 150 m or so: the step of usual elevation rasters


def with_elevation(network: RoadNetwork, *, node_z_m: npt.ArrayLike) -> RoadNetwork:
    """Return the network with the heights of its nodes.

    Parameters
    ----------
    network
        Any network.
    node_z_m
        (n,) metres at ``network.node_xy``, NaN where the raster tells nothing.

    Raises
    ------
    NetworkError
        When there is not one height per node, or none is known.
    """
    heights = np.asarray(node_z_m, dtype=np.float64)
    if heights.shape == (network.n_nodes,) and not np.isfinite(heights).any():
        raise NetworkError(
            f"réseau « {network.origin.label} » : aucune altitude connue ; vérifiez que le "
            "fichier d'altitude couvre le territoire."
        )
    return replace(network, node_z_m=heights)


def arc_slopes(network: RoadNetwork) -> FloatArray:
    """(m,) rise over run of each arc, uphill positive, NaN where a height is unknown.

    Notes
    -----
    Told over the stretch of road around the arc, 75 m on either side where it goes on, and
    bounded by ``STEEPEST``: between two neighbouring nodes a raster's noise is a wall.
    """
    windows = road_windows(
        network.tail, network.head, network.length_m, n_nodes=network.n_nodes, reach_m=_REACH_M
    )
    rise_m = network.node_z_m[windows.end] - network.node_z_m[windows.start]
    slope = np.divide(
        rise_m, windows.length_m, out=np.zeros_like(rise_m), where=windows.length_m > 0
    )
    return np.asarray(np.clip(slope, -STEEPEST, STEEPEST), dtype=np.float64)
