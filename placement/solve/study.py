"""What several searches on one territory share: each starts where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from placement.engine import CostLists, Memory, cost_lists
from placement.problem import Objective, PlacementProblem
from placement.solve.seeking import Plan

__all__ = ["Study"]

_SAME = ("time_s", "wait_s", "young", "need", "option_site")


@dataclass(frozen=True, slots=True, eq=False)
class _Shelf:
    """Lists and memory of one objective, and the problem that they were made for."""

    problem: PlacementProblem
    objective: Objective
    kept: Plan
    lists: CostLists
    memory: Memory

    def serves(self, problem: PlacementProblem, *, objective: Objective) -> bool:
        """Whether the lists hold for a problem: same times, no new option, as much imposed."""
        mine = self.problem
        return bool(
            self.objective == objective
            and mine.no_access_s == problem.no_access_s
            and not (problem.option_is_admissible & ~self.kept).any()
            and not (mine.site_is_forced & ~problem.site_is_forced).any()
            and all(
                np.array_equal(getattr(mine, name), getattr(problem, name), equal_nan=True)
                for name in _SAME
            )
        )


@dataclass(slots=True)
class Study:
    """Sorted lists, multipliers and plans by objective, kept between searches.

    Multipliers give valid bounds and cuts under any budget and any rule; plans are checked again
    before they are used. So a study saves time and changes no answer.
    """

    _shelves: list[_Shelf] = field(default_factory=list)

    def shelf(self, problem: PlacementProblem, *, objective: Objective) -> tuple[CostLists, Memory]:
        """Return the lists of a problem for an additive objective, and what is remembered."""
        for shelf in self._shelves:
            if shelf.serves(problem, objective=objective):
                return shelf.lists, shelf.memory
        kept = problem.option_is_admissible
        lists = cost_lists(problem, objective=objective, kept=kept)
        shelf = _Shelf(problem, objective, kept, lists, Memory())
        self._shelves.append(shelf)
        return shelf.lists, shelf.memory
