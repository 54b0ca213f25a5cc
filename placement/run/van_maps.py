"""The days of the van, for the interactive map and for the printed ones."""

from __future__ import annotations

from placement.cartography import Round, Stop
from placement.report import ScenarioOutcome
from placement.tours import DayTour, Visit
from placement.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE
from placement.viz import Tour, TourStop

__all__ = ["map_tours", "printed_rounds"]

_LEAVES_S = 8.5 * SECONDS_PER_HOUR


def map_tours(outcome: ScenarioOutcome) -> tuple[Tour, ...]:
    """Return the days of a plan as the interactive map draws them, along their roads."""
    return tuple(
        Tour(
            label=tour.name,
            stops=tuple(
                TourStop(visit.name, visit.lon, visit.lat, told=f"{_day(tour)}, {_hours(visit)}")
                for visit in tour.visits
            ),
            line=tour.line,
        )
        for tour in outcome.tours
    )


def printed_rounds(outcome: ScenarioOutcome) -> tuple[Round, ...]:
    """Return the days of a plan as the printed maps tell them."""
    return tuple(
        Round(
            name=_day(tour),
            stops=tuple(
                Stop(visit.name, visit.lon, visit.lat, when=_hours(visit)) for visit in tour.visits
            ),
        )
        for tour in outcome.tours
    )


def _day(tour: DayTour) -> str:
    """Tell a day of the cycle: « jour 2, semaines 1 et 3 »."""
    weeks = [str(week + 1) for week in tour.weeks]
    if len(weeks) == 1:
        return f"jour {tour.weekday + 1}, semaine {weeks[0]}"
    often = "toutes les semaines" if len(weeks) > 2 else f"semaines {' et '.join(weeks)}"
    return f"jour {tour.weekday + 1}, {often}"


def _hours(visit: Visit) -> str:
    return f"{_clock(visit.open_s)} à {_clock(visit.close_s)}"


def _clock(time_s: float) -> str:
    """Write an hour of the day, the van leaving at half past eight: « 9 h 20 »."""
    minutes = round((_LEAVES_S + time_s) / SECONDS_PER_MINUTE)
    return f"{minutes // 60} h {minutes % 60:02d}"
