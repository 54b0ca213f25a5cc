"""``gtfs/licences.csv``: under which licence each feed may be used, which GTFS has no word for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from placement.sources.spreadsheet import Column, read_table

__all__ = ["LICENCES_FILE", "read_licences"]

LICENCES_FILE: Final = "licences.csv"

_COLUMNS: Final = (
    Column("fichier", filled=True, aliases=("nom",)),
    Column("licence", filled=True),
    Column("origine", required=False, aliases=("source", "adresse")),
)


def read_licences(folder: Path) -> Mapping[str, tuple[str, str]]:
    """Return the licence and the origin of each feed, by file name without extension.

    Raises
    ------
    DataError
        The table is there and cannot be read.
    """
    path = folder / LICENCES_FILE
    if not path.exists():
        return {}
    table = read_table(path, columns=_COLUMNS, key=("fichier",))
    return {
        row.text("fichier").removesuffix(".zip"): (row.text("licence"), row.text("origine"))
        for row in table.rows
    }
