"""What a mode makes of a network: the arcs it may use, and its time on each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.network.elevation import arc_slopes
from placement.network.model import RoadNetwork
from placement.network.points import FloatArray
from placement.network.speeds import travel_ms
from placement.travel.modes import MODES, Slope, TravelMode, travel_modes
from placement.travel.slopes import pace_factor

__all__ = ["MODES", "ModeArcs", "TravelMode", "mode_arcs", "travel_modes"]


@dataclass(frozen=True, slots=True, eq=False)
class ModeArcs:
    """The directed arcs that a mode may use, (k,) each, with whole milliseconds >= 1.

    ``arc`` is the network's arc behind each one; against a one-way sign, the one that is walked
    backwards.
    """

    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    time_ms: npt.NDArray[np.int32]
    arc: npt.NDArray[np.int64]


def mode_arcs(network: RoadNetwork, *, mode: TravelMode) -> ModeArcs:
    """Arcs and times of a network for one mode; parallel arcs are all there."""
    arc = np.flatnonzero(_usable(network, mode))
    tail, head = network.tail[arc], network.head[arc]
    if not mode.both_ways:
        return ModeArcs(tail=tail, head=head, time_ms=_time_ms(network, arc, mode), arc=arc)
    back_ms = _time_ms(network, arc, mode, backwards=True)
    return ModeArcs(
        tail=np.concatenate([tail, head]),
        head=np.concatenate([head, tail]),
        time_ms=np.concatenate([_time_ms(network, arc, mode), back_ms]),
        arc=np.concatenate([arc, arc]),
    )


def _usable(network: RoadNetwork, mode: TravelMode) -> npt.NDArray[np.bool_]:
    """(m,) mask of the arcs that signs and the table of modes leave open."""
    closed = [code for code, name in enumerate(network.road_classes) if name in mode.excluded]
    admitted = (network.access & mode.needs) == mode.needs
    return np.asarray(admitted & ~np.isin(network.road_class, closed))


def _time_ms(
    network: RoadNetwork,
    arc: npt.NDArray[np.int64],
    mode: TravelMode,
    *,
    backwards: bool = False,
) -> npt.NDArray[np.int32]:
    """(k,) whole milliseconds over the chosen arcs, or back over them."""
    length_m = network.length_m[arc]
    factor = mode.factor * _class_factor(network, mode)[network.road_class[arc]]
    if mode.speed_kmh is None:
        exact = network.time_ms[arc] * factor
        time_ms = np.maximum(1, np.rint(exact)).astype(np.int32)
    else:
        pace = _slope_pace(network, mode, backwards=backwards)[arc] * factor
        time_ms = travel_ms(length_m, speed_kmh=mode.speed_kmh / pace)
    if mode.speed_cap_kmh is None:
        return time_ms
    return np.maximum(time_ms, travel_ms(length_m, speed_kmh=mode.speed_cap_kmh))


def _class_factor(network: RoadNetwork, mode: TravelMode) -> FloatArray:
    """Factor of each of the network's road classes."""
    given = dict(mode.class_factor)
    return np.array([given.get(name, 1.0) for name in network.road_classes])


def _slope_pace(network: RoadNetwork, mode: TravelMode, *, backwards: bool) -> FloatArray:
    """(m,) time over the time on the flat."""
    if mode.slope is Slope.NONE or not np.isfinite(network.node_z_m).any():
        return np.ones(network.n_arcs)
    slopes = arc_slopes(network)
    return pace_factor(-slopes if backwards else slopes, slope=mode.slope)
