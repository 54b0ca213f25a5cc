"""Unit conversions, in one place; inside placement everything is SI (seconds, metres)."""

from __future__ import annotations

from typing import Final

__all__ = [
    "DAYS_PER_YEAR",
    "METRES_PER_KM",
    "MS_PER_S",
    "SECONDS_PER_HOUR",
    "SECONDS_PER_MINUTE",
    "kmh_to_ms",
]

SECONDS_PER_MINUTE: Final = 60.0
SECONDS_PER_HOUR: Final = 3600.0
METRES_PER_KM: Final = 1000.0
MS_PER_S: Final = 1000
DAYS_PER_YEAR: Final = 365.0


def kmh_to_ms(speed_kmh: float) -> float:
    """Convert a speed in km/h to m/s."""
    return speed_kmh * METRES_PER_KM / SECONDS_PER_HOUR
