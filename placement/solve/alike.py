"""Segments that nothing tells apart, counted as one where people are shared out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.problem import PlacementProblem

__all__ = ["Alike", "merge_alike"]


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """A problem whose segments are groups of segments of another.

    ``group`` is the group of each segment, shape (n,); ``young`` its young people, shape (n,).
    """

    problem: PlacementProblem
    group: NDArray[np.intp]
    young: NDArray[np.float64]

    def spread(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share each segment out, shape (n, o), from what is shared out by group, shape (g, o).

        The members of a group take the places one after the other, so that few of them are split.
        """
        spread = np.zeros((self.group.size, shares.shape[1]))
        for group in range(len(shares)):
            members = np.flatnonzero((self.group == group) & (self.young > 0))
            if members.size:
                spread[members] = _in_turn(self.young[members], places=shares[group])
        return spread


def merge_alike(problem: PlacementProblem) -> Alike:
    """Merge the segments that have the same times, needs and rules; their young people add up.

    Exact, whoever decides where they go: any way of sharing the group out is one of sharing its
    members out, with the same loads and the same times.
    """
    rules = problem.rules
    facts = [problem.time_s, problem.need[:, None]]
    facts += [rule.limit_s[:, None] for rule in rules.access_limits]
    facts += [rule.segments[:, None].astype(np.float64) for rule in rules.coverages]
    if rules.capacity is not None:
        facts.append(rules.capacity.needed[:, None])
    table = np.nan_to_num(np.hstack(facts), nan=-1.0)
    _, first, group = np.unique(table, axis=0, return_index=True, return_inverse=True)
    group = group.ravel()
    merged = problem.replace(
        young=np.bincount(group, weights=problem.young),
        rules=rules.of_segments(first),
        **{
            name: getattr(problem, name)[first]
            for name in ("segment_id", "place_id", "profile", "time_s", "need")
        },
    )
    return Alike(merged, group, problem.young)


def _in_turn(young: NDArray[np.float64], *, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of each member at each place, shape (members, o), both taken in turn."""
    parts = young / young.sum()
    member_end, place_end = np.cumsum(parts), np.cumsum(places)
    overlap = np.minimum(member_end[:, None], place_end) - np.maximum(
        (member_end - parts)[:, None], place_end - places
    )
    shares: NDArray[np.float64] = np.maximum(overlap, 0.0) / parts[:, None]
    return shares
