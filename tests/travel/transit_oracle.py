"""Every journey of a small timetable, one by one: what the scan must find.

Nothing is shared with the code under test but the timetable and the walks: journeys are
enumerated, not scanned.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from placement.sources.gtfs import Timetable
from placement.travel.transit import TransitRules


class Call(NamedTuple):
    """One connection of a trip."""

    departure_s: int
    arrival_s: int
    origin: int
    target: int
    board: bool
    alight: bool


class Answer(NamedTuple):
    """What a home and a site can do together."""

    time_s: float | None
    back_s: float | None
    absence_s: float | None
    slots: int
    half_days: int


Walks = dict[int, int]
Journeys = frozenset[tuple[int, int]]


def trips_of(timetable: Timetable) -> list[list[Call]]:
    """List the connections of each trip, in order."""
    trips: dict[int, list[Call]] = {}
    columns = zip(
        timetable.trip.tolist(),
        timetable.departure_s.tolist(),
        timetable.arrival_s.tolist(),
        timetable.from_stop.tolist(),
        timetable.to_stop.tolist(),
        timetable.board.tolist(),
        timetable.alight.tolist(),
        strict=True,
    )
    for trip, *call in columns:
        trips.setdefault(trip, []).append(Call(*call))
    return list(trips.values())


def journeys(
    trips: list[list[Call]],
    *,
    start: Walks,
    end: Walks,
    foot: dict[int, Walks],
    rules: TransitRules,
) -> Journeys:
    """Every (leaving, arriving) from a place to another, first boarding just in time."""
    boardings = [
        (t, c, call) for t, calls in enumerate(trips) for c, call in enumerate(calls) if call.board
    ]

    @cache
    def arrivals(trip: int, call: int, rides: int) -> frozenset[int]:
        """Arrivals at the end of whoever boards a trip at a call."""
        exits = [later for later in trips[trip][call:] if later.alight]
        found = {out.arrival_s + end[out.target] for out in exits if out.target in end}
        if rides == 1:
            return frozenset(found)
        for out in exits:
            for t, c, boarding in boardings:
                if boarding.origin in foot[out.target]:
                    waiting_s = boarding.departure_s - out.arrival_s
                    waiting_s -= foot[out.target][boarding.origin]
                    if rules.change_s <= waiting_s <= rules.wait_max_s:
                        found |= arrivals(t, c, rides - 1)
        return frozenset(found)

    return frozenset(
        (boarding.departure_s - start[boarding.origin], arriving)
        for t, c, boarding in boardings
        if boarding.origin in start
        for arriving in arrivals(t, c, rules.rides_max)
    )


def answer(
    there: Journeys,
    again: Journeys,
    *,
    direct_s: int | None,
    opened: tuple[bool, ...],
    rules: TransitRules,
) -> Answer:
    """Try every appointment."""
    outbound, back, absence, half_days = [], [], [], set()
    for half_day, window in enumerate(rules.half_days):
        begin = window.start_s
        while opened[half_day] and begin + rules.appointment_s <= window.end_s:
            over = begin + rules.appointment_s
            walk_there = () if direct_s is None else ((begin - direct_s, begin),)
            walk_again = () if direct_s is None else ((over, over + direct_s),)
            go = [j for j in (*there, *walk_there) if j[1] <= begin and j[0] >= rules.earliest_s]
            come = [j for j in (*again, *walk_again) if j[0] >= over and j[1] <= rules.latest_s]
            if go and come:
                leaving, arriving = max(go, key=lambda j: (j[0], -j[1]))
                away, home = min(come, key=lambda j: (j[1], -j[0]))
                outbound.append(arriving - leaving)
                back.append(home - away)
                absence.append(home - leaving)
                half_days.add(half_day)
            begin += rules.slot_step_s
    if not outbound:
        return Answer(None, None, None, 0, 0)
    middle = (len(outbound) - 1) // 2
    return Answer(
        sorted(outbound)[middle],
        sorted(back)[middle],
        sorted(absence)[middle],
        len(outbound),
        len(half_days),
    )
