"""Exact size reductions: a smaller problem with the same optimal value, before any model is built.

Each reduction is one function, proved in its docstring and tested against the unreduced model. They
hold for any cost that grows with the access time. A rule of `Rules` may make it worth opening a
worse offer, or one that nobody uses (a floor, a number, a trip within reach, an option that may not
change): `drop_dominated_options` and `drop_useless_options` then leave everything as it is. None
holds where appointments are limited, for a segment may then go elsewhere than to the nearest
option, nor for a coverage measured on trips, which is no cost of the access.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from placement.problem.model import PlacementProblem

__all__ = [
    "ReducedProblem",
    "cap_by_sure_offers",
    "drop_dominated_options",
    "drop_unpeopled_segments",
    "drop_useless_options",
    "merge_identical_segments",
    "reduce_problem",
    "unreduced",
]


@dataclass(frozen=True, slots=True, eq=False)
class ReducedProblem:
    """Groups of segments that see the same access times, and the options worth a variable.

    Parameters
    ----------
    weight
        Young people of each group, persons, shape (g,).
    fallback_s
        What a group pays, s, when no open option is nearer: its time to an offer that is certainly
        open, or the price of having no access; shape (g,).
    access_s
        Access times, s, shape (g, o) over the options of the *original* problem; NaN where the pair
        has no variable.
    kept
        Whether the option still has a variable, shape (o,).
    """

    weight: NDArray[np.float64]
    fallback_s: NDArray[np.float64]
    access_s: NDArray[np.float64]
    kept: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            array = np.array(getattr(self, field.name))
            array.setflags(write=False)
            object.__setattr__(self, field.name, array)

    def only(self, options: NDArray[np.bool_]) -> ReducedProblem:
        """Keep a variable for these options alone, mask of shape (o,)."""
        kept = self.kept & options
        return dataclasses.replace(
            self, kept=kept, access_s=np.where(kept[None, :], self.access_s, np.nan)
        )

    def objective(self, open_options: NDArray[np.bool_]) -> float:
        """Total access, person-seconds, when these options are open, mask of shape (o,)."""
        nearest = np.fmin.reduce(self.access_s[:, open_options], axis=1, initial=np.inf)
        return float(self.weight @ np.fmin(nearest, self.fallback_s))

    @property
    def pair_count(self) -> int:
        """How many (group, option) pairs remain."""
        return int(np.isfinite(self.access_s).sum())


def unreduced(problem: PlacementProblem) -> ReducedProblem:
    """One group a segment, every option, every usable pair: the model as it is defined."""
    return ReducedProblem(
        weight=problem.young,
        fallback_s=np.full(problem.young.size, problem.no_access_s),
        access_s=problem.access_s(),
        kept=np.ones(problem.option_id.size, dtype=np.bool_),
    )


def reduce_problem(problem: PlacementProblem) -> ReducedProblem:
    """Apply every exact reduction, in the order in which each helps the next."""
    reduced = drop_unpeopled_segments(unreduced(problem))
    reduced = reduced.only(problem.option_is_admissible)
    reduced = drop_dominated_options(reduced, problem=problem)
    reduced = cap_by_sure_offers(reduced, problem=problem)
    reduced = drop_useless_options(reduced, problem=problem)
    return merge_identical_segments(reduced)


def drop_unpeopled_segments(reduced: ReducedProblem) -> ReducedProblem:
    """Drop the segments without young people. Exact: they weigh nothing in the objective."""
    peopled = reduced.weight > 0
    return dataclasses.replace(
        reduced,
        weight=reduced.weight[peopled],
        fallback_s=reduced.fallback_s[peopled],
        access_s=reduced.access_s[peopled],
    )


def drop_dominated_options(reduced: ReducedProblem, *, problem: PlacementProblem) -> ReducedProblem:
    """Drop an offer when another of the same site waits no more, costs no more, takes no more.

    Exact without other rules: in any plan the better offer can replace the dropped one, every
    access time is no longer and every limit still holds. Of two equal offers the first one stays.
    """
    if not problem.rules.none:
        return reduced
    kept = reduced.kept.copy()
    figures = np.column_stack([problem.wait_s, problem.cost_eur, problem.half_days])
    for options in _by_site(problem, mask=reduced.kept):
        for better, worse in permutations(options, 2):
            no_worse = bool((figures[better] <= figures[worse]).all())
            equal = bool((figures[better] == figures[worse]).all())
            if kept[better] and no_worse and (not equal or better < worse):
                kept[worse] = False
    return reduced.only(kept)


def cap_by_sure_offers(reduced: ReducedProblem, *, problem: PlacementProblem) -> ReducedProblem:
    """Lower each group's fallback to its nearest forced site, and drop the pairs beyond it.

    A forced site opens with one of its kept options, so its longest access time among them is never
    exceeded. Exact: a pair that is no shorter than this certain access cannot improve on it.
    """
    fallback = reduced.fallback_s
    forced = problem.site_is_forced
    for options in _by_site(problem, mask=reduced.kept & forced[problem.option_site]):
        worst = reduced.access_s[:, options].max(axis=1)  # NaN as soon as one gives no access
        fallback = np.fmin(fallback, worst)
    useful = reduced.access_s < fallback[:, None]
    return dataclasses.replace(
        reduced, fallback_s=fallback, access_s=np.where(useful, reduced.access_s, np.nan)
    )


def drop_useless_options(reduced: ReducedProblem, *, problem: PlacementProblem) -> ReducedProblem:
    """Drop an option that has no pair left, unless its site must open.

    Exact without other rules: closing it lengthens no access time and frees its cost.
    """
    if not problem.rules.none:
        return reduced
    useful = np.isfinite(reduced.access_s).any(axis=0)
    return reduced.only(useful | problem.site_is_forced[problem.option_site])


def merge_identical_segments(reduced: ReducedProblem) -> ReducedProblem:
    """Merge the groups whose access times are all equal; their young people add up.

    Exact: they reach the same nearest option whatever is open. Two profiles that travel alike merge
    in every place.
    """
    keys = np.column_stack([reduced.fallback_s, np.nan_to_num(reduced.access_s, nan=-1.0)])
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return dataclasses.replace(
        reduced,
        weight=np.bincount(group.ravel(), weights=reduced.weight).astype(np.float64),
        fallback_s=reduced.fallback_s[first],
        access_s=reduced.access_s[first],
    )


def _by_site(problem: PlacementProblem, *, mask: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Positions of the options of the mask, one array a site."""
    options = np.flatnonzero(mask)
    options = options[np.argsort(problem.option_site[options], kind="stable")]
    starts = np.flatnonzero(np.diff(problem.option_site[options])) + 1
    return [part for part in np.split(options, starts) if part.size]
