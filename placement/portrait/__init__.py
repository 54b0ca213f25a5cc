"""The statistical profile of the young people of a territory."""

from __future__ import annotations

from placement.portrait.facts import PortraitFacts
from placement.portrait.gather import portrait_of
from placement.portrait.model import (
    FRANCE,
    Area,
    Cell,
    Indicator,
    Lack,
    MarketLine,
    Portrait,
    Section,
    SiteLine,
)

__all__ = [
    "FRANCE",
    "Area",
    "Cell",
    "Indicator",
    "Lack",
    "MarketLine",
    "Portrait",
    "PortraitFacts",
    "Section",
    "SiteLine",
    "portrait_of",
]
