"""Young people by commune, whatever the table they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, Faults
from placement.sources.spreadsheet import Column, Kind, read_table

__all__ = ["MOST_PEOPLE", "YoungCounts", "read_young_table"]

MOST_PEOPLE = 1e7
"""More people than any commune has: a count beyond it is a slip of the keyboard."""

_COLUMNS = (
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("codgeo", "insee", "code_insee")),
    Column("jeunes_16_25", Kind.NUMBER, filled=True, minimum=0, maximum=MOST_PEOPLE),
    Column("jeunes_16_17", Kind.NUMBER, required=False, minimum=0, maximum=MOST_PEOPLE),
    Column("nom", required=False, aliases=("commune", "libelle", "libgeo")),
)


@dataclass(frozen=True, slots=True, eq=False)
class YoungCounts:
    """Young people of each commune, persons (not always whole: census weights are not).

    Parameters
    ----------
    commune_code : (n,) str
    young : (n,) aged 16 to 25; NaN where the table has nothing on the commune
    minors : (n,) aged 16 and 17, part of ``young``; NaN where it is not known
    estimated : whether they are estimated rather than counted
    method : what they are and where they come from, French
    vintage : year they describe, or empty

    Raises
    ------
    DataError
        Negative numbers, or more minors than young people.
    """

    commune_code: NDArray[np.str_]
    young: NDArray[np.float64]
    minors: NDArray[np.float64]
    estimated: bool
    method: str
    vintage: str

    def __post_init__(self) -> None:
        for name in ("commune_code", "young", "minors"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        with np.errstate(invalid="ignore"):
            wrong = (self.young < 0) | (self.minors < 0) | (self.minors > self.young + 1e-9)
        if wrong.any():
            raise DataError(
                f"effectifs de jeunes contradictoires pour {self.commune_code[wrong][0]} : ils ne "
                "peuvent être négatifs, ni compter plus de mineurs que de jeunes."
            )

    @property
    def missing(self) -> tuple[str, ...]:
        """Communes on which the table says nothing."""
        return tuple(self.commune_code[np.isnan(self.young)].tolist())


def read_young_table(
    path: Path, *, communes: Sequence[str], faults: Faults | None = None
) -> YoungCounts:
    """Read ``population_16_25.csv``: the user's own count of young people by commune.

    Communes of the file outside ``communes`` are left aside; those it lacks are NaN.

    Raises
    ------
    DataError
        See ``read_table``; or more minors than young people.
    """
    gathered = Faults(f"fichier {path.name}") if faults is None else faults
    table = read_table(path, columns=_COLUMNS, key=("code_commune",), faults=gathered)
    counts: dict[str, tuple[float, float]] = {}
    for row in table.rows:
        young, minors = row.number("jeunes_16_25"), row.number("jeunes_16_17")
        if minors > young:
            gathered.add(f"{path.name}, ligne {row.line} : plus de 16-17 ans que de 16-25 ans.")
            continue
        counts[row.text("code_commune")] = (young, minors)
    if faults is None:
        gathered.raise_as(DataError)
    both = np.array([counts.get(code, (np.nan, np.nan)) for code in communes]).reshape(-1, 2)
    method = f"effectifs fournis par la Mission Locale ({path.name})"
    return YoungCounts(np.array(communes, dtype=np.str_), both[:, 0], both[:, 1], False, method, "")
