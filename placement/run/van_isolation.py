"""How isolated each candidate stop of the van is, from what is known of its commune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.network.points import great_circle_m
from placement.scenario import Scenario
from placement.scenario.van import Van
from placement.sources.territory_folder.van_stops import MobileStop, StopEntry
from placement.territory import Demand, Territory
from placement.tours import IsolationWeights, isolation_scores
from placement.travel import TravelTimes

__all__ = ["nearest_m", "stop_scores"]

_WEIGHT_OF: Final = {
    "without_car": "temps_sans_voiture",
    "by_car": "temps_voiture",
    "young": "jeunes",
    "minors": "mineurs",
    "services": "autres_services",
}


def stop_scores(
    entries: Sequence[StopEntry],
    *,
    van: Van,
    scenario: Scenario,
    territory: Territory,
    times: Mapping[str, TravelTimes],
    mobile: Sequence[MobileStop],
) -> NDArray[np.float64]:
    """Score the isolation of each stop, 0 to 100, shape (k,).

    Parameters
    ----------
    times
        By mode, from every place of residence to every site of ``territory``.
    mobile
        Where the buses of other services stop.
    """
    demand = territory.demand
    modes = scenario.mobilite.by_profile(demand.profiles)
    today = np.array([site.existing for site in territory.sites], dtype=np.bool_)

    def door_s(profile: str, *, instead: int) -> NDArray[np.float64]:
        named = profile if profile in demand.profiles else demand.profiles[instead]
        nearest = [np.fmin.reduce(times[mode].time_s[:, today], axis=1) for mode in modes[named]]
        return _means(np.fmin.reduce(nearest), demand=demand, entries=entries)

    young = demand.young.sum(axis=1)
    criteria = {
        "without_car": door_s("sans_voiture", instead=-1),
        "by_car": door_s("voiture", instead=0),
        "young": _sums(young, demand=demand, entries=entries),
    }
    if "mineurs" in demand.profiles:
        minors = demand.young[:, demand.profiles.index("mineurs")]
        criteria["minors"] = _sums(minors, demand=demand, entries=entries)
    if mobile:
        places = [(bus.lon, bus.lat) for bus in mobile]
        criteria["services"] = nearest_m(entries, places=places)
    weights = {name: float(getattr(van.isolement, key)) for name, key in _WEIGHT_OF.items()}
    return isolation_scores(criteria, weights=IsolationWeights(**weights))


def nearest_m(
    entries: Sequence[StopEntry], *, places: Sequence[tuple[float, float]]
) -> NDArray[np.float64]:
    """Straight distance from each stop to the nearest of some places, m, shape (k,)."""
    if not entries or not places:
        return np.full(len(entries), np.inf)
    here = np.array([(entry.lon, entry.lat) for entry in entries])
    there = np.array(places)
    gaps = great_circle_m(here[:, :1], here[:, 1:], there[None, :, 0], there[None, :, 1])
    return np.asarray(gaps.min(axis=1))


def _sums(
    figure: NDArray[np.float64], *, demand: Demand, entries: Sequence[StopEntry]
) -> NDArray[np.float64]:
    """Sum over the places of the commune of each stop, shape (k,)."""
    return np.array([figure[demand.commune_code == e.commune_code].sum() for e in entries])


def _means(
    figure: NDArray[np.float64], *, demand: Demand, entries: Sequence[StopEntry]
) -> NDArray[np.float64]:
    """Mean over the young people of the commune of each stop, shape (k,); NaN where unknown."""
    known = ~np.isnan(figure)
    weight = np.where(known, demand.young.sum(axis=1), 0.0)
    total = _sums(weight, demand=demand, entries=entries)
    spent = _sums(weight * np.nan_to_num(figure), demand=demand, entries=entries)
    means: NDArray[np.float64] = np.full(len(total), np.nan)
    np.divide(spent, total, out=means, where=total > 0)
    return means
