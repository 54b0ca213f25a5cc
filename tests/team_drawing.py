"""Small teams drawn by hand.

::

    siege ---- 10 min ---- bourg ---- 20 min ---- fond        every adviser starts from the siege
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from placement.recurrence import parse_recurrence
from placement.timetable import Adviser, Place, TimetableProblem, WorkRules, demands_of

MINUTES = ((0, 10, 30), (10, 0, 20), (30, 20, 0))
EVERY = frozenset(range(40))


def place(name: str, text: str | None = None, **fields: Any) -> Place:
    """Build a place with the rhythm of a French sentence; never open without one."""
    demands = () if text is None else demands_of(parse_recurrence(text))
    return Place(**({"id": name, "name": name.capitalize(), "demands": demands,
                     "rhythm": text or ""} | fields))  # fmt: skip


def adviser(letter: str, *usual: str, **fields: Any) -> Adviser:
    """Build an adviser who starts from the first place."""
    return Adviser(**({"id": f"cisp-{letter}", "base": 0, "usual": frozenset(usual)} | fields))


def team(
    *places: Place,
    advisers: Sequence[Adviser],
    minutes: Sequence[Sequence[float]] = MINUTES,
    **rules: Any,
) -> TimetableProblem:
    """Build a problem; times are those of the drawing unless told."""
    size = len(places)
    travel_s = np.array(minutes, dtype=np.float64)[:size, :size] * 60
    return TimetableProblem(places, tuple(advisers), travel_s, WorkRules(**rules))
