"""GeoJSON (RFC 7946): WGS84, longitude first, exterior rings counter-clockwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from placement.exports.layers import WGS84, Layer, projected
from placement.report.tables import Cell

__all__ = ["DECIMALS", "collection", "geojson_of", "json_line"]

DECIMALS: Final = 6
"""Of a degree: 11 cm."""


def geojson_of(layer: Layer, *, members: Mapping[str, Any]) -> str:
    """Write a layer; ``members`` (who may read it, licences) are our own, which readers ignore."""
    here = layer if layer.crs == WGS84 else projected(layer, crs=WGS84)
    head = {"type": "FeatureCollection", "name": layer.name, "titre": layer.title, **members}
    return "".join(collection(head, features=_features(here)))


def collection(head: Mapping[str, Any], *, features: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write a collection as it comes, one feature a line."""
    yield json_line(head)[:-1] + ',"features":['
    for count, feature in enumerate(features):
        yield ("," if count else "") + "\n" + json_line({"type": "Feature", **feature})
    yield "\n]}\n"


def json_line(document: Mapping[str, Any]) -> str:
    """Write a document on one line."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _features(layer: Layer) -> Iterator[dict[str, Any]]:
    columns = layer.table.columns
    for row, shape in zip(layer.table.rows, layer.shapes, strict=True):
        properties: dict[str, Cell] = dict(zip(columns, row, strict=True))
        yield {"properties": properties, "geometry": None if shape is None else _geometry(shape)}


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.transform(
        shapely.orient_polygons(shape, exterior_cw=False), lambda xy: np.round(xy, DECIMALS)
    )
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry
