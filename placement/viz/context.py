"""What a map may show beside travel times: its ground, needs, isochrones, tours, sites around."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from placement.errors import PlacementError
from placement.needs import NeedsOutcome
from placement.viz.surroundings import Surroundings

__all__ = ["MapContext", "Reach", "Timetable", "Tour", "TourStop"]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """From where a site is reached by car within ``minutes``; ``shape`` is in degrees."""

    minutes: int
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class TourStop:
    """Where the van stops; ``told`` is French, such as « mardi 10 h à 12 h »."""

    name: str
    lon: float
    lat: float
    told: str


@dataclass(frozen=True, slots=True)
class Tour:
    """A day of the van: a French label, and its stops in the order of the road.

    ``line`` is the road itself, longitude and latitude, degrees; without it, stops are joined.

    Raises
    ------
    PlacementError
        It goes nowhere.
    """

    label: str
    stops: tuple[TourStop, ...]
    line: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.stops:
            raise PlacementError(f"tournée « {self.label} » : aucun arrêt.")


@dataclass(frozen=True, slots=True)
class Timetable:
    """When doors open in a plan of four weeks, from its first Monday.

    ``lines`` are French, by identity of site: « mardi matin, semaines 1 et 3 : CISP A ».
    """

    start: dt.date
    lines: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class MapContext:
    """Everything optional; a map without any of it is whole.

    Parameters
    ----------
    surroundings : ground beneath the communes; None draws none
    needs : index of the communes; None where it was not computed
    reach_today, reach_planned : isochrones of the sites open today, and of the plan, the longest
        first; empty where no road network was built
    tours : of the van
    timetable : of the sites of the plan; None where no calendar was made of it
    visits : when the van comes to each of its stops, French lines by identity of site
    remarks : French sentences on what is not drawn, and why
    """

    surroundings: Surroundings | None = None
    needs: NeedsOutcome | None = None
    reach_today: tuple[Reach, ...] = ()
    reach_planned: tuple[Reach, ...] = ()
    tours: tuple[Tour, ...] = ()
    timetable: Timetable | None = None
    visits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
