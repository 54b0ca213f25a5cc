"""Why a timetable cannot be kept, in the words of those who make it, before any solver is called.

Each reason is certain: it gives the half-days asked, those that are there, and what would be
enough. A timetable without a reason here may still be impossible, which only the search tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import ceil

from placement.errors import cite
from placement.french import decimal, plural
from placement.timetable.model import Adviser, Place, TimetableProblem
from placement.timetable.rhythm import Choice, Demand
from placement.timetable.slots import HALF_DAYS, WEEKS, day_of, named

__all__ = ["capacity", "impossible_demands", "shortages"]


def impossible_demands(problem: TimetableProblem) -> tuple[str, ...]:
    """Return the reasons why no timetable can be kept, French sentences; empty when none shows."""
    return (
        *_closed_hosts(problem),
        *_missing_people(problem),
        *shortages(problem),
        *_crowded_half_days(problem),
    )


def capacity(problem: TimetableProblem, *, adviser: Adviser) -> int:
    """Most half-days that an adviser can hold in four weeks, without any journey.

    Those that he or she works, as many as the weekly hours allow once the office has its share.
    """
    rules = problem.rules
    shortest = min(rules.half_day_h)
    a_week = int(rules.reception_weekly_h * adviser.hours_share / shortest + 1e-9)
    worked = [
        sum(t // (HALF_DAYS // WEEKS) == week for t in adviser.available) for week in range(4)
    ]
    return sum(min(a_week, there) for there in worked)


def _closed_hosts(problem: TimetableProblem) -> Iterator[str]:
    for place in problem.places:
        for demand in place.demands:
            if len(_days(place, demand=demand)) < demand.count:
                yield _closed(place, demand=demand)


def _days(place: Place, *, demand: Demand) -> set[frozenset[int]]:
    """Gather the sets of days on which a demand may open."""
    return {frozenset(map(day_of, choice)) for choice in place.choices(demand)}


def _closed(place: Place, *, demand: Demand) -> str:
    told = f"« {place.rhythm} »" if place.rhythm else "la récurrence"
    open_at = sorted(t for t in place.host_open if t < HALF_DAYS // WEEKS)
    hours = ", ".join(named(t).split(",")[0] for t in open_at) or "jamais"
    asked = plural(demand.count, one="ouverture", many="ouvertures")
    return (
        f"{place.name} : {told} demande {asked} que les horaires de l'hôte ne permettent pas "
        f"(ouvert : {hours}). Changez la récurrence, ou convenez d'autres horaires avec l'hôte."
    )


def _missing_people(problem: TimetableProblem) -> Iterator[str]:
    for k, place in enumerate(problem.places):
        able = [
            one.id for one in problem.advisers if one.available and problem.can_hold(one, place=k)
        ]
        if place.demands and len(able) < place.staff:
            who = f"une seule peut y aller ({cite(able)})" if len(able) == 1 else (
                f"{len(able)} peuvent y aller" if able else "personne ne peut y aller"
            )  # fmt: skip
            yield (
                f"{place.name} : il faut {place.staff} "
                f"{'personnes' if place.staff > 1 else 'personne'} à chaque ouverture et {who} ; "
                "complétez conseillers.csv, ou levez cette demande."
            )


def shortages(problem: TimetableProblem) -> tuple[str, ...]:
    """Say which groups of places ask for more half-days than those who hold them can give.

    A group is all the places that nobody outside some set of advisers may hold.
    """
    holders = {
        place.id: frozenset(one.id for one in problem.advisers if problem.can_hold(one, place=k))
        for k, place in enumerate(problem.places)
    }
    told, smallest = [], set[frozenset[str]]()
    for group in sorted(set(holders.values()), key=lambda who: (len(who), sorted(who))):
        places = [place for place in problem.places if holders[place.id] <= group]
        missing = sum(p.half_days for p in places) - _capacity_of(problem, group=group)
        if group and missing > 0 and not any(small <= group for small in smallest):
            smallest.add(group)
            told.append(_shortage(problem, group=group, places=places, missing=missing))
    return tuple(told)


def _capacity_of(problem: TimetableProblem, *, group: frozenset[str]) -> int:
    return sum(capacity(problem, adviser=one) for one in problem.advisers if one.id in group)


def _shortage(
    problem: TimetableProblem, *, group: frozenset[str], places: list[Place], missing: int
) -> str:
    asked = sum(place.half_days for place in places)
    full = HALF_DAYS * min(
        1.0, problem.rules.reception_weekly_h / sum(problem.rules.half_day_h) / 5
    )
    names = cite(place.name for place in places)
    who = cite(sorted(group))
    less = plural(missing, one="demi-journée", many="demi-journées")
    return (
        f"{names} : {plural(asked, one='demi-journée', many='demi-journées')} de conseiller en "
        f"quatre semaines, et {who} en "
        f"{'donne' if len(group) == 1 else 'donnent'} {asked - missing} au plus. Il en manque "
        f"{missing} : il suffirait de {decimal(ceil(100 * missing / full) / 100, digits=2)} ETP de "
        f"conseiller en plus, ou d'ouvrir {less} de moins, ou que quelqu'un "
        "d'autre prenne le relais."
    )


def _crowded_half_days(problem: TimetableProblem) -> Iterator[str]:
    """Half-days when recurrences that name their day want more people than there are."""
    wanted: dict[int, list[Place]] = defaultdict(list)
    for place in problem.places:
        for demand in place.demands:
            for t in _forced(place.choices(demand)):
                wanted[t].append(place)
    for t, places in sorted(wanted.items()):
        asked = sum(place.staff for place in places)
        there = [one.id for one in problem.advisers if t in one.available]
        if asked > len(there):
            yield (
                f"{named(t)} : {cite(place.name for place in places)} demandent ensemble {asked} "
                f"personnes, {len(there)} travaillent ; déplacez une de ces ouvertures."
            )


def _forced(choices: tuple[Choice, ...]) -> frozenset[int]:
    """Half-days that every choice opens."""
    return frozenset.intersection(*choices) if choices else frozenset()
