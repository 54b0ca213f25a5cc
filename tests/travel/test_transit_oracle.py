"""The scan against every journey enumerated, on hundreds of small timetables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from placement.network.points import great_circle_m
from placement.sources.gtfs import Feed, ServiceDay, Timetable, day_timetable
from placement.travel.transit import (
    HalfDayWindow,
    Lack,
    TransitRules,
    TransitTimes,
    Walker,
    transit_times,
)
from placement.travel.transit.homes import home_departures
from placement.travel.transit.legs import WalkLegs
from placement.travel.transit.scan import NEVER
from placement.travel.transit.tables import ScanTable
from tests.gtfs_drawing import lonlat, points
from tests.travel.transit_oracle import Journeys, Walks, answer, journeys, trips_of

SEARCH = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DAY = dt.date(2026, 1, 6)
Call = tuple[int, int, int, bool, bool]


@dataclass(frozen=True)
class Case:
    """A small world: stops and places in metres, trips as (stop, arrival, departure, on, off)."""

    stops: list[tuple[float, float]]
    homes: list[tuple[float, float]]
    sites: list[tuple[float, float]]
    trips: list[list[Call]]
    opened: list[tuple[bool, bool]]
    rules: TransitRules

    def timetable(self) -> Timetable:
        """Give the trips as a feed read from a file would give them."""
        calls = np.array([call for trip in self.trips for call in trip], dtype=np.int64)
        calls = calls.reshape(-1, 5)
        places = np.array([lonlat(*xy) for xy in self.stops])
        feed = Feed(
            name="f",
            sha256="",
            publisher="",
            stop_id=tuple(f"s{k}" for k in range(len(self.stops))),
            stop_name=tuple("" for _ in self.stops),
            stop_lon=places[:, 0],
            stop_lat=places[:, 1],
            first_day=DAY,
            active=np.ones((1, 1), dtype=np.bool_),
            trip_service=np.zeros(len(self.trips), dtype=np.int32),
            trip_start=np.cumsum([0, *map(len, self.trips)]).astype(np.int32),
            call_stop=calls[:, 0].astype(np.int32),
            call_arrival_s=calls[:, 1].astype(np.int32),
            call_departure_s=calls[:, 2].astype(np.int32),
            call_board=calls[:, 3].astype(np.bool_),
            call_alight=calls[:, 4].astype(np.bool_),
            on_request=0,
            warnings=(),
        )
        return day_timetable([feed], day=ServiceDay((DAY,), len(self.trips), ""))


HUBS = [(0.0, 0.0), (9_000.0, 0.0), (0.0, 9_000.0), (9_000.0, 9_000.0)]
"""Too far apart to walk: one rides between them."""

places = st.builds(
    lambda hub, x, y: (hub[0] + 400.0 * x, hub[1] + 300.0 * y),
    st.sampled_from(HUBS),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from([0, 0, 0, 1]),
)


@st.composite
def trips(draw: st.DrawFn, *, n_stops: int, instant: bool) -> list[Call]:
    """Draw a trip of two to four calls; ``instant`` allows hops of no duration."""
    now = 60 * draw(st.integers(0, 200))
    calls = []
    for _ in range(draw(st.sampled_from([2, 2, 3, 4]))):
        stay = 60 * draw(st.sampled_from([0, 0, 0, 2]))
        flags = draw(st.tuples(st.sampled_from([True] * 7 + [False]), st.just(True)))
        calls.append((draw(st.integers(0, n_stops - 1)), now, now + stay, *flags))
        now += stay + 60 * draw(st.integers(0 if instant else 1, 8))
    if draw(st.integers(0, 7)) == 0:
        calls[-1] = (*calls[-1][:4], False)
    return calls


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a world of a few hours after midnight, two half-days, and its rules."""
    n_stops = draw(st.integers(3, 6))
    change_s = draw(st.sampled_from([0, 60, 180]))
    wait_s = draw(st.sampled_from([change_s, 600, 1200, 86_400]))
    rules = TransitRules(
        half_days=(
            HalfDayWindow("matin", 60 * 60, 110 * 60),
            HalfDayWindow("apres_midi", 110 * 60, 160 * 60),
        ),
        appointment_s=60 * draw(st.sampled_from([1, 5, 20])),
        slot_step_s=5 * 60,
        walk_max_s=draw(st.sampled_from([0, 420, 700, 1200])),
        rides_max=draw(st.integers(1, 4)),
        change_s=change_s,
        wait_max_s=wait_s,
        earliest_s=draw(st.sampled_from([0, 30 * 60])),
        latest_s=60 * draw(st.sampled_from([180, 400])),
    )
    sites = draw(st.lists(places, min_size=1, max_size=2, unique=True))
    return Case(
        stops=[*HUBS[:3], *draw(st.lists(places, min_size=n_stops - 3, max_size=n_stops - 3))],
        homes=draw(st.lists(places, min_size=1, max_size=3, unique=True)),
        sites=sites,
        trips=draw(
            st.lists(trips(n_stops=n_stops, instant=change_s == 0), min_size=6, max_size=14)
        ),
        opened=[draw(st.tuples(st.booleans(), st.just(True))) for _ in sites],
        rules=rules,
    )


def walks(origin: tuple[float, float], targets: list[tuple[float, float]], *, max_s: int) -> Walks:
    """Straight walks at 4.5 km/h with a detour of 1.3, within a longest one."""
    here = np.array([lonlat(*origin)]).T
    there = np.array([lonlat(*target) for target in targets]).reshape(-1, 2).T
    time_s = np.rint(great_circle_m(*here, *there) * 1.3 / 1.25).astype(int).tolist()
    return {k: walk_s for k, walk_s in enumerate(time_s) if walk_s <= max_s}


