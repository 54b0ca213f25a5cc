"""Write GeoJSON, one feature a line, as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from placement.exports.geojson import DECIMALS, collection
from placement.network import NetworkOrigin

__all__ = ["DECIMALS", "line", "rounded", "write_collection"]

_ENDS: Final = 2
"""Pieces of a collection that are no feature: its head and its foot."""

Feature = Mapping[str, Any]


def write_collection(path: Path, *, features: Iterable[Feature], origin: NetworkOrigin) -> int:
    """Write a collection, with the licence of the roads, and return the number of features.

    Notes
    -----
    RFC 7946: WGS84, longitude first, exterior rings counter-clockwise. ``licence``, ``mention``
    and ``estimation`` are members of our own, which readers ignore.
    """
    head = {
        "type": "FeatureCollection",
        "licence": origin.licence,
        "mention": origin.attribution,
        "estimation": origin.estimated,
    }
    with path.open("w", encoding="utf-8") as stream:
        written = sum(1 for text in collection(head, features=features) if stream.write(text))
    return written - _ENDS


def line(lonlat: np.ndarray) -> dict[str, Any]:
    """Geometry of a line of (k, 2) degrees."""
    return {"type": "LineString", "coordinates": rounded(lonlat).tolist()}


def rounded(lonlat: np.ndarray) -> np.ndarray:
    """Degrees as they are written."""
    return np.round(lonlat, DECIMALS)
