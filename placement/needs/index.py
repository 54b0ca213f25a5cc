"""The needs index: a weighted mean of scores, between 0 and 100, and the ranks it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import ScenarioError
from placement.needs.measures import Measure
from placement.needs.scores import Normalisation, normalised

__all__ = [
    "CLASS_WORDS",
    "SCORE_BOUNDS",
    "Dropped",
    "NeedsIndex",
    "class_of",
    "needs_index",
    "weighted_index",
]

Floats = NDArray[np.float64]

CLASS_WORDS: Final = ("très faible", "faible", "moyen", "élevé", "très élevé")
"""The five classes of need, French."""

SCORE_BOUNDS: Final = (20, 40, 60, 80)
"""Lower bounds of the classes of scores but for the first."""

_RANK_BOUNDS: Final = (30, 40, 50, 60)
"""The same for the index by rank: a mean of ranks, whose mean over young people is 50."""

_DIGITS: Final = 1


@dataclass(frozen=True, slots=True)
class Dropped:
    """A criterion that does not count, and why (French)."""

    criterion_id: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class NeedsIndex:
    """Scores, index and ranks of n places on the k criteria that count.

    Parameters
    ----------
    criterion_id : the criteria that count, k
    weight : (k,) rescaled, they add up to 1
    score : (n, k) between 0 and 100; NaN where the criterion is not known
    index : (n,) between 0 and 100; NaN where no criterion is known
    rank : (n,) 1 for the greatest index, equal for equal indices; 0 without an index
    dropped : the criteria that do not count, and why
    normalisation : how scores were made
    """

    criterion_id: tuple[str, ...]
    weight: Floats
    score: Floats
    index: Floats
    rank: NDArray[np.intp]
    dropped: tuple[Dropped, ...]
    normalisation: Normalisation

    def __post_init__(self) -> None:
        for name in ("weight", "score", "index", "rank"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def bounds(self) -> tuple[int, ...]:
        """Lower bounds of the classes of the index but for the first."""
        return _RANK_BOUNDS if self.normalisation is Normalisation.RANK else SCORE_BOUNDS

    @property
    def order(self) -> NDArray[np.intp]:
        """Positions by decreasing index, ties in the order given, those without index last."""
        return np.argsort(-np.where(np.isnan(self.index), -1.0, self.index), kind="stable")


def needs_index(
    measures: Sequence[Measure],
    *,
    weights: Mapping[str, float],
    young: Floats,
    by: Normalisation = Normalisation.RANK,
) -> NeedsIndex:
    """Combine criteria into one index.

    Parameters
    ----------
    measures : the criteria, each on the same n places
    weights : of each criterion, by identifier; 0 leaves it aside
    young : (n,) persons aged 16 to 25, by which ranks are weighted

    Raises
    ------
    ScenarioError
        No criterion that is known, varies and weighs something.

    Notes
    -----
    ``index_i = sum_k w_k s_ik / sum_k w_k`` over the criteria known at ``i``. A criterion that is
    known nowhere, or that is the same everywhere, tells no place from another: it is left out and
    the weights of the others are rescaled. Indices are rounded to a tenth, so that places which
    read the same rank the same.
    """
    dropped = [lost for one in measures if (lost := _dropped(one, weights=weights)) is not None]
    left_out = {lost.criterion_id for lost in dropped}
    kept = [one for one in measures if one.criterion.id not in left_out]
    if not kept:
        reasons = " ; ".join(f"{lost.criterion_id} : {lost.reason}" for lost in dropped)
        raise ScenarioError(
            "indice de besoins : aucun critère ne permet de comparer les communes "
            f"({reasons}) ; ajoutez des données ou changez les poids."
        )
    score = np.column_stack([normalised(one.need, young=young, by=by) for one in kept])
    asked = np.array([float(weights[one.criterion.id]) for one in kept])
    index = np.round(weighted_index(score, weight=asked), _DIGITS)
    return NeedsIndex(
        criterion_id=tuple(one.criterion.id for one in kept),
        weight=asked / asked.sum(),
        score=score,
        index=index,
        rank=_ranks(index),
        dropped=tuple(dropped),
        normalisation=by,
    )


def weighted_index(score: Floats, *, weight: Floats) -> Floats:
    """Mean of the known scores of each place, shape (n,); NaN where none is known."""
    known = ~np.isnan(score)
    total = known @ weight
    mean = np.full(len(score), np.nan)
    np.divide(np.where(known, score, 0.0) @ weight, total, out=mean, where=total > 0)
    return mean


def class_of(value: float, *, bounds: Sequence[int]) -> int | None:
    """Return the class of a score or of an index, from 0; None where it is not known."""
    return None if np.isnan(value) else sum(bound <= value for bound in bounds)


def _dropped(measure: Measure, *, weights: Mapping[str, float]) -> Dropped | None:
    """Say why a criterion does not count; None when it does."""
    weight = float(weights.get(measure.criterion.id, 0.0))
    need = measure.need[measure.known]
    if weight == 0:
        reason = "poids nul"
    elif not need.size:
        reason = f"aucune donnée ; il y faut {measure.criterion.lacking}"
    elif np.all(need == need[0]):
        reason = "même valeur partout, il ne départage rien"
    else:
        return None
    return Dropped(measure.criterion.id, weight, reason)


def _ranks(index: Floats) -> NDArray[np.intp]:
    """Rank of each place, 1 for the greatest; as many places before it, plus one."""
    known = ~np.isnan(index)
    rising = np.sort(index[known])
    rank = np.zeros(index.shape, dtype=np.intp)
    rank[known] = 1 + rising.size - np.searchsorted(rising, index[known], side="right")
    return rank
