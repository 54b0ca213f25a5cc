"""A timetable as the kernels want it, towards a place and, with time reversed, away from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.sources.gtfs import Timetable
from placement.travel.transit.legs import WalkLegs
from placement.travel.transit.rules import TransitRules
from placement.travel.transit.scan import Connections, Limits, Walks, boardings, latest_by_slot

__all__ = ["ScanTable"]

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class ScanTable:
    """Connections by increasing departure, walks between stops, room for boardings.

    Parameters
    ----------
    connections
        (m,) those of the timetable.
    footpaths
        Walks between stops, each stop to itself included.
    event_start
        (n + 1,) where the boardings of each stop begin.
    """

    connections: Connections
    footpaths: Walks
    event_start: Ints

    @classmethod
    def towards(cls, timetable: Timetable, *, footpaths: WalkLegs) -> ScanTable:
        """Lay out a timetable for the journeys towards a place."""
        connections = Connections(
            departure_s=timetable.departure_s,
            arrival_s=timetable.arrival_s,
            from_stop=timetable.from_stop,
            to_stop=timetable.to_stop,
            board=timetable.board,
            alight=timetable.alight,
            following=timetable.following,
        )
        return cls(connections, footpaths.walks, _room(connections, n_stops=timetable.n_stops))

    @classmethod
    def away(cls, timetable: Timetable, *, footpaths: WalkLegs) -> ScanTable:
        """Lay out a timetable for the journeys away from a place.

        Time runs backwards: a vehicle that goes from ``u`` at ``t`` to ``v`` at ``t'`` goes from
        ``v`` at ``-t'`` to ``u`` at ``-t``. The latest departure from the place is then the
        earliest arrival there, and one kernel does both.
        """
        rank = np.arange(timetable.n_connections)
        order = np.lexsort((-rank, timetable.trip, -timetable.arrival_s.astype(np.int64)))
        place = np.empty_like(order)
        place[order] = rank
        before = np.full(rank.size, -1, dtype=np.int64)
        followed = timetable.following >= 0
        before[timetable.following[followed]] = place[followed]
        connections = Connections(
            departure_s=-timetable.arrival_s[order],
            arrival_s=-timetable.departure_s[order],
            from_stop=timetable.to_stop[order],
            to_stop=timetable.from_stop[order],
            board=timetable.alight[order],
            alight=timetable.board[order],
            following=before[order].astype(np.int32),
        )
        for column in connections:
            column.setflags(write=False)  # as those of the timetable: one kernel is compiled
        walks = footpaths.reversed(n_rows=timetable.n_stops).walks
        return cls(connections, walks, _room(connections, n_stops=timetable.n_stops))

    def latest(
        self, egress_s: Ints, *, deadline_s: Ints, first_s: int, rules: TransitRules
    ) -> tuple[Ints, Ints]:
        """Latest departure of each stop for each deadline, and its arrival, (n, s) seconds.

        Parameters
        ----------
        egress_s
            (n,) walk from each stop to the place, ``NEVER`` when it is too far.
        deadline_s
            (s,) increasing.
        first_s
            Boardings before it are of no use.
        """
        last_s = int(deadline_s[-1])
        useful = int(np.searchsorted(self.connections.departure_s, last_s, side="right"))
        event_departure_s, event_arrival_s, first = boardings(
            _first(self.connections, n=useful),
            self.footpaths,
            self.event_start,
            egress_s,
            Limits(rules.rides_max, rules.change_s, rules.wait_max_s, first_s, last_s),
        )
        return latest_by_slot(
            event_departure_s, event_arrival_s, first, self.event_start, deadline_s
        )


def _first(connections: Connections, *, n: int) -> Connections:
    """Keep the ``n`` first connections."""
    return Connections(
        departure_s=connections.departure_s[:n],
        arrival_s=connections.arrival_s[:n],
        from_stop=connections.from_stop[:n],
        to_stop=connections.to_stop[:n],
        board=connections.board[:n],
        alight=connections.alight[:n],
        following=connections.following[:n],
    )


def _room(connections: Connections, *, n_stops: int) -> Ints:
    """(n_stops + 1,) running count of boardings by stop."""
    counts = np.bincount(connections.from_stop[connections.board], minlength=n_stops)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
