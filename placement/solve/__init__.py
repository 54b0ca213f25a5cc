"""From a problem to a verified plan, proved to a stated gap.

``recipe`` reads as the whole story; ``additive`` and ``extremes`` seek one objective each way with
the engine; ``referee`` seeks them on the compact model where appointments are counted; ``checking``
computes again what is about to be told.
"""

from __future__ import annotations

from placement.solve.recipe import baseline, solve, solve_compact
from placement.solve.stop import Clock, StopRule
from placement.solve.study import Study

__all__ = ["Clock", "StopRule", "Study", "baseline", "solve", "solve_compact"]
