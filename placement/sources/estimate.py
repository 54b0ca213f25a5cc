"""The one estimate of the 16-25 where only the broad age groups of the census are known."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from placement.sources.census import CensusByCommune
from placement.sources.young import YoungCounts

__all__ = [
    "METHOD",
    "MINORS_IN_0_19",
    "YOUNG_IN_0_19",
    "YOUNG_IN_20_64",
    "YOUNG_IN_ALL",
    "estimate_young",
]

YOUNG_IN_0_19: Final = 0.202
"""Share of the 16-19 among the 0-19, France, January 2021."""

YOUNG_IN_20_64: Final = 0.122
"""Share of the 20-25 among the 20-64, France, January 2021."""

MINORS_IN_0_19: Final = 0.102
"""Share of the 16-17 among the 0-19, France, January 2021."""

YOUNG_IN_ALL: Final = 0.116
"""Share of the 16-25 in the whole population, France, January 2021."""

_MINORS_IN_YOUNG = 0.21

METHOD: Final = (
    "16-25 ans estimés à partir du recensement 2021 : "
    "20,2 % des 0-19 ans + 12,2 % des 20-64 ans (parts nationales)"
)
"""What every output must say of these counts."""


def estimate_young(census: CensusByCommune, *, population: ArrayLike) -> YoungCounts:
    """Estimate the young people of each commune, persons.

    ``young = 0.202 · p0_19 + 0.122 · p20_64`` and ``minors = 0.102 · p0_19``.

    Parameters
    ----------
    census : inhabitants by age group
    population : (n,) inhabitants, in the order of ``census``; used only where the census has no
        figure (a commune re-established since, Mayotte): ``young = 0.116 · population``, of whom
        21 % are 16 or 17. NaN where it is not known either.

    Notes
    -----
    Were ages spread evenly, the shares would be 4/20 = 0.200 and 6/45 = 0.133. INSEE's age pyramid
    of 1 January 2021 (France) corrects them: the 16-19, born in 2001-2004, are about 3.3 million of
    16.3 million aged 0-19 (0.202); the 20-25, born in 1995-2000, the smaller cohorts of the period,
    are about 4.55 million of 37.3 million aged 20-64 (0.122). That makes 7.8 million in all, 11.6 %
    of the population. The 16-17 are about 1.67 million (0.102).

    The shares are those of the country. Many leave the countryside at 18-20 for the towns where
    they study: expect too many young people in rural communes and too few in student cities. In
    Corsica, 10.9 % of the inhabitants by this estimate, 7.9 % by INSEE's Filosofi grid of 2015
    (households known to the tax office, some of the students elsewhere). The 16-17, who still live
    with their parents, are hardly affected. Better figures replace all of this: INSEE's
    ``TD_POP1B``, by single age.
    """
    inhabitants = np.asarray(population, dtype=np.float64)
    counted = YOUNG_IN_0_19 * census.p0_19 + YOUNG_IN_20_64 * census.p20_64
    fallback = YOUNG_IN_ALL * inhabitants
    absent = np.isnan(census.total)
    return YoungCounts(
        commune_code=census.commune_code,
        young=np.where(absent, fallback, counted),
        minors=np.where(absent, _MINORS_IN_YOUNG * fallback, MINORS_IN_0_19 * census.p0_19),
        estimated=True,
        method=METHOD,
        vintage="2021",
    )
