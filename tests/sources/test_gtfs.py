"""Feeds with the faults of real ones: read whole, told, or refused in one message."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from placement.errors import DataError
from placement.sources.gtfs import (
    Feed,
    choose_day,
    day_timetable,
    find_feeds,
    read_feed,
    read_licences,
)
from tests.gtfs_drawing import EVERY_DAY, WEEK, draw_feed, feed_files, zip_feed

DRAWING = """
L1 a 8:00 b 8:20/8:22 c 8:40
L2 c 9:00 a 9:45
"""


def files(**changed: str | bytes | None) -> dict[str, str | bytes]:
    """Tables of the drawing, some replaced (``stops=…`` is ``stops.txt``) or taken away."""
    found: dict[str, str | bytes] = dict(feed_files(DRAWING))
    for name, text in changed.items():
        found.pop(f"{name}.txt", None)
        if text is not None:
            found[f"{name}.txt"] = text
    return found


def read(folder: Path, tables: dict[str, str | bytes], **how: str) -> Feed:
    return read_feed(zip_feed(folder / "essai.zip", tables, **how))


def clocks(feed: Feed) -> list[list[int]]:
    """Minutes at which each trip calls."""
    minutes = (feed.call_arrival_s // 60).tolist()
    return [minutes[a:b] for a, b in zip(feed.trip_start, feed.trip_start[1:], strict=False)]


def edited(name: str, old: str, new: str) -> dict[str, str | bytes]:
    """Give the drawing with one text replaced in one table; the old text must be there."""
    text = str(files()[f"{name}.txt"])
    assert old in text
    return files(**{name: text.replace(old, new)})


def test_a_sound_feed_is_read_whole(tmp_path: Path) -> None:
    """Stops, trips, calls, service, publisher, hash; nothing to tell."""
    feed = read(tmp_path, files())
    assert feed.stop_id == ("a", "b", "c")
    assert clocks(feed) == [[480, 500, 520], [540, 585]]
    assert feed.call_departure_s[1] - feed.call_arrival_s[1] == 120
    assert feed.publisher == "Cars du Bocage"
    assert len(feed.sha256) == 64
    assert feed.warnings == ()
    assert feed.validity() == (dt.date(2026, 1, 5), dt.date(2026, 6, 28))
    with pytest.raises(ValueError, match="read-only"):
        feed.call_stop[0] = 1


@pytest.mark.parametrize("folder", ["", "GTFS_2026/", "a/b/"])
def test_tables_in_a_folder_of_the_archive_are_found(tmp_path: Path, folder: str) -> None:
    """Some agencies zip the folder, and macOS adds its own."""
    tables = files() | {"__MACOSX/._stops.txt": b"\x00\x01", "lisez-moi.pdf": "x"}
    if folder:
        del tables["__MACOSX/._stops.txt"]
    assert read(tmp_path, tables, inside=folder).n_trips == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_of_agencies_are_read(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with or without byte order mark, Windows-1252: accents are whole, ids too."""
    tables = edited("stops", "b,b,", "b,Hôtel-Dieu,")
    feed = read(tmp_path, tables, encoding=encoding)
    assert feed.stop_name[1] == "Hôtel-Dieu"
    assert feed.stop_id[0] == "a"


def test_spaces_quotes_and_case_of_headers_do_not_matter(tmp_path: Path) -> None:
    """« "Stop_ID" , stop_name » is the same header."""
    tables = edited("stops", "stop_id,stop_name", ' "Stop_ID" , stop_name')
    assert read(tmp_path, tables).n_stops == 3


def test_calendar_dates_alone_are_enough(tmp_path: Path) -> None:
    """Half of the French feeds have no ``calendar.txt``; removed days are removed."""
    dates = "service_id,date,exception_type\nS,20240312,1\nS,20240313,1\nS,20240313,2\n"
    feed = read(tmp_path, files(calendar=None, calendar_dates=dates))
    assert feed.validity() == (dt.date(2024, 3, 12), dt.date(2024, 3, 12))


def test_the_last_day_of_a_calendar_is_served_and_exceptions_win(tmp_path: Path) -> None:
    """Both bounds are included; an added Sunday runs, a removed Tuesday does not."""
    week = WEEK + "S,1,1,1,1,1,0,0,20260105,20260112\n"
    dates = "service_id,date,exception_type\nS,20260111,1\nS,20260106,2\n"
    feed = read(tmp_path, files(calendar=week, calendar_dates=dates))
    served = [feed.first_day + dt.timedelta(days=int(k)) for k in feed.trips_by_day().nonzero()[0]]
    assert [day.day for day in served] == [5, 7, 8, 9, 11, 12]


def test_times_past_midnight_stay_past_it_and_are_seen_the_day_after(tmp_path: Path) -> None:
    """25:10 is 1:10 on the morning of the next service day."""
    feed = read_feed(draw_feed(tmp_path / "f.zip", "N a 23:50 b 24:10 c 25:10"))
    assert clocks(feed) == [[1430, 1450, 1510]]
    table = day_timetable([feed], day=choose_day([feed], wanted=dt.date(2026, 1, 7)))
    hours = np.sort(table.departure_s / 3600)
    assert hours.tolist() == pytest.approx([10 / 60, 23 + 50 / 60, 24 + 10 / 60])


