"""How the young people of a commune split among profiles, told without telling small counts.

Where every part of a commune is large enough, its split is published. The other communes share one
split, that of their whole *pool*: a table of communes by profiles of which only the margins are
known, whose feasible intervals are the Fréchet bounds (Hundepool et al., 2012, section 4.3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.privacy.audit import Relations, feasible_ranges
from placement.privacy.suppression import Masked

__all__ = ["Pool", "Precision", "pooled"]

_STEPS: Final = (0.05, 0.1, 0.2, 0.5)
_ROUNDING: Final = 1e-6

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Precision(StrEnum):
    """How the split of a pool is told; the values are French."""

    EXACT = "exacte"
    ROUNDED = "arrondie"
    NONE = "non publiée"


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Communes whose split is withheld, and the split that stands for theirs.

    Parameters
    ----------
    rows : (n,) whether each commune is in the pool
    shares : (p,) split of the pool, as published; they add up to 1
    low, high : (p,) persons, what the published split tells of the sums of the pool
    precision : how it is told
    """

    rows: Bools
    shares: Floats
    low: Floats
    high: Floats
    precision: Precision


def pooled(counts: Floats, *, masked: Masked) -> Pool:
    """Choose the communes whose split is withheld, and the finest split that may stand for theirs.

    Parameters
    ----------
    counts : (n, p) persons
    masked : what is published of the n totals

    Notes
    -----
    A pool is safe when each of its sums is at least the threshold and the interval of each small
    part covers all that the total of the commune allows. Communes are added to it, the smallest
    first; then its split is rounded, to a step such that half a step is worth at least the
    threshold; then it is not published at all. Because a reader may know the split of every commune
    beforehand (shares of mobility applied to all), the totals are audited again as if so.
    """
    totals = counts.sum(axis=1)
    alone = ~masked.masked & np.all(counts >= masked.threshold, axis=1)
    exact = [_exact(counts, rows=rows) for rows in _wider(~alone, totals=totals)]
    widest = exact[-1]
    steps = [step for step in _STEPS if step * totals[widest.rows].sum() >= 2 * masked.threshold]
    choices = (
        next((pool for pool in exact if _covers(pool, counts=counts, masked=masked)), None),
        *(_rounded(widest, total=float(totals[widest.rows].sum()), step=step) for step in steps),
    )
    for pool in choices:
        told = pool is not None and _covers(pool, counts=counts, masked=masked)
        if pool is not None and told and _hides_totals(pool, counts=counts, masked=masked):
            return pool
    return _untold(widest, total=float(totals[widest.rows].sum()))


def _wider(rows: Bools, *, totals: Floats) -> list[Bools]:
    """Pools of these rows, then of one more at a time, the smallest first."""
    pools = [rows]
    for row in np.argsort(totals, kind="stable").tolist():
        if not rows[row]:
            rows = rows | (np.arange(rows.size) == row)
            pools.append(rows)
    return pools


def _exact(counts: Floats, *, rows: Bools) -> Pool:
    sums = counts[rows].sum(axis=0)
    even = np.full(sums.size, 1 / sums.size)
    shares = sums / sums.sum() if sums.sum() > 0 else even
    return Pool(rows, shares, low=sums, high=sums, precision=Precision.EXACT)


def _rounded(pool: Pool, *, total: float, step: float) -> Pool:
    """Round the shares of a pool; the largest one takes the rest, and is known by difference."""
    shares = np.round(pool.shares / step) * step
    low, high = (np.clip((shares + side * step / 2) * total, 0, total) for side in (-1, 1))
    largest = int(np.argmax(pool.shares))
    others = np.arange(shares.size) != largest
    shares[largest] = 1 - shares[others].sum()
    low[largest], high[largest] = total - high[others].sum(), total - low[others].sum()
    return replace(pool, shares=shares, low=low, high=high, precision=Precision.ROUNDED)


def _untold(pool: Pool, *, total: float) -> Pool:
    """Say nothing of the split: equal parts stand for it."""
    size = pool.shares.size
    return replace(
        pool,
        shares=np.full(size, 1 / size),
        low=np.zeros(size),
        high=np.full(size, total),
        precision=Precision.NONE,
    )


def _covers(pool: Pool, *, counts: Floats, masked: Masked) -> bool:
    """Whether each small part of the pool may be anything from none to the threshold."""
    if not pool.rows.any():
        return True
    threshold, whole = masked.threshold, float(counts[pool.rows].sum())
    if np.any(pool.shares < 0) or np.any(pool.high < threshold):
        return False
    followed = counts.sum(axis=1)
    judged = pool.rows & ~masked.primary
    rest = whole - followed[judged, None]
    elsewhere = pool.high.sum() - pool.high
    least = np.maximum(pool.low - rest, followed[judged, None] - elsewhere)
    most = np.minimum(pool.high, followed[judged, None])
    wide = (least <= _ROUNDING) & (most >= np.minimum(threshold, followed[judged, None]))
    return bool(np.all(wide | (counts[judged] >= threshold)))


def _hides_totals(pool: Pool, *, counts: Floats, masked: Masked) -> bool:
    """Whether the small totals stay hidden from a reader who knows the split of every commune."""
    hidden = np.flatnonzero(masked.masked)
    small = np.flatnonzero(masked.primary[hidden])
    if not small.size:
        return True
    ranges = feasible_ranges(
        _with_known_splits(pool, counts=counts, masked=masked), targets=np.eye(hidden.size)[small]
    )
    return bool(np.all((ranges[:, 0] <= _ROUNDING) & (ranges[:, 1] >= masked.limit - _ROUNDING)))


def _with_known_splits(pool: Pool, *, counts: Floats, masked: Masked) -> Relations:
    hidden = np.flatnonzero(masked.masked)
    followed = counts.sum(axis=1)
    splits = np.where(
        followed[:, None] > 0, counts / np.where(followed > 0, followed, 1.0)[:, None], pool.shares
    )
    members = (masked.block[hidden] == np.arange(masked.block_totals.size)[:, None]).astype(float)
    weights = (splits * pool.rows[:, None])[hidden].T
    seen = counts[pool.rows & ~masked.masked].sum(axis=0)
    primary = masked.primary[hidden]
    return Relations(
        matrix=np.vstack([members, weights]),
        low=np.concatenate([masked.block_totals, pool.low - seen]),
        high=np.concatenate([masked.block_totals, pool.high - seen]),
        least=np.where(primary, 0.0, masked.threshold),
        most=np.where(primary, masked.limit, np.inf),
    )
