"""Everything that a map may show beside travel times, drawn on the small content."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import LineString, box

from placement.needs import (
    NearestDoors,
    NeedsOutcome,
    default_weights,
    measured,
    needs_index,
    rank_stability,
)
from placement.offers import SiteKind
from placement.privacy import Profile
from placement.territory import Demand, PriorityArea, Territory
from placement.viz import MapContent, MapContext, Reach, Tour, TourStop
from placement.viz.surroundings import MainRoads, Surroundings, Town

from .examples import commune, site, small_content

STOPS = (TourStop("Halle", 3.1, 46.5, "mardi 10 h"), TourStop("École", 3.2, 46.52, "mardi 14 h"))


def surroundings() -> Surroundings:
    """One commune on each side, a limit between them, a town, a motorway across."""
    return Surroundings(
        around=(box(2.5, 46.3, 2.95, 46.7), box(3.65, 46.3, 4.1, 46.7)),
        departements=LineString([(2.7, 46.3), (2.7, 46.7)]),
        towns=(Town("Grandville", 3.45, 46.65, 40_000),),
        roads=MainRoads(("motorway",), (LineString([(2.6, 46.48), (4.0, 46.52)]),)),
    )


def needs_of(territory: Territory) -> NeedsOutcome:
    """Compute the needs of a territory whose doors are 5, 10, 15… minutes away."""
    places = territory.demand.place_id
    steps = 300.0 * (1 + np.arange(len(places)))
    doors = NearestDoors(
        place_id=places,
        car_s=steps,
        no_car_s=2 * steps,
        attached=np.full(len(places), True),
        door=np.full(len(places), "Valbourg"),
        no_car_modes=("à pied",),
        estimated=False,
        source="essai",
    )
    found = measured(territory, doors=doors, services=(), cells=False, least=0)
    weights = default_weights()
    index = needs_index(found.measures, weights=weights, young=found.places.young)
    return NeedsOutcome(
        territory=territory,
        measured=found,
        index=index,
        stability=rank_stability(index, draws=10),
        weights=weights,
        profile=Profile.INTERNE,
        sources=(),
        date=dt.date(2025, 3, 1),
        warnings=(),
    )


def rich_content() -> MapContent:
    """Small content with every layer: ground, needs, isochrones, QPV, neighbour's site, tour."""
    content = small_content()
    away = commune("03999", name="Ailleurs", lon=3.4, lat=46.6)
    theirs = replace(
        site("voisin", at=away, kind=SiteKind.ANTENNE, name="Ailleurs"), neighbour="ML d'Ailleurs"
    )
    areas = (
        PriorityArea("QN1", "Les Chartreux", "03001", 0.2, box(2.99, 46.49, 3.01, 46.51)),
        PriorityArea("QN2", "Le Plateau", "03002", None),
    )
    territory = replace(
        content.territory, sites=(*content.territory.sites, theirs), priority_areas=areas
    )
    reach = tuple(
        Reach(minutes, shapely.Point(3.0, 46.5).buffer(minutes / 200)) for minutes in (45, 30, 15)
    )
    context = MapContext(
        surroundings=surroundings(),
        needs=needs_of(territory),
        reach_today=reach[:2],
        reach_planned=reach,
        tours=(Tour("Mardi", STOPS),),
        remarks=("ceci n'est pas dessiné.",),
    )
    return replace(content, territory=territory, context=context)


def on_cells(content: MapContent) -> MapContent:
    """Let the young people of each commune live in two cells, one of 60 % of them."""
    whole = content.territory.demand
    parts = (0.6, 0.4)
    cells = Demand(
        place_id=np.array([f"{code}-{n}" for code in whole.place_id.tolist() for n in (0, 1)]),
        commune_code=np.repeat(whole.commune_code, 2),
        lon=np.repeat(whole.lon, 2) + np.tile([0.0, 0.01], len(whole.lon)),
        lat=np.repeat(whole.lat, 2),
        spread_m=np.zeros(2 * len(whole.lon)),
        profiles=whole.profiles,
        young=np.concatenate([[row * part for part in parts] for row in whole.young]),
        counted=whole.counted,
        estimated=True,
        method=whole.method,
        sources=whole.sources,
    )
    at = dict(zip(whole.place_id.tolist(), cells.place_id[::2].tolist(), strict=True))
    moved = [
        replace(told, place_id=np.array([at[place] for place in told.place_id.tolist()]))
        for told in (content.baseline, content.plan)
    ]
    territory = replace(content.territory, demand=cells)
    return replace(content, territory=territory, baseline=moved[0], plan=moved[1])
