"""The counts of a territory as everybody may know them: every output is computed from these alone.

Notes
-----
What is computed from protected counts and from public data cannot tell more than the protected
counts do, in however many scenarios, tables and decimals: that is why totals by site, mean times
and shares need no audit of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError
from placement.privacy.profiles import Profile
from placement.privacy.splits import Pool, pooled
from placement.privacy.suppression import Masked, protect

__all__ = ["ProtectedCounts", "protect_profiles"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedCounts:
    """Counts by commune and profile, with what is masked.

    Parameters
    ----------
    estimates : (n, p) persons, what stands for the counts in every computation: the count itself
        where it is published, else a share of a published sum
    totals : what is published of the n totals
    pool : what is published of the splits
    """

    estimates: Floats
    totals: Masked
    pool: Pool

    def __post_init__(self) -> None:
        array = np.array(self.estimates)
        array.setflags(write=False)
        object.__setattr__(self, "estimates", array)

    @property
    def masked(self) -> NDArray[np.bool_]:
        """Whether each count by profile is masked, (n,): that of all the profiles of a commune."""
        return np.asarray(self.pool.rows)


def protect_profiles(
    counts: Floats, *, groups: Sequence[str], weights: Floats, profile: Profile
) -> ProtectedCounts:
    """Protect counts by commune and mobility profile, with totals by group.

    Parameters
    ----------
    counts : (n, p) persons
    groups : (n,) group of each commune
    weights : (n,) public sizes (population) by which the sum of masked communes is shared out
    profile : for whom

    Raises
    ------
    DataError
        So few people that not even their total may be told.
    """
    totals = protect(counts.sum(axis=1), groups=groups, profile=profile)
    if np.isnan(totals.total):
        raise DataError(
            f"effectifs d'i-milo : trop peu de jeunes suivis pour qu'un total puisse être écrit "
            f"sans en désigner (profil « {profile} », seuil de {profile.threshold}) ; retirez "
            "imilo.csv pour travailler sur la population de 16 à 25 ans."
        )
    pool = pooled(counts, masked=totals)
    estimates = np.array(counts, dtype=np.float64)
    estimates[pool.rows] = totals.estimates(weights=weights)[pool.rows, None] * pool.shares
    return ProtectedCounts(estimates=estimates, totals=totals, pool=pool)
