"""A four-week timetable as a mixed-integer linear model, one function for each family of rows.

Sets
    a advisers, p places, t the 40 half-days, D the 20 days, r the demands of a place, c the choices
    of a demand (sets of half-days opened together, which the hours of the host allow).

Symbols
    n_r openings asked; m_p people at each opening; h_t hours of reception; b_a the base of an
    adviser; s_pq hours by car from p to q; H the hours of a day; W_a those of a week that are left
    for receptions and journeys.

Variables
    chosen_prc in {0, 1}: demand r of p opens by choice c; held_apu in {0, 1}: a holds unit u of p,
    and at_apt is the sum of held_apu over the units u that have t; there_apD in [0, 1]: a is at p
    on day D; both_apqD in [0, 1]: at p in the morning and at q in the afternoon; missing_pu >= 0:
    people that are wanted. A unit is a weekday of a choice in all its weeks, or else a single
    half-day: see ``timetable_variables``.

Rows
    ::

        rhythm_kept        sum_c chosen_prc = n_r
        one_opening_a_day  sum of chosen_prc over the choices that touch day D <= 1
        staffed            sum_a held_apu + missing_pu = m_p * sum of chosen_prc over c with u
        one_place          sum_p at_apt <= 1
        midday             at_ap(morning) + sum of at_aq(afternoon) over q too far <= 1
        there              there_apD >= at_apt, t in D
        straight_on        both <= each of its two at, or >= their sum - 1 where it costs
        daily_hours        sum h_t at_apt + road_aD <= H
        weekly_hours       the same over the five days <= W_a

    road_aD = sum_p (s_bp + s_pb) there_apD - sum (s_pb + s_bq - s_pq) both_apqD is exact: hours in
    the car from the base and back. A half-day without reception is spent at the base.

Source: personnel rostering with fixed shifts; the periodic choices are those of the periodic
vehicle routing problem (visit combinations).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import numpy as np
import pulp

from placement.timetable.slots import DAYS, DAYS_A_WEEK, day_of, part_of
from placement.timetable.variables import TimetableModel, Unit
from placement.units import SECONDS_PER_HOUR

__all__ = [
    "FAMILIES",
    "daily_hours",
    "midday",
    "one_opening_a_day",
    "one_place",
    "rhythm_kept",
    "road_h",
    "staffed",
    "straight_on",
    "there",
    "weekly_hours",
    "write_rows",
]


def rhythm_kept(model: TimetableModel) -> None:
    """Open as often as asked: sum_c chosen_prc = n_r."""
    for p, place in enumerate(model.problem.places):
        for r, demand in enumerate(place.demands):
            chosen = [v for (q, s, _), v in model.chosen.items() if (q, s) == (p, r)]
            row = pulp.lpSum(chosen) if chosen else pulp.LpAffineExpression([])
            model.lp += row == demand.count, f"rhythm_kept_{p}_{r}"


def one_opening_a_day(model: TimetableModel) -> None:
    """Two openings of one place are on two days."""
    touching: dict[tuple[int, int], list[Any]] = {}
    for (p, _, choice), variable in model.chosen.items():
        for day in {day_of(t) for t in choice}:
            touching.setdefault((p, day), []).append(variable)
    for (p, day), variables in touching.items():
        if len(variables) > 1:
            model.lp += pulp.lpSum(variables) <= 1, f"one_opening_a_day_{p}_{day}"


def staffed(model: TimetableModel) -> None:
    """Each opening has its people: sum_a held_apu + missing_pu = m_p times the choices with u."""
    here: dict[tuple[int, Unit], list[Any]] = {key: [v] for key, v in model.missing.items()}
    for (_, p, unit), variable in model.held.items():
        here[p, unit].append(variable)
    for (p, _, choice), variable in model.chosen.items():
        for unit in model.units[p, choice]:
            here[p, unit].append(-model.problem.places[p].staff * variable)
    for k, ((p, _), terms) in enumerate(here.items()):
        model.lp += pulp.lpSum(terms) == 0, f"staffed_{p}_{k}"


def one_place(model: TimetableModel) -> None:
    """Nobody is in two places: sum_p at_apt <= 1."""
    held: dict[tuple[int, int], list[Any]] = {}
    for (a, _, t), variables in model.at().items():
        held.setdefault((a, t), []).extend(variables)
    for (a, t), variables in held.items():
        if len(variables) > 1:
            model.lp += pulp.lpSum(variables) <= 1, f"one_place_{a}_{t}"


def midday(model: TimetableModel) -> None:
    """Keep time to eat: a morning here forbids an afternoon too far away."""
    rules, at = model.problem.rules, model.at()
    far = ~(model.problem.travel_s <= rules.midday_s - rules.lunch_s)
    for (a, p, t), variables in at.items():
        if part_of(t):
            continue
        over = [v for q in np.flatnonzero(far[p]) if q != p for v in at.get((a, int(q), t + 1), ())]
        if over:
            model.lp += pulp.lpSum(variables) + pulp.lpSum(over) <= 1, f"midday_{a}_{p}_{t}"


def there(model: TimetableModel) -> None:
    """Go there for one half-day or for two: there_apD >= at_apt."""
    for (a, p, t), variables in model.at().items():
        row = model.there[a, p, day_of(t)] - pulp.lpSum(variables)
        model.lp += row >= 0, f"there_{a}_{p}_{t}"


def straight_on(model: TimetableModel) -> None:
    """Count the way from one place to the other when both are held on one day, and only then."""
    at = model.at()
    for (a, p, q, day), variable in model.both.items():
        morning, afternoon = (pulp.lpSum(at[a, x, t]) for x, t in ((p, 2 * day), (q, 2 * day + 1)))
        name = f"{a}_{p}_{q}_{day}"
        if _saved_h(model, a, p=p, q=q) > 0:
            model.lp += variable - morning <= 0, f"straight_on_{name}_morning"
            model.lp += variable - afternoon <= 0, f"straight_on_{name}_afternoon"
        else:
            model.lp += variable - morning - afternoon >= -1, f"straight_on_{name}"


def daily_hours(model: TimetableModel) -> None:
    """Work no more than the hours of a day, journeys included."""
    for a, days in _hours(model).items():
        for day, hours in days.items():
            row = pulp.lpSum(hours)
            model.lp += row <= model.problem.rules.daily_h, f"daily_hours_{a}_{day}"


def weekly_hours(model: TimetableModel) -> None:
    """Leave the office its share of the week."""
    for a, days in _hours(model).items():
        most = model.problem.rules.reception_weekly_h * model.problem.advisers[a].hours_share
        for week, group in groupby(sorted(days), key=lambda day: day // DAYS_A_WEEK):
            row = pulp.lpSum(term for day in group for term in days[day])
            model.lp += row <= most, f"weekly_hours_{a}_{week}"


FAMILIES: tuple[Callable[[TimetableModel], None], ...] = (
    rhythm_kept,
    one_opening_a_day,
    staffed,
    one_place,
    midday,
    there,
    straight_on,
    daily_hours,
    weekly_hours,
)
"""Every family of rows, in the order in which they are written."""


def write_rows(model: TimetableModel) -> None:
    """Write every family."""
    for family in FAMILIES:
        family(model)


def road_h(model: TimetableModel, *, adviser: int, day: int) -> list[Any]:
    """Terms of the hours on the road of an adviser on a day."""
    s, base = model.problem.travel_s / SECONDS_PER_HOUR, model.problem.advisers[adviser].base
    places = range(len(model.problem.places))
    terms = [
        float(s[base, p] + s[p, base]) * model.there[adviser, p, day]
        for p in places
        if p != base and (adviser, p, day) in model.there
    ]
    terms += [
        -_saved_h(model, adviser, p=p, q=q) * model.both[adviser, p, q, day]
        for p in places
        for q in places
        if (adviser, p, q, day) in model.both
    ]
    return terms


def _hours(model: TimetableModel) -> dict[int, dict[int, list[Any]]]:
    """Terms of the hours worked, receptions and roads, by adviser and day."""
    found: dict[int, dict[int, list[Any]]] = {}
    for (a, _, t), variables in model.at().items():
        hours = model.problem.rules.half_day_h[part_of(t)]
        terms = found.setdefault(a, {}).setdefault(day_of(t), [])
        terms += [hours * variable for variable in variables]
    for a, days in found.items():
        for day in range(DAYS):
            if day in days:
                days[day] += road_h(model, adviser=a, day=day)
    return found


def _saved_h(model: TimetableModel, adviser: int, *, p: int, q: int) -> float:
    s, base = model.problem.travel_s, model.problem.advisers[adviser].base
    return float(s[p, base] + s[base, q] - s[p, q]) / SECONDS_PER_HOUR
