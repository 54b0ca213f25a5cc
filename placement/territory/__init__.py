"""A territory: its perimeter, its young people, its existing and candidate sites."""

from __future__ import annotations

from placement.territory.build import build_territory, load_territory
from placement.territory.model import (
    SUPPOSED_SIEGE,
    CaptiveSession,
    Commune,
    Counted,
    Demand,
    PriorityArea,
    Protection,
    Site,
    Territory,
)

__all__ = [
    "SUPPOSED_SIEGE",
    "CaptiveSession",
    "Commune",
    "Counted",
    "Demand",
    "PriorityArea",
    "Protection",
    "Site",
    "Territory",
    "build_territory",
    "load_territory",
]
