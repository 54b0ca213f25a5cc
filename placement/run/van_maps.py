"""The days of the van, for the interactive map and for the printed ones."""

from __future__ import annotations

from placement.cartography import Round, Stop
from placement.french import clock
from placement.report import ScenarioOutcome
from placement.tours import DayTour, Visit
from placement.viz import Tour, TourStop

__all__ = ["map_tours", "printed_rounds", "visit_lines"]


def map_tours(outcome: ScenarioOutcome) -> tuple[Tour, ...]:
    """Return the days of a plan as the interactive map draws them, along their roads."""
    vans = _vans(outcome)
    return tuple(
        Tour(
            label=tour.name,
            stops=tuple(
                TourStop(
                    visit.name,
                    visit.lon,
                    visit.lat,
                    told=f"{_day(tour, vans=vans)}, {_hours(visit)}",
                )
                for visit in tour.visits
            ),
            line=tour.line,
        )
        for tour in outcome.tours
    )


def visit_lines(outcome: ScenarioOutcome) -> dict[str, tuple[str, ...]]:
    """Return when the van comes to each of its stops, by its identity, French."""
    vans = _vans(outcome)
    lines: dict[str, list[str]] = {}
    for tour in outcome.tours:
        for visit in tour.visits:
            told = f"{_day(tour, vans=vans)}, {_hours(visit)}"
            lines.setdefault(visit.site_id, []).append(told)
    return {site: tuple(told) for site, told in lines.items()}


def printed_rounds(outcome: ScenarioOutcome) -> tuple[Round, ...]:
    """Return the days of a plan as the printed maps tell them."""
    vans = _vans(outcome)
    depots = {
        one.site.id: Stop(one.site.name, one.site.lon, one.site.lat, when="")
        for one in outcome.sites
    }
    return tuple(
        Round(
            name=_day(tour, vans=vans),
            stops=tuple(
                Stop(visit.name, visit.lon, visit.lat, when=_hours(visit)) for visit in tour.visits
            ),
            line=tour.line,
            depot=depots.get(tour.depot),
        )
        for tour in outcome.tours
    )


def _day(tour: DayTour, *, vans: int) -> str:
    """Tell a day of the cycle: « mardi, semaines 1 et 3 », and which van where there are some."""
    return f"{f'camion {tour.van + 1}, ' if vans > 1 else ''}{tour.when}"


def _vans(outcome: ScenarioOutcome) -> int:
    return len({tour.van for tour in outcome.tours})


def _hours(visit: Visit) -> str:
    market = ", jour de marché" if visit.market else ""
    return f"{clock(visit.open_s)} à {clock(visit.close_s)}{market}"
