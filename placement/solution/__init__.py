"""What a search answers, and the check of a plan that knows no solver.

``plan`` holds who goes where, ``verification`` every rule computed again from the arrays, ``idle``
closes what serves nothing, ``splitting`` tells a shared segment as several, ``result`` says how a
search ended.
"""

from __future__ import annotations

from placement.problem import NO_OPTION
from placement.solution.idle import close_idle
from placement.solution.plan import Solution, assign_to_nearest
from placement.solution.result import Result, Stage, Termination, relative_gap
from placement.solution.splitting import split_segments

__all__ = [
    "NO_OPTION",
    "Result",
    "Solution",
    "Stage",
    "Termination",
    "assign_to_nearest",
    "close_idle",
    "relative_gap",
    "split_segments",
]
