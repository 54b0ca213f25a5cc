"""The smallest set of rules that no plan satisfies together, in the user's words.

Notes
-----
A set of rules clashes if and only if it has a rule in common with every *correction set*, what is
to be given up so that the others can be satisfied. So the smallest set that meets the correction
sets known so far is at most as large as the smallest clash: if it clashes, it is one; if a plan
satisfies it, growing it until nothing can be added leaves one more correction set outside. Source:
A. Ignatiev, A. Previti, M. Liffiton, J. Marques-Silva, Smallest MUS extraction with minimal hitting
set dualization, CP 2015, LNCS 9255, 173-182. Deviation: an irreducible clash is found first, by
deletion; it is the answer when time runs out, and its size may end the search early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import NoSolutionError
from placement.problem import PlacementProblem
from placement.solution import assign_to_nearest
from placement.solve import Clock, StopRule
from placement.study.asked import AskedRule, Family, asked_rules, keeping, settled
from placement.study.hitting import smallest_hitting_set
from placement.study.relaxing import advice
from placement.study.trials import some_plan

__all__ = ["Clash", "clashing_rules", "smallest_clash"]

Plan = NDArray[np.bool_]
Ranks = frozenset[int]
_SEARCH_SHARE = 0.7
_LEAST_TIME_S = 0.05


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that no plan satisfies together.

    Parameters
    ----------
    rules
        Their French names.
    advice
        What would be enough, French sentences: one for each figure whose change alone lets a plan
        satisfy these rules.
    minimal
        Whether no smaller set of rules clashes, proved in time; otherwise it is what deleting
        rules one by one left, as far as time allowed.
    """

    rules: tuple[str, ...]
    advice: tuple[str, ...]
    minimal: bool


def smallest_clash(problem: PlacementProblem, *, time_limit_s: float) -> Clash | None:
    """Find the smallest set of rules that no plan satisfies, and what would be enough.

    Returns
    -------
    Clash or None
        None when a plan exists, or when time ran out before knowing.
    """
    clock = Clock.start(StopRule(time_limit_s, gap=0.0))
    found = clashing_rules(problem, time_limit_s=time_limit_s * _SEARCH_SHARE)
    if found is None:
        return None
    asked, minimal = found
    return Clash(
        rules=tuple(rule.label for rule in asked),
        advice=advice(problem, clash=asked, clock=clock),
        minimal=minimal,
    )


def clashing_rules(
    problem: PlacementProblem, *, time_limit_s: float
) -> tuple[tuple[AskedRule, ...], bool] | None:
    """Find the smallest set of rules that no plan satisfies, and whether that is proved.

    None when a plan exists, or when time ran out before knowing.
    """
    search = _Search(problem, clock=Clock.start(StopRule(time_limit_s, gap=0.0)))
    try:
        if search.plan(search.everything) is not None:
            return None
    except NoSolutionError:
        return None
    ranks, minimal = search.smallest(min(map(search.irreducible, search.orders()), key=len))
    return tuple(search.asked[rank] for rank in sorted(ranks)), minimal


class _Search:
    """Sets of rules, as positions in ``asked``; what was answered about them is kept."""

    def __init__(self, problem: PlacementProblem, *, clock: Clock) -> None:
        self.problem, self.clock = settled(problem), clock
        self.asked = asked_rules(problem)
        self.everything = frozenset(range(len(self.asked)))
        self.alone = [keeping(self.problem, asked=[rule]) for rule in self.asked]
        self.corrections: list[Ranks] = []
        self._plans: dict[Ranks, Plan | None] = {}

    def plan(self, ranks: Ranks) -> Plan | None:
        """Return a plan that satisfies a set of rules, None when there is none."""
        if ranks not in self._plans:
            asked = [self.asked[rank] for rank in sorted(ranks)]
            self._plans[ranks] = some_plan(keeping(self.problem, asked=asked), clock=self.clock)
        return self._plans[ranks]

    def orders(self) -> tuple[list[int], list[int]]:
        """Two orders in which to give rules up: cheapest imposed sites first; last asked first.

        The first keeps the imposed sites that weigh most, so that few are enough.
        """
        last_first = sorted(self.everything, reverse=True)
        imposed = {rank: self._imposed_eur(rule) for rank, rule in enumerate(self.asked)}
        return sorted(last_first, key=imposed.__getitem__), last_first

    def _imposed_eur(self, rule: AskedRule) -> float:
        """Least annual cost of what a rule imposes, EUR; infinite for the other rules."""
        problem = self.problem
        if rule.family is Family.FORCED_SITE:
            here = problem.site_id[problem.option_site] == problem.forced_sites[rule.rank]
        elif rule.family is Family.FORCED_OPTION:
            here = problem.option_id == problem.forced_options[rule.rank]
        else:
            return np.inf
        return float(problem.cost_eur[here].min(initial=np.inf))

    def irreducible(self, order: Sequence[int]) -> Ranks:
        """Give up rules one by one as long as the others clash, as far as time allows."""
        clash = self.everything
        try:
            for rank in order:
                plan = self.plan(clash - {rank})
                if plan is None:
                    clash -= {rank}
                else:
                    self.correct(clash - {rank}, plan=plan)
        except NoSolutionError:
            pass  # what is left still clashes
        return clash

    def smallest(self, clash: Ranks) -> tuple[Ranks, bool]:
        """Return the smallest clash and True, or a known one and False when time runs out."""
        try:
            while True:
                meeting = smallest_hitting_set(
                    self.corrections,
                    size=len(self.asked),
                    time_limit_s=max(self.clock.left_s(), _LEAST_TIME_S),
                )
                if len(meeting) >= len(clash):
                    return clash, True
                plan = self.plan(meeting)
                if plan is None:
                    return meeting, True
                self.correct(meeting, plan=plan)
        except NoSolutionError:
            return clash, False

    def correct(self, ranks: Ranks, *, plan: Plan) -> None:
        """Grow a set that a plan satisfies until nothing can be added; keep what is left out."""
        kept = ranks | self.satisfied(plan)
        for rank in sorted(self.everything - kept):
            if rank in kept:
                continue
            larger = self.plan(kept | {rank})
            if larger is not None:
                kept |= {rank} | self.satisfied(larger)
        self.corrections.append(self.everything - kept)

    def satisfied(self, plan: Plan) -> Ranks:
        """Rules that a plan happens to keep; how appointments are shared is not looked at."""
        solution = assign_to_nearest(self.problem, open_options=plan)
        return frozenset(
            rank
            for rank, problem in enumerate(self.alone)
            if self.asked[rank].family is not Family.CAPACITY and not solution.broken_rules(problem)
        )
