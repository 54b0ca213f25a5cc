"""What a timetable seeks once it can be kept: the prices of ``Preferences``, added up."""

from __future__ import annotations

from typing import Any

import pulp

from placement.timetable.formulation import road_h
from placement.timetable.model import Preferences
from placement.timetable.plan import Timetable
from placement.timetable.slots import DAYS
from placement.timetable.variables import TimetableModel

__all__ = ["missing_people", "price"]


def missing_people(model: TimetableModel) -> Any:
    """People who are wanted, half-days."""
    return pulp.lpSum(len(unit) * v for (_, unit), v in model.missing.items())


def price(model: TimetableModel, *, preferences: Preferences, near: Timetable | None = None) -> Any:
    """Everything that a timetable gives up, in hours of journey.

    Parameters
    ----------
    near
        A timetable to stay close to; None when there is none.
    """
    terms = [
        *_journeys(model, preferences=preferences),
        *_missed_days(model, preferences=preferences),
        *_newcomers(model, preferences=preferences),
        *_faces(model, preferences=preferences),
        *_unfairness(model, preferences=preferences),
        *(_moves(model, preferences=preferences, near=near) if near is not None else []),
        *(_shifts(model, preferences=preferences, near=near) if near is not None else []),
    ]
    return pulp.lpSum(terms) if terms else pulp.LpAffineExpression([])


def _journeys(model: TimetableModel, *, preferences: Preferences) -> list[Any]:
    advisers = range(len(model.problem.advisers))
    return [
        preferences.journey * term
        for a in advisers
        for day in range(DAYS)
        for term in road_h(model, adviser=a, day=day)
    ]


def _missed_days(model: TimetableModel, *, preferences: Preferences) -> list[Any]:
    found = []
    for (p, _, choice), variable in model.chosen.items():
        wished = model.problem.places[p].preferred
        missed = len(choice - wished) if wished else 0
        if missed:
            found.append(preferences.missed_day * missed * variable)
    return found


def _newcomers(model: TimetableModel, *, preferences: Preferences) -> list[Any]:
    problem = model.problem
    held = frozenset[str]().union(*(adviser.usual for adviser in problem.advisers))
    return [
        preferences.newcomer * len(unit) * variable
        for (a, p, unit), variable in model.held.items()
        if problem.places[p].id in held - problem.advisers[a].usual
    ]


def _faces(model: TimetableModel, *, preferences: Preferences) -> list[Any]:
    """Somebody goes to a place: face_ap >= held_apu."""
    faces: dict[tuple[int, int], Any] = {}
    for k, ((a, p, _), variable) in enumerate(model.held.items()):
        if (a, p) not in faces:
            faces[a, p] = model.lp.add_variable(f"face_{a}_{p}", lowBound=0, upBound=1)
        model.lp += faces[a, p] - variable >= 0, f"face_{a}_{p}_{k}"
    return [preferences.face * face for face in faces.values()]


def _unfairness(model: TimetableModel, *, preferences: Preferences) -> list[Any]:
    """Half-days between the most and the least busy, each in proportion of the time worked."""
    loads: dict[int, list[Any]] = {}
    for (a, _, unit), variable in model.held.items():
        share = len(unit) / model.problem.advisers[a].hours_share
        loads.setdefault(a, []).append(share * variable)
    if len(loads) < 2:
        return []
    most = model.lp.add_variable("busiest", lowBound=0)
    least = model.lp.add_variable("least_busy", lowBound=0)
    for a, terms in loads.items():
        model.lp += most - pulp.lpSum(terms) >= 0, f"busiest_{a}"
        model.lp += pulp.lpSum(terms) - least >= 0, f"least_busy_{a}"
    return [preferences.unfairness * most, -preferences.unfairness * least]


def _moves(model: TimetableModel, *, preferences: Preferences, near: Timetable) -> list[Any]:
    problem = model.problem
    kept = {
        (problem.adviser_ids.index(who), problem.place_ids.index(one.place_id), one.slot)
        for one in near.openings
        for who in one.adviser_ids
    }
    found = []
    for (a, p, unit), variable in model.held.items():
        moved = sum((a, p, t) not in kept for t in unit)
        if moved:
            found.append(preferences.move * moved * variable)
    return found


def _shifts(model: TimetableModel, *, preferences: Preferences, near: Timetable) -> list[Any]:
    doors = {(one.place_id, one.slot) for one in near.openings}
    found = []
    for (p, _, choice), variable in model.chosen.items():
        shifted = sum((model.problem.places[p].id, t) not in doors for t in choice)
        if shifted:
            found.append(preferences.shift * shifted * variable)
    return found
