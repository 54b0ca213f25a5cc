"""From a solved scenario to the timetable problem: doors, team, journeys, preferred days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import ScenarioError, cite
from placement.network import Points
from placement.offers import SiteKind
from placement.outcome import SiteOutcome
from placement.recurrence import HalfDay
from placement.report import ScenarioOutcome
from placement.run.cache import cached_times
from placement.run.settings import territory_modes
from placement.run.stages import Advance, Prepared
from placement.run.team_meeting import with_meeting
from placement.run.team_van import depot_position, is_van_stop, van_places, van_remarks
from placement.sources.places.open_half_days import open_half_days
from placement.sources.tad import TAD_FILE, read_tad
from placement.sources.territory_folder.advisers import AdviserEntry, read_advisers
from placement.sources.weekdays import DAYS
from placement.timetable import (
    Adviser,
    Place,
    TimetableProblem,
    WorkRules,
    capacity,
    demands_of,
)
from placement.timetable.slots import HALF_DAYS, slots_of
from placement.travel import TravelTimes

__all__ = ["CAR", "TeamAsked", "timetable_problem"]

CAR: Final = "voiture"
_USUAL: Final = WorkRules()

_ROOM: Final = 0.85
"""Part of the time of a supposed team that its doors may take, journeys left aside."""


@dataclass(frozen=True, slots=True)
class TeamAsked:
    """What is asked of the team on the command line.

    Parameters
    ----------
    pairs : ids of the sites where two people receive together
    usual_pairs : the same, where the plan opens them
    rules : working time
    meeting : half-days of the weekly meeting at the siège; empty without any
    """

    pairs: frozenset[str] = frozenset()
    usual_pairs: frozenset[str] = frozenset()
    rules: WorkRules = _USUAL
    meeting: frozenset[int] = frozenset()


def timetable_problem(
    outcome: ScenarioOutcome, *, prepared: Prepared, asked: TeamAsked, advance: Advance
) -> tuple[TimetableProblem, tuple[str, ...]]:
    """Return what the timetable of a scenario has to keep, and the remarks to make with it.

    Raises
    ------
    ScenarioError
        Two people are asked for at a site that does not open.
    DataError
        ``conseillers.csv`` or ``tad.csv`` holds faults.
    """
    lines = _open_lines(outcome)
    _refuse_strangers(asked.pairs, lines=lines)
    preferred = _preferred(prepared)
    pairs = asked.pairs | asked.usual_pairs
    doors = [_place(line, preferred=preferred, pairs=pairs) for line in lines]
    captive, tours = _captive(outcome), van_places(outcome, prepared=prepared)
    stand = [*range(len(lines)), *[0] * len(captive)]
    stand += [depot_position(outcome, lines=lines)] * len(tours)
    travel_s = _travel_s(lines, stand=stand, prepared=prepared, advance=advance)
    places: tuple[Place, ...] = (*doors, *captive, *tours)
    entries = _entries(prepared)
    if entries:
        team, remarks = _known_team(entries, places=places)
    else:
        team, remarks = _supposed_team(places, lines=lines, travel_s=travel_s, rules=asked.rules)
        places = _held_by_their_base(places, team=team)
    problem = TimetableProblem(places, team, travel_s, asked.rules)
    if asked.meeting:
        problem = with_meeting(problem, half_days=asked.meeting)
    said = _remarks(lines, captive=captive, prepared=prepared)
    return problem, (*remarks, *said, *van_remarks(outcome))


def _open_lines(outcome: ScenarioOutcome) -> list[SiteOutcome]:
    """Sites of one's own that the plan opens, the siège first; stops of the van are none."""
    return [
        line
        for line in outcome.sites
        if line.option is not None and not line.site.neighbour and not is_van_stop(line)
    ]


def _refuse_strangers(pairs: frozenset[str], *, lines: Sequence[SiteOutcome]) -> None:
    known = [line.site.id for line in lines]
    unknown = sorted(pairs - set(known))
    if unknown:
        raise ScenarioError(
            f"--binome : {cite(unknown)} n'est pas un lieu ouvert dans ce scénario ; lieux "
            f"ouverts : {', '.join(known)}."
        )


def _place(
    line: SiteOutcome, *, preferred: Mapping[str, frozenset[int]], pairs: frozenset[str]
) -> Place:
    site, recurrence = line.site, line.shown.offer.recurrence
    hours = open_half_days(site.note)
    return Place(
        id=site.id,
        name=site.name,
        demands=demands_of(recurrence),
        host_open=frozenset(range(HALF_DAYS)) if hours is None else slots_of(hours),
        preferred=preferred.get(site.commune_code, frozenset()),
        staff=2 if site.id in pairs else 1,
        young=line.young,
        rhythm=recurrence.text,
    )


def _captive(outcome: ScenarioOutcome) -> list[Place]:
    """Sessions of closed publics: no door for others, but an adviser all the same."""
    return [
        Place(
            id=session.id,
            name=session.name,
            demands=demands_of(session.recurrence),
            captive=True,
            rhythm=session.recurrence.text,
        )
        for session in outcome.territory.captive
    ]


