"""The table of contours: simplified together, so that neighbours keep one common border."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import shapely
from communes_table import Sources
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from placement.sources.contours import EncodedContour, decode_contour, encode_contour

__all__ = ["TOLERANCE_M", "contours_table"]

TOLERANCE_M = 100.0
"""Side of the square whose area a removed corner may cover, metres (Visvalingam-Whyatt)."""

_OVERSEAS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
_METROPOLITAN = 2154


def contours_table(sources: Sources) -> pa.Table:
    """One row for each commune and arrondissement municipal with a polygon, sorted by code."""
    divided = {row["commune"] for row in sources.divisions.values() if "commune" in row}
    leaves = sorted(set(sources.polygons) & set(sources.divisions) - divided)
    simplified = _simplified({code: sources.polygons[code] for code in leaves})
    for whole in sorted(divided):
        parts = [c for c in leaves if sources.divisions[c].get("commune") == whole]
        simplified[whole] = shapely.coverage_union_all([simplified[code] for code in parts])
    encoded = {code: _encoded(simplified[code]) for code in sorted(simplified)}
    table = pa.table(
        {
            "code": pa.array(list(encoded)),
            "x": pa.array([c.x for c in encoded.values()], type=pa.list_(pa.int32())),
            "y": pa.array([c.y for c in encoded.values()], type=pa.list_(pa.int32())),
            "rings": pa.array([c.rings for c in encoded.values()], type=pa.list_(pa.int32())),
        }
    )
    print(f"contours: {len(encoded)} polygons")
    return table


def _simplified(polygons: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    result = {}
    for epsg, codes in _by_projection(list(polygons)):
        transformer = Transformer.from_crs(4326, epsg, always_xy=True)
        back = Transformer.from_crs(epsg, 4326, always_xy=True)
        shapes = np.array([polygons[code] for code in codes])
        projected = shapely.transform(shapes, transformer.transform, interleaved=False)
        simple = shapely.coverage_simplify(projected, TOLERANCE_M)
        degrees = shapely.transform(simple, back.transform, interleaved=False)
        result.update(zip(codes, degrees, strict=True))
    return result


def _by_projection(codes: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    groups: dict[int, list[str]] = {}
    for code in codes:
        groups.setdefault(_OVERSEAS.get(code[:3], _METROPOLITAN), []).append(code)
    yield from groups.items()


def _encoded(geometry: BaseGeometry) -> EncodedContour:
    """Encode a polygon; where rounding makes it touch itself, what the repair leaves of it."""
    first = encode_contour(geometry)
    rounded = decode_contour(first.x.tolist(), y=first.y.tolist(), rings=first.rings.tolist())
    return first if rounded.is_valid else encode_contour(shapely.make_valid(rounded))
