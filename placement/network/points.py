"""Named places in WGS84: what is snapped to a network, and what a matrix goes between."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from placement.errors import DataError, Faults, cite

__all__ = ["WGS84", "FloatArray", "Points", "great_circle_m", "reproject"]

WGS84 = "EPSG:4326"

_EARTH_RADIUS_M = 6_371_009.0

FloatArray = npt.NDArray[np.float64]


def reproject(x: FloatArray, y: FloatArray, *, source: str, target: str) -> FloatArray:
    """Coordinates in ``target``, shape (n, 2), x (or longitude) first."""
    if source == target:
        return np.column_stack([x, y]).astype(np.float64)
    transformer = Transformer.from_crs(source, target, always_xy=True)
    new_x, new_y = transformer.transform(x, y)
    return np.column_stack([new_x, new_y]).astype(np.float64)


def great_circle_m(
    lon_a: FloatArray, lat_a: FloatArray, lon_b: FloatArray, lat_b: FloatArray
) -> FloatArray:
    """Great-circle distance in metres between WGS84 positions, with broadcasting."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_lat = np.sin((phi_b - phi_a) / 2) ** 2
    half_lon = np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    chord = half_lat + np.cos(phi_a) * np.cos(phi_b) * half_lon
    distance: FloatArray = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return distance


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Places with an identifier, longitudes and latitudes in degrees (WGS84).

    Parameters
    ----------
    id
        (n,) identifiers, all different.
    lon, lat
        (n,) degrees.

    Raises
    ------
    DataError
        When an identifier is repeated, or a position is absent or not in degrees.
    """

    id: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", tuple(self.id))
        for name in ("lon", "lat"):
            column = np.array(getattr(self, name), dtype=np.float64, copy=True)
            column.setflags(write=False)
            object.__setattr__(self, name, column)
        _check(self)

    def __len__(self) -> int:
        return len(self.id)

    def xy(self, crs: str) -> FloatArray:
        """Coordinates in ``crs``, shape (n, 2), metres when ``crs`` is projected."""
        return reproject(self.lon, self.lat, source=WGS84, target=crs)


def _check(points: Points) -> None:
    faults = Faults("points")
    if not len(points.id) == points.lon.size == points.lat.size:
        raise DataError(
            f"points : {len(points.id)} identifiants pour {points.lon.size} longitudes "
            f"et {points.lat.size} latitudes."
        )
    repeated = [name for name, times in Counter(points.id).items() if times > 1]
    if repeated:
        faults.add(f"identifiant répété : {cite(repeated)} ; chaque point doit avoir le sien.")
    known = np.isfinite(points.lon) & np.isfinite(points.lat)
    if not known.all():
        faults.add(f"sans longitude ou latitude : {_named(points, ~known)}.")
    outside = known & ((np.abs(points.lon) > 180) | (np.abs(points.lat) > 90))
    if outside.any():
        faults.add(
            f"coordonnées qui ne sont pas des degrés : {_named(points, outside)} ; "
            "donnez des longitudes et latitudes WGS84 (exemple : 3,33 et 46,56)."
        )
    faults.raise_as(DataError)


def _named(points: Points, chosen: npt.NDArray[np.bool_]) -> str:
    return cite([points.id[i] for i in np.flatnonzero(chosen)])
