"""Our scan against cafein, an independent RAPTOR, cell by cell, between all stops.

Both are given the same feed and the same closed set of walks. What differs, and why (the same
table is in ``docs/transports.md``):

=========  ==========================================================  =========================
query      cells that differ                                           why
=========  ==========================================================  =========================
departure  none (but the diagonal: a stop to itself)                   cafein says 0 s; we look
                                                                       for a ride
arrival    those where a journey that leaves at the same latest        cafein prefers fewer
           second arrives earlier with more vehicles                   vehicles, we the earlier
                                                                       arrival
blanks     calls without a time                                        cafein shares the time
                                                                       evenly between stops, we
                                                                       by distance
=========  ==========================================================  =========================
"""

from __future__ import annotations

import datetime as dt
import random
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from placement.network.points import great_circle_m
from placement.sources.gtfs import Timetable, choose_day, day_timetable, read_feed
from tests.gtfs_drawing import draw_feed
from tests.matsim_gtfs import matsim_to_gtfs
from tests.travel.stop_matrix import closed_walks, earliest_arrivals, latest_journeys, no_walks

cafein = pytest.importorskip("cafein", reason="cafein (development dependency) is not installed")

Floats = npt.NDArray[np.float64]
DAY = dt.date(2026, 1, 6)
ABSENT = 2**32 - 1


def timetable_of(feed: Path) -> Timetable:
    feeds = [read_feed(feed)]
    return day_timetable(feeds, day=choose_day(feeds, wanted=DAY))


def walks_of(timetable: Timetable, *, max_s: float) -> Floats:
    lon, lat = timetable.stop_lon, timetable.stop_lat
    distance_m = great_circle_m(lon[:, None], lat[:, None], lon, lat)
    return closed_walks(np.ceil(distance_m * 1.3 / 1.25), max_s=max_s)


class Other:
    """cafein on the same feed, with the same walks."""

    def __init__(self, feed: Path, *, timetable: Timetable, walks: Floats) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells the trips that we set aside too
            self._network: Any = cafein.TransportNetwork.from_gtfs([feed], trip_distances=False)
        self._ids = [stop[0] for stop in self._network.stops]
        self._order = [self._ids.index(name) for name in timetable.stop_id]
        names = timetable.stop_id
        self._network.set_transfers(
            [
                (names[a], names[b], int(walks[a, b]), float(walks[a, b]))
                for a, b in zip(*np.isfinite(walks).nonzero(), strict=True)
                if a != b
            ]
        )

    def times(self, **query: object) -> Floats:
        """(n, n) seconds, NaN where there is none."""
        found = np.asarray(self._network.travel_time_matrix(self._ids, **query))
        time_s = np.where(found == ABSENT, np.nan, found.astype(np.float64))
        return time_s[np.ix_(self._order, self._order)]


def unlike(mine: Floats, other: Floats) -> npt.NDArray[np.bool_]:
    """Cells that differ, the diagonal aside."""
    same = (mine == other) | (np.isnan(mine) & np.isnan(other))
    return ~same & ~np.eye(len(mine), dtype=np.bool_)


def compare(feed: Path, *, clocks: tuple[int, ...], rides: tuple[int, ...]) -> tuple[int, int]:
    """Check every cell of every query; return how many there were, and were explained."""
    timetable = timetable_of(feed)
    walks = walks_of(timetable, max_s=600)
    ends = (
        no_walks(timetable.n_stops),
        walks,
    )  # from a stop, cafein boards there; it may end on foot
    other = Other(feed, timetable=timetable, walks=walks)
    cells = explained = 0
    for clock_s in clocks:
        when = dt.datetime.combine(DAY, dt.time()) + dt.timedelta(seconds=clock_s)
        for rides_max in rides:
            mine = earliest_arrivals(
                timetable, walks=walks, leaving_s=clock_s, rides_max=rides_max, ends=ends
            )
            theirs = other.times(departure=when, max_rides=rides_max)
            assert not unlike(mine, theirs).any()
            by_rides = [
                latest_journeys(
                    timetable, walks=walks, deadline_s=clock_s, rides_max=r + 1, ends=ends
                )
                for r in range(rides_max)
            ]
            theirs = other.times(arrival=when, max_rides=rides_max)
            apart = unlike(by_rides[-1][1], theirs)
            assert not (apart & unlike(_fewest_rides(by_rides), theirs)).any()
            assert (by_rides[-1][1][apart] < theirs[apart]).all()
            cells += 2 * mine.size
            explained += int(apart.sum())
    return cells, explained


