"""Maps: frozen content in, one self-contained HTML page out."""

from __future__ import annotations

from placement.viz.content import CHANGES, MapContent, Service, SiteMark, SolveFacts, Source
from placement.viz.context import MapContext, Reach, Timetable, Tour, TourStop
from placement.viz.folium_map import render_map

__all__ = [
    "CHANGES",
    "MapContent",
    "MapContext",
    "Reach",
    "Service",
    "SiteMark",
    "SolveFacts",
    "Source",
    "Timetable",
    "Tour",
    "TourStop",
    "render_map",
]
