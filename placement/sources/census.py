"""Population by age of the 2021 census, by IRIS and by commune.

Dataset ``recensement`` of the registry: INSEE, recensement de la population 2021, bases
infracommunales (IRIS), Licence Ouverte 2.0. Communes merged since are brought to those of
1 January 2026; those split since, and Mayotte, are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from placement.sources.registry import dataset, verified_path

__all__ = ["CENSUS", "CensusByCommune", "IrisRecord", "census_by_commune", "iris_of_communes"]

CENSUS = "recensement"
_COUNTS = ("p0_19", "p20_64", "total")


@dataclass(frozen=True, slots=True)
class IrisRecord:
    """Inhabitants of one IRIS (a whole commune where the commune is not divided)."""

    iris: str
    commune_code: str
    p0_19: int
    p20_64: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class CensusByCommune:
    """Inhabitants of each commune asked for, in the order asked; NaN where the census has none.

    Parameters
    ----------
    commune_code : (n,) str
    p0_19, p20_64, total : (n,) persons
    """

    commune_code: NDArray[np.str_]
    p0_19: NDArray[np.float64]
    p20_64: NDArray[np.float64]
    total: NDArray[np.float64]

    def __post_init__(self) -> None:
        for name in ("commune_code", *_COUNTS):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes that the census does not hold."""
        return tuple(self.commune_code[np.isnan(self.total)].tolist())


def iris_of_communes(codes: Iterable[str]) -> tuple[IrisRecord, ...]:
    """Return the IRIS of communes, or of arrondissements municipaux, sorted by code."""
    table = _table("commune", codes)
    records = (
        IrisRecord(row["iris"], row["commune"], row["p0_19"], row["p20_64"], row["total"])
        for row in table.to_pylist()
    )
    return tuple(sorted(records, key=lambda record: record.iris))


def census_by_commune(codes: Iterable[str]) -> CensusByCommune:
    """Return the inhabitants of communes, persons; Paris, Lyon and Marseille as wholes too."""
    wanted = list(codes)
    sums = _sums("parent", wanted) | _sums("commune", wanted)
    nothing = (np.nan,) * len(_COUNTS)
    counts = np.array([sums.get(code, nothing) for code in wanted], dtype=np.float64)
    columns = counts.reshape(len(wanted), len(_COUNTS)).T
    return CensusByCommune(np.array(wanted, dtype=np.str_), *columns)


def _sums(column: str, codes: list[str]) -> dict[str, tuple[float, ...]]:
    grouped = _table(column, codes).group_by(column).aggregate([(n, "sum") for n in _COUNTS])
    return {
        row[column]: tuple(float(row[f"{name}_sum"]) for name in _COUNTS)
        for row in grouped.to_pylist()
    }


def _table(column: str, codes: Iterable[str]) -> pa.Table:
    wanted = [code for code in codes if code]
    whole = _read(verified_path(CENSUS), dataset(CENSUS).sha256)
    return whole.filter(pq.filters_to_expression([(column, "in", wanted)])) if wanted else whole[:0]


@lru_cache(maxsize=2)
def _read(path: Path, sha256: str) -> pa.Table:  # noqa: ARG001 - key of the cache
    return pq.read_table(path)
