"""What the embedded census says of the whole country, to compare a territory with it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.compute as pc
import pyarrow.parquet as pq

from placement.sources.census import CENSUS
from placement.sources.estimate import YOUNG_IN_ALL
from placement.sources.registry import verified_path

__all__ = ["FRANCE_YOUNG_SHARE", "AgeCounts", "france_ages"]

FRANCE_YOUNG_SHARE = YOUNG_IN_ALL
"""Part of the inhabitants of France who are 16 to 25."""


@dataclass(frozen=True, slots=True)
class AgeCounts:
    """Inhabitants of the country by broad age group, persons."""

    p0_19: float
    p20_64: float
    total: float


def france_ages() -> AgeCounts:
    """Add up the census over every commune of it.

    Raises
    ------
    DataError
        The embedded census is absent or altered.
    """
    table = pq.read_table(verified_path(CENSUS), columns=["p0_19", "p20_64", "total"])
    return AgeCounts(*(float(pc.sum(table[name]).as_py()) for name in table.column_names))
