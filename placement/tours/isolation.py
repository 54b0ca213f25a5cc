"""How isolated each candidate stop is: what the van is first for."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from placement.errors import DataError
from placement.tours.model import Floats

__all__ = ["IsolationWeights", "isolation_scores"]


@dataclass(frozen=True, slots=True)
class IsolationWeights:
    """What each criterion weighs in a score of isolation; 0 leaves it out.

    Parameters
    ----------
    without_car : time to the nearest open door without a car
    by_car : time to the nearest open door by car
    young : young people around
    minors : minors among them
    services : absence of any other service nearby

    Raises
    ------
    DataError
        A weight that is negative, or none that counts.
    """

    without_car: float
    by_car: float
    young: float
    minors: float
    services: float

    def __post_init__(self) -> None:
        weights = [getattr(self, field.name) for field in fields(self)]
        if not all(math.isfinite(weight) and weight >= 0 for weight in weights):
            raise DataError("isolement : un poids est un nombre positif ou nul.")
        if not sum(weights) > 0:
            raise DataError("isolement : aucun critère ne compte ; donnez un poids à l'un d'eux.")


def isolation_scores(criteria: dict[str, Floats], *, weights: IsolationWeights) -> Floats:
    """Score each place from 0, the least isolated, to 100, shape (k,).

    Parameters
    ----------
    criteria
        For each field of the weights, one figure a place, shape (k,): the more, the more isolated.
        NaN where there is no door within reach at all: as isolated as a place may be.

    Notes
    -----
    Each criterion is the rank of the place among all, from 0 to 1, ties at their mean: units do not
    count, and one extreme place does not flatten the others. The score is their weighted mean.
    """
    total = sum(getattr(weights, name) for name in criteria)
    score = sum(getattr(weights, name) * _ranks(figure) for name, figure in criteria.items())
    return np.asarray(100 * score / total if total else np.zeros(_size(criteria)))


def _size(criteria: dict[str, Floats]) -> int:
    return len(next(iter(criteria.values()), ()))


def _ranks(figure: Floats) -> Floats:
    """Mean rank of each figure, from 0 to 1; NaN ranks above all, equal figures alike."""
    known = np.nan_to_num(figure, nan=np.inf)
    if len(known) < 2:
        return np.zeros(len(known))
    _, place, count = np.unique(known, return_inverse=True, return_counts=True)
    below = np.concatenate(([0], np.cumsum(count)[:-1]))
    ranks: Floats = (below[place] + (count[place] - 1) / 2) / (len(known) - 1)
    return ranks
