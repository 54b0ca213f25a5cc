"""The weekly meeting in the timetable of the team."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from placement.timetable import Demand, Place, TimetableProblem

__all__ = ["MEETING", "with_meeting"]

MEETING: Final = "reunion"
"""Id of the weekly meeting, a place like another where everybody is wanted."""


def with_meeting(problem: TimetableProblem, *, half_days: frozenset[int]) -> TimetableProblem:
    """Add the weekly meeting at the siège: a place where the whole team is wanted."""
    meeting = Place(
        id=MEETING,
        name="Réunion d'équipe",
        demands=(Demand(1, (half_days,)),),
        staff=len(problem.advisers),
        captive=True,
        rhythm="réunion de chaque semaine",
    )
    stand = [*range(len(problem.places)), 0]
    return replace(
        problem,
        places=(*problem.places, meeting),
        travel_s=problem.travel_s[np.ix_(stand, stand)],
    )
