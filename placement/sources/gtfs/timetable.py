"""One day of the feeds as elementary connections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from placement.sources.gtfs.model import Feed, ServiceDay, Timetable

__all__ = ["day_timetable"]

_DAY_S: Final = 86_400

Ints = npt.NDArray[np.int64]


def day_timetable(feeds: Sequence[Feed], *, day: ServiceDay) -> Timetable:
    """Write the connections of a day; the end of the night before, past 24:00, is there too.

    Stops of several feeds keep the name of their feed before their identifier.
    """
    blocks, trips, stops = [], 0, 0
    for feed, date in zip(feeds, day.dates, strict=True):
        for served, shift_s in ((date, 0), (date - dt.timedelta(days=1), -_DAY_S)):
            block = _connections(feed, feed.trips_on(served), shift_s=shift_s, first_trip=trips)
            block[:, 2:4] += stops
            blocks.append(block)
            trips += feed.n_trips
        stops += feed.n_stops
    table = np.concatenate(blocks)
    table = table[table[:, 0] >= 0]
    table = table[np.lexsort((table[:, 7], table[:, 4], table[:, 0]))]
    return _timetable(feeds, table)


def _connections(feed: Feed, trips: Ints, *, shift_s: int, first_trip: int) -> Ints:
    """(m, 8): departure, arrival, from, to, trip, board, alight, rank of the call."""
    length = np.diff(feed.trip_start)[trips].astype(np.int64) - 1
    rank = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    call = np.repeat(feed.trip_start[trips].astype(np.int64), length) + rank
    return np.column_stack(
        [
            feed.call_departure_s[call].astype(np.int64) + shift_s,
            feed.call_arrival_s[call + 1].astype(np.int64) + shift_s,
            feed.call_stop[call].astype(np.int64),
            feed.call_stop[call + 1].astype(np.int64),
            np.repeat(trips + first_trip, length),
            feed.call_board[call].astype(np.int64),
            feed.call_alight[call + 1].astype(np.int64),
            rank,
        ]
    )


def _timetable(feeds: Sequence[Feed], table: Ints) -> Timetable:
    column = [table[:, k].astype(np.int32) for k in range(5)]
    return Timetable(
        stop_id=_stop_ids(feeds),
        stop_name=tuple(name for feed in feeds for name in feed.stop_name),
        stop_lon=np.concatenate([feed.stop_lon for feed in feeds]),
        stop_lat=np.concatenate([feed.stop_lat for feed in feeds]),
        departure_s=column[0],
        arrival_s=column[1],
        from_stop=column[2],
        to_stop=column[3],
        trip=column[4],
        board=table[:, 5].astype(np.bool_),
        alight=table[:, 6].astype(np.bool_),
        following=_following(table).astype(np.int32),
    )


def _following(table: Ints) -> Ints:
    """(m,) next connection of the same trip, -1 at its end."""
    by_trip = np.lexsort((table[:, 7], table[:, 4]))
    same = table[by_trip[1:], 4] == table[by_trip[:-1], 4]
    following = np.full(len(table), -1, dtype=np.int64)
    following[by_trip[:-1][same]] = by_trip[1:][same]
    return following


def _stop_ids(feeds: Sequence[Feed]) -> tuple[str, ...]:
    if len(feeds) == 1:
        return feeds[0].stop_id
    return tuple(f"{feed.name}:{stop}" for feed in feeds for stop in feed.stop_id)
