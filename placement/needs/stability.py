"""How much of a ranking depends on the weights that were chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.needs.index import NeedsIndex, weighted_index

__all__ = ["SPREAD", "TOP", "Stability", "rank_stability"]

Floats = NDArray[np.float64]

TOP: Final = 10
"""Places that a board looks at first."""

SPREAD: Final = 0.5
"""Part by which each weight may be wrong, up or down."""

_DRAWS: Final = 1000
_SEED: Final = 20_260_101


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """Ranks of n places when the weights vary.

    Parameters
    ----------
    top_share : (n,) part of the trials in which the place is among the first ``TOP``
    best_rank, worst_rank : (n,) over the trials; 0 for a place without an index
    trials : how many sets of weights were tried
    """

    top_share: Floats
    best_rank: NDArray[np.intp]
    worst_rank: NDArray[np.intp]
    trials: int

    def __post_init__(self) -> None:
        for name in ("top_share", "best_rank", "worst_rank"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)


def rank_stability(
    index: NeedsIndex,
    *,
    top: int = TOP,
    spread: float = SPREAD,
    draws: int = _DRAWS,
    seed: int = _SEED,
) -> Stability:
    """Rank the places again with other weights, and tell what changes.

    Parameters
    ----------
    top : places that count as the first
    spread : each weight varies between ``1 - spread`` and ``1 + spread`` times itself
    draws : sets of weights drawn at random, all of them varying at once, besides the 2k where
        one weight alone is at an end of its range
    """
    trials = _trial_weights(index.weight, spread=spread, draws=draws, seed=seed)
    known = ~np.isnan(index.index)
    n = len(index.index)
    first = np.zeros(n)
    best, worst = np.full(n, n + 1, dtype=np.intp), np.zeros(n, dtype=np.intp)
    for weight in trials:
        rank = _competition_ranks(weighted_index(index.score, weight=weight), known=known)
        first += known & (rank <= top)
        best, worst = np.minimum(best, rank), np.maximum(worst, rank)
    return Stability(
        top_share=first / len(trials),
        best_rank=np.where(known, best, 0),
        worst_rank=np.where(known, worst, 0),
        trials=len(trials),
    )


def _trial_weights(weight: Floats, *, spread: float, draws: int, seed: int) -> Floats:
    """Draw the sets of weights to try, (2k + draws, k)."""
    k = len(weight)
    one_at_a_time = np.ones((2 * k, k))
    one_at_a_time[np.arange(k), np.arange(k)] = 1 - spread
    one_at_a_time[k + np.arange(k), np.arange(k)] = 1 + spread
    together = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, size=(draws, k))
    trials: Floats = np.vstack([one_at_a_time, together]) * weight
    return trials


def _competition_ranks(index: Floats, *, known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rank of each place, after all the others where it has no index."""
    value = np.round(np.where(known, index, -1.0), 1)
    rising = np.sort(value)
    return 1 + len(value) - np.searchsorted(rising, value, side="right")
