"""``trips.txt`` and ``stop_times.txt``: the calls of each trip, in order, every blank filled."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import Faults, cite
from placement.sources.gtfs.archive import Archive
from placement.sources.gtfs.fields import NO_TIME, clock_s, numbers, positions, set_aside
from placement.sources.gtfs.stops import Stops

__all__ = ["Calls", "read_calls"]

_TRIPS = "trips.txt"
_CALLS = "stop_times.txt"
_FORBIDDEN = "1"
_ON_REQUEST = ("2", "3")
_STEP_M = 1.0  # stops at one place still follow one another


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """Trips and their calls; (t,) by trip, (c,) by call, calls of a trip contiguous.

    Parameters
    ----------
    trip_id, service
        (t,) identifier and position of the service.
    start
        (t + 1,) first call of each trip.
    stop, arrival_s, departure_s, board, alight, on_request
        (c,) of each call.
    """

    trip_id: tuple[str, ...]
    service: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    stop: npt.NDArray[np.int64]
    arrival_s: npt.NDArray[np.int64]
    departure_s: npt.NDArray[np.int64]
    board: npt.NDArray[np.bool_]
    alight: npt.NDArray[np.bool_]
    on_request: npt.NDArray[np.bool_]

    def keep(self, trips: npt.NDArray[np.bool_]) -> Calls:
        """Keep the trips of a (t,) mask."""
        length = np.diff(self.start)
        calls = np.repeat(trips, length)
        by_call = ("stop", "arrival_s", "departure_s", "board", "alight", "on_request")
        return replace(
            self,
            trip_id=tuple(np.array(self.trip_id, dtype=object)[trips].tolist()),
            service=self.service[trips],
            start=np.concatenate([[0], np.cumsum(length[trips])]),
            **{name: getattr(self, name)[calls] for name in by_call},
        )


def read_calls(
    archive: Archive,
    *,
    stops: Stops,
    services: tuple[str, ...],
    faults: Faults,
    warnings: list[str],
) -> Calls:
    """Read the trips and their calls.

    Rows that cite an unknown trip, stop or service are set aside and told; so are the trips with
    fewer than two calls, without a time at one end, or that go back in time.
    """
    trips = _trips(archive, services=services, faults=faults, warnings=warnings)
    table = _rows(archive, trips=trips, stops=stops, faults=faults, warnings=warnings)
    calls = _collected(table, trips=trips, services=services)
    calls = _without(calls, _untimed(calls), why="sans heure à un bout", warnings=warnings)
    calls = _interpolated(calls, stops=stops)
    return _without(calls, _backwards(calls), why="qui remonte le temps", warnings=warnings)


def _trips(
    archive: Archive, *, services: tuple[str, ...], faults: Faults, warnings: list[str]
) -> pd.DataFrame:
    trips = archive.table(_TRIPS, required=("trip_id", "service_id"))
    repeated = sorted(set(trips["trip_id"][trips["trip_id"].duplicated()]))
    if repeated:
        faults.add(f"{_TRIPS} : course répétée : {cite(repeated)}.")
        trips = trips.drop_duplicates("trip_id")
    unknown = positions(trips["service_id"], among=services) < 0
    set_aside(
        trips["service_id"],
        unknown,
        what=f"{_TRIPS} : calendrier inconnu",
        warnings=warnings,
    )
    return trips[~unknown].reset_index(drop=True)


def _rows(
    archive: Archive,
    *,
    trips: pd.DataFrame,
    stops: Stops,
    faults: Faults,
    warnings: list[str],
) -> pd.DataFrame:
    """Rows of ``stop_times.txt`` with positions and seconds, in the order of the trips."""
    table = archive.table(
        _CALLS,
        required=("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
        optional=("pickup_type", "drop_off_type"),
    )
    table["arrival"] = clock_s(table["arrival_time"], name=f"{_CALLS}, arrival_time", faults=faults)
    table["departure"] = clock_s(
        table["departure_time"], name=f"{_CALLS}, departure_time", faults=faults
    )
    table["sequence"] = numbers(table["stop_sequence"])
    if table["sequence"].isna().any():
        faults.add(f"{_CALLS} : stop_sequence vide ou illisible.")
    table["trip"] = positions(table["trip_id"], among=trips["trip_id"].tolist())
    table["stop"] = positions(table["stop_id"], among=stops.id)
    no_trip = (table["trip"] < 0).to_numpy()
    no_stop = (table["stop"] < 0).to_numpy() & ~no_trip
    unplaced = no_stop & table["stop_id"].isin(stops.unplaced).to_numpy()
    set_aside(table["trip_id"], no_trip, what=f"{_CALLS} : course inconnue", warnings=warnings)
    set_aside(
        table["stop_id"], no_stop & ~unplaced, what=f"{_CALLS} : arrêt inconnu", warnings=warnings
    )
    set_aside(
        table["stop_id"], unplaced, what=f"{_CALLS} : arrêt sans coordonnées", warnings=warnings
    )
    kept = table[~(no_trip | no_stop)]
    return kept.sort_values(["trip", "sequence"], kind="stable")


def _collected(table: pd.DataFrame, *, trips: pd.DataFrame, services: tuple[str, ...]) -> Calls:
    """Arrays of the trips that have two calls at least (a trip of one call carries nobody)."""
    length = np.bincount(table["trip"].to_numpy(dtype=np.int64), minlength=len(trips))
    request = table["pickup_type"].isin(_ON_REQUEST) | table["drop_off_type"].isin(_ON_REQUEST)
    arrival = table["arrival"].to_numpy(dtype=np.int64)
    departure = table["departure"].to_numpy(dtype=np.int64)
    calls = Calls(
        trip_id=tuple(trips["trip_id"]),
        service=positions(trips["service_id"], among=services),
        start=np.concatenate([[0], np.cumsum(length)]),
        stop=table["stop"].to_numpy(dtype=np.int64),
        arrival_s=np.where(arrival == NO_TIME, departure, arrival),
        departure_s=np.where(departure == NO_TIME, arrival, departure),
        board=(table["pickup_type"] != _FORBIDDEN).to_numpy(),
        alight=(table["drop_off_type"] != _FORBIDDEN).to_numpy(),
        on_request=request.to_numpy(),
    )
    return calls.keep(length >= 2)


def _without(calls: Calls, wrong: npt.NDArray[np.bool_], *, why: str, warnings: list[str]) -> Calls:
    if not wrong.any():
        return calls
    names = np.array(calls.trip_id, dtype=object)[wrong].tolist()
    warnings.append(f"{_CALLS} : course {why}, écartée : {cite(names)}.")
    return calls.keep(~wrong)


def _untimed(calls: Calls) -> npt.NDArray[np.bool_]:
    """(t,) trips whose first or last call has no time."""
    if not calls.trip_id:
        return np.zeros(0, dtype=np.bool_)
    first, last = calls.start[:-1], calls.start[1:] - 1
    return np.asarray((calls.departure_s[first] == NO_TIME) | (calls.arrival_s[last] == NO_TIME))


def _backwards(calls: Calls) -> npt.NDArray[np.bool_]:
    """(t,) trips that leave a call before reaching it, or reach one before leaving the last."""
    trip = np.repeat(np.arange(len(calls.trip_id)), np.diff(calls.start))
    same = trip[1:] == trip[:-1]
    early = np.zeros(trip.size, dtype=np.bool_)
    early[1:] = same & (calls.arrival_s[1:] < calls.departure_s[:-1])
    early |= calls.departure_s < calls.arrival_s
    return np.bincount(trip[early], minlength=len(calls.trip_id)) > 0


def _interpolated(calls: Calls, *, stops: Stops) -> Calls:
    """Fill blank times in proportion to the straight-line distance between timed calls.

    Notes
    -----
    The ends of every trip are timed, so one interpolation along all the calls, end to end, never
    mixes two trips.
    """
    blank = calls.arrival_s == NO_TIME
    if not blank.any():
        return calls
    along_m = np.cumsum(_steps_m(calls, stops=stops))
    knot = np.flatnonzero(~blank)
    before = np.searchsorted(knot, np.flatnonzero(blank)) - 1
    left, right = knot[before], knot[before + 1]
    share = (along_m[blank] - along_m[left]) / (along_m[right] - along_m[left])
    span = calls.arrival_s[right] - calls.departure_s[left]
    arrival_s, departure_s = calls.arrival_s.copy(), calls.departure_s.copy()
    filled = calls.departure_s[left] + np.floor(share * span).astype(np.int64)
    arrival_s[blank] = departure_s[blank] = filled
    return replace(calls, arrival_s=arrival_s, departure_s=departure_s)


def _steps_m(calls: Calls, *, stops: Stops) -> npt.NDArray[np.float64]:
    """(c,) metres from the call before, by the local flat-earth formula; at least one metre."""
    lon, lat = np.radians(stops.lon[calls.stop]), np.radians(stops.lat[calls.stop])
    east = np.diff(lon, prepend=lon[:1]) * np.cos(lat)
    north = np.diff(lat, prepend=lat[:1])
    return np.asarray(6_371_009.0 * np.hypot(east, north) + _STEP_M)
