"""A solved scenario with contours, a neighbourhood, and people whose counts are withheld."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from placement.privacy import Profile
from placement.report import ScenarioOutcome
from placement.territory import Counted, PriorityArea, Protection, Territory
from tests.report.outcomes import YOUNG, outcome
from tests.territory_drawing import demand, territory

EVIL = '=HYPERLINK("http://x.example";"clic")'


@cache
def square(lon: float) -> BaseGeometry:
    """Draw a commune of some 7 km, clockwise: the wrong way round for GeoJSON."""
    return box(lon - 0.05, 46.45, lon + 0.05, 46.55, ccw=False)


def drawn_territory(*, followed: bool = False) -> Territory:
    """Three communes side by side in one EPCI; C is masked where people are followed."""
    people = demand(YOUNG)
    fields = {}
    if followed:
        people = replace(people, counted=Counted.CASELOAD)
        hidden = frozenset("C")
        fields = {"protection": Protection(Profile.INTERNE, hidden, hidden, "dit")}
    known = territory(people=people, **fields)
    shaped = tuple(replace(one, geometry=square(one.lon)) for one in known.communes)
    sites = tuple(replace(one, name=EVIL) if one.id == "c" else one for one in known.sites)
    area = PriorityArea("QP1", "Les Essarts", "A", 0.25, box(3.0, 46.49, 3.01, 46.51))
    return replace(known, communes=shaped, sites=sites, priority_areas=(area,))


@cache
def drawn_outcome(*, followed: bool = False) -> ScenarioOutcome:
    """B closes and C opens."""
    return outcome(place=drawn_territory(followed=followed))