def _fewest_rides(by_rides: list[tuple[Floats, Floats]]) -> Floats:
    """(n, n) duration with the fewest vehicles among the journeys that leave as late."""
    latest = by_rides[-1][0]
    duration = by_rides[-1][1].copy()
    for leaving_s, time_s in reversed(by_rides):
        duration = np.where(leaving_s == latest, time_s, duration)
    return duration


def random_drawing(rng: random.Random) -> str:
    """Draw a dozen trips of a few routes among eight stops, all times given."""
    lines = []
    for route in range(4):
        stops = rng.sample("abcdefgh", rng.randint(2, 5))
        hops = [rng.randint(3, 20) for _ in stops]
        for _ in range(3):
            now = 60 * rng.randint(7, 10) + rng.choice([0, 5, 10, 30])
            cells = []
            for stop, hop in zip(stops, hops, strict=True):
                cells.append(f"{stop} {now // 60}:{now % 60:02d}")
                now += hop
            lines.append(f"R{route} " + " ".join(cells))
    return "\n".join(lines)


def test_small_feeds_agree_with_cafein_on_every_cell(tmp_path: Path) -> None:
    """Thirty random feeds, three clock times, one to three vehicles, there and back."""
    rng = random.Random(20260106)
    places = {name: (400.0 * k, 250.0 * (k % 3)) for k, name in enumerate("abcdefgh")}
    for number in range(30):
        feed = draw_feed(tmp_path / f"{number}.zip", random_drawing(rng), at=places)
        cells, _ = compare(feed, clocks=(7 * 3600, 9 * 3600, 12 * 3600), rides=(1, 3))
        assert cells > 0


def test_the_coaches_of_corsica_agree_with_cafein(shared_data: Path, tmp_path: Path) -> None:
    """198 stops, 600,000 cells: all equal, but arrivals where fewer vehicles are preferred."""
    schedule = shared_data / "road_corse" / "corsica_transit_schedule.xml.gz"
    feed = matsim_to_gtfs(schedule, tmp_path / "corse.zip")
    hours = (7, 9, 12.25, 16.5)
    cells, explained = compare(feed, clocks=tuple(int(h * 3600) for h in hours), rides=(1, 3))
    assert cells == 2 * 8 * 198**2
    assert 0 < explained < 0.001 * cells


def test_blank_times_are_shared_by_distance_where_cafein_shares_evenly(tmp_path: Path) -> None:
    """A stop at a quarter of the way is reached in a quarter of the time; cafein says half."""
    at = {"a": (0.0, 0.0), "b": (5_000.0, 0.0), "c": (20_000.0, 0.0)}
    feed = draw_feed(tmp_path / "f.zip", "L a 8:00 b - c 8:40", at=at)
    timetable = timetable_of(feed)
    walks = no_walks(3)
    mine = earliest_arrivals(
        timetable, walks=walks, leaving_s=8 * 3600, rides_max=1, ends=(walks, walks)
    )
    theirs = Other(feed, timetable=timetable, walks=walks).times(departure="2026-01-06 08:00")
    assert mine[0, 1] == pytest.approx(600, abs=1)
    assert theirs[0, 1] == 1200
    assert mine[0, 2] == theirs[0, 2] == 2400
