"""The 15-day rule, as rows written when a plan misses them.

``appointment_share`` needs to know which option each group of segments attends, which takes a row
for each group and option. Here only the rows that some plan missed are written; the model is the
same.

Rows
----
For a group g that attends a rare option r in a plan: ``often_g + open_r <= 1 + sum of the frequent
options that g prefers to r``. It is true of every plan that keeps the rule, whatever else it opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine import Lazy, LazyRow, PolicyRows
from placement.problem import NO_OPTION, PlacementProblem, nearest_open_option
from placement.problem.tolerance import SHARE_SLACK, reaches_share

__all__ = ["with_lazy_rules"]

Plan = NDArray[np.bool_]


def with_lazy_rules(rows: PolicyRows, *, problem: PlacementProblem, kept: Plan) -> PolicyRows:
    """Add the 15-day rule to the rows of a policy that leaves it out."""
    if problem.rules.appointment is None:
        return rows
    rows, rule = _appointment(rows, ground=_Preferences(problem, np.flatnonzero(kept)))
    return rows.with_lazy(rule)


@dataclass(frozen=True, slots=True, eq=False)
class _Preferences:
    """Which options a segment prefers, as `nearest_open_option` orders them."""

    problem: PlacementProblem
    options: NDArray[np.intp]

    def preferred_to(self, option: int, *, segment: int) -> NDArray[np.intp]:
        """Return the options of other sites that a segment attends before this one."""
        problem, others = self.problem, self.options
        site = problem.option_site
        trip = problem.time_s[segment, site[others]]
        access = trip + problem.wait_s[others]
        mine_trip = problem.time_s[segment, site[option]]
        mine = mine_trip + problem.wait_s[option]
        identity = problem.option_id
        tied = (trip < mine_trip) | ((trip == mine_trip) & (identity[others] < identity[option]))
        before = (access < mine) | ((access == mine) & tied)
        chosen: NDArray[np.intp] = others[before & (site[others] != site[option])]
        return chosen

    def usable(self, segment: int) -> Plan:
        """Tell which of the options a segment could attend."""
        access = self.problem.time_s[segment, self.problem.option_site[self.options]]
        reached: Plan = access + self.problem.wait_s[self.options] < self.problem.no_access_s
        return reached


def _appointment(rows: PolicyRows, *, ground: _Preferences) -> tuple[PolicyRows, Lazy]:
    """Add an auxiliary for each group of segments, its upper row, and the share row."""
    problem = ground.problem
    rule = problem.rules.appointment
    if rule is None:  # excluded by the caller
        raise AssertionError
    first, group = _alike(problem)
    young = np.bincount(group[group >= 0], weights=problem.young[group >= 0], minlength=first.size)
    frequent = problem.interval_days[ground.options] <= rule.days
    within = [ground.options[frequent & ground.usable(segment)] for segment in first.tolist()]
    upper = [
        LazyRow(
            np.concatenate([[rows.columns + g], options]),
            np.concatenate([[1.0], np.full(options.size, -1.0)]),
            0.0,
        )
        for g, options in enumerate(within)
    ]
    share = LazyRow(
        rows.columns + np.arange(first.size),
        -young / problem.young_total,
        -(rule.share - SHARE_SLACK),
    )
    column = np.full(group.size, -1)
    column[group >= 0] = rows.columns + group[group >= 0]
    return rows.with_auxiliaries(first.size, [*upper, share]), _Attended(ground, column)


def _alike(problem: PlacementProblem) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First segment of each set of peopled segments with the same times, and the set of each."""
    group = np.full(problem.young.size, -1)
    peopled = np.flatnonzero(problem.young > 0)
    times = np.nan_to_num(problem.time_s[peopled], nan=-1.0)
    _, first, rank = np.unique(times, axis=0, return_index=True, return_inverse=True)
    group[peopled] = rank.ravel()
    return peopled[first], group


@dataclass(frozen=True, slots=True, eq=False)
class _Attended:
    """The 15-day rule: rows of the groups that attend a rare option."""

    ground: _Preferences
    column: NDArray[np.intp]

    def __call__(self, plan: Plan) -> Sequence[LazyRow]:
        problem, rule = self.ground.problem, self.ground.problem.rules.appointment
        if rule is None:  # excluded when built
            return []
        attended = nearest_open_option(problem, open_options=plan)
        often = (attended != NO_OPTION) & (problem.interval_days[attended] <= rule.days)
        if reaches_share(float(problem.young[often].sum()) / problem.young_total, least=rule.share):
            return []
        rare = (attended != NO_OPTION) & ~often & (self.column >= 0)
        _, first = np.unique(self.column[rare], return_index=True)
        return [self._row(segment, attended) for segment in np.flatnonzero(rare)[first].tolist()]

    def _row(self, segment: int, attended: NDArray[np.intp]) -> LazyRow:
        problem, rule = self.ground.problem, self.ground.problem.rules.appointment
        option = int(attended[segment])
        before = self.ground.preferred_to(option, segment=segment)
        if rule is not None:
            before = before[problem.interval_days[before] <= rule.days]
        return LazyRow(
            np.concatenate([[self.column[segment], option], before]),
            np.concatenate([[1.0, 1.0], np.full(before.size, -1.0)]),
            1.0,
        )
