"""Aggregate export of i-milo, the information system of Missions Locales, by commune and year.

There is no public format: the user fills the template ``COLUMNS``. Only counts are read; a file
with a nominative column is refused before any of its rows is looked at (RGPD).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from placement.errors import DataError, Faults
from placement.privacy import refuse_nominative
from placement.sources.spreadsheet import Column, Kind, Row, read_table, sheet_headers

__all__ = ["COLUMNS", "ImiloRecord", "read_imilo"]

COLUMNS = (
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("insee", "code_insee")),
    Column("annee", Kind.NUMBER, filled=True, minimum=1990, maximum=2100),
    Column("premiers_accueils", Kind.NUMBER, minimum=0),
    Column("jeunes_suivis", Kind.NUMBER, filled=True, minimum=0),
    Column("dont_mineurs", Kind.NUMBER, required=False, minimum=0),
    Column("dont_sans_permis", Kind.NUMBER, required=False, minimum=0),
    Column("nb_entretiens", Kind.NUMBER, required=False, minimum=0),
    Column("nom_commune", required=False, aliases=("commune", "libelle_commune")),
)
"""Columns of the template."""


@dataclass(frozen=True, slots=True)
class ImiloRecord:
    """Activity of a Mission Locale for one commune of residence and one year.

    Counts are persons, and interviews; NaN where the cell is blank or the column absent.
    """

    commune_code: str
    year: int
    first_receptions: float
    followed: float
    minors: float
    without_licence: float
    interviews: float


def read_imilo(path: Path, *, faults: Faults | None = None) -> tuple[ImiloRecord, ...]:
    """Read an aggregate i-milo table, sorted by commune and year.

    Raises
    ------
    DataError
        A nominative column; a fault of ``read_table``; a part greater than its whole.
    """
    gathered = Faults(f"fichier {path.name}") if faults is None else faults
    if refuse_nominative(path, headers=sheet_headers(path), faults=gathered):
        records: tuple[ImiloRecord, ...] = ()
    else:
        table = read_table(path, columns=COLUMNS, key=("code_commune", "annee"), faults=gathered)
        _refuse_contradictions(table.rows, name=path.name, faults=gathered)
        records = tuple(_record(row) for row in table.rows)
    if faults is None:
        gathered.raise_as(DataError)
    return tuple(sorted(records, key=lambda record: (record.commune_code, record.year)))


def _refuse_contradictions(rows: Iterable[Row], *, name: str, faults: Faults) -> None:
    for row in rows:
        for part in ("dont_mineurs", "dont_sans_permis"):
            if row.number(part) > row.number("jeunes_suivis"):
                faults.add(f"{name}, ligne {row.line} : « {part} » dépasse « jeunes_suivis ».")


def _record(row: Row) -> ImiloRecord:
    return ImiloRecord(
        commune_code=row.text("code_commune"),
        year=int(row.number("annee")),
        first_receptions=row.number("premiers_accueils"),
        followed=row.number("jeunes_suivis"),
        minors=row.number("dont_mineurs"),
        without_licence=row.number("dont_sans_permis"),
        interviews=row.number("nb_entretiens"),
    )
