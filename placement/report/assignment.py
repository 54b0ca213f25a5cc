"""``affectation.csv``: who goes where, in how long; or why nobody can receive them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from placement.evaluate import Evaluation
from placement.report.content import ScenarioOutcome
from placement.report.tables import Cell, Row, Table, commune_of, finished
from placement.units import SECONDS_PER_MINUTE

__all__ = ["assignment_table"]

_NOTHING_WITHIN_REACH: Final = "aucun lieu ouvert à portée de ses moyens de déplacement"
_TOO_LONG: Final = "un lieu est à portée, mais trajet et attente dépassent la pénalité"
_DIGITS: Final = 2
_LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Line:
    """People of one place and profile, and where they go; times in min, NaN without access."""

    place: str
    profile: str
    young: float
    situation: str
    site: str
    offer: str
    trip_min: float
    access_min: float
    reason: str


def assignment_table(outcome: ScenarioOutcome) -> Table:
    """One row a segment: who goes where, in how long; or why nobody can receive them.

    In public, a commune is one place: the squares in which its people live are put together.
    """
    names = {commune.code: commune.name for commune in outcome.territory.communes}
    home = commune_of(outcome)
    lines: Iterable[_Line] = (*_assigned(outcome.plan), *_lost(outcome))
    if outcome.shown.public:
        lines = _by_commune(lines, home=home)
        home = {**home, **{code: code for code in names}}
    columns = (
        *("lieu_residence", "code_commune", "commune", "profil", "jeunes", "situation"),
        *("lieu", "offre", "temps_trajet_min", "temps_acces_min", "raison"),
    )
    rows = (
        (
            line.place,
            home[line.place],
            names[home[line.place]],
            *_cells(line, outcome=outcome, home=home),
        )
        for line in lines
    )
    return finished(columns, rows=rows, outcome=outcome)


def _cells(line: _Line, *, outcome: ScenarioOutcome, home: dict[str, str]) -> Row:
    shown = outcome.shown
    masked = outcome.masks_profiles(home[line.place])
    young: Cell = shown.part(line.young, masked=masked, digits=_DIGITS)
    times = (shown.minutes(line.trip_min), shown.minutes(line.access_min))
    return line.profile, young, line.situation, line.site, line.offer, *times, line.reason


def _assigned(plan: Evaluation) -> Iterator[_Line]:
    for i, place in enumerate(plan.place_id.tolist()):
        served = bool(plan.option_id[i])
        yield _Line(
            place=place,
            profile=str(plan.profile[i]),
            young=float(plan.young[i]),
            situation="affecté" if served else "sans accès",
            site=str(plan.site_id[i]),
            offer=str(plan.option_id[i]).partition("|")[2],
            trip_min=float(plan.raw_time_s[i]) / SECONDS_PER_MINUTE,
            access_min=float(plan.access_time_s[i]) / SECONDS_PER_MINUTE,
            reason="" if served else _TOO_LONG if plan.within_reach[i] else _NOTHING_WITHIN_REACH,
        )


def _lost(outcome: ScenarioOutcome) -> Iterator[_Line]:
    for line in outcome.lost:
        yield _Line(
            *(line.place_id, line.profile, line.young, "non rattaché", "", ""),
            *(np.nan, np.nan, line.reason),
        )


def _by_commune(lines: Iterable[_Line], *, home: dict[str, str]) -> list[_Line]:
    """Add up the places of a commune that fare alike; their times are means over the people."""
    together: dict[tuple[str, ...], list[_Line]] = {}
    for line in lines:
        key = (home[line.place], line.profile, line.situation, line.site, line.offer, line.reason)
        together.setdefault(key, []).append(line)
    return [_joined(alike, place=key[0]) for key, alike in together.items()]


def _joined(lines: list[_Line], *, place: str) -> _Line:
    weights = np.maximum([line.young for line in lines], _LEAST)
    trip, access = (
        float(np.average(values, weights=weights))
        for values in ([line.trip_min for line in lines], [line.access_min for line in lines])
    )
    young = float(sum(line.young for line in lines))
    return replace(lines[0], place=place, young=young, trip_min=trip, access_min=access)
