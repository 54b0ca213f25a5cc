"""The ways to travel: one table of speeds, caps and roads that each may not use."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from placement.errors import DataError
from placement.network.model import RoadNetwork
from placement.network.speeds import travel_ms
from placement.units import SECONDS_PER_MINUTE

__all__ = ["MODES", "ModeArcs", "TravelMode", "mode_arcs", "travel_modes"]

_FAST_ROADS = ("motorway", "motorway_link", "trunk", "trunk_link")


@dataclass(frozen=True, slots=True)
class TravelMode:
    """One way to travel.

    Parameters
    ----------
    name
        Key of scenarios: ``voiture``, ``velo``, ``marche``.
    label
        French, for people.
    speed_kmh
        Constant speed on every road; None for the network's own car times.
    excluded
        Road classes that may not be used.
    cap_s
        Door-to-door time beyond which nobody goes, included; None without a cap.
    access_speed_kmh
        Between a point and the network, in a straight line.
    factor
        Every time on the network is multiplied by it (peak hours, winter).
    both_ways
        True where one-way signs do not apply.

    Raises
    ------
    DataError
        When a speed, a cap or a factor is not positive.
    """

    name: str
    label: str
    speed_kmh: float | None
    excluded: tuple[str, ...]
    cap_s: float | None
    access_speed_kmh: float
    factor: float = 1.0
    both_ways: bool = False

    def __post_init__(self) -> None:
        values = (self.speed_kmh, self.cap_s, self.access_speed_kmh, self.factor)
        if not all(value is None or 0 < value < math.inf for value in values):
            raise DataError(
                f"mode de déplacement « {self.name} » : vitesses, plafond et facteur doivent "
                "être des nombres positifs."
            )


MODES: Mapping[str, TravelMode] = MappingProxyType(
    {
        mode.name: mode
        for mode in (
            TravelMode(
                name="voiture",
                label="en voiture",
                speed_kmh=None,
                excluded=(),
                cap_s=None,
                access_speed_kmh=20.0,
            ),
            TravelMode(
                name="velo",
                label="à vélo",
                speed_kmh=14.5,
                excluded=_FAST_ROADS,
                cap_s=45 * SECONDS_PER_MINUTE,
                access_speed_kmh=14.5,
            ),
            TravelMode(
                name="marche",
                label="à pied",
                speed_kmh=4.5,
                excluded=_FAST_ROADS,
                cap_s=30 * SECONDS_PER_MINUTE,
                access_speed_kmh=4.5,
                both_ways=True,
            ),
        )
    }
)


def travel_modes(*, car_factor: float = 1.0) -> dict[str, TravelMode]:
    """Every mode by name, with the car slowed by ``car_factor``.

    Raises
    ------
    DataError
        When the factor is not positive.
    """
    return {**MODES, "voiture": replace(MODES["voiture"], factor=car_factor)}


@dataclass(frozen=True, slots=True, eq=False)
class ModeArcs:
    """The directed arcs that a mode may use, (k,) each, with whole milliseconds >= 1.

    ``arc`` is the position of each in the network; it is run backwards where ``tail`` is not its
    own, on foot in a one-way street.
    """

    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    time_ms: npt.NDArray[np.int32]
    arc: npt.NDArray[np.int64]


def mode_arcs(network: RoadNetwork, *, mode: TravelMode) -> ModeArcs:
    """Arcs and times of a network for one mode; parallel arcs are all there."""
    closed = [code for code, name in enumerate(network.road_classes) if name in mode.excluded]
    usable = ~np.isin(network.road_class, closed)
    arc = np.flatnonzero(usable)
    tail, head = network.tail[usable], network.head[usable]
    if mode.speed_kmh is None:
        exact = network.time_ms[usable] * mode.factor
        time_ms = np.maximum(1, np.rint(exact)).astype(np.int32)
    else:
        length_m = network.length_m[usable]
        time_ms = travel_ms(length_m, speed_kmh=mode.speed_kmh, factor=mode.factor)
    if not mode.both_ways:
        return ModeArcs(tail=tail, head=head, time_ms=time_ms, arc=arc)
    return ModeArcs(
        tail=np.concatenate([tail, head]),
        head=np.concatenate([head, tail]),
        time_ms=np.concatenate([time_ms, time_ms]),
        arc=np.concatenate([arc, arc]),
    )
