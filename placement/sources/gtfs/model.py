"""One GTFS feed as arrays, and one day of several feeds as a timetable."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Feed", "FeedUse", "ServiceDay", "Timetable"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


def _freeze(owner: Any) -> None:
    """Copy and lock every array of a frozen dataclass."""
    for field in fields(owner):
        value = getattr(owner, field.name)
        if isinstance(value, np.ndarray):
            copy = np.array(value, order="C", copy=True)
            copy.setflags(write=False)
            object.__setattr__(owner, field.name, copy)


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """A feed, whole: every trip of every day, frequencies expanded, blanks interpolated.

    Parameters
    ----------
    name
        Its file name without the extension.
    sha256
        Hash of its file.
    publisher
        Who publishes it, empty when the feed does not say.
    stop_id, stop_name, stop_lon, stop_lat
        (n,) stops, WGS84 degrees.
    first_day
        Date of the first column of ``active``.
    active
        (services, days) whether a service runs on a day.
    trip_service
        (t,) service of each trip.
    trip_start
        (t + 1,) where the calls of each trip begin in the arrays of calls.
    call_stop, call_arrival_s, call_departure_s
        (c,) stop and seconds of the service day, past 86400 after midnight.
    call_board, call_alight
        (c,) whether one may get on, get off.
    on_request
        Trips that must be booked, or that stop only on demand.
    warnings
        What was set aside or repaired, French.
    """

    name: str
    sha256: str
    publisher: str
    stop_id: tuple[str, ...]
    stop_name: tuple[str, ...]
    stop_lon: Floats
    stop_lat: Floats
    first_day: dt.date
    active: Bools
    trip_service: Ints
    trip_start: Ints
    call_stop: Ints
    call_arrival_s: Ints
    call_departure_s: Ints
    call_board: Bools
    call_alight: Bools
    on_request: int
    warnings: tuple[str, ...]

    def __post_init__(self) -> None:
        _freeze(self)

    @property
    def n_stops(self) -> int:
        """Number of stops."""
        return len(self.stop_id)

    @property
    def n_trips(self) -> int:
        """Number of trips, those of frequencies counted one by one."""
        return int(self.trip_service.size)

    def trips_by_day(self) -> npt.NDArray[np.int64]:
        """(days,) trips that run on each day from ``first_day``."""
        per_service = np.bincount(self.trip_service, minlength=self.active.shape[0])
        return np.asarray(per_service @ self.active, dtype=np.int64)

    def validity(self) -> tuple[dt.date, dt.date]:
        """First and last days on which a trip runs."""
        served = np.flatnonzero(self.trips_by_day())
        first, last = int(served[0]), int(served[-1])
        return (
            self.first_day + dt.timedelta(days=first),
            self.first_day + dt.timedelta(days=last),
        )

    def trips_on(self, day: dt.date) -> npt.NDArray[np.int64]:
        """Positions of the trips that run on a day."""
        column = (day - self.first_day).days
        if not 0 <= column < self.active.shape[1]:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(self.active[self.trip_service, column])


@dataclass(frozen=True, slots=True)
class FeedUse:
    """What the manifest says of a feed that was used; dates are ISO 8601.

    ``first_day`` and ``last_day`` are those on which a trip runs, ``day`` the one that was read,
    ``trips`` the trips of that day.
    """

    name: str
    sha256: str
    publisher: str
    first_day: str
    last_day: str
    day: str
    trips: int
    stops: int

    @classmethod
    def of(cls, feed: Feed, *, day: dt.date) -> FeedUse:
        """Sum up a feed and the day that was read in it."""
        first, last = feed.validity()
        return cls(
            name=feed.name,
            sha256=feed.sha256,
            publisher=feed.publisher,
            first_day=first.isoformat(),
            last_day=last.isoformat(),
            day=day.isoformat(),
            trips=int(feed.trips_on(day).size),
            stops=feed.n_stops,
        )


@dataclass(frozen=True, slots=True)
class ServiceDay:
    """The day whose timetable is used.

    Parameters
    ----------
    dates
        One for each feed: the same, unless the feeds have no served day in common.
    trips
        Trips of all feeds on that day.
    sentence
        French, for the map and the manifest.
    """

    dates: tuple[dt.date, ...]
    trips: int
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """One day as elementary connections, sorted by departure, then trip, then order in the trip.

    Parameters
    ----------
    stop_id, stop_name, stop_lon, stop_lat
        (n,) stops of all feeds.
    departure_s, arrival_s
        (m,) seconds of the day.
    from_stop, to_stop, trip
        (m,) positions; a connection goes from one call of a trip to the next.
    board, alight
        (m,) whether one may get on at ``from_stop``, off at ``to_stop``.
    following
        (m,) position of the trip's next connection, -1 at its end.
    """

    stop_id: tuple[str, ...]
    stop_name: tuple[str, ...]
    stop_lon: Floats
    stop_lat: Floats
    departure_s: Ints
    arrival_s: Ints
    from_stop: Ints
    to_stop: Ints
    trip: Ints
    board: Bools
    alight: Bools
    following: Ints

    def __post_init__(self) -> None:
        _freeze(self)

    @property
    def n_stops(self) -> int:
        """Number of stops."""
        return len(self.stop_id)

    @property
    def n_connections(self) -> int:
        """Number of elementary connections."""
        return int(self.departure_s.size)

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything that travel times depend on."""
        digest = hashlib.sha256("\n".join(self.stop_id).encode())
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                digest.update(value.tobytes())
        return digest.hexdigest()
