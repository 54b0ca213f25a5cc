"""Access by group of segments (a commune, say), and what a plan changes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.evaluate.plan import Evaluation

__all__ = ["NO_GROUP", "GroupAccess", "GroupChange", "access_by_group", "change_by_group"]

NO_GROUP: Final = -1
"""Position that leaves a segment out of `access_by_group` and `change_by_group`."""

_LEAST_WEIGHT = 1e-9  # a place nobody lives in still has a travel time, when it is alone


@dataclass(frozen=True, slots=True, eq=False)
class GroupAccess:
    """Access of g groups of segments, arrays of shape (g,).

    ``young`` and ``without_access`` are persons; ``raw_time_s`` and ``access_time_s`` are means
    weighted by the young people who have access, s, NaN where there is none.
    """

    young: NDArray[np.float64]
    without_access: NDArray[np.float64]
    raw_time_s: NDArray[np.float64]
    access_time_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class GroupChange:
    """What a plan changes for g groups of segments, arrays of shape (g,).

    ``raw_time_s`` and ``access_time_s`` are plan minus today, s, over those who have access both
    before and after: somebody who gains an access is never a loss of time. NaN where there is
    nobody of the kind. ``gaining`` and ``losing`` an access are persons.
    """

    raw_time_s: NDArray[np.float64]
    access_time_s: NDArray[np.float64]
    gaining: NDArray[np.float64]
    losing: NDArray[np.float64]


def access_by_group(evaluation: Evaluation, *, group: NDArray[np.intp], size: int) -> GroupAccess:
    """Average the access of ``size`` groups; ``group`` is that of each segment, or `NO_GROUP`."""
    reached = evaluation.option_id != ""
    young = evaluation.young
    means = _means(
        young,
        among=reached,
        values=(evaluation.raw_time_s, evaluation.access_time_s),
        group=group,
        size=size,
    )
    return GroupAccess(
        young=_sums(young, group=group, size=size),
        without_access=_sums(np.where(reached, 0.0, young), group=group, size=size),
        raw_time_s=means[0],
        access_time_s=means[1],
    )


def change_by_group(
    before: Evaluation, *, after: Evaluation, group: NDArray[np.intp], size: int
) -> GroupChange:
    """Compare two evaluations of the same segments, by group; see `access_by_group`."""
    reached_before, reached_after = before.option_id != "", after.option_id != ""
    young = after.young
    changes = _means(
        young,
        among=reached_before & reached_after,
        values=(
            after.raw_time_s - before.raw_time_s,
            after.access_time_s - before.access_time_s,
        ),
        group=group,
        size=size,
    )
    gaining = np.where(reached_after & ~reached_before, young, 0.0)
    losing = np.where(reached_before & ~reached_after, young, 0.0)
    return GroupChange(
        raw_time_s=changes[0],
        access_time_s=changes[1],
        gaining=_sums(gaining, group=group, size=size),
        losing=_sums(losing, group=group, size=size),
    )


def _means(
    young: NDArray[np.float64],
    *,
    among: NDArray[np.bool_],
    values: tuple[NDArray[np.float64], ...],
    group: NDArray[np.intp],
    size: int,
) -> list[NDArray[np.float64]]:
    """Means by group over the segments of the mask, weighted by young people; NaN over nobody."""
    weight = np.where(among, np.maximum(young, _LEAST_WEIGHT), 0.0)
    total = _sums(weight, group=group, size=size)
    total[total == 0] = np.nan
    return [
        _sums(np.where(among, value, 0.0) * weight, group=group, size=size) / total
        for value in values
    ]


def _sums(
    values: NDArray[np.float64], *, group: NDArray[np.intp], size: int
) -> NDArray[np.float64]:
    counted = group != NO_GROUP
    sums = np.bincount(group[counted], weights=values[counted], minlength=size)
    return np.asarray(sums, dtype=np.float64)
