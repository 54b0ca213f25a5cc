"""The projected coordinate system, in metres, of the place where a network lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapely.geometry import Point, Polygon

from placement.errors import DataError

__all__ = ["projected_crs"]

LAMBERT_93 = "EPSG:2154"

# A generous outline of metropolitan France: near the border Lambert-93 is still good to 0.1 %.
_MAINLAND = Polygon(
    [
        (-5.8, 48.0),
        (-5.5, 49.1),
        (-2.2, 50.1),
        (1.3, 51.0),
        (2.5, 51.3),
        (4.4, 50.3),
        (6.1, 49.7),
        (8.4, 49.1),
        (7.7, 47.4),
        (7.0, 46.5),
        (7.3, 45.5),
        (7.8, 43.7),
        (6.5, 42.8),
        (3.4, 42.2),
        (-1.0, 42.6),
        (-2.3, 43.4),
    ]
)


@dataclass(frozen=True, slots=True)
class _Zone:
    west: float
    south: float
    east: float
    north: float
    crs: str

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


_ZONES = (
    _Zone(8.3, 41.2, 9.8, 43.2, LAMBERT_93),  # Corsica
    _Zone(-63.3, 14.2, -60.6, 18.3, "EPSG:5490"),  # Guadeloupe, Martinique
    _Zone(-54.8, 2.0, -51.4, 6.0, "EPSG:2972"),  # Guyane
    _Zone(55.0, -21.6, 56.1, -20.6, "EPSG:2975"),  # La Réunion
    _Zone(44.7, -13.3, 45.6, -12.3, "EPSG:4471"),  # Mayotte
    _Zone(-56.7, 46.5, -55.9, 47.3, "EPSG:4467"),  # Saint-Pierre-et-Miquelon
)


def projected_crs(lon: float, lat: float) -> str:
    """EPSG code of the official projection at a WGS84 position, UTM outside France.

    Raises
    ------
    DataError
        When the position is not in degrees.
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise DataError(f"position ({lon}, {lat}) : ce ne sont pas des degrés WGS84.")
    for zone in _ZONES:
        if zone.holds(lon, lat):
            return zone.crs
    if _MAINLAND.contains(Point(lon, lat)):
        return LAMBERT_93
    number = min(60, int((lon + 180) // 6) + 1)
    return f"EPSG:{32600 + number}" if lat >= 0 else f"EPSG:{32700 + number}"
