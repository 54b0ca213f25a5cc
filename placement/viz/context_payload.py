"""What the page's script is given of the context of a map: compact lines, areas and words."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from placement.errors import cite
from placement.french import decimal, long_date, plural
from placement.needs import CLASS_WORDS, NeedsOutcome, class_of
from placement.privacy import Profile
from placement.territory import Site, Territory
from placement.viz.content import MapContent
from placement.viz.context import Reach, Timetable, Tour
from placement.viz.needs_views import INDEX_VIEW, NEED_COLOURS, needs_views, standing_text
from placement.viz.surroundings import Surroundings

__all__ = ["STEP", "cell_rows", "context_payload", "neighbours", "rings"]

Json = dict[str, Any]

STEP: Final = 10_000
"""Steps to a degree: some 10 m, enough for a background."""

_LEAST_CELL: Final = 0.05


def context_payload(content: MapContent) -> Json:
    """Return the ground and the optional layers of a map."""
    context, territory = content.context, content.territory
    return {
        "ground": None if context.surroundings is None else _ground(context.surroundings),
        "needs": None if context.needs is None else _needs(context.needs, territory=territory),
        "reach": {
            "avant": [_reach(one) for one in context.reach_today],
            "apres": [_reach(one) for one in context.reach_planned],
        },
        "areas": _areas(territory),
        "neighbours": [_neighbour(site) for site in neighbours(content)],
        "tours": [_tour(one) for one in context.tours],
        "timetable": _timetable(context.timetable),
        "visits": {site: list(lines) for site, lines in context.visits.items()},
        "cells": cell_rows(content),
        "untold": [*_undrawn(territory), *context.remarks],
    }


def neighbours(content: MapContent) -> tuple[Site, ...]:
    """Return the sites of other Mission Locales that no young person of the map attends."""
    shown = {mark.site.id for mark in content.sites}
    sites = content.territory.sites
    return tuple(site for site in sites if site.neighbour and site.id not in shown)


def cell_rows(content: MapContent) -> list[list[float]]:
    """Young people where they live, ``[lat, lon, persons]``, the most numerous first.

    Only inside, only of a population: cells are never public, and people followed are protected
    by commune.
    """
    demand = content.territory.demand
    by_commune = len(set(demand.commune_code.tolist())) == len(demand.place_id)
    hidden = content.profile is Profile.PUBLIC or content.territory.protection is not None
    if by_commune or hidden or content.shown.sensitive:
        return []
    young = demand.young.sum(axis=1)
    order = [at for at in np.argsort(-young, kind="stable").tolist() if young[at] >= _LEAST_CELL]
    return [
        [round(float(demand.lat[at]), 4), round(float(demand.lon[at]), 4), round(young[at], 1)]
        for at in order
    ]


def _ground(around: Surroundings) -> Json:
    roads = around.roads
    return {
        "land": [ring for shape in around.around for ring in rings(shape)],
        "departements": rings(around.departements),
        "roads": []
        if roads is None
        else [[name, rings(line)] for name, line in zip(roads.classes, roads.lines, strict=True)],
        "towns": [
            [town.name, round(town.lat, 4), round(town.lon, 4), town.population]
            for town in around.towns
        ],
    }


def rings(shape: BaseGeometry) -> list[list[int]]:
    """Write the lines of a shape as integers: longitude and latitude, then steps, in 1/10 000°.

    Holes are left out: what lies inside is drawn over.
    """
    lines = [
        part.exterior if isinstance(part, Polygon) else part
        for part in shapely.get_parts(shape)
        if not part.is_empty
    ]
    return [_steps(shapely.get_coordinates(line)) for line in lines]


def _steps(points: NDArray[np.float64]) -> list[int]:
    grid = np.round(points * STEP).astype(np.int64)
    moves = np.diff(grid, axis=0)
    kept = np.vstack([grid[:1], moves[np.any(moves != 0, axis=1)]])
    return [int(value) for value in kept.ravel()]


def _reach(reach: Reach) -> Json:
    polygons = [part for part in shapely.get_parts(reach.shape) if isinstance(part, Polygon)]
    return {
        "minutes": reach.minutes,
        "polygons": [
            [_steps(shapely.get_coordinates(ring)) for ring in (one.exterior, *one.interiors)]
            for one in polygons
        ],
    }


def _timetable(timetable: Timetable | None) -> Json | None:
    if timetable is None:
        return None
    return {
        "title": f"Calendrier de quatre semaines, à partir du lundi {long_date(timetable.start)}",
        "sites": {site: list(lines) for site, lines in timetable.lines.items()},
    }


def _needs(needs: NeedsOutcome, *, territory: Territory) -> Json:
    """Write the index of each commune, by its position; null where it is not known."""
    view = next(one for one in needs_views(needs) if one["id"] == INDEX_VIEW)
    at = {code: row for row, code in enumerate(needs.measured.places.commune_code.tolist())}
    codes = sorted(commune.code for commune in territory.communes)
    rows = [at.get(code) for code in codes]
    ranges = view["ranges"]
    return {
        "classes": [None if row is None else _class(needs, at=row) for row in rows],
        "texts": ["" if row is None else _told(needs, at=row) for row in rows],
        "labels": [f"{word} ({told})" for word, told in zip(CLASS_WORDS, ranges, strict=True)],
        "short": view["short"],
        "colours": list(NEED_COLOURS),
        "detail": view["detail"],
    }


def _class(needs: NeedsOutcome, *, at: int) -> int | None:
    return class_of(round(float(needs.index.index[at]), 1), bounds=needs.index.bounds)


def _told(needs: NeedsOutcome, *, at: int) -> str:
    value = float(needs.index.index[at])
    return "" if np.isnan(value) else f"{decimal(value)}{standing_text(needs, at=at)}"


def _areas(territory: Territory) -> list[Json]:
    return [
        {"name": area.name, "rings": rings(area.geometry)}
        for area in territory.priority_areas
        if isinstance(area.geometry, Polygon | MultiPolygon)
    ]


def _undrawn(territory: Territory) -> list[str]:
    """Name the priority neighbourhoods that no file draws."""
    names = {commune.code: commune.name for commune in territory.communes}
    lost = [area for area in territory.priority_areas if area.geometry is None]
    if not lost:
        return []
    told = cite(f"{area.name} ({names[area.commune_code]})" for area in lost)
    count = plural(len(lost), one="quartier prioritaire", many="quartiers prioritaires")
    return [f"{count} sans contour connu, donc non dessiné : {told}."]


def _neighbour(site: Site) -> Json:
    rhythm = "" if site.recurrence is None else site.recurrence.text
    return {
        "name": site.name,
        "owner": site.neighbour,
        "told": rhythm,
        "at": [round(site.lat, 5), round(site.lon, 5)],
    }


def _tour(tour: Tour) -> Json:
    return {
        "label": tour.label,
        "line": _steps(np.array(tour.line)) if tour.line else [],
        "stops": [
            {"name": stop.name, "told": stop.told, "at": [round(stop.lat, 5), round(stop.lon, 5)]}
            for stop in tour.stops
        ],
    }
