"""How many young adults have a car, by density of their commune, where nobody has counted them.

``parts_par_densite.csv``: the seven levels of INSEE's density grid and, for each, the share of the
18-25 who have a car at hand. The one that comes with placement rises from 35 % in the large cities
to 60 % in the most scattered countryside, the bounds that practitioners give; a territory may drop
its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.sources.registry import data_folder
from placement.sources.spreadsheet import Column, Kind, read_table, sheet_at

__all__ = ["DENSITY_LEVELS", "DENSITY_SHARES_FILE", "read_density_shares"]

DENSITY_SHARES_FILE: Final = "parts_par_densite.csv"
DENSITY_LEVELS: Final = range(1, 8)
"""INSEE's density grid: 1 is a large city, 7 the most scattered countryside."""

_COLUMNS: Final = (
    Column("densite", Kind.NUMBER, filled=True, minimum=1, maximum=7),
    Column("libelle", required=False),
    Column("part_voiture", Kind.NUMBER, filled=True, minimum=0, maximum=1),
)


def read_density_shares(folder: Path) -> Mapping[int, float]:
    """Return the share of adults with a car at each level, the folder's own table first.

    Raises
    ------
    DataError
        The table is not one of seven levels, from 1 to 7.
    """
    own = folder / DENSITY_SHARES_FILE
    path = own if sheet_at(own).is_file() else data_folder() / "gabarits" / DENSITY_SHARES_FILE
    faults = Faults(f"fichier {path.name}")
    table = read_table(path, columns=_COLUMNS, key=("densite",), faults=faults)
    shares = {int(row.number("densite")): row.number("part_voiture") for row in table.rows}
    absent = [str(level) for level in DENSITY_LEVELS if level not in shares]
    if absent and not faults:
        faults.add(f"niveaux de densité absents : {cite(absent)} ; il en faut sept, de 1 à 7.")
    faults.raise_as(DataError)
    return MappingProxyType(shares)
