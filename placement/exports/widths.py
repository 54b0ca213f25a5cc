"""How wide the columns of a sheet are, in letters."""

from __future__ import annotations

import math
from typing import Final

from placement.exports.cells import described
from placement.report import Column, ColumnKind, Table

__all__ = ["pages_wide", "widths"]

_LEAST: Final = 9
_LEAST_EUROS: Final = 13
_A_PAGE: Final = 200
"""Letters that a landscape page holds side by side, at seven tenths of their size."""

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


def pages_wide(table: Table) -> int:
    """Say on how many pages side by side a table is printed, so that it can be read."""
    return max(1, math.ceil(sum(widths(table)) / _A_PAGE))


def _width(column: Column, *, texts: list[str]) -> float:
    word = max(len(part) for part in column.header.split())
    longest = max((len(text) for text in texts), default=0)
    least = _LEAST_EUROS if column.kind is ColumnKind.EUROS else _LEAST
    return float(min(max(word + 3, longest + 1, least), _MOST))
