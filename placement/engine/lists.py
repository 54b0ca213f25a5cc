"""Access costs kept sorted by demand group: what the engine walks, and nothing else.

A group is a set of segments that see the same times, so that they go to the same door whatever is
open. Its list holds the options in increasing cost, as long as they cost less than having no door;
past the list there is a tail, the cost of whatever comes next. A list may be cut short: its tail is
then the cost of the first option left out, so that the model over the lists is a relaxation, and
`CostLists.wider` gives the longer ones that a plan may turn out to need.

Notes
-----
Keeping only the nearest options, with a fallback at the next distance, is what makes large
territories fit in memory: 20,000 groups by 4,000 options would be 80 million pairs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine.walks import Walk, group_costs
from placement.objectives import segment_cost, segment_weight
from placement.problem import Goal, Measure, Objective, PlacementProblem

__all__ = ["CostLists", "cost_lists"]

_SHORT_PAIRS = 4_000_000
"""Up to so many pairs, lists are complete."""
_SHARED_PAIRS = 400_000_000
"""The same, where options share something: hundreds of tours have the same nearest stop."""
_CHUNK_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class CostLists:
    """Sorted costs of g groups over o options, in the unit of the objective.

    Parameters
    ----------
    start
        Where the list of each group begins, shape (g + 1,).
    option, cost
        Options in increasing cost, and what the whole group pays there, one entry a pair.
    tail
        What the group pays when no option of its list is open, shape (g,).
    cut_short
        Whether the list leaves out options that cost less than no access, shape (g,).
    options
        Number of options o.
    width
        Longest list.
    """

    start: NDArray[np.int64]
    option: NDArray[np.int32]
    cost: NDArray[np.float64]
    tail: NDArray[np.float64]
    cut_short: NDArray[np.bool_]
    options: int
    width: int

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def walk(self) -> Walk:
        """The arrays, for the kernels."""
        return Walk(self.start, self.option, self.cost, self.tail)

    @property
    def pairs(self) -> int:
        """How many (group, option) pairs the lists hold."""
        return self.option.size

    def total(self, plan: NDArray[np.bool_]) -> float:
        """Return what all groups pay under a plan, shape (o,)."""
        return float(group_costs(self.walk, plan, np.empty(self.groups)))

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return self.tail.size

    def only(self, options: NDArray[np.intp]) -> CostLists:
        """Return the lists of some options, in increasing positions, numbered anew from 0."""
        number = np.full(self.options, -1, dtype=np.int32)
        number[options] = np.arange(options.size, dtype=np.int32)
        listed = number[self.option] >= 0
        before = np.concatenate(([0], np.cumsum(listed)))
        start = before[self.start].astype(np.int64)
        return CostLists(
            start=start,
            option=number[self.option[listed]],
            cost=self.cost[listed],
            tail=self.tail,
            cut_short=self.cut_short,
            options=options.size,
            width=int(np.diff(start).max(initial=0)),
        )


def cost_lists(
    problem: PlacementProblem,
    *,
    objective: Objective,
    kept: NDArray[np.bool_],
    width: int | None = None,
) -> CostLists:
    """Sort what every group pays at every option.

    Parameters
    ----------
    objective
        An additive one.
    kept
        Options that may open, shape (o,).
    width
        Longest list to keep; None chooses it from the size of the problem.
    """
    segments, weight = _groups(problem, objective=objective)
    options = np.flatnonzero(kept)
    if width is None:
        short = _SHARED_PAIRS if problem.rules.uses else _SHORT_PAIRS
        width = options.size if segments.size * options.size <= short else 512
    width = min(width, options.size)
    nobody = float(segment_cost(problem, objective=objective, time_s=np.array([np.nan]))[0])
    sure = _sure_sites(problem, options=options)
    parts = []
    for times in _time_parts(problem, objective=objective, segments=segments, options=options):
        cost = segment_cost(problem, objective=objective, time_s=times)
        ceiling = np.full(len(cost), nobody)
        for offers in sure:
            np.minimum(ceiling, cost[:, offers].max(axis=1), out=ceiling)
        parts.append(_sorted_part(cost, ceiling=ceiling, width=width))
    length = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    start = np.concatenate(([0], np.cumsum(length)))
    position = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=int)
    unit_cost = np.concatenate([part[2] for part in parts]) if parts else np.zeros(0)
    tail = np.concatenate([part[3] for part in parts]) if parts else np.zeros(0)
    cut_short = np.concatenate([part[4] for part in parts]) if parts else np.zeros(0, dtype=bool)
    return CostLists(
        start=start.astype(np.int64),
        option=options[position].astype(np.int32),
        cost=unit_cost * np.repeat(weight, length),
        tail=tail * weight,
        cut_short=cut_short,
        options=kept.size,
        width=width,
    )


def _groups(
    problem: PlacementProblem, *, objective: Objective
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """One segment for each distinct row of times among those that weigh, and their weight."""
    weight = segment_weight(problem, objective=objective)
    weighing = np.flatnonzero(weight > 0)
    times = problem.time_s[weighing]
    _, first, group = np.unique(_signature(times), return_index=True, return_inverse=True)
    alike = np.array_equal(times, times[first[group]], equal_nan=True)
    if not alike:  # two rows with one signature: so unlikely that merging is simply given up
        return weighing, weight[weighing]
    total = np.bincount(group, weights=weight[weighing])
    order = np.argsort(first)
    return weighing[first[order]], total[order].astype(np.float64)


def _signature(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """One number a row, that equal rows share and that others do not, shape (n,)."""
    mixed = np.random.default_rng(0).random(times.shape[1])
    return np.nan_to_num(times, nan=-1.0) @ mixed


def _time_parts(
    problem: PlacementProblem,
    *,
    objective: Objective,
    segments: NDArray[np.intp],
    options: NDArray[np.intp],
) -> Iterator[NDArray[np.float64]]:
    """Yield the times that the objective reads, s, block by block; NaN for no access."""
    on_trip = objective.goal is Goal.COVERED and objective.measure is Measure.TRIP
    rows = max(1, _CHUNK_PAIRS // max(options.size, 1))
    for begin in range(0, segments.size, rows):
        part = segments[begin : begin + rows]
        times = problem.time_s[np.ix_(part, problem.option_site[options])]
        if not on_trip:
            times += problem.wait_s[options]
            times[~(times < problem.no_access_s)] = np.nan
        yield times


def _sure_sites(problem: PlacementProblem, *, options: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Columns of the offers of each site that must open: its worst offer is never exceeded."""
    forced = problem.site_is_forced
    site = problem.option_site[options]
    return [np.flatnonzero(site == s) for s in np.flatnonzero(forced) if (site == s).any()]


_Part = tuple[
    NDArray[np.int64], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]
]


def _sorted_part(cost: NDArray[np.float64], *, ceiling: NDArray[np.float64], width: int) -> _Part:
    """Length, options, costs, tail of the lists of a block of rows, and which are cut short.

    What costs as much as the ceiling of its row is left out: the ceiling is paid without it.
    """
    cut_short = np.zeros(len(cost), dtype=np.bool_)
    if width < cost.shape[1]:
        nearest = np.argpartition(cost, width, axis=1)[:, : width + 1]
        found = np.take_along_axis(cost, nearest, axis=1)
        order = np.argsort(found, axis=1, kind="stable")
        nearest = np.take_along_axis(nearest, order, axis=1)
        found = np.take_along_axis(found, order, axis=1)
        tail = np.minimum(found[:, width], ceiling)
        cut_short = tail < ceiling
        nearest, found = nearest[:, :width], found[:, :width]
    else:
        nearest = np.argsort(cost, axis=1, kind="stable")
        found = np.take_along_axis(cost, nearest, axis=1)
        tail = ceiling
    useful = found < ceiling[:, None]
    return useful.sum(axis=1), nearest[useful], found[useful], tail, cut_short
