"""From stops to homes: the best departure of each home for each appointment, there and back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from placement.compiled import compiled
from placement.travel.transit.scan import NEVER

__all__ = ["FIGURES", "home_departures", "round_trips"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]

FIGURES = ("outbound", "back", "absence", "slots", "half_days", "fault")
"""What ``round_trips`` finds for each home, in order."""


@compiled
def home_departures(
    leg_start: Ints,
    leg_stop: Ints,
    leg_s: Ints,
    direct_s: Ints,
    stop_departure_s: Ints,
    stop_arrival_s: Ints,
    deadline_s: Ints,
) -> tuple[Ints, Ints]:
    """For each home and deadline, the latest departure from home, and the arrival it gives.

    Parameters
    ----------
    leg_start, leg_stop, leg_s
        Walks from homes to stops, (h + 1,) and (l,).
    direct_s
        (h,) walk from home straight to the place, ``NEVER`` when it is too far.
    stop_departure_s, stop_arrival_s
        (n, s), see ``latest_by_slot``.
    deadline_s
        (s,) increasing.

    Returns
    -------
    departure_s, arrival_s
        (h, s); ``-NEVER`` and ``NEVER`` where there is none.
    """
    n_homes, n_slots = direct_s.size, deadline_s.size
    departure_s = np.full((n_homes, n_slots), -NEVER, np.int32)
    arrival_s = np.full((n_homes, n_slots), NEVER, np.int32)
    for home in range(n_homes):
        if direct_s[home] < NEVER:
            for slot in range(n_slots):
                departure_s[home, slot] = deadline_s[slot] - direct_s[home]
                arrival_s[home, slot] = deadline_s[slot]
        for leg in range(leg_start[home], leg_start[home + 1]):
            stop = leg_stop[leg]
            for slot in range(n_slots):
                if stop_arrival_s[stop, slot] == NEVER:
                    continue
                leaving_s = stop_departure_s[stop, slot] - leg_s[leg]
                sooner = stop_arrival_s[stop, slot] < arrival_s[home, slot]
                if leaving_s > departure_s[home, slot] or (
                    leaving_s == departure_s[home, slot] and sooner
                ):
                    departure_s[home, slot] = leaving_s
                    arrival_s[home, slot] = stop_arrival_s[stop, slot]
    return departure_s, arrival_s


@compiled
def round_trips(
    leaving_s: Ints,
    there_s: Ints,
    away_s: Ints,
    home_s: Ints,
    slot_half_day: Ints,
    open_half_day: Bools,
    earliest_s: int,
    latest_s: int,
) -> Ints:
    """Sum up, home by home, the appointments that leave time for both ways.

    Parameters
    ----------
    leaving_s, there_s
        (h, s) when one leaves home, and arrives before the appointment.
    away_s, home_s
        (h, s) when one leaves after it, and is home again.
    slot_half_day
        (s,) half-day of each appointment.
    open_half_day
        (d,) half-days on which the site receives.
    earliest_s, latest_s
        Limits of the day, at home.

    Returns
    -------
    figures
        (h, 6), see ``FIGURES``: median seconds there, back and away from home (the lower median,
        so that it is the time of a real journey; ``NEVER`` without any), number of appointments
        and of half-days that work, and what is missing: 0 nothing, 1 a way there, 2 a way back,
        3 both on the same appointment.
    """
    n_homes, n_slots = leaving_s.shape
    figures = np.full((n_homes, 6), NEVER, np.int32)
    outbound = np.empty(n_slots, np.int32)
    back = np.empty(n_slots, np.int32)
    absence = np.empty(n_slots, np.int32)
    for home in range(n_homes):
        works, any_there, any_back = 0, False, False
        served = np.zeros(open_half_day.size, np.bool_)
        for slot in range(n_slots):
            if not open_half_day[slot_half_day[slot]]:
                continue
            there = leaving_s[home, slot] >= earliest_s and there_s[home, slot] < NEVER
            again = home_s[home, slot] <= latest_s and away_s[home, slot] > -NEVER
            any_there, any_back = any_there or there, any_back or again
            if there and again:
                outbound[works] = there_s[home, slot] - leaving_s[home, slot]
                back[works] = home_s[home, slot] - away_s[home, slot]
                absence[works] = home_s[home, slot] - leaving_s[home, slot]
                served[slot_half_day[slot]] = True
                works += 1
        if works:
            middle = (works - 1) // 2
            figures[home, 0] = np.sort(outbound[:works])[middle]
            figures[home, 1] = np.sort(back[:works])[middle]
            figures[home, 2] = np.sort(absence[:works])[middle]
        figures[home, 3] = works
        figures[home, 4] = served.sum()
        figures[home, 5] = 0 if works else (1 if not any_there else (3 if any_back else 2))
    return figures
