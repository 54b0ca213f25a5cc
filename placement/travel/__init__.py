"""Travel times between points, by car, by bicycle and on foot."""

from __future__ import annotations

from placement.network.snap import Unsnapped
from placement.travel.estimated import estimated_times
from placement.travel.matrix import MAX_SNAP_M, planned_memory_bytes, travel_times
from placement.travel.paths import Itineraries, route_through, shortest_routes
from placement.travel.profiles import MODES, TravelMode, travel_modes
from placement.travel.routes import Leg, Route
from placement.travel.times import TravelTimes, Unreached

__all__ = [
    "MAX_SNAP_M",
    "MODES",
    "Itineraries",
    "Leg",
    "Route",
    "TravelMode",
    "TravelTimes",
    "Unreached",
    "Unsnapped",
    "estimated_times",
    "planned_memory_bytes",
    "route_through",
    "shortest_routes",
    "travel_modes",
    "travel_times",
]
