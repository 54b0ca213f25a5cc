"""Write GeoJSON, one feature a line, as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from placement.network import NetworkOrigin

__all__ = ["DECIMALS", "line", "rounded", "write_collection"]

DECIMALS: Final = 6
"""Of a degree: 11 cm."""

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
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write(_text(head)[:-1] + ',"features":[')
        for count, feature in enumerate(features, start=1):
            stream.write(("," if count > 1 else "") + "\n" + _text({"type": "Feature", **feature}))
        stream.write("\n]}\n")
    return count


def line(lonlat: np.ndarray) -> dict[str, Any]:
    """Geometry of a line of (k, 2) degrees."""
    return {"type": "LineString", "coordinates": rounded(lonlat).tolist()}


def rounded(lonlat: np.ndarray) -> np.ndarray:
    """Degrees as they are written."""
    return np.round(lonlat, DECIMALS)


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
