"""Public transport: round trips that leave time for an appointment."""

from __future__ import annotations

from placement.travel.transit.compute import all_half_days, no_timetable, transit_times
from placement.travel.transit.legs import Walker
from placement.travel.transit.on_demand import OnDemandRules, with_on_demand
from placement.travel.transit.rules import TRANSIT_MODE, HalfDayWindow, TransitRules
from placement.travel.transit.storage import load_transit, save_transit
from placement.travel.transit.times import REASONS, Lack, Means, TransitTimes

__all__ = [
    "REASONS",
    "TRANSIT_MODE",
    "HalfDayWindow",
    "Lack",
    "Means",
    "OnDemandRules",
    "TransitRules",
    "TransitTimes",
    "Walker",
    "all_half_days",
    "load_transit",
    "no_timetable",
    "save_transit",
    "transit_times",
    "with_on_demand",
]
