"""The same tables for a program: comma, decimal point, UTF-8 without mark, blank when absent."""

from __future__ import annotations

import csv
import io
import math

from placement.exports.cells import neutral
from placement.report import Table
from placement.report.tables import Cell

__all__ = ["plain_csv"]


def plain_csv(table: Table) -> bytes:
    """Write a table as RFC 4180 says; numbers with all the digits that they have."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return stream.getvalue().encode()


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return neutral(cell)
    if cell is None or not math.isfinite(cell):
        return ""
    return f"{cell:.12g}"
