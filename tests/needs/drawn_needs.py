"""A needs index on the drawn territory A, B, C: doors in A and B, C out of reach without a car."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from shapely.geometry import box

from placement.needs import (
    NearestDoors,
    NeedsOutcome,
    Normalisation,
    default_weights,
    measured,
    needs_index,
    rank_stability,
)
from placement.privacy import Profile
from placement.sources.provenance import Provenance
from placement.sources.statistics import CommuneStatistics
from placement.sources.tad import OnDemandService
from placement.territory import PriorityArea, Territory
from tests.territory_drawing import demand, territory

YOUNG = {"A": (60.0, 20.0, 20.0), "B": (20.0, 12.0, 8.0), "C": (5.0, 3.0, 2.0)}
STATISTICS = {
    "A": CommuneStatistics(households=400, households_without_car=100, followed=40),
    "B": CommuneStatistics(households=100, households_without_car=10, grid_households=80,
                           poor_households=20),
    "C": CommuneStatistics(households=8, households_without_car=4, grid_households=10,
                           poor_households=1, poor_imputed_households=10),
}  # fmt: skip
SOURCE = Provenance("recensement", "Recensement", "Insee", "2021", "Licence Ouverte 2.0", "x", "0")


def drawn_territory(**fields: Any) -> Territory:
    """Draw the territory: 100, 40 and 10 young people; a QPV in A where a quarter of them live."""
    known: dict[str, Any] = {
        "statistics": STATISTICS,
        "priority_areas": (
            PriorityArea("QN1", "Quartier", "A", 0.25, box(3.0, 46.5, 3.01, 46.51)),
        ),
        "provenance": (SOURCE,),
    }
    drawn = territory(people=demand(YOUNG), **(known | fields))
    squares = {"A": 3.0, "B": 3.1, "C": 3.2}
    communes = tuple(
        replace(
            one,
            neet_share={"A": 0.1, "B": 0.2, "C": None}[one.code],
            geometry=box(squares[one.code], 46.45, squares[one.code] + 0.1, 46.55),
        )
        for one in drawn.communes
    )
    return replace(drawn, communes=communes)


def doors(
    *,
    car: tuple[float, ...] = (5, 5, 20),
    no_car: tuple[float, ...] = (10, 15, np.nan),
    attached: tuple[bool, ...] = (True, True, True),
) -> NearestDoors:
    """Give minutes from A, B, C to the nearest door."""
    return NearestDoors(
        place_id=np.array(["A", "B", "C"]),
        car_s=np.array(car) * 60.0,
        no_car_s=np.array(no_car) * 60.0,
        attached=np.array(attached),
        door=np.array(["Lieu A", "Lieu B", "Lieu B"]),
        no_car_modes=("à pied", "à vélo"),
        estimated=False,
        source="essai",
    )


def drawn_outcome(
    *,
    profile: Profile = Profile.INTERNE,
    weights: Mapping[str, float] | None = None,
    by: Normalisation = Normalisation.RANK,
    services: tuple[OnDemandService, ...] = (),
    **fields: Any,
) -> NeedsOutcome:
    """Compute the index of the drawn territory."""
    drawn = drawn_territory(**fields)
    found = measured(
        drawn,
        doors=doors(),
        services=services,
        cells=False,
        least=11 if profile is Profile.PUBLIC else 0,
    )
    asked = {**default_weights(), **(weights or {})}
    index = needs_index(found.measures, weights=asked, young=found.places.young, by=by)
    return NeedsOutcome(
        territory=drawn,
        measured=found,
        index=index,
        stability=rank_stability(index, draws=20),
        weights=asked,
        profile=profile,
        sources=(SOURCE,),
        date=dt.date(2026, 3, 1),
        warnings=found.remarks,
    )
