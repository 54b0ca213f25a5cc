"""What the script of the map of needs is given: plain lists and words, rounded, in order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from placement.french import decimal, whole
from placement.needs import CLASS_WORDS, NeedsOutcome
from placement.territory import Commune, Site, Territory
from placement.viz.needs_views import (
    NEED_COLOURS,
    needs_views,
    stability_text,
    standing_text,
)
from placement.viz.symbols import KIND_LABELS, SYMBOLS

__all__ = ["LISTED", "needs_payload"]

LISTED: Final = 1000
"""Places that the list beside the map shows; the table has them all."""

_CELL_RADIUS: Final = (3.0, 11.0)
_MANY_CELLS: Final = 800
_SIMPLIFY_DEG: Final = 0.0005  # some 40 m
_MANY_VERTICES: Final = 60_000

Json = dict[str, Any]


def needs_payload(outcome: NeedsOutcome) -> Json:
    """Return everything the page draws."""
    territory, places = outcome.territory, outcome.measured.places
    communes = sorted(territory.communes, key=lambda commune: commune.code)
    shapes = _light([_shape(commune) for commune in communes])
    return {
        "cells": places.cells,
        "listed": LISTED,
        "views": needs_views(outcome),
        "words": list(CLASS_WORDS),
        "colours": list(NEED_COLOURS),
        "places": _places(outcome, shapes=shapes),
        "communes": _collection(({"at": at}, shape) for at, shape in enumerate(shapes)),
        "outlines": _outlines(communes, shapes=shapes),
        "areas": _areas(territory),
        "sites": [_site(site) for site in territory.sites if site.existing and not site.neighbour],
        "symbols": dict(SYMBOLS),
        "kinds": dict(KIND_LABELS),
    }


def _places(outcome: NeedsOutcome, *, shapes: list[BaseGeometry]) -> list[Json]:
    places = outcome.measured.places
    epci = {commune.code: commune.epci_name for commune in outcome.territory.communes}
    counted = outcome.territory.demand.counted.value
    least, most = _radii(len(places.id))
    largest = max(float(places.young.max(initial=0.0)), 1.0)
    told = []
    for at, (code, name) in enumerate(
        zip(places.commune_code.tolist(), places.name.tolist(), strict=True)
    ):
        here = [round(float(places.lat[at]), 5), round(float(places.lon[at]), 5)]
        part = float(np.sqrt(places.young[at] / largest))
        told.append(
            {
                "name": name,
                "epci": epci[code],
                "at": here,
                "inside": here if places.cells else _inside(shapes[at], otherwise=here),
                "radius": round(least + part * (most - least), 1),
                "young": f"{whole(places.young[at])} {counted}",
                "door": str(outcome.measured.doors.door[at]),
                "index": decimal(float(outcome.index.index[at])),
                "standing": standing_text(outcome, at=at),
                "stability": stability_text(outcome, at=at),
            }
        )
    return told


def _radii(count: int) -> tuple[float, float]:
    """Least and greatest radius of a cell, pixels: smaller where there are many."""
    scale = min(1.0, float(np.sqrt(_MANY_CELLS / max(count, 1))))
    return _CELL_RADIUS[0] * scale, _CELL_RADIUS[1] * scale


def _inside(shape: BaseGeometry, *, otherwise: list[float]) -> list[float]:
    """Give a point well inside a commune, where a digit can stand."""
    if not isinstance(shape, Polygon | MultiPolygon):
        return otherwise
    point = shapely.maximum_inscribed_circle(shape).coords[0]
    return [round(point[1], 5), round(point[0], 5)]


def _shape(commune: Commune) -> BaseGeometry:
    if commune.geometry is None or commune.geometry.is_empty:
        return Point(commune.lon, commune.lat)
    return commune.geometry


def _light(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Simplify contours together, edges kept common, where they are many."""
    exact = np.array(shapes, dtype=object)
    areas = np.array([shape.geom_type in ("Polygon", "MultiPolygon") for shape in shapes])
    if shapely.get_num_coordinates(exact).sum() > _MANY_VERTICES:
        exact[areas] = shapely.coverage_simplify(exact[areas], _SIMPLIFY_DEG)
    return list(exact)


def _outlines(communes: list[Commune], *, shapes: list[BaseGeometry]) -> list[Json]:
    """Outline each EPCI."""
    of: dict[str, list[BaseGeometry]] = {}
    for commune, shape in zip(communes, shapes, strict=True):
        if shape.geom_type != "Point":
            of.setdefault(commune.epci_code, []).append(shape)
    return [_geometry(shapely.union_all(members, grid_size=1e-5)) for members in of.values()]


def _areas(territory: Territory) -> Json:
    drawn = {
        (area.code, area.commune_code): ({"name": area.name}, area.geometry)
        for area in territory.priority_areas
        if area.geometry is not None
    }
    return _collection(drawn.values())


def _site(site: Site) -> Json:
    kind = "permanence" if site.kind is None else site.kind.value
    return {
        "name": site.name,
        "kind": kind,
        "label": KIND_LABELS[kind],
        "rhythm": site.recurrence.text if site.recurrence else "",
        "at": [round(site.lat, 5), round(site.lon, 5)],
    }


def _collection(features: Iterable[tuple[Json, BaseGeometry]]) -> Json:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": _geometry(shape)}
            for properties, shape in features
        ],
    }


def _geometry(shape: BaseGeometry) -> Json:
    rounded = shapely.transform(shape, lambda points: np.round(points, 5))
    geometry: Json = json.loads(shapely.to_geojson(rounded))
    return geometry