def test_blank_times_are_filled_by_distance(tmp_path: Path) -> None:
    """A stop a quarter of the way along is reached after a quarter of the time."""
    at = {"a": (0.0, 0.0), "b": (5_000.0, 0.0), "c": (20_000.0, 0.0)}
    feed = read_feed(
        draw_feed(tmp_path / "f.zip", "L a 8:00/8:10 b - c 8:50\nL a 9:00 c 9:40", at=at)
    )
    assert clocks(feed) == [[480, 500, 530], [540, 580]]


def test_frequencies_are_written_out(tmp_path: Path) -> None:
    """Every 20 minutes from 7:00, the end left out; the template itself does not run."""
    text = "trip_id,start_time,end_time,headway_secs\nt0,07:00:00,08:00:00,1200\n"
    feed = read(tmp_path, files(frequencies=text))
    assert sorted(clocks(feed)) == [
        [420, 440, 460], [440, 460, 480], [460, 480, 500], [540, 585],
    ]  # fmt: skip


def test_optional_tables_are_optional(tmp_path: Path) -> None:
    """Neither agency nor routes nor shapes are needed."""
    feed = read(tmp_path, files(agency=None, routes=None))
    assert feed.n_trips == 2
    assert feed.publisher == ""


def test_unknown_identifiers_are_set_aside_and_told_once(tmp_path: Path) -> None:
    """A stop, a trip and a service that nobody declared: three sentences, the rest is read."""
    tables = files()
    tables["stop_times.txt"] = str(tables["stop_times.txt"]) + (
        "t0,08:50:00,08:50:00,zzz,9\nt9,08:00:00,08:00:00,a,0\nt9,08:10:00,08:10:00,b,1\n"
    )
    tables["trips.txt"] = str(tables["trips.txt"]) + "L1,W,t5\n"
    feed = read(tmp_path, tables)
    assert clocks(feed) == [[480, 500, 520], [540, 585]]
    told = "\n".join(feed.warnings)
    assert "arrêt inconnu (zzz) : 1 ligne écartée" in told
    assert "course inconnue (t9) : 2 lignes écartées" in told
    assert "calendrier inconnu (W) : 1 ligne écartée" in told


def test_a_stop_without_coordinates_takes_its_station_or_is_told(tmp_path: Path) -> None:
    """A platform borrows the place of its station; a stop at 0, 0 has none."""
    head, *rows = str(files()["stops.txt"]).splitlines()
    place = rows[0].split(",", 2)[2]
    stops = [f"{head},location_type,parent_station", f"g,Gare,{place},1,", "a,a,,,0,g"]
    stops += [f"{rows[1]},,", "c,c,0,0,,"]
    feed = read(tmp_path, files(stops="\n".join(stops)))
    assert feed.stop_id == ("a", "b")
    assert feed.stop_lat[0] == pytest.approx(float(place.split(",")[0]))
    assert "arrêt sans coordonnées (c) : 2 lignes écartées" in feed.warnings[0]
    assert feed.n_trips == 1


def test_a_trip_that_goes_back_in_time_is_set_aside(tmp_path: Path) -> None:
    """Its times cannot be trusted; the others are kept."""
    feed = read(tmp_path, edited("stop_times", "08:40:00,08:40:00", "07:40:00,07:40:00"))
    assert clocks(feed) == [[540, 585]]
    assert "remonte le temps, écartée : t0" in feed.warnings[0]


def test_pick_up_and_drop_off_are_respected(tmp_path: Path) -> None:
    """1 forbids, 2 and 3 must be booked."""
    text = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "t0,08:00:00,08:00:00,a,1,0,1\nt0,08:20:00,08:20:00,b,2,1,0\nt0,08:40:00,08:40:00,c,3,2,\n"
    )
    feed = read(tmp_path, files(stop_times=text))
    assert feed.call_board.tolist() == [True, False, True]
    assert feed.call_alight.tolist() == [False, True, True]
    assert feed.on_request == 1


def test_all_faults_of_a_feed_come_in_one_message(tmp_path: Path) -> None:
    """Missing table, missing column, unreadable times and dates, repeated stop: told together."""
    tables = edited("stop_times", "08:40:00,08:40:00", "8h40,24:99:00")
    tables["calendar.txt"] = EVERY_DAY.replace("20260105", "05/01/2026")
    tables["stops.txt"] = str(tables["stops.txt"]) + "a,encore,46.5,3.3\n"
    del tables["trips.txt"]
    with pytest.raises(DataError) as caught:
        read(tmp_path, tables)
    message = str(caught.value)
    assert "fichier GTFS essai.zip" in message
    for part in (
        "trips.txt : fichier absent",
        "« 8h40 » ligne 4",
        "« 24:99:00 » ligne 4",
        "« 05/01/2026 » ligne 2",
        "arrêt répété : a",
    ):
        assert part in message, message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not a zip", "pas une archive zip"),
        (b"", "pas une archive zip"),
        (None, "fichier absent"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes | None, told: str) -> None:
    """A page of error saved as ``.zip``, an empty file, no file."""
    path = tmp_path / "essai.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=told):
        read_feed(path)


