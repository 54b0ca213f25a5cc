"""The rules on who attends what, as rows written when a plan misses them.

``appointment_share`` and, where everybody goes to the nearest open option, the capacities: they
need to know which option each segment attends, which takes a row for each segment and option. Here
only the rows that some plan missed are written; the model is the same.

Rows
----
15-day rule, for a group g that attends a rare option r in a plan: ``often_g + open_r <= 1 + sum of
the frequent options that g prefers to r``. Capacity, for an option o that is overloaded by a set C
of segments alone: ``open_o <= sum of the options that some segment of C prefers to o``. Least load,
for an option o that too few attend: ``open_o + sum over K of open_k <= |K|``, K the open options
that take somebody from o. Each is true of every plan that keeps the rule, whatever else it opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine import Lazy, LazyRow, PolicyRows
from placement.problem import NO_OPTION, Behaviour, PlacementProblem, nearest_open_option
from placement.problem.tolerance import SHARE_SLACK, fits_load, reaches_load, reaches_share

__all__ = ["attends_by_ties", "with_lazy_rules"]

Plan = NDArray[np.bool_]


def with_lazy_rules(rows: PolicyRows, *, problem: PlacementProblem, kept: Plan) -> PolicyRows:
    """Add the rules on who attends what to the rows of a policy that leaves them out."""
    lazy: list[Lazy] = []
    ground = _Preferences(problem, np.flatnonzero(kept))
    if problem.rules.appointment is not None:
        rows, rule = _appointment(rows, ground=ground)
        lazy.append(rule)
    if problem.rules.capacity is not None and problem.behaviour is Behaviour.NEAREST:
        lazy.append(_Loads(ground))
    return rows.with_lazy(_All(tuple(lazy))) if lazy else rows


def attends_by_ties(problem: PlacementProblem, *, kept: Plan) -> bool:
    """Whether some segment is as near to two sites: it might then be shared between them."""
    options = np.flatnonzero(kept)
    site = problem.option_site[options]
    for segment in np.flatnonzero(problem.young > 0).tolist():
        access = problem.time_s[segment, site] + problem.wait_s[options]
        order = np.argsort(access, kind="stable")
        order = order[access[order] < problem.no_access_s]
        equal = np.diff(access[order]) == 0
        if (equal & (np.diff(site[order]) != 0)).any():
            return True
    return False


@dataclass(frozen=True, slots=True)
class _All:
    """Several lazy rules as one."""

    rules: tuple[Lazy, ...]

    def __call__(self, plan: Plan) -> Sequence[LazyRow]:
        return [row for rule in self.rules for row in rule(plan)]


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


@dataclass(frozen=True, slots=True, eq=False)
class _Loads:
    """Capacities, everybody going to the nearest open option."""

    ground: _Preferences

    def __call__(self, plan: Plan) -> Sequence[LazyRow]:
        problem, capacity = self.ground.problem, self.ground.problem.rules.capacity
        if capacity is None:  # excluded when built
            return []
        attended = nearest_open_option(problem, open_options=plan)
        load = problem.young * capacity.needed
        served = attended != NO_OPTION
        total = np.bincount(attended[served], weights=load[served], minlength=plan.size)
        rows = []
        for option in np.flatnonzero(plan).tolist():
            if not fits_load(total[option], offered=capacity.offered[option]):
                rows.append(self._overload(option, attended=attended, load=load))
            elif not reaches_load(total[option], least=capacity.least_load[option]):
                rows.append(self._idle(option, plan=plan))
        return rows

    def _overload(
        self, option: int, *, attended: NDArray[np.intp], load: NDArray[np.float64]
    ) -> LazyRow:
        """Close the option, unless somebody of a set that overloads it is taken elsewhere."""
        offered = self.ground.problem.rules.capacity.offered[option]  # type: ignore[union-attr]
        segments = np.flatnonzero((attended == option) & (load > 0))
        before = {s: self.ground.preferred_to(option, segment=s) for s in segments.tolist()}
        taken, cover = 0.0, np.zeros(0, dtype=np.intp)
        for segment in sorted(before, key=lambda s: (before[s].size, -load[s])):
            taken += load[segment]
            cover = np.union1d(cover, before[segment])
            if not fits_load(taken, offered=offered):
                break
        return LazyRow(
            np.concatenate([[option], cover]),
            np.concatenate([[1.0], np.full(cover.size, -1.0)]),
            0.0,
        )

    def _idle(self, option: int, *, plan: Plan) -> LazyRow:
        """Close the option, or one of those that take somebody from it."""
        problem = self.ground.problem
        rivals = np.zeros(plan.size, dtype=np.bool_)
        position = np.searchsorted(self.ground.options, option)
        for segment in np.flatnonzero(problem.young > 0).tolist():
            if self.ground.usable(segment)[position]:
                rivals[self.ground.preferred_to(option, segment=segment)] = True
        others = np.flatnonzero(rivals & plan)
        return LazyRow(
            np.concatenate([[option], others]), np.ones(others.size + 1), float(others.size)
        )
