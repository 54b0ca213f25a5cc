"""The layers of a scenario: the rows of its tables, each with where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyproj
import shapely
from shapely.geometry import LineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from placement.errors import PlacementError
from placement.report import (
    ScenarioOutcome,
    Table,
    commune_table,
    day_table,
    epci_table,
    link_table,
    perimeter_table,
    priority_table,
    site_table,
    van_stop_table,
)
from placement.tours import DayTour

__all__ = ["WGS84", "Layer", "layers_of", "projected"]

WGS84: Final = "EPSG:4326"
_AREAS: Final = ("Polygon", "MultiPolygon")
_GRID_DEG: Final = 1e-5
"""Some 1 m: neighbours that miss each other by less share an edge."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer.

    Parameters
    ----------
    name : ASCII, without space
    title, about : French, what it is called and what it shows
    kind : ``MultiPolygon``, ``LineString`` or ``Point``
    table : its attributes, one row a feature
    shapes : one a row, None where the place is not known
    crs : coordinate system of the shapes, ``EPSG:…``

    Raises
    ------
    PlacementError
        Rows and shapes that do not go together.
    """

    name: str
    title: str
    about: str
    kind: str
    table: Table
    shapes: tuple[BaseGeometry | None, ...]
    crs: str = WGS84

    def __post_init__(self) -> None:
        if len(self.table.rows) != len(self.shapes):
            raise PlacementError(f"couche « {self.name} » : une forme par ligne est attendue.")


def layers_of(outcome: ScenarioOutcome) -> tuple[Layer, ...]:
    """Give the layers of a scenario, in WGS84, the one to draw first at the head."""
    return (
        _perimeter(outcome),
        _communes(outcome),
        _epci(outcome),
        _priority_areas(outcome),
        _links(outcome),
        *_van(outcome),
        _sites(outcome),
    )


def projected(layer: Layer, *, crs: str) -> Layer:
    """Return a layer in another coordinate system, metres for those of a territory."""
    transformer = pyproj.Transformer.from_crs(layer.crs, crs, always_xy=True)
    moved = shapely.transform(
        np.array(layer.shapes, dtype=object),
        lambda xy: np.column_stack(transformer.transform(*xy.T)),
    )
    return Layer(
        layer.name, layer.title, layer.about, layer.kind, layer.table, tuple(moved), crs=crs
    )


def _communes(outcome: ScenarioOutcome) -> Layer:
    """Draw each commune; by its mairie where no contour of the territory is known."""
    communes = outcome.territory.communes
    shapes = [_area(commune.geometry) for commune in communes]
    kind = "MultiPolygon"
    if not any(shapes):
        kind, shapes = "Point", [Point(commune.lon, commune.lat) for commune in communes]
    return Layer(
        name="communes",
        title="Communes",
        about="Jeunes et temps d'accès de chaque commune, aujourd'hui et dans le scénario",
        kind=kind,
        table=commune_table(outcome),
        shapes=tuple(shapes),
    )


def _area(shape: BaseGeometry | None) -> BaseGeometry | None:
    if shape is None or shape.is_empty or shape.geom_type not in _AREAS:
        return None
    return MultiPolygon(list(shapely.get_parts(shape)))


def _sites(outcome: ScenarioOutcome) -> Layer:
    return Layer(
        name="lieux",
        title="Lieux d'accueil",
        about="Lieux ouverts aujourd'hui ou dans le scénario",
        kind="Point",
        table=site_table(outcome),
        shapes=tuple(Point(line.site.lon, line.site.lat) for line in outcome.sites),
    )


def _van(outcome: ScenarioOutcome) -> Iterator[Layer]:
    """Draw the days of the van along their roads, and every stop that was studied."""
    days, stops = day_table(outcome), van_stop_table(outcome)
    if days is not None:
        yield Layer(
            name="tournees",
            title="Tournées du camion",
            about="Journées du camion, du dépôt au dépôt, le long des routes",
            kind="LineString",
            table=days,
            shapes=tuple(_day_line(tour, outcome=outcome) for tour in outcome.tours),
        )
    if stops is not None and outcome.van is not None:
        at = stops.columns.index("lieu")
        places = {stop.site_id: Point(stop.lon, stop.lat) for stop in outcome.van.stops}
        yield Layer(
            name="arrets_camion",
            title="Arrêts du camion",
            about="Arrêts étudiés, leur isolement, et s'ils sont desservis",
            kind="Point",
            table=stops,
            shapes=tuple(places[str(row[at])] for row in stops.rows),
        )


def _day_line(tour: DayTour, *, outcome: ScenarioOutcome) -> LineString:
    """Follow the road; straight from stop to stop where it is not known."""
    if tour.line:
        return LineString(tour.line)
    sites = {line.site.id: line.site for line in outcome.sites}
    depot = sites.get(tour.depot)
    home = [] if depot is None else [(depot.lon, depot.lat)]
    points = [*home, *((visit.lon, visit.lat) for visit in tour.visits), *home]
    return LineString(points if len(points) > 1 else points * 2)


def _links(outcome: ScenarioOutcome) -> Layer:
    homes = {one.code: (one.lon, one.lat) for one in outcome.territory.communes}
    sites = {line.site.id: (line.site.lon, line.site.lat) for line in outcome.sites}
    table = link_table(outcome)
    code, site = (table.columns.index(name) for name in ("code_commune", "lieu"))
    return Layer(
        name="liaisons",
        title="Qui va où",
        about="De la mairie de chaque commune aux lieux où vont ses jeunes dans le scénario",
        kind="LineString",
        table=table,
        shapes=tuple(
            LineString([homes[str(row[code])], sites[str(row[site])]]) for row in table.rows
        ),
    )


def _priority_areas(outcome: ScenarioOutcome) -> Layer:
    return Layer(
        name="qpv",
        title="Quartiers prioritaires",
        about="Quartiers prioritaires de la politique de la ville ; sans contour, une ligne seule",
        kind="MultiPolygon",
        table=priority_table(outcome),
        shapes=tuple(_area(one.geometry) for one in outcome.territory.priority_areas),
    )


def _epci(outcome: ScenarioOutcome) -> Layer:
    table = epci_table(outcome)
    communes: dict[str, list[BaseGeometry | None]] = {}
    for one in outcome.territory.communes:
        communes.setdefault(one.epci_code, []).append(one.geometry)
    at = table.columns.index("code_epci")
    return Layer(
        name="epci",
        title="Intercommunalités",
        about="Jeunes, temps d'accès, présence et coûts, par EPCI du périmètre",
        kind="MultiPolygon",
        table=table,
        shapes=tuple(_union(communes[str(row[at])]) for row in table.rows),
    )


def _perimeter(outcome: ScenarioOutcome) -> Layer:
    return Layer(
        name="perimetre",
        title="Périmètre",
        about="Périmètre de la Mission Locale",
        kind="MultiPolygon",
        table=perimeter_table(outcome),
        shapes=(_union([one.geometry for one in outcome.territory.communes]),),
    )


def _union(shapes: Iterable[BaseGeometry | None]) -> BaseGeometry | None:
    areas = [shape for one in shapes if (shape := _area(one)) is not None]
    if not areas:
        return None
    valid = shapely.make_valid(np.array(areas, dtype=object))
    return _area(shapely.union_all(valid, grid_size=_GRID_DEG))
