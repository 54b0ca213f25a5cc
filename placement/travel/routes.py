"""The way of one trip: its legs, its nodes, its line on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from placement.errors import PlacementError
from placement.network.points import WGS84, FloatArray, reproject

__all__ = ["Leg", "LegKind", "Route", "to_lonlat"]

LegKind = Literal["acces", "route", "sortie"]
"""From the door straight to the road, along roads, from the road straight to the other door."""


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """A part of a trip.

    Parameters
    ----------
    kind
        ``route`` along roads; ``acces`` and ``sortie`` straight across, at both ends.
    xy
        (k, 2) positions in order of travel, metres in the network's CRS.
    length_m
        Length, metres; of roads, the network's own, which a simplified line may not show.
    time_ms
        Whole milliseconds.
    """

    kind: LegKind
    xy: FloatArray
    length_m: float
    time_ms: int

    def __post_init__(self) -> None:
        xy = np.array(self.xy, dtype=np.float64, copy=True)
        xy.setflags(write=False)
        object.__setattr__(self, "xy", xy)


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The fastest way of one mode from a point to another.

    Parameters
    ----------
    from_id, to_id
        The two points.
    mode
        Name of the mode.
    crs
        Of the positions.
    ends_xy
        (2, 2) the two points.
    legs
        In order of travel; a leg of no length is left out, so a trip to where one is has none.
    node
        (k,) nodes of the network that are passed, in order.
    arc
        (a,) arcs of the network that are used, in order.
    span
        (a,) share of each: an arc may be used in part, and in several parts where others stand.

    Raises
    ------
    PlacementError
        The legs do not follow each other: a defect.
    """

    from_id: str
    to_id: str
    mode: str
    crs: str
    ends_xy: FloatArray
    legs: tuple[Leg, ...]
    node: npt.NDArray[np.int64]
    arc: npt.NDArray[np.int64]
    span: FloatArray

    def __post_init__(self) -> None:
        for before, after in zip(self.legs[:-1], self.legs[1:], strict=True):
            if not np.array_equal(before.xy[-1], after.xy[0]):
                raise PlacementError(f"trajet {self.from_id} → {self.to_id} : parties disjointes.")

    @property
    def time_ms(self) -> int:
        """Whole milliseconds from door to door; the matrix of times says the same."""
        return sum(leg.time_ms for leg in self.legs)

    @property
    def length_m(self) -> float:
        """Metres from door to door."""
        return float(sum(leg.length_m for leg in self.legs))

    @property
    def xy(self) -> FloatArray:
        """The whole line, shape (k, 2) with k >= 2, metres in ``crs``."""
        if not self.legs:
            return np.array(self.ends_xy)
        parts = [self.legs[0].xy, *(leg.xy[1:] for leg in self.legs[1:])]
        return np.concatenate(parts)

    def lonlat(self) -> FloatArray:
        """Project the whole line to WGS84 degrees, shape (k, 2), longitude first."""
        return to_lonlat(self.xy, crs=self.crs)


def to_lonlat(xy: FloatArray, *, crs: str) -> FloatArray:
    """Positions (k, 2) of ``crs`` in WGS84 degrees, longitude first."""
    return reproject(xy[:, 0], xy[:, 1], source=crs, target=WGS84)
