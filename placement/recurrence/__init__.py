"""How often a door is open, from what a project officer writes in French."""

from __future__ import annotations

from placement.recurrence.model import Recurrence
from placement.recurrence.parse import parse_recurrence

__all__ = ["Recurrence", "parse_recurrence"]
