"""Where the van may go: candidate stops, the most isolated first, and the roads between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.assemble.van import VanGround, day_limits
from placement.errors import DataError, Faults, ScenarioError, cite
from placement.french import WEEKDAYS
from placement.network import RoadNetwork
from placement.offers import SiteKind
from placement.run.van_isolation import nearest_m, stop_scores
from placement.run.van_roads import there_and_back, van_legs
from placement.scenario import Scenario
from placement.scenario.van import Van
from placement.sources.territory_folder.van_stops import (
    MobileStop,
    StopEntry,
    read_mobile_stops,
    read_stops,
)
from placement.territory import Site, Territory
from placement.tours import Windows, unreachable_stops
from placement.travel import TravelMode, TravelTimes
from placement.units import METRES_PER_KM, SECONDS_PER_MINUTE

__all__ = ["TimesTo", "van_ground"]

TimesTo = Callable[[tuple[Site, ...]], Mapping[str, TravelTimes]]
"""Gives, by mode, the times from every place of residence to some sites."""

_PREFIX: Final = "camion"


def van_ground(
    scenario: Scenario,
    *,
    van: Van,
    territory: Territory,
    folder: Path,
    network: RoadNetwork,
    car: TravelMode,
    times: Mapping[str, TravelTimes],
    times_to: TimesTo,
) -> VanGround:
    """Gather the stops that the van may serve, the most isolated first, and the legs between them.

    Parameters
    ----------
    car
        How the van drives.
    times
        By mode, from every place of residence to every site of ``territory``.
    times_to
        Gives the times to the stops.

    Raises
    ------
    ScenarioError
        The depot is no site of the territory.
    DataError
        The sheets of the stops hold faults.
    """
    depot = _depot(van, territory=territory, scenario=scenario)
    faults = Faults(f"territoire {folder.name}")
    perimeter = {commune.code for commune in territory.communes}
    listed = read_stops(folder, perimeter=perimeter, faults=faults)
    mobile = read_mobile_stops(folder, faults=faults)
    faults.raise_as(DataError)
    entries = _mairies(territory) if listed is None else listed
    apart, excluded = _outside_exclusions(
        entries, van=van, scenario=scenario, territory=territory, mobile=mobile
    )
    apart, beyond = _within_a_day(
        apart, van=van, scenario=scenario, depot=depot, network=network, car=car
    )
    score = stop_scores(
        apart, van=van, scenario=scenario, territory=territory, times=times, mobile=mobile
    )
    kept, unstudied = _most_isolated(apart, score=score, most=van.arrets_etudies)
    stops = tuple(_site(apart[k]) for k in kept)
    legs = van_legs(
        network,
        points=(depot, *stops),
        car=car,
        max_snap_m=scenario.temps.rattachement_max_m,
        most_s=van.conduite_max_min * SECONDS_PER_MINUTE,
    )
    return VanGround(
        depot=depot,
        stops=stops,
        imposed=tuple(_site(apart[k]).id for k in kept if apart[k].imposed),
        legs=legs,
        times=times_to(stops),
        score=score[kept],
        remarks=(*excluded, *beyond, *unstudied),
        windows=_windows([apart[k] for k in kept]),
        market=_market_days(territory, stops=stops),
        close_to=dict(
            _excluded_by_sites(
                [apart[k] for k in kept], van=van, scenario=scenario, territory=territory
            )
        ),
    )


def _windows(entries: Sequence[StopEntry]) -> Windows:
    return Windows(
        np.array([entry.open_s for entry in entries]),
        np.array([entry.close_s for entry in entries]),
    )


def _market_days(territory: Territory, *, stops: Sequence[Site]) -> NDArray[np.bool_]:
    """Whether each weekday is a market day of the commune of each stop, shape (k, 7)."""
    held = {
        (market.commune_code, WEEKDAYS.index(day))
        for market in territory.markets
        for day in market.days
    }
    days = [[(stop.commune_code, day) in held for day in range(7)] for stop in stops]
    return np.array(days, dtype=np.bool_).reshape(len(stops), 7)


def _depot(van: Van, *, territory: Territory, scenario: Scenario) -> Site:
    own = {site.id: site for site in territory.sites if not site.neighbour}
    if van.depot is None:
        return next(site for site in own.values() if site.kind is SiteKind.SIEGE)
    if van.depot not in own:
        raise ScenarioError(
            f"scénario « {scenario.nom} » : camion.depot : lieu inconnu « {van.depot} » dans le "
            f"territoire « {territory.name} » ; les identifiants sont dans lieux.csv."
        )
    return own[van.depot]


def _mairies(territory: Territory) -> tuple[StopEntry, ...]:
    return tuple(
        StopEntry(
            id=one.code.lower(),
            name=f"{one.name}, mairie",
            commune_code=one.code,
            address="",
            lon=one.lon,
            lat=one.lat,
            kind="mairie",
            imposed=False,
        )
        for one in territory.communes
    )


def _outside_exclusions(
    entries: tuple[StopEntry, ...],
    *,
    van: Van,
    scenario: Scenario,
    territory: Territory,
    mobile: tuple[MobileStop, ...],
) -> tuple[tuple[StopEntry, ...], tuple[str, ...]]:
    """Leave out the stops near a door that stays open, or near another bus; say which."""
    sure = [(site.lon, site.lat) for site in _sure(territory, scenario=scenario)]
    buses = [(bus.lon, bus.lat) for bus in mobile]
    near_site = _near(entries, places=sure, km=van.exclusion_lieux_km)
    near_bus = _near(entries, places=buses, km=van.exclusion_bus_km)
    free = np.array([entry.imposed for entry in entries], dtype=np.bool_)
    told = [
        f"camion : {int(mask.sum())} arrêts possibles laissés de côté, {why} : "
        f"{cite(entry.name for entry, out in zip(entries, mask, strict=True) if out)}."
        for mask, why in (
            (near_site & ~free, "trop près d'un lieu qui reste ouvert (exclusion_lieux_km)"),
            (near_bus & ~near_site & ~free, "trop près d'un autre bus (exclusion_bus_km)"),
        )
        if mask.any()
    ]
    kept = free | ~(near_site | near_bus)
    return tuple(e for e, keep in zip(entries, kept, strict=True) if keep), tuple(told)


def _sure(territory: Territory, *, scenario: Scenario) -> list[Site]:
    """List the sites that stay open whatever is decided."""
    imposed = {rule.lieu for rule in scenario.sites.imposes}
    return [
        site
        for site in territory.sites
        if site.kind is SiteKind.SIEGE
        or site.id in imposed
        or (site.neighbour and scenario.voisins == "oui")
    ]


def _excluded_by_sites(
    entries: Sequence[StopEntry], *, van: Van, scenario: Scenario, territory: Territory
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Give, for each site that may open or not, the stops that it would exclude, shape (k,)."""
    sure = {site.id for site in _sure(territory, scenario=scenario)}
    free = np.array([not entry.imposed for entry in entries], dtype=np.bool_)
    for site in territory.sites:
        if site.id not in sure and not site.neighbour:
            place = [(site.lon, site.lat)]
            near = _near(tuple(entries), places=place, km=van.exclusion_lieux_km) & free
            if near.any():
                yield site.id, near