def _preferred(prepared: Prepared) -> dict[str, frozenset[int]]:
    """Market days, and days of on-demand transport to a commune, by commune."""
    found: dict[str, set[HalfDay]] = {}
    for market in prepared.territory.markets:
        days = {(DAYS.index(day), market.half_day) for day in market.days}
        found.setdefault(market.commune_code, set()).update(days)
    tad = prepared.folder / TAD_FILE
    for service in read_tad(tad) if tad.exists() else ():
        for code in service.destinations:
            found.setdefault(code, set()).update(service.half_days)
    return {code: slots_of(half_days) for code, half_days in found.items()}


def _travel_s(
    lines: Sequence[SiteOutcome], *, stand: Sequence[int], prepared: Prepared, advance: Advance
) -> NDArray[np.float64]:
    """Seconds by car between places, each of which stands at a site, by position.

    Captive sessions stand where the first site, the siège, is, and the van at its depot.
    """
    points = Points(
        id=tuple(line.site.id for line in lines),
        lon=np.array([line.site.lon for line in lines]),
        lat=np.array([line.site.lat for line in lines]),
    )
    times: TravelTimes = cached_times(
        prepared.network,
        origins=points,
        destinations=points,
        mode=territory_modes(prepared.folder)[CAR],
        max_snap_m=prepared.scenario.temps.rattachement_max_m,
        progress=partial(advance, "trajets entre les lieux"),
    )
    travel_s = times.time_s[np.ix_(stand, stand)]
    np.fill_diagonal(travel_s, 0.0)
    return travel_s


def _entries(prepared: Prepared) -> tuple[AdviserEntry, ...]:
    territory = prepared.territory
    return read_advisers(
        prepared.folder,
        sites={site.id for site in territory.sites},
        captive={session.id for session in territory.captive},
    )


def _known_team(
    entries: Sequence[AdviserEntry], *, places: Sequence[Place]
) -> tuple[tuple[Adviser, ...], tuple[str, ...]]:
    position = {place.id: k for k, place in enumerate(places)}
    moved = [entry.id for entry in entries if entry.base not in position]
    team = tuple(
        Adviser(
            id=entry.id,
            base=position.get(entry.base, 0),
            hours_share=entry.full_time_share,
            available=slots_of(entry.half_days),
            usual=frozenset(entry.places),
        )
        for entry in entries
    )
    if not moved:
        return team, ()
    return team, (
        f"rattachés à un lieu que ce scénario ferme, {cite(moved)} partent de {places[0].name}.",
    )


def _supposed_team(
    places: Sequence[Place],
    *,
    lines: Sequence[SiteOutcome],
    travel_s: NDArray[np.float64],
    rules: WorkRules,
) -> tuple[tuple[Adviser, ...], tuple[str, ...]]:
    """Suppose a team around the siège and each antenne, of which the nearest permanences are."""
    bases = [
        k for k, line in enumerate(lines) if line.shown.offer.kind is not SiteKind.PERMANENCE
    ] or [0]
    nearest = [
        k
        if k in bases
        else min(bases, key=lambda b: (np.nan_to_num(travel_s[b, k], nan=np.inf), b))
        for k in range(len(places))
    ]
    team: list[Adviser] = []
    for base in bases:
        own = [place for k, place in enumerate(places) if nearest[k] == base]
        one = Adviser(id="cisp-0", base=base, usual=frozenset(place.id for place in own))
        given = _ROOM * capacity(TimetableProblem(tuple(places), (), travel_s, rules), adviser=one)
        wanted = max(_people(own, given=given), *(place.staff for place in own))
        team += [replace(one, id=f"cisp-{len(team) + 1 + n}") for n in range(wanted)]
    return tuple(team), (
        f"équipe supposée : {len(team)} conseillers, d'après les demi-journées à tenir ; pour la "
        "vôtre, remplissez conseillers.csv (modèle dans data/gabarits).",
    )


def _held_by_their_base(places: Sequence[Place], *, team: Sequence[Adviser]) -> tuple[Place, ...]:
    """Keep each door of a supposed team to those who are attached nearest to it."""
    return tuple(
        replace(place, eligible=frozenset(one.id for one in team if place.id in one.usual))
        for place in places
    )


def _people(own: Sequence[Place], *, given: float) -> int:
    """Count the people for some doors: one for each that is always open, more for the rest."""
    daily = [place for place in own if place.half_days >= given * place.staff]
    rest = sum(place.half_days for place in own if place not in daily)
    return sum(place.staff for place in daily) + ceil(rest / given - 1e-9)


def _remarks(
    lines: Sequence[SiteOutcome], *, captive: Sequence[Place], prepared: Prepared
) -> tuple[str, ...]:
    unknown = [line.site.name for line in lines if open_half_days(line.site.note) is None]
    said = []
    if captive:
        said.append(
            f"{cite(place.name for place in captive)} : sans adresse, le trajet depuis le siège "
            "n'est pas compté."
        )
    if unknown:
        said.append(
            f"horaires de l'hôte inconnus : {cite(unknown)} ; écrivez-les dans la remarque de "
            "lieux.csv (« Ouvert lun-ven 9h-12h, 14h-17h »)."
        )
    if prepared.network.origin.estimated:
        said.append("trajets estimés, sans réseau routier.")
    return tuple(said)
