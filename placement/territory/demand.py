"""Young people of a territory, by place and mobility profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.sources.communes import CommuneRecord
from placement.territory.areas import spread_m
from placement.territory.counts import YoungPeople
from placement.territory.mobility import UsualShares
from placement.territory.model import Demand

__all__ = ["PROFILES", "at_mairies"]

PROFILES: Final = ("voiture", "sans_voiture", "mineurs")
"""Mobility profiles: adults with a car, adults without, the 16-17."""

Floats = NDArray[np.float64]


def at_mairies(
    people: YoungPeople,
    *,
    communes: Sequence[CommuneRecord],
    shares: UsualShares,
    areas: Floats,
) -> Demand:
    """Place the young people at the mairie of their commune, split by mobility profile.

    Parameters
    ----------
    communes, shares, areas : in the order of the counts; areas in square metres, NaN where unknown
    """
    codes = people.counts.commune_code
    return Demand(
        place_id=codes,
        commune_code=codes,
        lon=np.array([record.lon for record in communes]),
        lat=np.array([record.lat for record in communes]),
        spread_m=spread_m(areas),
        profiles=PROFILES,
        young=_by_profile(people, shares=shares),
        counted=people.counted,
        estimated=people.counts.estimated,
        method=people.counts.method,
        sources=people.sources,
    )


def _by_profile(people: YoungPeople, *, shares: UsualShares) -> Floats:
    """Split the young people of each commune among the profiles, (n, 3) persons.

    Minors are those counted, else their share; those without a car are those without a licence
    where i-milo counts them, else their share of the adults.
    """
    counts = people.counts
    minor_share = np.where(np.isnan(shares.minors), people.usual_minors, shares.minors)
    minors = np.where(np.isnan(counts.minors), minor_share * counts.young, counts.minors)
    adults = counts.young - minors
    no_car = np.where(
        np.isnan(people.no_licence),
        adults * (1 - shares.car),
        np.clip(people.no_licence - minors, 0.0, adults),
    )
    return np.column_stack([adults - no_car, no_car, minors])