def _near(
    entries: tuple[StopEntry, ...], *, places: list[tuple[float, float]], km: float
) -> NDArray[np.bool_]:
    """Whether each stop is nearer than so many km, straight, to one of some places, shape (k,)."""
    return np.asarray(nearest_m(entries, places=places) < km * METRES_PER_KM)


def _within_a_day(
    entries: tuple[StopEntry, ...],
    *,
    van: Van,
    scenario: Scenario,
    depot: Site,
    network: RoadNetwork,
    car: TravelMode,
) -> tuple[tuple[StopEntry, ...], tuple[str, ...]]:
    """Leave out the stops that no day can serve, but the imposed ones, refused later; say which."""
    if not entries:
        return (), ()
    legs = there_and_back(
        network,
        depot=depot,
        stops=[_site(entry) for entry in entries],
        car=car,
        max_snap_m=scenario.temps.rattachement_max_m,
    )
    why = unreachable_stops(legs, limits=day_limits(van), windows=_windows(entries))
    lost = [entry for entry in entries if _site(entry).id in why and not entry.imposed]
    if not lost:
        return entries, ()
    told = cite(f"{entry.name} ({why[_site(entry).id]})" for entry in lost)
    return tuple(entry for entry in entries if entry not in lost), (
        f"camion : {len(lost)} arrêts possibles qu'aucune journée ne peut servir depuis "
        f"{depot.name}, laissés de côté : {told}.",
    )


def _most_isolated(
    entries: tuple[StopEntry, ...], *, score: NDArray[np.float64], most: int
) -> tuple[list[int], tuple[str, ...]]:
    """Keep the most isolated stops, the imposed ones first, in the order of their ids; say so."""
    order = sorted(
        range(len(entries)), key=lambda k: (not entries[k].imposed, -score[k], entries[k].id)
    )
    kept = sorted(order[:most], key=lambda k: entries[k].id)
    if len(entries) <= most:
        return kept, ()
    return kept, (
        f"camion : {most} arrêts étudiés sur {len(entries)} possibles, les plus isolés ; "
        "camion.arrets_etudies en étudie davantage.",
    )


def _site(entry: StopEntry) -> Site:
    """Describe a stop as a site that nothing holds open today."""
    return Site(
        id=f"{_PREFIX}-{entry.id}",
        name=entry.name,
        commune_code=entry.commune_code,
        lon=entry.lon,
        lat=entry.lat,
        position="adresse" if entry.address else "chef_lieu",
        kind=None,
        recurrence=None,
        premises_lent=True,
        host="",
        host_status="",
        address=entry.address,
        annual_cost_eur=None,
        note="",
    )
