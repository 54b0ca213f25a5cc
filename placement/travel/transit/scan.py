"""Connection scan towards one place: from each vehicle, the earliest arrival there.

The algorithm is the profile connection scan of Dibbelt, Pajor, Strasser and Wagner ("Connection
Scan Algorithm", ACM JEA 23, 2018), all to one, with one value for each number of vehicles (their
section on the number of transfers). It differs on one point: changes on foot are looked for when
one gets off rather than stored when one gets on. A longest wait then costs nothing, and exactness
holds with walks cut at a longest duration, whose closure would be longer than it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from placement.compiled import compiled, inlined

__all__ = ["NEVER", "Connections", "Limits", "Walks", "boardings", "latest_by_slot"]

NEVER = 1 << 30
"""An arrival that does not happen, seconds; ``-NEVER`` is a departure that does not."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]


class Connections(NamedTuple):
    """(m,) elementary connections by increasing departure, see ``Timetable``."""

    departure_s: Ints
    arrival_s: Ints
    from_stop: Ints
    to_stop: Ints
    board: Bools
    alight: Bools
    following: Ints


class Walks(NamedTuple):
    """Walks from each row, (n + 1,), to columns, by increasing duration, see ``WalkLegs``."""

    start: Ints
    column: Ints
    time_s: Ints


class Limits(NamedTuple):
    """Vehicles, time to change and longest wait (``TransitRules``).

    Then the earliest boarding and the latest arrival at the place, seconds.
    """

    rides_max: int
    change_s: int
    wait_max_s: int
    first_s: int
    last_s: int


class _Events(NamedTuple):
    """Boardings found so far, those of stop ``v`` from ``top[v]`` to ``start[v + 1]``.

    ``value`` is (e, k), see ``boardings``.
    """

    start: Ints
    top: Ints
    departure_s: Ints
    value: Ints


@compiled
def boardings(
    connections: Connections,
    footpaths: Walks,
    event_start: Ints,
    egress_s: Ints,
    limits: Limits,
) -> tuple[Ints, Ints, Ints]:
    """List, stop by stop, when one can get on and when one then reaches the place.

    Parameters
    ----------
    connections
        Those that may be of use, the first ones of the day.
    footpaths
        Walks between stops, each stop to itself included.
    event_start
        (n + 1,) room for each stop's boardings in the results.
    egress_s
        (n,) walk from each stop to the place, ``NEVER`` when it is too far.
    limits
        What journeys must respect.

    Returns
    -------
    departure_s, arrival_s, first
        (e,) boardings that lead to the place; those of stop ``v`` are from ``first[v]`` to
        ``event_start[v + 1]``, by increasing departure.

    Notes
    -----
    ``value[c, k]`` is the earliest arrival of whoever sits in connection ``c`` with ``k + 1``
    vehicles at most, that one counted::

        value[c, k] = min( value[following(c), k],                          stay on board
                           arrival(c) + egress(to(c)),                      get off, walk there
                           min over walks f from to(c), boardings e at its end with
                             arrival(c) + f + change <= departure(e) <= arrival(c) + f + wait
                             of value[e, k - 1] )                           change

    All terms depart no earlier than ``c``, hence the scan by decreasing departure. With no time
    to change, connections of no duration may serve one another: their common second is scanned
    until nothing changes.
    """
    departure_s, rides_max = connections.departure_s, limits.rides_max
    value = np.full((departure_s.size, rides_max), NEVER, np.int32)
    events = _Events(
        event_start,
        event_start[1:].copy(),
        np.empty(event_start[-1], np.int32),
        np.full((event_start[-1], rides_max), NEVER, np.int32),
    )
    place_of = np.full(departure_s.size, -1, np.int32)
    best = np.empty(rides_max, np.int32)
    end = departure_s.size
    while end > 0 and departure_s[end - 1] >= limits.first_s:
        begin, instant = end, False
        while begin > 0 and departure_s[begin - 1] == departure_s[end - 1]:
            begin -= 1
            instant = instant or connections.arrival_s[begin] == departure_s[begin]
        again = True
        while again:
            again = False
            for c in range(end - 1, begin - 1, -1):
                after = connections.following[c]
                for k in range(rides_max):
                    best[k] = value[after, k] if 0 <= after < departure_s.size else NEVER
                if connections.alight[c]:
                    _get_off(best, c, connections, footpaths, events, egress_s, limits)
                if _improve(value, c, best):
                    again = instant and limits.change_s == 0
                    if connections.board[c]:
                        _get_on(value, c, connections, events, place_of)
        end = begin
    return events.departure_s, events.value[:, rides_max - 1].copy(), events.top


