"""What the script of a comparison is given: contours, times, changes, sites; rounded, in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from placement.comparison import MEASURES, CommuneTold, SiteLine, Told
from placement.comparison.words import public_words
from placement.privacy import MASKED
from placement.territory import Commune
from placement.viz import style
from placement.viz.symbols import KIND_LABELS, SYMBOLS

__all__ = ["compare_payload"]

_MOST_VERTICES: Final = 50_000
_FIRST_TOLERANCE_DEG: Final = 0.0005  # some 40 m
_COARSEST_DEG: Final = 0.05
_GRID_DEG: Final = 1e-5

Json = dict[str, Any]


def compare_payload(told: Told) -> Json:
    """Return everything that the script draws, as JSON-ready values.

    A masked count is the word, a value that is not there is null. ``communes`` is by scenario then
    by public; ``pairs`` has the change of each commune from a scenario to a later one.
    """
    compared = told.compared
    communes = {one.code: one for one in compared.territory.communes}
    ordered = [communes[code] for code in told.codes]
    shapes = _light([_shape(one) for one in ordered])
    return {
        "reference": compared.reference,
        "public": compared.shown.public,
        "scenarios": [{"name": v.name, "title": v.title} for v in compared.variants],
        "publics": [{"id": key, "label": public_words(key)} for key in told.publics],
        "measures": list(MEASURES),
        "places": [_place(one) for one in ordered],
        "shapes": {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"at": at}, "geometry": _geometry(shape)}
                for at, shape in enumerate(shapes)
            ],
        },
        "outlines": _outlines(ordered, shapes=shapes),
        "communes": [
            [_lines(told.communes[k, public]) for public in told.publics]
            for k in range(len(compared.variants))
        ],
        "pairs": {
            f"{i}-{j}": [
                {measure: list(told.pairs[i, j, public][measure]) for measure in MEASURES}
                for public in told.publics
            ]
            for i in range(len(compared.variants))
            for j in range(i + 1, len(compared.variants))
        },
        "sites": [_site(line) for line in told.sites],
        "symbols": dict(SYMBOLS),
        "kinds": dict(KIND_LABELS),
        "scales": {
            "time": asdict(style.TIME_SCALE),
            "difference": asdict(style.DIFFERENCE_SCALE),
        },
        "specials": {one.key: asdict(one) for one in style.SPECIALS},
        "masked": MASKED,
    }


def _place(commune: Commune) -> Json:
    return {"code": commune.code, "name": commune.name, "epci": commune.epci_name}


def _lines(lines: Sequence[CommuneTold]) -> Json:
    """Turn communes into columns, which are shorter to write."""
    return {
        "young": [line.young for line in lines],
        "without": [line.without for line in lines],
        "gaining": [line.gaining for line in lines],
        "losing": [line.losing for line in lines],
        **{measure: [line.times[measure] for line in lines] for measure in MEASURES},
        "changes": {measure: [line.changes[measure] for line in lines] for measure in MEASURES},
        "verdicts": {
            measure: [line.verdicts[measure].value for line in lines] for measure in MEASURES
        },
    }


def _site(line: SiteLine) -> Json:
    return {
        "name": line.site.name,
        "at": [round(line.site.lat, 5), round(line.site.lon, 5)],
        "states": [
            None
            if state.option is None
            else {
                "kind": state.option.offer.kind.value,
                "label": state.option.offer.label,
                "change": state.change.value,
            }
            for state in line.states
        ],
    }


def _shape(commune: Commune) -> BaseGeometry:
    if commune.geometry is None or commune.geometry.is_empty:
        return Point(commune.lon, commune.lat)
    return commune.geometry


def _light(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Simplify contours together, edges kept common, until the page stays light."""
    exact = np.array(shapes, dtype=object)
    areas = np.array([shape.geom_type in ("Polygon", "MultiPolygon") for shape in shapes])
    light, tolerance = exact.copy(), _FIRST_TOLERANCE_DEG
    while shapely.get_num_coordinates(light).sum() > _MOST_VERTICES and tolerance < _COARSEST_DEG:
        light[areas] = shapely.coverage_simplify(exact[areas], tolerance)
        tolerance *= 2
    return list(light)


def _outlines(communes: Sequence[Commune], *, shapes: Sequence[BaseGeometry]) -> list[Json]:
    """Outline each EPCI."""
    of: dict[str, list[BaseGeometry]] = {}
    for commune, shape in zip(communes, shapes, strict=True):
        if shape.geom_type != "Point":
            of.setdefault(commune.epci_code, []).append(shape)
    return [
        _geometry(
            shapely.union_all(
                shapely.make_valid(np.array(members, dtype=object)), grid_size=_GRID_DEG
            ).boundary
        )
        for members in of.values()
    ]


def _geometry(shape: BaseGeometry) -> Json:
    rounded = shapely.transform(shape, lambda points: np.round(points, 5))
    geometry: Json = json.loads(shapely.to_geojson(rounded))
    return geometry
