"""Travel times between points, by car, by moped, by bicycle and on foot."""

from __future__ import annotations

from placement.network.snap import Unsnapped
from placement.travel.estimated import estimated_times
from placement.travel.matrix import (
    MAX_SNAP_M,
    iter_travel_times,
    planned_memory_bytes,
    travel_times,
)
from placement.travel.mode_table import mode_table_csv, read_mode_table
from placement.travel.modes import MODES, Slope, TravelMode, travel_modes
from placement.travel.paths import Itineraries, route_through, shortest_routes
from placement.travel.roadside import doubtful_attachments
from placement.travel.routes import Leg, Route
from placement.travel.times import TravelTimes, Unreached

__all__ = [
    "MAX_SNAP_M",
    "MODES",
    "Itineraries",
    "Leg",
    "Route",
    "Slope",
    "TravelMode",
    "TravelTimes",
    "Unreached",
    "Unsnapped",
    "doubtful_attachments",
    "estimated_times",
    "iter_travel_times",
    "mode_table_csv",
    "planned_memory_bytes",
    "read_mode_table",
    "route_through",
    "shortest_routes",
    "travel_modes",
    "travel_times",
]
