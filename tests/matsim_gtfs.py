"""Turn a MATSim transit schedule into a GTFS feed: the coaches of Corsica, for the tests."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np

from placement.network.points import WGS84, reproject
from tests.gtfs_drawing import EVERY_DAY, zip_feed

LAMBERT_93 = "EPSG:2154"


def matsim_to_gtfs(schedule: Path, target: Path) -> Path:
    """Write every departure of the schedule as a trip of every day."""
    with gzip.open(schedule) as stream:
        root = ET.parse(stream).getroot()
    return zip_feed(
        target,
        {
            "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
            "C,Cars de Corse,http://exemple.fr,Europe/Paris\n",
            "stops.txt": _stops(root),
            **_services(root),
            "calendar.txt": EVERY_DAY,
        },
    )


def _stops(root: ET.Element) -> str:
    places = root.findall("transitStops/stopFacility")
    x = np.array([float(place.attrib["x"]) for place in places])
    y = np.array([float(place.attrib["y"]) for place in places])
    lonlat = reproject(x, y, source=LAMBERT_93, target=WGS84)
    rows = [
        f'{place.attrib["id"]},"{place.attrib["name"].strip()}",{lat:.7f},{lon:.7f}'
        for place, (lon, lat) in zip(places, lonlat, strict=True)
    ]
    return "\n".join(["stop_id,stop_name,stop_lat,stop_lon", *rows]) + "\n"


def _services(root: ET.Element) -> dict[str, str]:
    routes, trips, calls = [], [], []
    for line in root.findall("transitLine"):
        routes.append(f'{line.attrib["id"]},C,"{line.attrib["name"]}",,3')
        for route in line.findall("transitRoute"):
            profile = route.findall("routeProfile/stop")
            for departure in route.findall("departures/departure"):
                trip = departure.attrib["id"]
                trips.append(f"{line.attrib['id']},S,{trip}")
                start = _seconds(departure.attrib["departureTime"])
                calls += _calls(profile, trip=trip, start=start)
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    return {
        "routes.txt": "\n".join(
            ["route_id,agency_id,route_short_name,route_long_name,route_type", *routes]
        ),
        "trips.txt": "\n".join(["route_id,service_id,trip_id", *trips]),
        "stop_times.txt": "\n".join([head, *calls]),
    }


def _calls(profile: list[ET.Element], *, trip: str, start: int) -> list[str]:
    rows = []
    for rank, stop in enumerate(profile):
        arrival = start + _seconds(stop.attrib["arrivalOffset"])
        departure = max(arrival, start + _seconds(stop.attrib["departureOffset"]))
        rows.append(f"{trip},{_clock(arrival)},{_clock(departure)},{stop.attrib['refId']},{rank}")
    return rows


def _seconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + int(float(seconds))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
