"""Isochrone polygons from the network itself; the method is told in ``docs/isochrones.md``."""

from __future__ import annotations

from placement.travel.isochrones.shapes import (
    EVERY_SITE,
    ISOCHRONE_MINUTES,
    Drawing,
    Isochrones,
    Sense,
    isochrones,
)

__all__ = ["EVERY_SITE", "ISOCHRONE_MINUTES", "Drawing", "Isochrones", "Sense", "isochrones"]
