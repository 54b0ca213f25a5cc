"""From a problem to a verified plan, proved to a stated gap.

``recipe`` reads as the whole story; ``additive`` and ``extremes`` seek one objective each way,
``referee`` is the compact model for what the engine does not cover.
"""

from __future__ import annotations

from placement.solve.recipe import baseline, solve
from placement.solve.stop import Clock, StopRule
from placement.solve.study import Study

__all__ = ["Clock", "StopRule", "Study", "baseline", "solve"]
