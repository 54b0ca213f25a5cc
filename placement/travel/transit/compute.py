"""Round trips to every site, computed from the site for all homes at once."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from placement.errors import DataError, cite
from placement.network.points import Points
from placement.network.snap import Unsnapped
from placement.sources.gtfs import Timetable
from placement.travel.transit.homes import FIGURES, home_departures, round_trips
from placement.travel.transit.legs import Walker, WalkLegs
from placement.travel.transit.rules import TransitRules
from placement.travel.transit.tables import ScanTable
from placement.travel.transit.times import Lack, Means, TransitTimes

__all__ = ["all_half_days", "no_timetable", "transit_times"]

_logger = logging.getLogger(__name__)

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    """What every site shares."""

    towards: ScanTable
    away: ScanTable
    home_legs: WalkLegs
    site_legs: WalkLegs
    direct: WalkLegs
    n_homes: int
    n_stops: int
    rules: TransitRules


def all_half_days(n_sites: int, *, rules: TransitRules) -> Bools:
    """(n_sites, half-days) every site receives on every half-day."""
    return np.ones((n_sites, len(rules.half_days)), dtype=np.bool_)


def transit_times(
    timetable: Timetable,
    *,
    homes: Points,
    sites: Points,
    rules: TransitRules,
    walker: Walker,
    open_half_days: Bools | None = None,
    remarks: Sequence[str] = (),
    progress: Progress | None = None,
) -> TransitTimes:
    """Find, for every home and site, the round trips that leave time for an appointment.

    Parameters
    ----------
    timetable
        One day of public transport.
    homes, sites
        Where young people live, where they are received.
    rules
        Appointments, walks, changes, limits of the day.
    walker
        How walks are found.
    open_half_days
        (sites, half-days of ``rules``) whether each site receives; always when None.
    remarks
        French sentences to carry with the times.
    progress
        Called with the sites done and their total.

    Notes
    -----
    For an appointment at ``a``, one leaves home as late as possible to arrive by ``a`` (and of
    the journeys that leave then, takes the one that arrives first), and after it comes home as
    soon as possible (leaving as late as possible). The appointment works when one leaves home
    after ``earliest_s`` and is back before ``latest_s``. Walking all the way counts, within
    ``walk_max_s``.
    """
    opened = all_half_days(len(sites), rules=rules) if open_half_days is None else open_half_days
    if opened.shape != (len(sites), len(rules.half_days)):
        raise DataError(f"demi-journées d'ouverture {opened.shape} pour {len(sites)} lieux.")
    day, unsnapped, far = _prepared(timetable, homes=homes, sites=sites, rules=rules, walker=walker)
    figures = np.empty((len(sites), len(homes), len(FIGURES)), dtype=np.int32)
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, max(1, len(sites)))) as pool:
        jobs = {pool.submit(_one_site, day, k, opened[k]): k for k in range(len(sites))}
        for done, job in enumerate(as_completed(jobs), start=1):
            figures[jobs[job]] = job.result()
            if progress is not None:
                progress(done, len(sites))
    told = (*remarks, *_far_remark(far))
    found = _collected(figures, day=day, homes=homes, sites=sites, opened=opened)
    found = replace(found, estimated=walker.estimated, remarks=told)
    return _without_lost(found, unsnapped=unsnapped)


def no_timetable(homes: Points, sites: Points) -> TransitTimes:
    """Return times without any: a territory that only has transport on demand."""
    absent = np.full((len(homes), len(sites)), np.nan)
    nothing = np.zeros(absent.shape)
    return TransitTimes(
        from_id=homes.id,
        to_id=sites.id,
        time_s=absent,
        back_s=absent,
        absence_s=absent,
        slot_share=nothing,
        half_day_share=nothing,
        means=nothing.astype(np.int8),
        lack=np.full(absent.shape, Lack.NO_TIMETABLE, dtype=np.int8),
        estimated=False,
    )


def _prepared(
    timetable: Timetable, *, homes: Points, sites: Points, rules: TransitRules, walker: Walker
) -> tuple[_Day, tuple[Unsnapped, ...], tuple[str, ...]]:
    """Find walks of all kinds; the homes and sites on no road, and the stops."""
    stops = Points(id=timetable.stop_id, lon=timetable.stop_lon, lat=timetable.stop_lat)
    footpaths, lost_stops = walker.legs(stops, stops)
    footpaths = _with_itself(footpaths)
    home_legs, lost_too = walker.legs(homes, stops)
    site_legs, _ = walker.legs(sites, stops)
    direct, _ = walker.legs(sites, homes)
    day = _Day(
        towards=ScanTable.towards(timetable, footpaths=footpaths),
        away=ScanTable.away(timetable, footpaths=footpaths),
        home_legs=home_legs,
        site_legs=site_legs,
        direct=direct,
        n_homes=len(homes),
        n_stops=timetable.n_stops,
        rules=rules,
    )
    unsnapped = (
        *walker.off_roads(homes),
        *(replace(point, role="destination") for point in walker.off_roads(sites)),
    )
    lost = {point.id for point in lost_stops}
    lost |= {point.id for point in lost_too if point.role == "destination"}
    far = sorted(lost)
    _logger.info(
        "transports en commun : %d liaisons, %d arrêts, %d passages à pied entre arrêts",
        timetable.n_connections,
        timetable.n_stops,
        footpaths.column.size,
    )
    return day, unsnapped, tuple(far)


def _with_itself(footpaths: WalkLegs) -> WalkLegs:
    """Make the walk of each stop to itself last no time, even where walks are capped at zero."""
    n = footpaths.start.size - 1
    away = footpaths.row != footpaths.column
    every = np.arange(n)
    return WalkLegs.of(
        np.concatenate([every, footpaths.row[away]]),
        np.concatenate([every, footpaths.column[away]]),
        np.concatenate([np.zeros(n, np.int64), footpaths.time_s[away].astype(np.int64)]),
        n_rows=n,
    )


def _one_site(day: _Day, site: int, opened: Bools) -> Ints:
    """(homes, figures) of one site, see ``round_trips``."""
    rules = day.rules
    slot_s = rules.slot_start_s()
    egress_s = day.site_legs.dense(site, n_columns=day.n_stops)
    direct_s = day.direct.dense(site, n_columns=day.n_homes)
    leaving_s, there_s = _from_homes(
        day, day.towards, egress_s, direct_s, deadline_s=slot_s, first_s=rules.earliest_s
    )
    end_s = (slot_s + rules.appointment_s)[::-1]
    home_s, away_s = _from_homes(
        day, day.away, egress_s, direct_s, deadline_s=-end_s, first_s=-rules.latest_s
    )
    return round_trips(
        leaving_s,
        there_s,
        np.ascontiguousarray(-away_s[:, ::-1]),
        np.ascontiguousarray(-home_s[:, ::-1]),
        rules.slot_half_day(),
        opened,
        rules.earliest_s,
        rules.latest_s,
    )


def _from_homes(
    day: _Day, table: ScanTable, egress_s: Ints, direct_s: Ints, *, deadline_s: Ints, first_s: int
) -> tuple[Ints, Ints]:
    """(homes, slots) latest departure from home for each deadline, and its arrival."""
    deadline_s = np.ascontiguousarray(deadline_s)
    stop_departure_s, stop_arrival_s = table.latest(
        egress_s, deadline_s=deadline_s, first_s=first_s, rules=day.rules
    )
    return home_departures(
        day.home_legs.start,
        day.home_legs.column,
        day.home_legs.time_s,
        direct_s,
        stop_departure_s,
        stop_arrival_s,
        deadline_s,
    )


def _collected(
    figures: Ints, *, day: _Day, homes: Points, sites: Points, opened: Bools
) -> TransitTimes:
    """Turn what each site found, (sites, homes, figures), into one table of homes by sites."""
    outbound, back, absence, slots, half_days, fault = np.moveaxis(figures, 2, 0).swapaxes(1, 2)
    works = slots > 0
    per_half_day = np.bincount(day.rules.slot_half_day(), minlength=opened.shape[1])
    n_slots = np.maximum(1, opened @ per_half_day)
    n_half_days = np.maximum(1, opened.sum(axis=1))
    lack = _lacks(fault, day=day, opened=opened)
    walked = np.array([day.direct.dense(k, n_columns=day.n_homes) for k in range(len(sites))])
    means = np.where(outbound == walked.reshape(len(sites), -1).T, Means.ON_FOOT, Means.SCHEDULED)
    return TransitTimes(
        from_id=homes.id,
        to_id=sites.id,
        time_s=np.where(works, outbound, np.nan),
        back_s=np.where(works, back, np.nan),
        absence_s=np.where(works, absence, np.nan),
        slot_share=slots / n_slots,
        half_day_share=half_days / n_half_days,
        means=np.where(works, means, Means.NONE).astype(np.int8),
        lack=np.where(works, Lack.NOTHING, lack).astype(np.int8),
        estimated=False,
    )


def _lacks(fault: Ints, *, day: _Day, opened: Bools) -> npt.NDArray[np.int8]:
    """(homes, sites) what is missing; a lack of stops tells more than a lack of vehicles."""
    home_stop = np.diff(day.home_legs.start) > 0
    site_stop = np.diff(day.site_legs.start) > 0
    lack = fault.astype(np.int8)
    lack[:, ~site_stop] = Lack.SITE_STOP
    lack[~home_stop, :] = Lack.HOME_STOP
    lack[:, ~opened.any(axis=1)] = Lack.CLOSED
    return lack


def _without_lost(times: TransitTimes, *, unsnapped: tuple[Unsnapped, ...]) -> TransitTimes:
    """Take away the homes and sites that are on no road, as every other mode does."""
    lost = {(point.role, point.id) for point in unsnapped}
    rows = np.array([("origine", name) in lost for name in times.from_id], dtype=np.bool_)
    columns = np.array([("destination", name) in lost for name in times.to_id], dtype=np.bool_)
    off = rows[:, None] | columns[None, :]
    if not off.any():
        return times
    return replace(
        times,
        time_s=np.where(off, np.nan, times.time_s),
        back_s=np.where(off, np.nan, times.back_s),
        absence_s=np.where(off, np.nan, times.absence_s),
        slot_share=np.where(off, 0.0, times.slot_share),
        half_day_share=np.where(off, 0.0, times.half_day_share),
        means=np.where(off, Means.NONE, times.means),
        lack=np.where(off, Lack.OFF_NETWORK, times.lack),
        unsnapped=unsnapped,
    )


def _far_remark(stops: Sequence[str]) -> tuple[str, ...]:
    if not stops:
        return ()
    return (
        f"Arrêts loin de toute route ({cite(stops)}) : on y marche en ligne droite "
        "(distance majorée de 30 %).",
    )