@inlined
def _get_off(
    best: Ints,
    c: int,
    connections: Connections,
    footpaths: Walks,
    events: _Events,
    egress_s: Ints,
    limits: Limits,
) -> None:
    """Lower ``best``, by number of vehicles, with what leaving connection ``c`` allows."""
    stop, arrival_s = connections.to_stop[c], connections.arrival_s[c]
    there_s = arrival_s + egress_s[stop]
    if there_s <= limits.last_s:
        for k in range(best.size):
            best[k] = min(best[k], there_s)
    if best.size == 1:
        return
    for f in range(footpaths.start[stop], footpaths.start[stop + 1]):
        ready_s = arrival_s + footpaths.time_s[f] + limits.change_s
        if ready_s >= best[1] or ready_s > limits.last_s:
            return  # walks only get longer
        until_s = arrival_s + footpaths.time_s[f] + limits.wait_max_s
        other = footpaths.column[f]
        for e in range(events.top[other], events.start[other + 1]):
            if events.departure_s[e] > until_s or events.departure_s[e] >= best[1]:
                break  # one arrives no sooner than one departs
            if events.departure_s[e] >= ready_s:
                for k in range(1, best.size):
                    best[k] = min(best[k], events.value[e, k - 1])


@inlined
def _get_on(value: Ints, c: int, connections: Connections, events: _Events, place_of: Ints) -> None:
    """Record that one may board connection ``c``, or that it now leads there sooner."""
    if place_of[c] < 0:
        stop = connections.from_stop[c]
        events.top[stop] -= 1
        place_of[c] = events.top[stop]
        events.departure_s[place_of[c]] = connections.departure_s[c]
    for k in range(value.shape[1]):
        events.value[place_of[c], k] = value[c, k]


@inlined
def _improve(value: Ints, c: int, best: Ints) -> bool:
    """Lower row ``c`` of ``value`` to ``best`` where that is lower; say whether it was."""
    lower = False
    for k in range(best.size):
        if best[k] < value[c, k]:
            value[c, k] = best[k]
            lower = True
    return lower


@compiled
def latest_by_slot(
    event_departure_s: Ints,
    event_arrival_s: Ints,
    first: Ints,
    event_start: Ints,
    deadline_s: Ints,
) -> tuple[Ints, Ints]:
    """For each stop and deadline, the latest boarding in time, and the arrival it gives.

    Parameters
    ----------
    event_departure_s, event_arrival_s, first, event_start
        See ``boardings``.
    deadline_s
        (s,) increasing.

    Returns
    -------
    departure_s, arrival_s
        (n, s); ``-NEVER`` and ``NEVER`` where no boarding is in time. Of boardings at the same
        second, the one that arrives first.
    """
    n_stops, n_slots = first.size, deadline_s.size
    departure_s = np.full((n_stops, n_slots), -NEVER, np.int32)
    arrival_s = np.full((n_stops, n_slots), NEVER, np.int32)
    for stop in range(n_stops):
        for e in range(first[stop], event_start[stop + 1]):
            slot = np.searchsorted(deadline_s, event_arrival_s[e])
            if slot < n_slots:
                _keep_later(
                    departure_s[stop],
                    arrival_s[stop],
                    slot,
                    event_departure_s[e],
                    event_arrival_s[e],
                )
        for slot in range(1, n_slots):
            _keep_later(
                departure_s[stop],
                arrival_s[stop],
                slot,
                departure_s[stop, slot - 1],
                arrival_s[stop, slot - 1],
            )
    return departure_s, arrival_s


@compiled
def _keep_later(
    departure_s: Ints, arrival_s: Ints, slot: int, new_departure_s: int, new_arrival_s: int
) -> None:
    """Keep the later departure of a slot; of equal ones, the earlier arrival."""
    later = new_departure_s > departure_s[slot]
    sooner = new_departure_s == departure_s[slot] and new_arrival_s < arrival_s[slot]
    if later or sooner:
        departure_s[slot] = new_departure_s
        arrival_s[slot] = new_arrival_s
