"""Draw timetables in ASCII, and zip them as an agency would.

::

    L1   a 8:00   b 8:20/8:22   c 8:40
    L1   a 9:00   b -           c 9:40

One line is one trip: its route, then each stop with its time, or arrival/departure, or ``-`` for a
blank. Stops are 10 km apart on a line, so that nobody walks between them, unless ``at`` says
where, in metres.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from placement.network import Points

ORIGIN = (3.33, 46.56)  # Moulins
METRES_PER_DEGREE = 111_195.0
APART_M = 10_000.0
WEEK = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
EVERY_DAY = WEEK + "S,1,1,1,1,1,1,1,20260105,20260628\n"


def lonlat(x_m: float, y_m: float) -> tuple[float, float]:
    """Degrees of a position in metres east and north of the origin."""
    lat = ORIGIN[1] + y_m / METRES_PER_DEGREE
    east = x_m / METRES_PER_DEGREE / float(np.cos(np.radians(ORIGIN[1])))
    return ORIGIN[0] + east, lat


def points(**at: tuple[float, float]) -> Points:
    """Points by name, metres."""
    degrees = [lonlat(*xy) for xy in at.values()]
    return Points(
        id=tuple(at),
        lon=np.array([lon for lon, _ in degrees]),
        lat=np.array([lat for _, lat in degrees]),
    )


def clock(text: str) -> str:
    """``8:05`` as GTFS writes it; a blank stays one."""
    if text in {"-", ""}:
        return ""
    parts = text.split(":")
    return ":".join([parts[0].zfill(2), *parts[1:], *(["00"] if len(parts) == 2 else [])])


def feed_files(
    drawing: str, *, at: Mapping[str, tuple[float, float]] | None = None, calendar: str = EVERY_DAY
) -> dict[str, str]:
    """Text of each table of the feed that a drawing describes."""
    lines = [line.split() for line in drawing.splitlines() if line.strip()]
    names: list[str] = []
    calls, trips = [], []
    for number, (route, *cells) in enumerate(lines):
        trips.append(f"{route},S,t{number}")
        for rank in range(0, len(cells), 2):
            stop, times = cells[rank], cells[rank + 1].split("/")
            if stop not in names:
                names.append(stop)
            calls.append(f"t{number},{clock(times[0])},{clock(times[-1])},{stop},{rank}")
    place = {name: (APART_M * k, 0.0) for k, name in enumerate(names)} | dict(at or {})
    stops = [f"{n},{n},{lonlat(*place[n])[1]:.9f},{lonlat(*place[n])[0]:.9f}" for n in names]
    routes = sorted({line[0] for line in lines})
    return {
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
        "A,Cars du Bocage,http://exemple.fr,Europe/Paris\n",
        "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\n"
        + "".join(f"{name},A,{name},,3\n" for name in routes),
        "stops.txt": _table("stop_id,stop_name,stop_lat,stop_lon", stops),
        "trips.txt": _table("route_id,service_id,trip_id", trips),
        "stop_times.txt": _table(
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence", calls
        ),
        "calendar.txt": calendar,
    }


def _table(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows]) + "\n"


def zip_feed(
    path: Path, files: Mapping[str, str | bytes], *, inside: str = "", encoding: str = "utf-8"
) -> Path:
    """Write the tables in an archive, perhaps in a folder of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            raw = text if isinstance(text, bytes) else text.encode(encoding)
            archive.writestr(f"{inside}{name}", raw)
    return path


def draw_feed(
    path: Path, drawing: str, *, at: Mapping[str, tuple[float, float]] | None = None
) -> Path:
    """Write the feed that a drawing describes."""
    return zip_feed(path, feed_files(drawing, at=at))
