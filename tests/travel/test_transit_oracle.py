"""The scan against every journey enumerated, on hundreds of small timetables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from placement.sources.gtfs import Feed, ServiceDay, Timetable, day_timetable
from placement.travel.transit import (
    HalfDayWindow,
    Lack,
    TransitRules,
    TransitTimes,
    Walker,
    transit_times,
)
from tests.gtfs_drawing import lonlat, points
from tests.travel.transit_oracle import Walks, answer, journeys, trips_of

MINUTE = 60
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


places = st.tuples(
    st.integers(-3, 3).map(lambda x: 400.0 * x), st.integers(-1, 1).map(lambda y: 300.0 * y)
)


@st.composite
def trips(draw: st.DrawFn, *, n_stops: int, instant: bool) -> list[Call]:
    """Draw a trip of two to five calls; ``instant`` allows hops of no duration."""
    now = 60 * draw(st.integers(0, 240))
    calls = []
    for _ in range(draw(st.integers(2, 5))):
        stay = 60 * draw(st.sampled_from([0, 0, 0, 2]))
        flags = draw(st.tuples(st.sampled_from([True] * 5 + [False]), st.just(True)))
        calls.append((draw(st.integers(0, n_stops - 1)), now, now + stay, *flags))
        now += stay + 60 * draw(st.integers(0 if instant else 1, 15))
    if draw(st.integers(0, 5)) == 0:
        calls[-1] = (*calls[-1][:4], False)
    return calls


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a world of a few hours around midnight plus two, two half-days, and its rules."""
    n_stops = draw(st.integers(2, 6))
    change_s = draw(st.sampled_from([0, 60, 180]))
    wait_s = draw(st.sampled_from([change_s, 600, 3600, 86_400]))
    rules = TransitRules(
        half_days=(
            HalfDayWindow("matin", 60 * 60, 110 * 60),
            HalfDayWindow("apres_midi", 130 * 60, 180 * 60),
        ),
        appointment_s=60 * draw(st.integers(1, 40)),
        slot_step_s=10 * 60,
        walk_max_s=draw(st.sampled_from([0, 300, 600, 1200])),
        rides_max=draw(st.integers(1, 4)),
        change_s=change_s,
        wait_max_s=wait_s,
        earliest_s=draw(st.sampled_from([0, 30 * 60])),
        latest_s=60 * draw(st.sampled_from([200, 400])),
    )
    sites = draw(st.lists(places, min_size=1, max_size=2, unique=True))
    return Case(
        stops=draw(st.lists(places, min_size=n_stops, max_size=n_stops)),
        homes=draw(st.lists(places, min_size=1, max_size=3, unique=True)),
        sites=sites,
        trips=draw(st.lists(trips(n_stops=n_stops, instant=change_s == 0), min_size=1, max_size=8)),
        opened=[draw(st.tuples(st.booleans(), st.just(True))) for _ in sites],
        rules=rules,
    )


def walks(origin: tuple[float, float], targets: list[tuple[float, float]], *, max_s: int) -> Walks:
    """Straight walks at 4.5 km/h with a detour of 1.3, within a longest one."""
    found = {}
    for k, (x, y) in enumerate(targets):
        time_s = round(float(np.hypot(x - origin[0], y - origin[1])) * 1.3 / 1.25)
        if time_s <= max_s:
            found[k] = time_s
    return found


def scanned(case: Case) -> TransitTimes:
    return transit_times(
        case.timetable(),
        homes=points(**{f"h{k}": xy for k, xy in enumerate(case.homes)}),
        sites=points(**{f"l{k}": xy for k, xy in enumerate(case.sites)}),
        rules=case.rules,
        walker=Walker(None, 4.5, case.rules.walk_max_s, 2_000.0),
        open_half_days=np.array(case.opened),
    )


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(cases())
def test_the_scan_finds_what_enumeration_finds(case: Case) -> None:
    """Times there and back, absence, appointments and half-days that work: all equal, exactly."""
    found = scanned(case)
    trips = trips_of(case.timetable())
    max_s = case.rules.walk_max_s
    foot = {k: walks(xy, case.stops, max_s=max_s) | {k: 0} for k, xy in enumerate(case.stops)}
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
