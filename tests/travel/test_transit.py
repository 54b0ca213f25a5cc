"""Round trips by public transport on timetables drawn in ASCII."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from placement.errors import DataError
from placement.network import Points
from placement.sources.gtfs import Timetable, choose_day, day_timetable, read_feed
from placement.travel.transit import (
    HalfDayWindow,
    Lack,
    Means,
    TransitRules,
    TransitTimes,
    Walker,
    load_transit,
    no_timetable,
    save_transit,
    transit_times,
)
from tests.gtfs_drawing import draw_feed, lonlat, points
from tests.road_drawing import draw

MORNING = TransitRules(
    half_days=(HalfDayWindow("matin", 9 * 3600, 12 * 3600),), slot_step_s=3600, change_s=180
)
"""Appointments of 45 minutes at 9:00, 10:00 and 11:00."""
PLACES = {"a": (0.0, 0.0), "b": (10_000.0, 0.0), "m": (50_000.0, 0.0), "n": (70_000.0, 0.0)}


def minutes(time_s: float) -> float:
    return float(time_s) / 60


def table(folder: Path, drawing: str, **at: tuple[float, float]) -> Timetable:
    feeds = [read_feed(draw_feed(folder / "essai.zip", drawing, at=at))]
    return day_timetable(feeds, day=choose_day(feeds))


def trips(  # one home beside stop a, one site beside stop b, unless said
    folder: Path,
    drawing: str,
    *,
    rules: TransitRules = MORNING,
    site: tuple[float, float] = (10_000.0, 0.0),
    home: tuple[float, float] = (0.0, 0.0),
    opened: np.ndarray | None = None,
    **at: tuple[float, float],
) -> TransitTimes:
    return transit_times(
        table(folder, drawing, **PLACES | at),
        homes=points(h=home),
        sites=points(l=site),
        rules=rules,
        walker=Walker(None, rules.walk_kmh, rules.walk_max_s, 2_000.0),
        open_half_days=opened,
    )


def lack(found: TransitTimes) -> Lack:
    return Lack(int(found.lack[0, 0]))


def test_a_round_trip_leaves_time_for_the_appointment(tmp_path: Path) -> None:
    """In at 8:50, out at 11:00: 9:00 and 10:00 work, 11:00 has no way back."""
    found = trips(tmp_path, "in a 8:20 b 8:50\nout b 11:00 a 11:40")
    assert minutes(found.time_s[0, 0]) == 30
    assert minutes(found.back_s[0, 0]) == 40
    assert minutes(found.absence_s[0, 0]) == 200
    assert found.slot_share[0, 0] == pytest.approx(2 / 3)
    assert found.half_day_share[0, 0] == 1
    assert found.means[0, 0] == Means.SCHEDULED
    assert found.reason(0, 0) == ""


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        ("in a 8:20 b 9:00\nout b 9:45 a 10:15", Lack.NOTHING),
        ("in a 8:20 b 9:01\nout b 9:45 a 10:15", Lack.SAME_SLOT),
        ("in a 8:20 b 9:00\nout b 9:44 a 10:15", Lack.BACK),
        ("in a 11:20 b 12:00\nout b 12:45 a 13:15", Lack.OUTBOUND),
        ("in a 8:20 b 8:50", Lack.BACK),
        ("out b 9:45 a 10:15", Lack.OUTBOUND),
        ("in a 10:20 b 10:50\nout b 10:30 a 11:00", Lack.SAME_SLOT),
        ("in a 5:59 b 8:50\nout b 12:00 a 12:40", Lack.OUTBOUND),
        ("in a 6:00 b 8:50\nout b 12:00 a 20:00", Lack.NOTHING),
        ("in a 8:20 b 8:50\nout b 12:00 a 20:01", Lack.BACK),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, drawing: str, expected: Lack) -> None:
    """To the minute: arriving at the very start is in time, leaving at the very end too."""
    found = trips(tmp_path, drawing)
    assert lack(found) is expected
    assert np.isnan(found.time_s[0, 0]) == (expected is not Lack.NOTHING)
    assert bool(found.reason(0, 0)) == (expected is not Lack.NOTHING)


def test_no_stop_within_a_walk_is_said_of_the_end_that_lacks_one(tmp_path: Path) -> None:
    """Home 5 km off; site 5 km off; a site that never opens."""
    drawing = "in a 8:20 b 8:50\nout b 11:00 a 11:40"
    assert lack(trips(tmp_path, drawing, home=(0.0, 5_000.0))) is Lack.HOME_STOP
    assert lack(trips(tmp_path, drawing, site=(10_000.0, 5_000.0))) is Lack.SITE_STOP
    assert lack(trips(tmp_path, drawing, opened=np.array([[False]]))) is Lack.CLOSED


def test_walks_at_both_ends_count(tmp_path: Path) -> None:
    """600 m in a straight line are 780 m of walk, 10 min 24 s at 4.5 km/h."""
    drawing = "in a 8:20 b 8:40\nout b 11:00 a 11:20"
    found = trips(tmp_path, drawing, home=(0.0, 600.0), site=(10_000.0, 600.0))
    assert found.time_s[0, 0] == 20 * 60 + 2 * 624
    assert found.absence_s[0, 0] == 3 * 3600 + 2 * 624


def test_one_leaves_as_late_as_possible(tmp_path: Path) -> None:
    """Of two coaches in time for 9:00, the later; of journeys that leave together, the faster."""
    out = "out b 12:00 a 12:30"
    late = trips(tmp_path, f"in a 7:00 b 7:20\nin a 8:00 b 8:55\n{out}")
    assert minutes(late.time_s[0, 0]) == 55
    tie = trips(tmp_path, f"slow a 8:00 b 8:55\nfast a 8:00 b 8:25\n{out}")
    assert minutes(tie.time_s[0, 0]) == 25


@pytest.mark.parametrize(
    ("leaving", "works"), [("8:22", False), ("8:23", True), ("8:50", True), ("8:51", False)]
)
def test_a_change_takes_its_margin_and_no_more_than_its_wait(
    tmp_path: Path, leaving: str, works: bool
) -> None:
    """Three minutes at least, thirty at most, both included."""
    hours, _, mins = leaving.partition(":")
    arriving = f"{hours}:{int(mins) + 5}"
    drawing = f"1 a 8:00 m 8:20\n2 m {leaving} b {arriving}\nout b 12:00 a 12:30"
    assert (lack(trips(tmp_path, drawing)) is Lack.NOTHING) is works


def test_one_may_walk_between_two_stops_to_change(tmp_path: Path) -> None:
    """300 m between m and n: 390 m of walk, 312 s, then three minutes: 8:28:12."""
    at = {"n": (50_300.0, 0.0)}
    out = "out b 12:00 a 12:30"
    for leaving, works in (("8:28", False), ("8:29", True)):
        drawing = f"1 a 8:00 m 8:20\n2 n {leaving} b 8:50\n{out}"
        assert (lack(trips(tmp_path, drawing, **at)) is Lack.NOTHING) is works


def test_the_number_of_vehicles_is_bounded(tmp_path: Path) -> None:
    """Three coaches are two changes: enough with the default, not with one change."""
    drawing = "1 a 7:00 m 7:20\n2 m 7:30 n 7:50\n3 n 8:00 b 8:20\nout b 12:00 a 12:30"
    assert lack(trips(tmp_path, drawing)) is Lack.NOTHING
    fewer = replace(MORNING, rides_max=2)
    assert lack(trips(tmp_path, drawing, rules=fewer)) is Lack.OUTBOUND


def test_walking_all_the_way_counts_within_the_longest_walk(tmp_path: Path) -> None:
    """A site 500 m away needs no coach: 650 m are 520 s; every appointment works."""
    found = trips(tmp_path, "x y 8:00 z 9:00", site=(0.0, 500.0), y=(90_000.0, 0.0))
    assert found.time_s[0, 0] == 520
    assert found.absence_s[0, 0] == 2 * 520 + 45 * 60
    assert found.slot_share[0, 0] == 1
    assert found.means[0, 0] == Means.ON_FOOT


def test_half_days_follow_the_opening_of_the_site(tmp_path: Path) -> None:
    """Coaches of the morning only: half of the half-days, none for a site of the afternoon."""
    drawing = "in a 8:20 b 8:50\nout b 12:15 a 12:40"
    both = trips(tmp_path, drawing, rules=TransitRules())
    assert both.half_day_share[0, 0] == 0.5
    assert both.slot_share[0, 0] == 0.5
    late = trips(tmp_path, drawing, rules=TransitRules(), opened=np.array([[False, True]]))
    assert lack(late) is Lack.BACK
    early = trips(tmp_path, drawing, rules=TransitRules(), opened=np.array([[True, False]]))
    assert early.slot_share[0, 0] == 1


def test_the_median_is_that_of_a_real_journey(tmp_path: Path) -> None:
    """Ten, twenty and sixty minutes: twenty; of two, the shorter."""
    out = "out b 11:50 a 12:30"
    three = f"i a 8:50 b 9:00\ni a 9:40 b 10:00\ni a 10:00 b 11:00\n{out}"
    assert minutes(trips(tmp_path, three).time_s[0, 0]) == 20
    two = f"i a 9:50 b 10:00\ni a 10:00 b 11:00\n{out}"
    assert minutes(trips(tmp_path, two).time_s[0, 0]) == 10


def test_more_service_never_takes_a_round_trip_away(tmp_path: Path) -> None:
    """One coach more: every appointment that worked still does, and leaves home no earlier."""
    base = "in a 8:20 b 8:50\nout b 11:00 a 11:40"
    less, more = trips(tmp_path, base), trips(tmp_path, f"{base}\nin a 9:30 b 9:55")
    assert more.slot_share[0, 0] >= less.slot_share[0, 0]
    assert more.absence_s[0, 0] <= less.absence_s[0, 0]


def test_walks_follow_the_roads_where_there_are_some() -> None:
    """The stop is 300 m away in a straight line, and 2 km by the bridge."""
    home, stop, bridge = (0.0, 0.0), (0.0, 300.0), (1_000.0, 150.0)
    roads = draw("h -100- p -100- s", at={"h": home, "s": stop, "p": bridge})
    lon, lat = zip(*(roads.lonlat()), strict=True)
    where = Points(id=tuple("hps"), lon=np.array(lon), lat=np.array(lat))
    stops = Points(id=("s",), lon=where.lon[2:], lat=where.lat[2:])
    homes = Points(id=("h",), lon=where.lon[:1], lat=where.lat[:1])
    straight, _ = Walker(None, 4.5, 7_200, 500.0).legs(homes, stops)
    by_road, lost = Walker(roads, 4.5, 7_200, 500.0).legs(homes, stops)
    assert straight.time_s.tolist() == [pytest.approx(300 * 1.3 / 1.25, abs=2)]
    assert by_road.time_s.tolist() == [1_600]
    assert lost == ()
    short, _ = Walker(roads, 4.5, 1_500, 500.0).legs(homes, stops)
    assert short.time_s.size == 0


def test_stops_off_the_roads_are_told_and_walked_straight(tmp_path: Path) -> None:
    """A stop 700 m from any road is kept, with a sentence; homes off the roads are unsnapped."""
    network = draw("a -100- b", at={"a": (0.0, 0.0), "b": (1_000.0, 0.0)})
    lon, lat = network.lonlat()[0]
    shift = lonlat(0.0, 700.0)[1] - lonlat(0.0, 0.0)[1]
    feed = table(tmp_path, "in a 8:20 b 8:40\nout b 11:00 a 11:20")
    moved = replace(
        feed,
        stop_lon=np.array([lon, network.lonlat()[1, 0]]),
        stop_lat=np.array([lat + shift, network.lonlat()[1, 1]]),
    )
    homes = Points(id=("h", "loin"), lon=np.array([lon, lon]), lat=np.array([lat, lat + 3 * shift]))
    sites = Points(id=("l",), lon=network.lonlat()[1:, 0], lat=network.lonlat()[1:, 1])
    found = transit_times(
        moved,
        homes=homes,
        sites=sites,
        rules=replace(MORNING, walk_max_s=800),
        walker=Walker(network, 4.5, 800, 500.0),
    )
    assert found.time_s[0, 0] == pytest.approx(800, abs=2)
    assert not found.estimated
    assert lack(found) is Lack.NOTHING
    assert Lack(int(found.lack[1, 0])) in {Lack.OFF_NETWORK, Lack.HOME_STOP}
    assert any("Arrêts loin de toute route (a)" in remark for remark in found.remarks)


def test_times_become_those_of_the_mode_tc(tmp_path: Path) -> None:
    """``assemble`` gets the way there, NaN included."""
    found = trips(tmp_path, "in a 8:20 b 8:50\nout b 11:00 a 11:40")
    times = found.travel_times()
    assert times.mode == "tc"
    assert times.estimated
    assert np.array_equal(times.time_s, found.time_s, equal_nan=True)


def test_kept_times_are_read_again_or_refused(tmp_path: Path) -> None:
    """The same figures; a damaged file is an error, not a figure."""
    found = trips(tmp_path, "in a 8:20 b 8:50\nout b 11:00 a 11:40")
    found = replace(found, remarks=("une remarque",))
    save_transit(found, tmp_path / "garde")
    again = load_transit(tmp_path / "garde")
    assert np.array_equal(again.time_s, found.time_s, equal_nan=True)
    assert again.remarks == found.remarks
    (tmp_path / "garde").write_bytes((tmp_path / "garde").read_bytes()[:-40])
    with pytest.raises(DataError, match="illisibles"):
        load_transit(tmp_path / "garde")


def test_results_are_frozen_and_checked() -> None:
    """Arrays are read-only; a time without means, or shapes that differ, are refused."""
    nothing = no_timetable(points(h=(0.0, 0.0)), points(l=(1.0, 0.0)))
    assert Lack(int(nothing.lack[0, 0])) is Lack.NO_TIMETABLE
    with pytest.raises(ValueError, match="read-only"):
        nothing.time_s[0, 0] = 1
    with pytest.raises(DataError, match="contredisent"):
        replace(nothing, time_s=np.array([[60.0]]))
    with pytest.raises(DataError, match="résidences"):
        replace(nothing, time_s=np.zeros((2, 1)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"half_days": ()}, "au moins une demi-journée"),
        ({"appointment_s": 4 * 3600}, "ne tient pas"),
        ({"wait_max_s": 60}, "plus courte que la marge"),
        ({"rides_max": 0}, "véhicules par trajet"),
        ({"latest_s": 3600}, "vient après le départ"),
        ({"walk_kmh": 0.0}, "vitesse à pied"),
        ({"slot_step_s": 0}, "au moins une minute"),
    ],
)
def test_rules_that_leave_nothing_are_refused(change: dict[str, object], told: str) -> None:
    """An empty window is an error before any scan."""
    with pytest.raises(DataError, match=told):
        replace(TransitRules(), **change)  # type: ignore[arg-type]
