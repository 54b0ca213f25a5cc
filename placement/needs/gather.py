"""Measure every criterion on the communes, or on the cells, of a territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.french import plural
from placement.needs.doors import NearestDoors, doors_by_commune
from placement.needs.measures import Measure, NeedPlaces, withheld_below
from placement.needs.on_demand import reachable_half_days
from placement.needs.places import cell_places, commune_places, commune_row
from placement.needs.social import measure, social_measures
from placement.sources.tad import OnDemandService
from placement.territory import Territory

__all__ = ["Measured", "measured"]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The places, their criteria and the nearest doors, in one order; ``remarks`` are French."""

    places: NeedPlaces
    measures: tuple[Measure, ...]
    doors: NearestDoors
    remarks: tuple[str, ...]


def measured(
    territory: Territory,
    *,
    doors: NearestDoors,
    services: Sequence[OnDemandService],
    cells: bool,
    least: int,
) -> Measured:
    """Measure the criteria.

    Parameters
    ----------
    doors : times from every place of residence of the demand, in its order
    services : on-demand transport; empty where there is no table
    cells : compare the cells of the demand rather than the communes
    least : persons or households under which a share is withheld; 0 withholds none

    Raises
    ------
    ScenarioError
        Cells are wanted and the demand is not on a grid.
    """
    communes = commune_places(territory)
    homes = commune_row(communes, codes=territory.demand.commune_code)
    if cells:
        places, nearest = cell_places(territory), doors
    else:
        young = territory.demand.young.sum(axis=1)
        places = communes
        nearest = doors_by_commune(doors, places=communes, rows=homes, young=young)
    rows = homes if cells else np.arange(len(places.id), dtype=np.intp)
    found = (
        *social_measures(territory, places=places, rows=rows),
        *_journeys(nearest),
        _on_demand(territory, places=places, services=services),
    )
    kept = tuple(withheld_below(one, least=least) for one in found)
    return Measured(
        places=places,
        measures=kept,
        doors=nearest,
        remarks=(
            *(remark for one in kept for remark in one.remarks),
            *_told(kept, places=places),
            *_off_roads(nearest, places=places),
        ),
    )


def _journeys(doors: NearestDoors) -> tuple[Measure, Measure]:
    by_car = _journey("temps_voiture", doors.car_s, doors=doors)
    without = _journey("temps_sans_voiture", doors.no_car_s, doors=doors)
    modes = " ou ".join(doors.no_car_modes)
    return by_car, replace(without, source=f"{without.source} ({modes})")


def _journey(criterion_id: str, time_s: NDArray[np.float64], *, doors: NearestDoors) -> Measure:
    """Measure a journey; where a place is on a road that leads to no door, need is at its most."""
    return replace(
        measure(criterion_id, time_s, estimated=doors.estimated, source=(doors.source, "")),
        utmost=np.isnan(time_s) & doors.attached,
    )


def _on_demand(
    territory: Territory, *, places: NeedPlaces, services: Sequence[OnDemandService]
) -> Measure:
    codes = places.commune_code.tolist()
    half_days = (
        reachable_half_days(codes, services=services, sites=territory.sites)
        if services
        else np.full(len(codes), np.nan)
    )
    return measure("tad", half_days, source=("tad.csv", ""))


def _told(measures: Sequence[Measure], *, places: NeedPlaces) -> list[str]:
    """Say which shares are withheld, and where a criterion that is known elsewhere is not."""
    told = []
    for one in measures:
        label = one.criterion.label
        if one.masked.any():
            hidden = plural(
                int(one.masked.sum()),
                one="valeur masquée, laissée hors de l'indice",
                many="valeurs masquées, laissées hors de l'indice",
            )
            told.append(f"{label} : {hidden} (trop petit effectif).")
        lost = ~one.known & ~one.masked
        if lost.any() and one.known.any():
            told.append(
                f"{label} : valeur inconnue pour {cite(places.name[lost].tolist())} ; l'indice y "
                "est calculé sur les autres critères."
            )
    return told


def _off_roads(doors: NearestDoors, *, places: NeedPlaces) -> list[str]:
    lost = places.name[~doors.attached].tolist()
    if not lost:
        return []
    return [f"Sans route connue, donc sans temps de trajet : {cite(lost)}."]
