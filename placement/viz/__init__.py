"""Maps: frozen content in, one self-contained HTML page out."""

from __future__ import annotations

from placement.viz.content import CHANGES, MapContent, Service, SiteMark, SolveFacts, Source
from placement.viz.folium_map import render_map

__all__ = [
    "CHANGES",
    "MapContent",
    "Service",
    "SiteMark",
    "SolveFacts",
    "Source",
    "render_map",
]
