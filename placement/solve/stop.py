"""When a search may stop, and the clock that watches it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import perf_counter

from placement.errors import ScenarioError

__all__ = ["Clock", "StopRule"]


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a search may stop: after ``time_limit_s`` seconds, or within the relative ``gap``."""

    time_limit_s: float
    gap: float

    def __post_init__(self) -> None:
        if not (self.time_limit_s > 0 and math.isfinite(self.time_limit_s)):
            raise ScenarioError(f"La limite de temps doit être positive : {self.time_limit_s} s.")
        if not 0 <= self.gap < 1:
            raise ScenarioError(f"L'écart toléré doit être entre 0 et 1 : {self.gap}.")


@dataclass(frozen=True, slots=True)
class Clock:
    """A stop rule and when the search began, s of `time.perf_counter`."""

    stop: StopRule
    started_s: float

    @classmethod
    def start(cls, stop: StopRule) -> Clock:
        """Begin now."""
        return cls(stop=stop, started_s=perf_counter())

    def to_the_end(self) -> Clock:
        """Return the same clock for a search that must close its gap."""
        return Clock(StopRule(self.stop.time_limit_s, gap=0.0), self.started_s)

    def spent_s(self) -> float:
        """Wall time since the beginning, s."""
        return perf_counter() - self.started_s

    def left_s(self) -> float:
        """Wall time before the limit, s; 0 once it is past."""
        return max(self.stop.time_limit_s - self.spent_s(), 0.0)

    def expired(self) -> bool:
        """Whether the limit is past."""
        return self.left_s() == 0.0