def footpaths_of(case: Case) -> dict[int, Walks]:
    """Give the walks between stops, each to itself in no time."""
    return {
        k: walks(xy, case.stops, max_s=case.rules.walk_max_s) | {k: 0}
        for k, xy in enumerate(case.stops)
    }


def scanned(case: Case) -> TransitTimes:
    return transit_times(
        case.timetable(),
        homes=points(**{f"h{k}": xy for k, xy in enumerate(case.homes)}),
        sites=points(**{f"l{k}": xy for k, xy in enumerate(case.sites)}),
        rules=case.rules,
        walker=Walker(None, 4.5, case.rules.walk_max_s, 2_000.0),
        open_half_days=np.array(case.opened),
    )


def departures(
    table: ScanTable,
    egress: Walks,
    legs: list[Walks],
    *,
    deadline_s: list[int],
    rules: TransitRules,
) -> list[list[tuple[int, int]]]:
    """Best (leaving, arriving) of each home for each deadline, without walking all the way."""
    egress_s = np.full(table.event_start.size - 1, NEVER, dtype=np.int32)
    egress_s[list(egress)] = list(egress.values())
    deadlines = np.array(deadline_s, dtype=np.int32)
    found = table.latest(egress_s, deadline_s=deadlines, first_s=-(10**6), rules=rules)
    given = [(home, stop, walk) for home, near in enumerate(legs) for stop, walk in near.items()]
    rows, stops, walk_s = np.array(given, dtype=np.int64).reshape(-1, 3).T
    near = WalkLegs.of(rows, stops, walk_s, n_rows=len(legs))
    nowhere = np.full(len(legs), NEVER, dtype=np.int32)
    leaving, arriving = home_departures(
        near.start, near.column, near.time_s, nowhere, *found, deadlines
    )
    return [
        list(zip(*pair, strict=True))
        for pair in zip(leaving.tolist(), arriving.tolist(), strict=True)
    ]


def best(journeys: Journeys, deadline_s: int) -> tuple[int, int]:
    """Latest to leave of those in time, then earliest to arrive; as the scan says it."""
    known = [journey for journey in journeys if journey[1] <= deadline_s]
    return max(known, key=lambda j: (j[0], -j[1]), default=(-NEVER, NEVER))


@SEARCH
@given(cases())
def test_each_way_is_the_best_of_every_journey(case: Case) -> None:
    """For every deadline, home and site: latest departure, earliest arrival; and back, reversed."""
    timetable, rules = case.timetable(), case.rules
    trips = trips_of(timetable)
    near = [walks(xy, case.stops, max_s=rules.walk_max_s) for xy in (*case.homes, *case.sites)]
    foot = {
        k: walks(xy, case.stops, max_s=rules.walk_max_s) | {k: 0} for k, xy in enumerate(case.stops)
    }
    given = np.array([(a, b, t) for a, row in foot.items() for b, t in row.items()], dtype=np.int64)
    footpaths = WalkLegs.of(*given.T, n_rows=len(case.stops))
    homes, sites = near[: len(case.homes)], near[len(case.homes) :]
    deadline_s = list(range(0, 240 * 60, 13 * 60))
    for site in sites:
        there = departures(
            ScanTable.towards(timetable, footpaths=footpaths),
            site, homes, deadline_s=deadline_s, rules=rules,
        )  # fmt: skip
        again = departures(
            ScanTable.away(timetable, footpaths=footpaths),
            site, homes, deadline_s=[-t for t in reversed(deadline_s)], rules=rules,
        )  # fmt: skip
        for k, home in enumerate(homes):
            go = journeys(trips, start=home, end=site, foot=foot, rules=rules)
            assert there[k] == [best(go, t) for t in deadline_s]
            come = journeys(trips, start=site, end=home, foot=foot, rules=rules)
            mirrored = frozenset((-arriving, -leaving) for leaving, arriving in come)
            assert again[k] == [best(mirrored, -t) for t in reversed(deadline_s)]


@SEARCH
@given(cases())
def test_the_scan_finds_what_enumeration_finds(case: Case) -> None:
    """Times there and back, absence, appointments and half-days that work: all equal, exactly."""
    found = scanned(case)
    trips = trips_of(case.timetable())
    max_s = case.rules.walk_max_s
    foot = footpaths_of(case)
    for i, home in enumerate(case.homes):
        for j, site in enumerate(case.sites):
            near_home = walks(home, case.stops, max_s=max_s)
            near_site = walks(site, case.stops, max_s=max_s)
            direct = walks(home, [site], max_s=max_s).get(0)
            expected = answer(
                journeys(trips, start=near_home, end=near_site, foot=foot, rules=case.rules),
                journeys(trips, start=near_site, end=near_home, foot=foot, rules=case.rules),
                direct_s=direct,
                opened=case.opened[j],
                rules=case.rules,
            )
            per_half_day = case.rules.slot_start_s().size // 2
            opened = sum(case.opened[j])
            got = found.time_s[i, j], found.back_s[i, j], found.absence_s[i, j]
            if expected.time_s is None:
                assert np.isnan(got).all()
                assert found.lack[i, j] != Lack.NOTHING
                assert found.slot_share[i, j] == 0
            else:
                assert got == (expected.time_s, expected.back_s, expected.absence_s)
                assert found.slot_share[i, j] == pytest.approx(
                    expected.slots / (opened * per_half_day)
                )
                assert found.half_day_share[i, j] == expected.half_days / opened
