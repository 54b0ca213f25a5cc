"""Access of several plans on the same cells: a place of residence and a mobility profile.

Plans may share out the young people of one cell between sites, each in its own way; what is
compared is therefore the whole cell, and its mean times over those who have access.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.evaluate import EVERYBODY, Evaluation
from placement.territory import Demand, Territory
from placement.units import SECONDS_PER_MINUTE

__all__ = ["LEAST_MIN", "Access", "Balance", "Cells", "Change", "access_on", "balance", "change"]

LEAST_MIN: Final = 1.0
"""A mean time that changes by less than this, min, is neither a gain nor a loss."""

_LEAST_WEIGHT: Final = 1e-9  # a place nobody lives in still has a travel time, when it is alone
_ROUNDING: Final = 1e-9

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The c cells of a territory: position of the commune, by code, and profile, both (c,)."""

    communes: tuple[str, ...]
    commune: NDArray[np.intp]
    profile: NDArray[np.str_]

    @classmethod
    def of(cls, territory: Territory) -> Cells:
        """Cut a territory into cells, in the order of its demand."""
        codes = sorted(commune.code for commune in territory.communes)
        position = {code: k for k, code in enumerate(codes)}
        demand = territory.demand
        homes = np.array([position[code] for code in demand.commune_code.tolist()], dtype=np.intp)
        return cls(
            communes=tuple(codes),
            commune=np.repeat(homes, len(demand.profiles)),
            profile=np.tile(np.array(demand.profiles), len(homes)),
        )

    def within(self, public: str) -> Mask:
        """Cells of a public, (c,)."""
        return np.asarray((self.profile == public) | (public == EVERYBODY), dtype=np.bool_)

    def by_commune(self, values: Floats) -> Floats:
        """Sum values of cells by commune."""
        sums = np.bincount(self.commune, weights=values, minlength=len(self.communes))
        return np.asarray(sums, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """Access of a plan on c cells, arrays (c,).

    ``young`` and ``served`` are persons; ``weight`` is that of the means. ``trip_min`` and
    ``access_min`` are means over those who have access, min, NaN without any.
    """

    young: Floats
    served: Floats
    weight: Floats
    trip_min: Floats
    access_min: Floats

    def times(self, measure: str) -> Floats:
        """Return times of a measure: ``trajet``, or ``acces`` with the wait; (c,) min."""
        return self.trip_min if measure == "trajet" else self.access_min


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What differs from one plan to another by commune, arrays (n,).

    ``trip_min`` and ``access_min`` are over those who have access in both, min, NaN where nobody
    has; ``gaining`` and ``losing`` an access are persons.
    """

    trip_min: Floats
    access_min: Floats
    gaining: Floats
    losing: Floats

    def times(self, measure: str) -> Floats:
        """Return times of a measure: ``trajet``, or ``acces`` with the wait; (n,) min."""
        return self.trip_min if measure == "trajet" else self.access_min


@dataclass(frozen=True, slots=True)
class Balance:
    """Young people, persons, whose mean time falls or rises by `LEAST_MIN`; those of access."""

    nearer: float
    farther: float
    gaining: float
    losing: float


def access_on(cells: Cells, *, plan: Evaluation, demand: Demand) -> Access:
    """Bring a plan to the cells of its territory."""
    place = {key: k for k, key in enumerate(demand.place_id.tolist())}
    rank = {key: k for k, key in enumerate(demand.profiles)}
    at = np.array(
        [
            place[home] * len(rank) + rank[profile]
            for home, profile in zip(plan.place_id.tolist(), plan.profile.tolist(), strict=True)
        ],
        dtype=np.intp,
    )
    reached = plan.option_id != ""
    size = len(cells.profile)
    weight = np.where(reached, np.maximum(plan.young, _LEAST_WEIGHT), 0.0)

    def summed(values: Floats) -> Floats:
        return np.bincount(at, weights=values, minlength=size).astype(np.float64)

    total = summed(weight)
    known = np.where(total > 0, total, np.nan)

    def mean(seconds: Floats) -> Floats:
        return summed(np.where(reached, seconds, 0.0) * weight) / known / SECONDS_PER_MINUTE

    return Access(
        young=summed(plan.young),
        served=summed(np.where(reached, plan.young, 0.0)),
        weight=total,
        trip_min=mean(plan.raw_time_s),
        access_min=mean(plan.access_time_s),
    )


def change(before: Access, *, after: Access, cells: Cells, among: Mask) -> Change:
    """Compare two plans by commune, over the cells of a mask."""
    both = np.where(among, np.minimum(before.weight, after.weight), 0.0)
    total = cells.by_commune(both)
    total[total == 0] = np.nan
    trip, access = (
        cells.by_commune(np.where(both > 0, later - sooner, 0.0) * both) / total
        for sooner, later in (
            (before.trip_min, after.trip_min),
            (before.access_min, after.access_min),
        )
    )
    more = np.where(among, after.served - before.served, 0.0)
    return Change(
        trip_min=trip,
        access_min=access,
        gaining=cells.by_commune(_positive(more)),
        losing=cells.by_commune(_positive(-more)),
    )


def balance(before: Access, *, after: Access, among: Mask, measure: str) -> Balance:
    """Count young people on both sides: nearer and farther, with an access and without it."""
    served = np.where(among, np.minimum(before.served, after.served), 0.0)
    moved = np.nan_to_num(after.times(measure) - before.times(measure))
    more = np.where(among, after.served - before.served, 0.0)
    return Balance(
        nearer=float(served[moved <= _ROUNDING - LEAST_MIN].sum()),
        farther=float(served[moved >= LEAST_MIN - _ROUNDING].sum()),
        gaining=float(_positive(more).sum()),
        losing=float(_positive(-more).sum()),
    )


def _positive(values: Floats) -> Floats:
    return np.where(values > _ROUNDING, values, 0.0)
