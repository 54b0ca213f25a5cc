"""Printed maps: solved scenarios in, PDF, PNG and SVG pages out; drawing never solves."""

from __future__ import annotations

from placement.cartography.atlas import Atlas, PrintedMap, printed_atlas, printed_maps
from placement.cartography.content import AtlasContent, Round, Stop
from placement.cartography.fonts import Typeface, typeface_named
from placement.cartography.logo import logo_pixels
from placement.cartography.page import Style
from placement.cartography.paper import A3, A4, Paper, paper_named
from placement.cartography.saving import KINDS
from placement.viz.surroundings import MainRoads, main_roads

__all__ = [
    "A3",
    "A4",
    "KINDS",
    "Atlas",
    "AtlasContent",
    "MainRoads",
    "Paper",
    "PrintedMap",
    "Round",
    "Stop",
    "Style",
    "Typeface",
    "logo_pixels",
    "main_roads",
    "paper_named",
    "printed_atlas",
    "printed_maps",
    "typeface_named",
]
