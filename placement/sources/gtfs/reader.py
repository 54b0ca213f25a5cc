"""Read a GTFS feed whole, or say everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from placement.errors import DataError, Faults
from placement.sources.gtfs.archive import Archive, open_archive
from placement.sources.gtfs.calendars import Calendars, read_calendars
from placement.sources.gtfs.calls import Calls, read_calls
from placement.sources.gtfs.frequencies import expand_frequencies
from placement.sources.gtfs.model import Feed
from placement.sources.gtfs.stops import Stops, read_stops
from placement.sources.registry import file_sha256

__all__ = ["FEEDS_FOLDER", "find_feeds", "read_feed"]

FEEDS_FOLDER: Final = "gtfs"
"""Sub-folder of a territory where its feeds are put."""

_PUBLISHERS: Final = (("feed_info.txt", "feed_publisher_name"), ("agency.txt", "agency_name"))


def find_feeds(territory: Path) -> tuple[Path, ...]:
    """Return the feeds of a territory folder, ``gtfs/*.zip``, sorted by name."""
    folder = territory / FEEDS_FOLDER
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() == ".zip" and not path.name.startswith((".", "~"))
        )
    )


def read_feed(path: Path) -> Feed:
    """Read one feed.

    Raises
    ------
    DataError
        Every fault of the feed at once, in French; or nothing in it can be used.

    Notes
    -----
    ``shapes``, ``agency``, ``routes``, ``transfers`` and every other table are not needed. What a
    feed gets wrong here and there (unknown identifiers, trips back in time) is set aside and told
    in ``warnings``; what makes it unreadable is a fault.
    """
    faults = Faults(f"fichier GTFS {path.name}")
    warnings: list[str] = []
    archive = open_archive(path, faults=faults)
    stops = read_stops(archive, faults=faults)
    calendars = read_calendars(archive, faults=faults)
    calls = read_calls(
        archive, stops=stops, services=calendars.service_id, faults=faults, warnings=warnings
    )
    calls = expand_frequencies(archive, calls=calls, faults=faults, warnings=warnings)
    if not faults and not _runs(calls, calendars):
        faults.add(
            "aucune course utilisable : " + (" ".join(warnings) or "aucun jour n'est desservi.")
        )
    faults.raise_as(DataError)
    return _feed(
        path, archive=archive, stops=stops, calendars=calendars, calls=calls, warnings=warnings
    )


def _runs(calls: Calls, calendars: Calendars) -> bool:
    """Whether some trip runs on some day."""
    return bool(calls.service.size) and bool(calendars.active[calls.service].any())


def _feed(
    path: Path,
    *,
    archive: Archive,
    stops: Stops,
    calendars: Calendars,
    calls: Calls,
    warnings: list[str],
) -> Feed:
    trip_of_call = np.repeat(np.arange(len(calls.trip_id)), np.diff(calls.start))
    return Feed(
        name=path.stem,
        sha256=file_sha256(path),
        publisher=_publisher(archive),
        stop_id=stops.id,
        stop_name=stops.name,
        stop_lon=stops.lon,
        stop_lat=stops.lat,
        first_day=calendars.first_day,
        active=calendars.active,
        trip_service=calls.service.astype(np.int32),
        trip_start=calls.start.astype(np.int32),
        call_stop=calls.stop.astype(np.int32),
        call_arrival_s=calls.arrival_s.astype(np.int32),
        call_departure_s=calls.departure_s.astype(np.int32),
        call_board=calls.board,
        call_alight=calls.alight,
        on_request=int(np.unique(trip_of_call[calls.on_request]).size),
        warnings=tuple(f"{path.name}, {warning}" for warning in warnings),
    )


def _publisher(archive: Archive) -> str:
    """Who publishes the feed: ``feed_info.txt``, else the first agencies; empty when unsaid."""
    for name, column in _PUBLISHERS:
        if archive.has(name):
            cells = archive.table(name, required=(), optional=(column,))[column]
            names = list(dict.fromkeys(cell for cell in cells if cell))
            if names:
                return ", ".join(names[:3])
    return ""
