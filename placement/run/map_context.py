"""What the interactive map shows beside the plan: ground, needs, isochrones of the open sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from placement.assemble import scenario_modes
from placement.errors import PlacementError
from placement.needs import NeedsOutcome
from placement.network import Points, RoadNetwork
from placement.network.points import WGS84
from placement.privacy import Profile
from placement.report import RunFacts, ScenarioOutcome
from placement.run.atlas_needs import needs_today
from placement.run.settings import territory_modes, territory_speeds
from placement.run.stages import Prepared
from placement.run.van_maps import map_tours, visit_lines
from placement.sources.gtfs import find_feeds
from placement.territory import Site
from placement.travel import TravelMode
from placement.travel.isochrones import isochrones
from placement.viz import MapContext, Reach, Timetable
from placement.viz.surroundings import main_roads, surroundings_of

__all__ = ["REACH_MIN", "map_context"]

REACH_MIN: Final = (15, 30, 45)
"""Durations of the isochrones, minutes."""

_MOST_PLACES: Final = 1_000
"""Places of residence above which the needs take too long for a map about something else."""

_CLOSED_M: Final = 1_500.0
"""Roads so far apart, or nearer, make one shape: an isochrone of the whole is read at a glance."""

_OPENED_M: Final = 150.0
_FINEST_M: Final = 150.0
_LEAST_M2: Final = 4e6
_CAR: Final = "voiture"
_NO_ROADS: Final = (
    "isochrones non dessinées : les temps sont estimés, sans réseau routier ; construisez-le avec "
    "« placement network build »."
)
_NEEDS_APART: Final = (
    "indice de besoins non calculé ici ({why}) ; lancez « placement needs {name} »."
)

Attempt = tuple[NeedsOutcome | None, str]


def map_context(
    outcome: ScenarioOutcome,
    *,
    prepared: Prepared,
    facts: RunFacts,
    timetable: Timetable | None = None,
) -> MapContext:
    """Gather the ground and the optional layers; say in French what cannot be drawn.

    Raises
    ------
    DataError
        An embedded file of communes is absent, or is not that of the registry.
    """
    needs, untold = _needs(prepared, profile=outcome.profile, facts=facts)
    today, planned = _reaches(outcome, prepared=prepared)
    no_roads = _NO_ROADS if prepared.network.origin.estimated else ""
    return MapContext(
        surroundings=surroundings_of(outcome.territory, roads=main_roads(prepared.network)),
        needs=needs,
        reach_today=today,
        reach_planned=planned,
        tours=map_tours(outcome),
        timetable=timetable,
        visits=visit_lines(outcome),
        remarks=tuple(remark for remark in (no_roads, untold) if remark),
    )


def _needs(prepared: Prepared, *, profile: Profile, facts: RunFacts) -> Attempt:
    """Compute the needs where it is quick: never more than a few seconds of a run."""
    folder, name = prepared.folder, prepared.territory.name
    if len(prepared.territory.demand.place_id) > _MOST_PLACES:
        return None, _NEEDS_APART.format(why="trop de lieux de résidence", name=name)
    if prepared.transit is None and find_feeds(folder):
        why = "les horaires de transport en commun n'ont pas été lus"
        return None, _NEEDS_APART.format(why=why, name=name)
    inputs = (*sorted(facts.territory_files.items()), ("", str(facts.network["sha256"])))
    return _known_needs(folder.resolve(), profile, inputs)


@lru_cache(maxsize=4)
def _known_needs(folder: Path, profile: Profile, _inputs: tuple[tuple[str, str], ...]) -> Attempt:
    """Compute the needs once for all the scenarios of a territory whose files stay the same."""
    try:
        needs, told = needs_today(folder, profile=profile, advance=_silently)
    except PlacementError as error:
        return None, f"indice de besoins non calculé : {error}"
    return needs, "" if needs is not None else f"indice de besoins non calculé : {' '.join(told)}"


def _silently(_what: str, _done: int, _total: int) -> None:
    """Show no progress: it lasts a second."""


def _reaches(
    outcome: ScenarioOutcome, *, prepared: Prepared
) -> tuple[tuple[Reach, ...], tuple[Reach, ...]]:
    """Draw from where the sites open today, then those of the plan, are reached by car."""
    if prepared.network.origin.estimated:
        return (), ()
    mode = _car(prepared)
    today = [one.site for one in outcome.sites if one.today is not None]
    planned = [one.site for one in outcome.sites if one.option is not None]
    before = _reach(prepared.network, sites=today, mode=mode)
    same = [site.id for site in today] == [site.id for site in planned]
    return before, before if same else _reach(prepared.network, sites=planned, mode=mode)


def _car(prepared: Prepared) -> TravelMode:
    folder = prepared.folder
    table = territory_modes(folder)
    modes = scenario_modes(prepared.scenario, table=table, speeds=territory_speeds(folder))
    return modes.get(_CAR, table[_CAR])


def _reach(network: RoadNetwork, *, sites: Sequence[Site], mode: TravelMode) -> tuple[Reach, ...]:
    if not sites:
        return ()
    drawn = isochrones(
        network, sites=_points(sites), mode=mode, minutes=REACH_MIN, together=True
    ).shapes
    flat = drawn.to_crs(network.crs)
    flat.geometry = [_generalised(shape) for shape in flat.geometry]
    told = flat[~flat.geometry.is_empty].to_crs(WGS84)
    reaches = [
        Reach(round(minutes), shape)
        for minutes, shape in zip(told["minutes"], told.geometry, strict=True)
    ]
    return tuple(reversed(reaches))


def _generalised(shape: BaseGeometry) -> BaseGeometry:
    """Fill what is narrow, drop what is small, metres: the exact shape is that of the command."""
    closed = shapely.buffer(shape, _CLOSED_M)
    opened = shapely.buffer(shapely.buffer(closed, -_CLOSED_M - _OPENED_M), _OPENED_M)
    parts = [part for part in shapely.get_parts(opened) if part.area >= _LEAST_M2]
    filled = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if _large(hole)])
        for part in parts
        if isinstance(part, shapely.Polygon)
    ]
    return shapely.simplify(shapely.union_all(filled), _FINEST_M)


def _large(ring: shapely.LinearRing) -> bool:
    return bool(shapely.Polygon(ring).area >= _LEAST_M2)


def _points(sites: Iterable[Site]) -> Points:
    listed = list(sites)
    return Points(
        id=tuple(site.id for site in listed),
        lon=np.array([site.lon for site in listed]),
        lat=np.array([site.lat for site in listed]),
    )
