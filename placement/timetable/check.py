"""Whether a timetable can be kept, judged again from the plan alone: no solver is known here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from placement.errors import PlacementError
from placement.timetable.model import Place, TimetableProblem
from placement.timetable.plan import Timetable, hours_by_day, whereabouts
from placement.timetable.rhythm import Choice
from placement.timetable.slots import DAYS, HALF_DAYS, WEEKS, day_of, named, week_of
from placement.units import SECONDS_PER_MINUTE

__all__ = ["check_timetable", "faults_of"]

_TOLERANCE_H = 1e-6


def check_timetable(problem: TimetableProblem, *, timetable: Timetable) -> None:
    """Refuse a timetable that cannot be kept: a defect of whoever made it.

    Raises
    ------
    PlacementError
        With the faults.
    """
    found = faults_of(problem, timetable=timetable)
    if found:
        raise PlacementError("calendrier intenable : " + " ".join(found[:5]))


def faults_of(problem: TimetableProblem, *, timetable: Timetable) -> tuple[str, ...]:
    """Return everything that keeps a timetable from being kept, in French sentences.

    Openings that say that somebody is missing are checked as well: they must say how many.
    """
    strangers = _strangers(problem, timetable=timetable)
    if strangers:
        return tuple(strangers)
    return (
        *_two_places(problem, timetable=timetable),
        *_away(problem, timetable=timetable),
        *_middays(problem, timetable=timetable),
        *_long_hours(problem, timetable=timetable),
        *_understaffed(problem, timetable=timetable),
        *_closed_hosts(problem, timetable=timetable),
        *_rhythms(problem, timetable=timetable),
    )


def _strangers(problem: TimetableProblem, *, timetable: Timetable) -> list[str]:
    people, places = set(problem.adviser_ids), set(problem.place_ids)
    found = [
        f"une ouverture parle d'un lieu, d'une personne ou d'une demi-journée inconnus ({one})."
        for one in timetable.openings
        if one.place_id not in places
        or not set(one.adviser_ids) <= people
        or not 0 <= one.slot < HALF_DAYS
        or len(set(one.adviser_ids)) < len(one.adviser_ids)
    ]
    twice = Counter((one.place_id, one.slot) for one in timetable.openings)
    found += [
        f"{place} est ouvert deux fois le {named(t)}." for (place, t), n in twice.items() if n > 1
    ]
    return found


def _two_places(problem: TimetableProblem, *, timetable: Timetable) -> Iterator[str]:
    for who in problem.adviser_ids:
        for t, places in whereabouts(timetable.openings, adviser_id=who).items():
            if len(places) > 1:
                yield f"{who} est attendu à {' et à '.join(places)} le {named(t)}."


def _away(problem: TimetableProblem, *, timetable: Timetable) -> Iterator[str]:
    for adviser in problem.advisers:
        for one in timetable.of_adviser(adviser.id):
            place = problem.place_ids.index(one.place_id)
            if one.slot not in adviser.available:
                yield f"{adviser.id} ne travaille pas le {named(one.slot)} ({one.place_id})."
            if not problem.can_hold(adviser, place=place):
                yield f"{adviser.id} ne peut pas tenir {one.place_id}."


def _middays(problem: TimetableProblem, *, timetable: Timetable) -> Iterator[str]:
    """Judge whether a journey at midday leaves time to eat."""
    rules, position = problem.rules, {name: k for k, name in enumerate(problem.place_ids)}
    for adviser in problem.advisers:
        held = whereabouts(timetable.openings, adviser_id=adviser.id)
        for day in range(DAYS):
            if not {2 * day, 2 * day + 1} <= held.keys():
                continue
            here, there = (position[held[t][0]] for t in (2 * day, 2 * day + 1))
            if (
                here != there
                and not problem.travel_s[here, there] <= rules.midday_s - rules.lunch_s
            ):
                spent = problem.travel_s[here, there] / SECONDS_PER_MINUTE
                yield (
                    f"{adviser.id} n'a pas le temps d'aller de {problem.place_ids[here]} à "
                    f"{problem.place_ids[there]} ({spent:.0f} min) à midi, {named(2 * day)}."
                )


def _long_hours(problem: TimetableProblem, *, timetable: Timetable) -> Iterator[str]:
    rules = problem.rules
    for adviser in problem.advisers:
        weeks = dict.fromkeys(range(WEEKS), 0.0)
        days = hours_by_day(problem, timetable=timetable, adviser_id=adviser.id)
        for day, hours in days.items():
            weeks[week_of(2 * day)] += sum(hours)
            if not sum(hours) <= rules.daily_h + _TOLERANCE_H:
                yield f"{adviser.id} travaille {sum(hours):.1f} h, {named(2 * day)}."
        most = rules.reception_weekly_h * adviser.hours_share
        for week, total in weeks.items():
            if not total <= most + _TOLERANCE_H:
                yield f"{adviser.id} a {total:.1f} h pour {most:.1f} h, semaine {week + 1}."


def _understaffed(problem: TimetableProblem, *, timetable: Timetable) -> Iterator[str]:
    staff = {place.id: place.staff for place in problem.places}
    for one in timetable.openings:
        if len(one.adviser_ids) + one.missing != staff[one.place_id] or one.missing < 0:
            yield (
                f"{one.place_id} demande {staff[one.place_id]} personne(s) le {named(one.slot)} : "
                f"{len(one.adviser_ids)} présente(s), {one.missing} dite(s) manquante(s)."
            )


def _closed_hosts(problem: TimetableProblem, *, timetable: Timetable) -> Iterator[str]:
    open_at = {place.id: place.host_open for place in problem.places}
    for one in timetable.openings:
        if one.slot not in open_at[one.place_id]:
            yield f"{one.place_id} : l'hôte est fermé le {named(one.slot)}."


def _rhythms(problem: TimetableProblem, *, timetable: Timetable) -> Iterator[str]:
    for place in problem.places:
        opened = frozenset(one.slot for one in timetable.of_place(place.id))
        if not _keeps(place, opened=opened):
            told = ", ".join(named(t) for t in sorted(opened)) or "aucune ouverture"
            yield f"{place.id} ne suit pas « {place.rhythm} » : {told}."


def _keeps(place: Place, *, opened: frozenset[int]) -> bool:
    """Whether some choice of each demand, on days of its own, opens exactly these half-days."""
    wanted = [d.choices for d in place.demands for _ in range(d.count)]
    return _covers(sorted(wanted, key=len), left=opened, days=frozenset())


def _covers(
    wanted: Sequence[tuple[Choice, ...]], *, left: frozenset[int], days: frozenset[int]
) -> bool:
    if not wanted:
        return not left
    for choice in wanted[0]:
        taken = frozenset(map(day_of, choice))
        free = choice <= left and not taken & days
        if free and _covers(wanted[1:], left=left - choice, days=days | taken):
            return True
    return False
