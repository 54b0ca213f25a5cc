"""Who is where on which half-day of a four-week plan, and what happens when somebody is away."""

from __future__ import annotations

from placement.timetable.absence import Absence, absences, late_young, longest_wait_days, road_h
from placement.timetable.check import check_timetable, faults_of
from placement.timetable.diagnosis import capacity, impossible_demands
from placement.timetable.model import (
    Adviser,
    Place,
    Preferences,
    TimetableProblem,
    WorkRules,
)
from placement.timetable.plan import Opening, Timetable, TimetableResult, hours_by_day
from placement.timetable.rhythm import Demand, demands_of
from placement.timetable.solve import make_timetable
from placement.timetable.today import Conflict, as_today, conflicts_of_today, said_name

__all__ = [
    "Absence",
    "Adviser",
    "Conflict",
    "Demand",
    "Opening",
    "Place",
    "Preferences",
    "Timetable",
    "TimetableProblem",
    "TimetableResult",
    "WorkRules",
    "absences",
    "as_today",
    "capacity",
    "check_timetable",
    "conflicts_of_today",
    "demands_of",
    "faults_of",
    "hours_by_day",
    "impossible_demands",
    "late_young",
    "longest_wait_days",
    "make_timetable",
    "road_h",
    "said_name",
]
