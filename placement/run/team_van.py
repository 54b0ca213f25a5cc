"""The days of the van in the timetable of the team, when its crew is of the team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from placement.assemble.van_plan import VAN_OFFER
from placement.outcome import SiteOutcome
from placement.report import ScenarioOutcome
from placement.run.stages import Prepared
from placement.timetable import Demand, Place
from placement.timetable.slots import DAYS_A_WEEK, slot
from placement.tours import DayTour

__all__ = ["depot_position", "is_van_stop", "van_places", "van_remarks"]

_HIRED: Final = "recrutement"
_PARTS: Final = (0, 1)


def is_van_stop(line: SiteOutcome) -> bool:
    """Whether a site is a stop of the van: it has no door that an adviser holds."""
    return line.option is not None and line.option.offer.id == VAN_OFFER


def van_places(outcome: ScenarioOutcome, *, prepared: Prepared) -> list[Place]:
    """Return each tour as a place where advisers in post are wanted all day; none for a hired crew.

    Its weekday and its weeks are those of the tour. A Saturday is not in the plan.
    """
    van = prepared.scenario.van
    if van is None or outcome.van is None or outcome.van.crew == _HIRED:
        return []
    staff = max(1, ceil(van.etp_conseiller - 1e-9))
    return list(_places(outcome.tours, staff=staff))


def _places(tours: Sequence[DayTour], *, staff: int) -> Iterator[Place]:
    for rank, tour in enumerate(tours, start=1):
        if tour.weekday < DAYS_A_WEEK:
            days = frozenset(
                slot(week, day=tour.weekday, part=part) for week in tour.weeks for part in _PARTS
            )
            yield Place(
                id=f"camion-tournee-{rank}",
                name=f"Camion : {' puis '.join(visit.name for visit in tour.visits)}",
                demands=(Demand(1, (days,)),),
                staff=staff,
                young=sum(visit.young for visit in tour.visits),
                rhythm=tour.when,
            )


def depot_position(outcome: ScenarioOutcome, *, lines: Sequence[SiteOutcome]) -> int:
    """Return the position of the depot among the open sites, that of the siège where it is shut."""
    depots = {tour.depot for tour in outcome.tours}
    return next((k for k, line in enumerate(lines) if line.site.id in depots), 0)


def van_remarks(outcome: ScenarioOutcome) -> tuple[str, ...]:
    """Say where the crew of a van is not in the timetable."""
    if not outcome.tours or outcome.van is None or outcome.van.crew != _HIRED:
        return ()
    return (
        "l'équipage du camion est recruté : ses journées sont dans tournees.csv, pas dans ce "
        "calendrier.",
    )