def test_feeds_in_which_nothing_runs_are_refused(tmp_path: Path) -> None:
    """No table; no active day; no call left: each says so."""
    with pytest.raises(DataError, match="aucun tableau GTFS"):
        read(tmp_path, {"x.csv": "a"})
    with pytest.raises(DataError, match="aucune course utilisable"):
        read(tmp_path, files(calendar=EVERY_DAY.replace(",1,1,1,1,1,1,1,", ",0,0,0,0,0,0,0,")))
    with pytest.raises(DataError, match="arrêt inconnu"):
        read(tmp_path, files(stops="stop_id,stop_name,stop_lat,stop_lon\nx,x,46.5,3.3\n"))
    with pytest.raises(DataError, match=r"ni calendar\.txt ni calendar_dates\.txt"):
        read(tmp_path, files(calendar=None))


def test_the_busiest_tuesday_or_thursday_is_chosen_and_said(tmp_path: Path) -> None:
    """Wednesday has more trips but does not stand for a week; the first of equal days is taken."""
    week = WEEK + "S,1,1,1,1,1,0,0,20260105,20260130\nM,0,0,1,0,0,0,0,20260105,20260130\n"
    week += "J,0,0,0,1,0,0,0,20260112,20260130\n"
    tables = files(calendar=week)
    trips = "route_id,service_id,trip_id\nL1,S,t0\nL1,J,t1\nL1,M,t2\nL1,M,t3\n"
    calls = str(tables["stop_times.txt"])
    extra = "".join(f"t{k},10:00:00,10:00:00,a,0\nt{k},11:00:00,11:00:00,b,1\n" for k in (2, 3))
    feed = read(tmp_path, tables | {"trips.txt": trips, "stop_times.txt": calls + extra})
    day = choose_day([feed])
    assert day.dates == (dt.date(2026, 1, 15),)
    assert day.trips == 2
    assert "jeudi 15 janvier 2026" in day.sentence
    assert "du 5 janvier 2026 au 30 janvier 2026" in day.sentence


def test_a_wanted_day_without_service_is_refused_with_the_served_period(tmp_path: Path) -> None:
    """The message says which days are served."""
    feed = read(tmp_path, files())
    assert choose_day([feed], wanted=dt.date(2026, 2, 1)).dates == (dt.date(2026, 2, 1),)
    with pytest.raises(DataError, match=r"1er août 2026.*du 5 janvier 2026 au 28 juin 2026"):
        choose_day([feed], wanted=dt.date(2026, 8, 1))


def test_a_service_of_the_week_end_only_is_read_on_it(tmp_path: Path) -> None:
    """There is no Tuesday to choose: the Saturday is, and is said."""
    week = EVERY_DAY.replace(",1,1,1,1,1,1,1,", ",0,0,0,0,0,1,0,")
    day = choose_day([read(tmp_path, files(calendar=week))])
    assert day.dates[0].weekday() == 5
    assert "samedi" in day.sentence


def test_several_feeds_are_read_on_a_common_day_or_each_on_its_own(tmp_path: Path) -> None:
    """Stops keep the name of their feed; feeds without a day in common are told apart."""
    first = read_feed(draw_feed(tmp_path / "ville.zip", DRAWING))
    second = read_feed(draw_feed(tmp_path / "cars.zip", "X a 8:00 z 9:00"))
    day = choose_day([first, second])
    assert day.dates == (dt.date(2026, 1, 6),) * 2
    table = day_timetable([first, second], day=day)
    assert table.stop_id == ("ville:a", "ville:b", "ville:c", "cars:a", "cars:z")
    assert table.to_stop[table.from_stop == 3].tolist() == [4]
    old = zip_feed(
        tmp_path / "vieux.zip",
        feed_files(DRAWING, calendar=WEEK + "S,1,1,1,1,1,0,0,20240101,20240301\n"),
    )
    apart = choose_day([first, read_feed(old)])
    assert apart.dates == (dt.date(2026, 1, 6), dt.date(2024, 1, 2))
    assert "aucun jour desservi en commun" in apart.sentence


def test_feeds_and_their_licences_are_found_in_a_folder(tmp_path: Path) -> None:
    """``gtfs/*.zip`` sorted, hidden files left; the licence is in ``licences.csv``."""
    assert find_feeds(tmp_path) == ()
    for name in ("b.zip", "a.ZIP", ".c.zip", "notes.txt"):
        (tmp_path / "gtfs").mkdir(exist_ok=True)
        (tmp_path / "gtfs" / name).write_bytes(b"")
    assert [path.name for path in find_feeds(tmp_path)] == ["a.ZIP", "b.zip"]
    assert read_licences(tmp_path / "gtfs") == {}
    (tmp_path / "gtfs" / "licences.csv").write_text(
        "fichier;licence;origine\nb.zip;ODbL 1.0;transport.data.gouv.fr\n", encoding="utf-8"
    )
    assert read_licences(tmp_path / "gtfs") == {"b": ("ODbL 1.0", "transport.data.gouv.fr")}
