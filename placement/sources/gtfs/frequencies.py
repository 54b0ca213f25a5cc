"""``frequencies.txt``: trips given by a headway, written out one by one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placement.errors import Faults
from placement.sources.gtfs.archive import Archive
from placement.sources.gtfs.calls import Calls
from placement.sources.gtfs.fields import NO_TIME, clock_s, numbers, positions, set_aside

__all__ = ["expand_frequencies"]

_FILE = "frequencies.txt"


def expand_frequencies(
    archive: Archive, *, calls: Calls, faults: Faults, warnings: list[str]
) -> Calls:
    """Replace each trip that has a headway by its departures, ``end_time`` left out."""
    if not archive.has(_FILE):
        return calls
    table = archive.table(_FILE, required=("trip_id", "start_time", "end_time", "headway_secs"))
    template = positions(table["trip_id"], among=calls.trip_id)
    set_aside(table["trip_id"], template < 0, what=f"{_FILE} : course inconnue", warnings=warnings)
    periods = list(_periods(table, faults=faults))
    copies = [
        (int(trip), leaving_s)
        for trip, times in zip(template, periods, strict=True)
        if trip >= 0
        for leaving_s in times
    ]
    repeated = np.zeros(len(calls.trip_id), dtype=np.bool_)
    repeated[template[template >= 0]] = True
    return _joined(calls.keep(~repeated), calls, copies=copies)


def _periods(table: pd.DataFrame, *, faults: Faults) -> Iterator[range]:
    """Departures of each row, seconds; none where the row is wrong (and told)."""
    start = clock_s(table["start_time"], name=f"{_FILE}, start_time", faults=faults)
    end = clock_s(table["end_time"], name=f"{_FILE}, end_time", faults=faults)
    headway = numbers(table["headway_secs"])
    wrong = ~(headway >= 1) | (start == NO_TIME) | (end == NO_TIME)
    if wrong.any():
        rows = ", ".join(str(row + 2) for row in np.flatnonzero(wrong)[:5])
        faults.add(f"{_FILE} : intervalle ou heure absents ou nuls (ligne {rows}).")
    for k in range(len(table)):
        yield range(0) if wrong[k] else range(int(start[k]), int(end[k]), int(headway[k]))


def _joined(kept: Calls, templates: Calls, *, copies: list[tuple[int, int]]) -> Calls:
    if not copies:
        return kept
    trip = np.array([trip for trip, _ in copies])
    first, length = templates.start[trip], np.diff(templates.start)[trip]
    shift = np.array([leaving for _, leaving in copies]) - templates.departure_s[first]
    inside = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    call = np.repeat(first, length) + inside
    moved = np.repeat(shift, length)
    return Calls(
        trip_id=(
            *kept.trip_id,
            *(f"{templates.trip_id[t]}@{leaving}" for t, leaving in copies),
        ),
        service=np.concatenate([kept.service, templates.service[trip]]),
        start=np.concatenate([kept.start, kept.start[-1] + np.cumsum(length)]),
        stop=np.concatenate([kept.stop, templates.stop[call]]),
        arrival_s=np.concatenate([kept.arrival_s, templates.arrival_s[call] + moved]),
        departure_s=np.concatenate([kept.departure_s, templates.departure_s[call] + moved]),
        board=np.concatenate([kept.board, templates.board[call]]),
        alight=np.concatenate([kept.alight, templates.alight[call]]),
        on_request=np.concatenate([kept.on_request, templates.on_request[call]]),
    )
