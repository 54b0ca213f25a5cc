"""From the ground to the page: degrees to metres to points, north up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from placement.cartography.boxes import Box

__all__ = ["Frame", "ScaleBar", "crs_label", "frame_of", "scale_bar"]

_WGS84: Final = "EPSG:4326"
_AIR: Final = 0.05
"""Part of the frame that is left around a territory, on each side."""

_SMALLEST_M: Final = 5_000.0
_STEPS: Final = (1, 2, 5, 10)
_POINT_M: Final = 0.0254 / 72


@dataclass(frozen=True, slots=True)
class Frame:
    """The window of a map on the ground.

    Parameters
    ----------
    box : where it is on the page, points
    crs : projected, metres
    west_m, south_m : what its lower left corner shows
    points_per_m : its scale
    """

    box: Box
    crs: str
    west_m: float
    south_m: float
    points_per_m: float

    def points(self, lon: Sequence[float], *, lat: Sequence[float]) -> NDArray[np.float64]:
        """Place degrees on the page, (n, 2) points."""
        x, y = _to_metres(self.crs).transform(np.asarray(lon), np.asarray(lat))
        return self._page(np.column_stack([x, y]))

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """Place a geometry in degrees on the page, points."""
        transformer = _to_metres(self.crs)

        def page(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
            return self._page(np.column_stack(transformer.transform(*lonlat.T)))

        return shapely.transform(geometry, page)

    def from_metres(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Place metres of the projection on the page, (n, 2) points."""
        return self._page(xy)

    def _page(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        origin = np.array([self.west_m, self.south_m])
        corner = np.array([self.box.left, self.box.bottom])
        return np.asarray((xy - origin) * self.points_per_m + corner)

    @property
    def bounds_degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the ground that the frame shows, degrees."""
        width_m = self.box.width / self.points_per_m
        height_m = self.box.height / self.points_per_m
        east, north = self.west_m + width_m, self.south_m + height_m
        back = Transformer.from_crs(self.crs, _WGS84, always_xy=True)
        return back.transform_bounds(self.west_m, self.south_m, east, north)

    @property
    def denominator(self) -> float:
        """The n of the scale 1/n, on paper."""
        return 1 / (self.points_per_m * _POINT_M)


def frame_of(shapes: Sequence[BaseGeometry], *, box: Box, crs: str) -> Frame:
    """Return the window that shows shapes, in degrees, whole and in the middle of a box."""
    transformer = _to_metres(crs)
    drawn = shapely.transform(
        np.array(list(shapes), dtype=object),
        lambda lonlat: np.column_stack(transformer.transform(*lonlat.T)),
    )
    west, south, east, north = shapely.total_bounds(drawn)
    width_m = max(east - west, _SMALLEST_M) * (1 + 2 * _AIR)
    height_m = max(north - south, _SMALLEST_M) * (1 + 2 * _AIR)
    scale = min(box.width / width_m, box.height / height_m)
    return Frame(
        box=box,
        crs=crs,
        west_m=float((west + east - box.width / scale) / 2),
        south_m=float((south + north - box.height / scale) / 2),
        points_per_m=float(scale),
    )


@lru_cache(maxsize=8)
def _to_metres(crs: str) -> Transformer:
    return Transformer.from_crs(_WGS84, crs, always_xy=True)


def crs_label(crs: str) -> str:
    """Name a projection as maps print it: « Lambert-93 (EPSG:2154) »."""
    if crs == "EPSG:2154":
        return "Lambert-93 (EPSG:2154)"
    return f"{CRS.from_user_input(crs).name} ({crs})"


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round distance, metres, and its length on the page, points."""

    length_m: float
    length: float

    @property
    def label(self) -> str:
        """French, such as « 10 km »."""
        if self.length_m < 1000:
            return f"{self.length_m:g}\u202fm"
        return f"{self.length_m / 1000:g}\u202fkm"


def scale_bar(frame: Frame, *, longest: float) -> ScaleBar:
    """Return the longest round distance (1, 2, 5, 10…) that fits in so many points."""
    most_m = longest / frame.points_per_m
    power = 10 ** math.floor(math.log10(most_m))
    length_m = max(step * power for step in _STEPS if step * power <= most_m)
    return ScaleBar(length_m=float(length_m), length=length_m * frame.points_per_m)
