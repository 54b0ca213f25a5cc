"""What a plan is judged by: one objective, or several in order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from placement.errors import ScenarioError
from placement.problem.rules import Measure

__all__ = ["MEAN_ACCESS", "Goal", "Objective"]


class Goal(StrEnum):
    """What is minimised, or maximised; the values are read by people."""

    MEAN = "moyenne"
    NEEDS = "besoins"
    COVERED = "part-couverte"
    MAX = "maximum"
    P90 = "p90"
    KOLM_POLLAK = "kolm-pollak"


@dataclass(frozen=True, slots=True)
class Objective:
    """One stage of what is sought.

    Parameters
    ----------
    goal
        ``MEAN``: mean access time. ``NEEDS``: the same, weighted by the needs of each segment.
        ``COVERED``: share of young people with an open door within ``threshold_s``, maximised.
        ``MAX``: longest access time of those who have access, when as few as possible of those
        whom some admissible option can reach are left without. ``P90``: the
        access time that the share ``quantile`` of them does not exceed. ``KOLM_POLLAK``:
        equally-distributed equivalent of the access times.
    threshold_s, measure
        Of ``COVERED``: the time within which a door counts, s, and of which time it is.
    quantile
        Of ``P90``.
    aversion
        Of ``KOLM_POLLAK``: aversion to inequality, epsilon < 0; the further below 0, the more the
        longest access times weigh.
    slack
        How far, as a share of its optimal value, the next stages may go back on this one.

    Raises
    ------
    ScenarioError
        A figure outside its domain.
    """

    goal: Goal = Goal.MEAN
    threshold_s: float = 1800.0
    measure: Measure = Measure.TRIP
    quantile: float = 0.9
    aversion: float = -1.0
    slack: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.threshold_s) and self.threshold_s > 0):
            raise ScenarioError(f"objectif {self.goal} : seuil de {self.threshold_s} s.")
        if not 0 < self.quantile <= 1:
            raise ScenarioError(f"objectif {self.goal} : quantile de {self.quantile}.")
        if not (math.isfinite(self.aversion) and self.aversion < 0):
            raise ScenarioError(f"objectif {self.goal} : aversion de {self.aversion} ; négative.")
        if not 0 <= self.slack <= 1:
            raise ScenarioError(f"objectif {self.goal} : marge de {self.slack} ; entre 0 et 1.")


MEAN_ACCESS = Objective()
"""The objective of a problem that states none."""
