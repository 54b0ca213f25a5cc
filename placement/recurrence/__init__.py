"""How often a door is open, from what a project officer writes in French."""

from __future__ import annotations

from placement.recurrence.half_days import EVERY_HALF_DAY, PARTS, HalfDay, opening_half_days
from placement.recurrence.model import Recurrence
from placement.recurrence.parse import parse_recurrence

__all__ = [
    "EVERY_HALF_DAY",
    "PARTS",
    "HalfDay",
    "Recurrence",
    "opening_half_days",
    "parse_recurrence",
]
