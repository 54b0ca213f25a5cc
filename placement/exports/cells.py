"""Cells as a spreadsheet types them: what each one is, by its column and its row."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Final

from placement.privacy import MARKER, MASKED
from placement.report import Column, ColumnKind, Table, column_named
from placement.report.tables import Cell

__all__ = ["TypedCell", "described", "neutral", "neutral_table", "typed_rows"]

TypedCell = tuple[ColumnKind, str | float | int | dt.date | None]
"""What a cell is, and its value: text that no software takes for a formula, or a number."""

_OF_UNIT: Final = {
    "min": ColumnKind.MINUTES,
    "part": ColumnKind.SHARE,
    "jeunes": ColumnKind.PERSONS,
    "€": ColumnKind.EUROS,
    "date": ColumnKind.DATE,
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST: Final = 32_000
"""Letters of a cell: what every spreadsheet software accepts."""


def described(table: Table) -> tuple[Column, ...]:
    """Describe the columns of a table."""
    return tuple(column_named(name) for name in table.columns)


def typed_rows(table: Table) -> Iterator[list[TypedCell]]:
    """Type the cells of each row; what is masked says so, in the place of the number."""
    kinds = [column.kind for column in described(table)]
    at = {name: k for k, name in enumerate(table.columns)}
    marker, unit = at.get(MARKER), at.get("unite")
    for row in table.rows:
        of_unit = ColumnKind.TEXT if unit is None else _of_unit(row[unit])
        hidden = _hidden(row[marker], at=at) if marker is not None else ()
        yield [
            (ColumnKind.TEXT, MASKED)
            if k in hidden
            else _typed(cell, kind=of_unit if kind is ColumnKind.BY_UNIT else kind)
            for k, (kind, cell) in enumerate(zip(kinds, row, strict=True))
        ]


def _of_unit(unit: Cell) -> ColumnKind:
    return _OF_UNIT.get(str(unit).partition(" (")[0], ColumnKind.NUMBER)


def _hidden(names: Cell, *, at: dict[str, int]) -> set[int]:
    return {at[name] for name in str(names or "").split(", ") if name in at}


def _typed(cell: Cell, *, kind: ColumnKind) -> TypedCell:
    if isinstance(cell, str):
        if kind is ColumnKind.DATE:
            return kind, dt.date.fromisoformat(cell)
        return ColumnKind.CODE if kind is ColumnKind.CODE else ColumnKind.TEXT, _plain(cell)
    if cell is None or not math.isfinite(cell):
        return kind, None
    return kind, cell


def _plain(text: str) -> str:
    """Leave out what no XML may hold."""
    told = _FORBIDDEN.sub("\ufffd", text)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def neutral(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula, in a CSV."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def neutral_table(table: Table) -> Table:
    """Return a table whose texts cannot be taken for formulas when its CSV is opened."""
    return Table(table.columns, tuple(tuple(map(_neutral, row)) for row in table.rows))


def _neutral(cell: Cell) -> Cell:
    return neutral(cell) if isinstance(cell, str) else cell
