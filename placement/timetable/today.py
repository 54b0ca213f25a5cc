"""What today's distribution of places asks of each adviser, and what it asks twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil

from placement.french import plural
from placement.timetable.diagnosis import capacity
from placement.timetable.model import Adviser, Place, TimetableProblem
from placement.timetable.slots import HALF_DAYS

__all__ = ["Conflict", "as_today", "conflicts_of_today", "said_name"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Places that their holders cannot hold together.

    ``doubled`` are half-days of four weeks when somebody would be in two places at once; ``over``
    those beyond working time, ``doubled`` included.
    """

    adviser_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    asked: int
    doubled: int
    over: int
    sentence: str


def as_today(problem: TimetableProblem) -> TimetableProblem:
    """Return the same plan where only those who hold a place today may hold it.

    A place that nobody holds today is open to everybody.
    """
    holders = {
        place.id: frozenset(one.id for one in problem.advisers if place.id in one.usual)
        for place in problem.places
    }
    places = tuple(
        replace(place, eligible=holders[place.id] or place.eligible) for place in problem.places
    )
    return replace(problem, places=places)


def conflicts_of_today(problem: TimetableProblem) -> tuple[Conflict, ...]:
    """Find the smallest groups of advisers who are expected more than they can be.

    Parameters
    ----------
    problem
        Advisers with their usual places: ``conseillers.csv``.

    Notes
    -----
    The condition of Hall, over groups of advisers who share places: what only they hold takes more
    half-days than they work. It needs no solver, and it is certain.
    """
    found: list[Conflict] = []
    for group in _groups(problem):
        if any(set(known.adviser_ids) <= {one.id for one in group} for known in found):
            continue
        conflict = _conflict(problem, group=group)
        if conflict is not None:
            found.append(conflict)
    return tuple(found)


def _groups(problem: TimetableProblem) -> Iterator[tuple[Adviser, ...]]:
    """One adviser, then those who hold one place together, then those of two such places."""
    own = {
        frozenset(one.id for one in problem.advisers if place.id in one.usual)
        for place in problem.places
    }
    shared = {frozenset({one.id}) for one in problem.advisers} | own - {frozenset()}
    joined = {first | second for first, second in combinations(shared, 2) if first & second}
    for group in sorted(shared | joined, key=lambda ids: (len(ids), sorted(ids))):
        yield tuple(one for one in problem.advisers if one.id in group)


def _conflict(problem: TimetableProblem, *, group: tuple[Adviser, ...]) -> Conflict | None:
    ids = {one.id for one in group}
    others = frozenset[str]().union(*(o.usual for o in problem.advisers if o.id not in ids))
    held = frozenset[str]().union(*(one.usual for one in group)) - others
    places = [place for place in problem.places if place.id in held]
    asked = sum(place.half_days for place in places)
    worked = sum(len(one.available) for one in group)
    over = asked - sum(capacity(problem, adviser=one) for one in group)
    if over <= 0:
        return None
    doubled = max(asked - worked, 0)
    return Conflict(
        adviser_ids=tuple(one.id for one in group),
        place_ids=tuple(place.id for place in places),
        asked=asked,
        doubled=doubled,
        over=over,
        sentence=_sentence(group, places=places, doubled=doubled, over=over),
    )


def _sentence(group: tuple[Adviser, ...], *, places: list[Place], doubled: int, over: int) -> str:
    who = " et ".join(said_name(one.id) for one in group)
    verb = "est attendu" if len(group) == 1 else "sont attendus"
    where = " et ".join(f"à {place.name} « {place.rhythm} »" for place in _by_load(places))
    halves = plural(doubled or over, one="demi-journée", many="demi-journées")
    what = "en double" if doubled else "au-delà du temps de travail"
    rest = f" ({over} avec le temps de bureau)" if doubled and over > doubled else ""
    share = ceil(100 * over / HALF_DAYS)
    return (
        f"{who} {verb} {where} : {halves} par mois {what}{rest}. Ou bien la porte reste fermée ces "
        f"jours-là, ou bien quelqu'un d'autre y va : {share} % du temps d'un conseiller suffit."
    )


def _by_load(places: list[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (-place.half_days, place.id))


def said_name(adviser_id: str) -> str:
    """Write the id of an adviser as people say it: « CISP A » for ``cisp-a``."""
    return adviser_id.replace("-", " ").upper()
