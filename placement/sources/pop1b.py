"""INSEE's population by sex and single age, by commune: the only exact count of the 16-25.

Two layouts, as CSV, workbook or Parquet, zipped or not. ``TD_POP1B_20xx`` (formerly
``BTT_TD_POP1B``) has one line by commune, sex and age: ``CODGEO; LIBGEO; SEXE; AGED100; NB``, ages
written ``016``; the national CSV has seven million lines and is read as a stream. The tabulation
for spreadsheets (formerly ``BTX_TD_POP1B``) has one line by commune and one column by sex and age:
``SEXE1_AGED100016``. Counts are weighted and not whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, cite
from placement.sources.commune_lookup import commune_lookup
from placement.sources.commune_sums import rows_by_commune
from placement.sources.official import (
    Field,
    FieldKind,
    FileHead,
    OfficialTable,
    read_head,
    read_official,
)
from placement.sources.provenance import SourceKind
from placement.sources.young import YoungCounts

__all__ = ["POP1B", "POP1B_BY_COLUMN", "read_pop1b"]

_SEXES: Final = ("1", "2")
_MINORS: Final = range(16, 18)
_YOUNG: Final = range(16, 26)
_CODE: Final = Field("code", ("codgeo",), FieldKind.CODE, width=5)


def _kind(kind_id: str, fields: Sequence[Field]) -> SourceKind:
    return SourceKind(
        id=kind_id,
        title="Population par sexe et âge détaillé (TD_POP1B)",
        owner="Insee",
        licence="Licence Ouverte 2.0",
        fields=(_CODE, *fields),
        replaces="l'estimation des 16-25 ans",
    )


def _column(sex: str, age: int) -> Field:
    number = f"aged100{age:03d}"
    return Field(f"{sex}_{age}", (f"sexe{sex}_{number}", f"{number}_sexe{sex}"))


POP1B: Final = _kind(
    "pop1b",
    (
        Field("sex", ("sexe",), FieldKind.CODE),
        Field("age", ("aged100",), FieldKind.CODE, width=3),
        Field("count", ("nb",)),
    ),
)
POP1B_BY_COLUMN: Final = _kind(
    "pop1b_colonnes", [_column(sex, age) for sex in _SEXES for age in _YOUNG]
)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Lines of the territory: the commune of each, its age, its persons."""

    table: OfficialTable
    commune: NDArray[np.str_]
    age: NDArray[np.int64]
    persons: NDArray[np.float64]

    def sums(self, ages: range, *, communes: Sequence[str]) -> NDArray[np.float64]:
        """Persons of those ages by commune; NaN for a commune that the table does not hold."""
        sums = dict.fromkeys(self.commune.tolist(), 0.0)
        chosen = np.isin(self.age, list(ages))
        for code, persons in zip(self.commune[chosen], self.persons[chosen], strict=True):
            sums[str(code)] += float(persons)
        return np.array([sums.get(code, np.nan) for code in communes], dtype=np.float64)


def read_pop1b(
    path: Path,
    *,
    communes: Sequence[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> YoungCounts:
    """Count the 16-25 and the 16-17 of each commune, persons.

    Parameters
    ----------
    path : the table of INSEE, or the zip it comes in
    communes : codes to count, in the order wanted; NaN for those the file does not hold
    former : code of today by code of a commune that is no more
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file is absent, is not this table, or holds none of the communes.
    """
    head = read_head(path) if head is None else head
    wide = head.holds(POP1B_BY_COLUMN.fields) and not head.holds(POP1B.fields)
    read = _by_column if wide else _by_line
    counts = read(head, communes=communes, former=former)
    if not counts.commune.size:
        raise DataError(
            f"fichier {path.name} : aucune des {len(communes)} communes du territoire n'y figure ; "
            "déposez la table qui les contient (France entière, ou le bon département)."
        )
    vintage = counts.table.vintage
    return YoungCounts(
        commune_code=np.array(communes, dtype=np.str_),
        young=counts.sums(_YOUNG, communes=communes),
        minors=counts.sums(_MINORS, communes=communes),
        estimated=False,
        method=f"Insee, recensement {vintage or 'sans millésime'}, population par âge détaillé",
        vintage=vintage,
    )


def _by_line(
    head: FileHead, *, communes: Sequence[str], former: Mapping[str, str] | None
) -> _Counts:
    keep = {"code": commune_lookup(communes, former=former), "sex": _SEXES}
    table = read_official(head.path, fields=POP1B.fields, keep=keep, head=head)
    commune = rows_by_commune(table.text("code"), communes=communes, former=former)
    used = commune != ""
    return _Counts(table, commune[used], _ages(table)[used], _persons(table.number("count"))[used])


def _ages(table: OfficialTable) -> NDArray[np.int64]:
    cells = table.text("age")
    wrong = sorted({cell for cell in cells.tolist() if not cell.isdigit()})
    if wrong:
        raise DataError(
            f"fichier {table.path.name} : âge illisible, {cite(f'« {cell} »' for cell in wrong)} ; "
            "reprenez la table TD_POP1B de l'Insee, telle quelle."
        )
    return np.asarray(cells, dtype=np.int64)


def _persons(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Read a blank count as nobody: this table leaves out the zeros, and hides nothing."""
    return np.nan_to_num(cells, nan=0.0)


def _by_column(
    head: FileHead, *, communes: Sequence[str], former: Mapping[str, str] | None
) -> _Counts:
    keep = {"code": commune_lookup(communes, former=former)}
    table = read_official(head.path, fields=POP1B_BY_COLUMN.fields, keep=keep, head=head)
    commune = rows_by_commune(table.text("code"), communes=communes, former=former)
    pairs = [(sex, age) for sex in _SEXES for age in _YOUNG]
    persons = np.column_stack([_persons(table.number(f"{sex}_{age}")) for sex, age in pairs])
    used = commune != ""
    return _Counts(
        table,
        np.repeat(commune[used], len(pairs)),
        np.tile(np.array([age for _, age in pairs], dtype=np.int64), int(used.sum())),
        persons[used].ravel(),
    )
