"""How dense each commune is, on the seven levels of INSEE's grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.sources.communes import CommuneRecord
from placement.sources.statistics import CommuneStatistics

__all__ = ["CommuneDensity", "density_of"]

Floats = NDArray[np.float64]

_M2_PER_KM2: Final = 1e6
_LARGE_CITY: Final = 50_000
_THRESHOLDS: Final = (1500.0, 700.0, 300.0, 150.0, 60.0, 20.0)
_UNKNOWN_LEVEL: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class CommuneDensity:
    """Level of each commune, 1 (densest) to 7, and whether it is an estimate, (n,)."""

    level: NDArray[np.int64]
    estimated: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for name in ("level", "estimated"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)


def density_of(
    communes: Sequence[CommuneRecord],
    *,
    statistics: Mapping[str, CommuneStatistics],
    areas: Floats,
) -> CommuneDensity:
    """Return INSEE's level where its grid was dropped, else an estimate.

    Parameters
    ----------
    statistics : counts by commune, of which ``density``
    areas : (n,) square metres, NaN where unknown

    Notes
    -----
    The estimate looks at inhabitants per square kilometre of the whole commune: 1500 and more is
    level 2 (1 from 50 000 inhabitants on), 700 level 2, 300 level 3, 150 level 4, 60 level 5,
    20 level 6, less level 7. INSEE looks at clusters of square kilometres instead: a town inside a
    large rural commune is denser than its mean, so that the estimate errs towards the countryside.
    Where neither population nor contour is known, level 6, that of most communes.
    """
    known = [statistics.get(commune.code, CommuneStatistics()).density for commune in communes]
    pairs = zip(communes, areas.tolist(), strict=True)
    guesses = [_estimated(commune, area_m2=area) for commune, area in pairs]
    return CommuneDensity(
        level=np.array(
            [guess if level is None else level for level, guess in zip(known, guesses, strict=True)]
        ),
        estimated=np.array([level is None for level in known], dtype=bool),
    )


def _estimated(commune: CommuneRecord, *, area_m2: float) -> int:
    if commune.population is None or not area_m2 > 0:
        return _UNKNOWN_LEVEL
    per_km2 = commune.population / (area_m2 / _M2_PER_KM2)
    level = 1 + sum(per_km2 < threshold for threshold in _THRESHOLDS)
    return max(level, 1 if commune.population >= _LARGE_CITY else 2)
