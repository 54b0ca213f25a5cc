"""Round trips by public transport of a territory, kept from one run to the next by content."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from placement import __version__
from placement.errors import DataError, PlacementError, ScenarioError
from placement.french import decimal, minutes, plural
from placement.network import Points, RoadNetwork
from placement.recurrence import EVERY_HALF_DAY, HalfDay, opening_half_days
from placement.run.cache import cache_folder
from placement.run.networks import homes_of, sites_of
from placement.scenario import Scenario
from placement.scenario.transport import Transport, minutes_of
from placement.sources.gtfs import (
    FEEDS_FOLDER,
    FeedUse,
    choose_day,
    day_timetable,
    find_feeds,
    read_feed,
)
from placement.sources.registry import file_sha256
from placement.sources.spreadsheet import sheet_at
from placement.sources.tad import TAD_FILE, OnDemandService, read_tad
from placement.territory import Site, Territory
from placement.travel import TravelTimes
from placement.travel.transit import (
    HalfDayWindow,
    OnDemandRules,
    TransitRules,
    TransitTimes,
    Walker,
    load_transit,
    no_timetable,
    save_transit,
    transit_times,
    with_on_demand,
)
from placement.units import SECONDS_PER_MINUTE

__all__ = ["territory_transit", "transit_rules"]

_logger = logging.getLogger(__name__)
_MINUTE_S = int(SECONDS_PER_MINUTE)

Progress = Callable[[int, int], None]
CarTimes = Callable[[], TravelTimes]


def territory_transit(
    territory: Territory,
    *,
    folder: Path,
    scenario: Scenario,
    network: RoadNetwork,
    by_car: CarTimes,
    progress: Progress | None = None,
) -> TransitTimes:
    """Compute the round trips of a territory from ``gtfs/*.zip`` and ``tad.csv``.

    Parameters
    ----------
    by_car
        Gives the times by road, called only when there is transport on demand.

    Raises
    ------
    ScenarioError
        The territory has neither timetables nor on-demand transport.
    DataError
        One of their files cannot be read.
    """
    feeds, services = find_feeds(folder), _services(folder)
    if not (feeds or services):
        raise ScenarioError(
            f"scénario « {scenario.nom} » : mobilite utilise le mode tc, mais le territoire "
            f"« {territory.name} » n'a ni horaires ({FEEDS_FOLDER}/*.zip) ni transport à la "
            f"demande ({TAD_FILE}) ; ajoutez-les dans « {folder} » ou retirez tc."
        )
    times = _by_timetable(
        feeds, territory=territory, scenario=scenario, network=network, progress=progress
    )
    if not services:
        return times
    return _on_demand(
        times, services=services, territory=territory, scenario=scenario, by_car=by_car()
    )


def transit_rules(scenario: Scenario) -> TransitRules:
    """Translate the section ``transport`` of a scenario."""
    asked = scenario.transport
    return TransitRules(
        half_days=(
            _window("matin", asked.matin_debut, asked.matin_fin),
            _window("apres_midi", asked.apres_midi_debut, asked.apres_midi_fin),
        ),
        appointment_s=_seconds(asked.duree_rendez_vous_min),
        slot_step_s=_seconds(asked.pas_rendez_vous_min),
        walk_kmh=scenario.temps.marche_kmh,
        walk_max_s=_seconds(asked.marche_max_min),
        rides_max=asked.correspondances_max + 1,
        change_s=_seconds(asked.marge_correspondance_min),
        wait_max_s=_seconds(asked.attente_correspondance_max_min),
        earliest_s=_clock_s(asked.depart_au_plus_tot),
        latest_s=_clock_s(asked.retour_au_plus_tard),
    )


def _window(name: str, start: str, end: str) -> HalfDayWindow:
    return HalfDayWindow(name, _clock_s(start), _clock_s(end))


def _clock_s(clock: str) -> int:
    return minutes_of(clock) * _MINUTE_S


def _seconds(minutes: float) -> int:
    return round(minutes * _MINUTE_S)


def _services(folder: Path) -> tuple[OnDemandService, ...]:
    path = folder / TAD_FILE
    return read_tad(path) if sheet_at(path).exists() else ()


def _by_timetable(
    feeds: Sequence[Path],
    *,
    territory: Territory,
    scenario: Scenario,
    network: RoadNetwork,
    progress: Progress | None,
) -> TransitTimes:
    """Compute times by timetable, or take from the cache those computed before."""
    homes, sites = homes_of(territory), sites_of(territory)
    if not feeds:
        return no_timetable(homes, sites)
    rules = transit_rules(scenario)
    opened = _open_half_days(territory.sites, rules=rules)
    walker = Walker(
        network=network,
        speed_kmh=rules.walk_kmh,
        max_s=rules.walk_max_s,
        max_snap_m=scenario.temps.rattachement_max_m,
    )
    said = (scenario.transport.date, rules, walker.max_snap_m, network.content_hash)
    path = cache_folder() / "tc" / _key(feeds, homes, sites, opened=opened, said=said)
    kept = _read(path)
    if kept is not None:
        return kept
    times = _computed(
        feeds,
        asked=scenario.transport,
        compute=lambda table: transit_times(
            table,
            homes=homes,
            sites=sites,
            rules=rules,
            walker=walker,
            open_half_days=opened,
            progress=progress,
        ),
    )
    _keep(times, path=path)
    return times


def _computed(
    paths: Sequence[Path], *, asked: Transport, compute: Callable[..., TransitTimes]
) -> TransitTimes:
    """Read the feeds, choose the day, and carry both with the times."""
    feeds = [read_feed(path) for path in paths]
    wanted = None if asked.date is None else dt.date.fromisoformat(asked.date)
    day = choose_day(feeds, wanted=wanted)
    times = compute(day_timetable(feeds, day=day))
    booked = [
        f"{feed.name} : {feed.on_request} courses à réserver, comptées comme les autres."
        for feed in feeds
        if feed.on_request
    ]
    warnings = [warning for feed in feeds for warning in feed.warnings]
    return replace(
        times,
        feeds=tuple(
            FeedUse.of(feed, day=date) for feed, date in zip(feeds, day.dates, strict=True)
        ),
        remarks=(day.sentence, *booked, *warnings, *times.remarks),
    )


def _on_demand(
    times: TransitTimes,
    *,
    services: Sequence[OnDemandService],
    territory: Territory,
    scenario: Scenario,
    by_car: TravelTimes,
) -> TransitTimes:
    asked = scenario.transport
    added = with_on_demand(
        times,
        services=services,
        home_commune=territory.demand.commune_code.tolist(),
        site_commune=[site.commune_code for site in territory.sites],
        site_half_days=[_half_days(site) for site in territory.sites],
        by_car=by_car,
        rules=OnDemandRules(
            road_factor=asked.tad_facteur,
            margin_s=_seconds(asked.tad_marge_min),
            appointment_s=_seconds(asked.duree_rendez_vous_min),
        ),
    )
    sectors = len({service.sector for service in services})
    told = (
        f"Transport à la demande : {plural(sectors, one='secteur', many='secteurs')} "
        f"({TAD_FILE}) ; temps de la voiture × {decimal(asked.tad_facteur)} + "
        f"{minutes(asked.tad_marge_min)}."
    )
    unsnapped = added.unsnapped or by_car.unsnapped
    return replace(added, unsnapped=unsnapped, remarks=(*added.remarks, told))


def _half_days(site: Site) -> frozenset[HalfDay]:
    """Half-days of the week on which a site receives today; a candidate may be given any."""
    if site.recurrence is None:
        return EVERY_HALF_DAY
    return opening_half_days(site.recurrence.text)


def _open_half_days(sites: Sequence[Site], *, rules: TransitRules) -> npt.NDArray[np.bool_]:
    """(sites, half-days of a day) whether a site receives then on some weekday."""
    parts = [{part for _, part in _half_days(site)} for site in sites]
    return np.array(
        [[window.name in open_ for window in rules.half_days] for open_ in parts], dtype=np.bool_
    ).reshape(len(sites), len(rules.half_days))


def _key(
    feeds: Sequence[Path],
    homes: Points,
    sites: Points,
    *,
    opened: npt.NDArray[np.bool_],
    said: tuple[object, ...],
) -> str:
    digest = hashlib.sha256(f"{__version__}\n{said!r}\n".encode())
    for path in feeds:
        digest.update(f"{path.name} {file_sha256(path)}\n".encode())
    for points in (homes, sites):
        digest.update("\n".join(points.id).encode())
        digest.update(np.column_stack([points.lon, points.lat]).tobytes())
    digest.update(opened.tobytes())
    return digest.hexdigest()


def _read(path: Path) -> TransitTimes | None:
    if not path.exists():
        return None
    try:
        return load_transit(path)
    except DataError as error:
        _logger.warning("temps en cache illisibles, recalculés : %s", error)
        return None


def _keep(times: TransitTimes, *, path: Path) -> None:
    try:
        save_transit(times, path)
    except PlacementError as error:
        _logger.warning("temps non gardés en cache (%s)", error)
