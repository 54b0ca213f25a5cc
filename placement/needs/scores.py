"""From raw values to scores between 0 and 100: by rank among young people, or by range."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Normalisation", "normalised", "range_score", "rank_score"]

Floats = NDArray[np.float64]


class Normalisation(StrEnum):
    """How a criterion is brought between 0 and 100; the values are what the user writes."""

    RANK = "rang"
    RANGE = "etendue"


def normalised(need: Floats, *, young: Floats, by: Normalisation) -> Floats:
    """Score one criterion, shape (n,); NaN where ``need`` is.

    Parameters
    ----------
    need : (n,) the greater, the more in need; ``inf`` for the utmost need (nothing can be reached)
    young : (n,) persons
    """
    if by is Normalisation.RANK:
        return rank_score(need, young=young)
    return range_score(need)


def rank_score(need: Floats, *, young: Floats) -> Floats:
    """Percentage of young people who are less in need, half of those as much so; shape (n,).

    Notes
    -----
    The mid-rank of the weighted distribution function: ``100 (F(x-) + F(x)) / 2``. It is not moved
    by an extreme value, is the same whatever the unit, and its mean over young people is 50.
    """
    score = np.full(need.shape, np.nan)
    known = ~np.isnan(need)
    values, position = np.unique(need[known], return_inverse=True)
    if not values.size:
        return score
    weight = young[known] if young[known].sum() > 0 else np.ones(int(known.sum()))
    mass = np.bincount(position, weights=weight, minlength=values.size)
    below = np.concatenate([[0.0], np.cumsum(mass)[:-1]])
    score[known] = (100.0 * (below + mass / 2) / mass.sum())[position]
    return score


def range_score(need: Floats) -> Floats:
    """Place of each value between the least (0) and the greatest (100), shape (n,).

    The utmost need (``inf``) counts as the greatest finite one does, 100; where the finite ones are
    all equal, they are at 0. Without any finite value, the score is NaN.
    """
    finite = need[np.isfinite(need)]
    if not finite.size:
        return np.full(need.shape, np.nan)
    least, greatest = float(finite.min()), float(finite.max())
    if least == greatest:
        return np.where(np.isnan(need), np.nan, np.where(np.isinf(need), 100.0, 0.0))
    score: Floats = 100.0 * (np.minimum(need, greatest) - least) / (greatest - least)
    return score
