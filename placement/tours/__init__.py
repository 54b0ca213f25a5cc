"""The van: which day tours can be driven, and which of them are worth a place in a model.

Pure: times and lengths between stops come in, sequences go out; no road, no scenario, no solver.
"""

from __future__ import annotations

from placement.tours.calendar import CYCLE_WEEKS, Frequency, Outing, calendar_of
from placement.tours.check import broken_tours
from placement.tours.day import DayTour, Visit, visit_times
from placement.tours.enumeration import MOST_STOPS, TooManyToursError, feasible_tours
from placement.tours.isolation import IsolationWeights, isolation_scores
from placement.tours.model import DayLimits, Legs, Tours, Windows
from placement.tours.reach import unreachable_stops
from placement.tours.selection import idle_tours

__all__ = [
    "CYCLE_WEEKS",
    "MOST_STOPS",
    "DayLimits",
    "DayTour",
    "Frequency",
    "IsolationWeights",
    "Legs",
    "Outing",
    "TooManyToursError",
    "Tours",
    "Visit",
    "Windows",
    "broken_tours",
    "calendar_of",
    "feasible_tours",
    "idle_tours",
    "isolation_scores",
    "unreachable_stops",
    "visit_times",
]
