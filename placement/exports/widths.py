"""How wide the columns of a sheet are, in letters."""

from __future__ import annotations

from typing import Final

from placement.exports.cells import described
from placement.report import Column, Table

__all__ = ["widths"]

_LEAST: Final = 9
_MOST: Final = 60
_LOOKED_AT: Final = 300
"""Rows from which a width is guessed."""


def widths(table: Table) -> list[float]:
    """Give the width of each column: its longest word at the head, its longest text below."""
    cells = list(zip(*table.rows[:_LOOKED_AT], strict=True)) or [()] * len(table.columns)
    return [
        _width(column, texts=[cell for cell in below if isinstance(cell, str)])
        for column, below in zip(described(table), cells, strict=True)
    ]


def _width(column: Column, *, texts: list[str]) -> float:
    word = max(len(part) for part in column.header.split())
    longest = max((len(text) for text in texts), default=0)
    return float(min(max(word + 3, longest + 1, _LEAST), _MOST))
