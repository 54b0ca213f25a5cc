"""A workbook with typed cells: codes are text, amounts are numbers with their format.

The bytes depend on the content alone: no clock, no name of machine.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter

from placement.report.tables import Cell, Table

__all__ = ["Sheet", "empty_workbook", "set_for_print", "workbook_bytes"]

_CREATED: Final = dt.datetime(2000, 1, 1)
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_A4: Final = 9
_WIDEST: Final = 46
_NARROWEST: Final = 9
_LOOKED_AT: Final = 200
"""Rows from which the width of a column is guessed."""

_FORMATS: Final = (
    ("eur", "#,##0 €"),
    ("cout", "#,##0 €"),
    ("budget", "#,##0 €"),
    ("part", "0 %"),
    ("_min", "0.0"),
    ("ecart", "0.0##"),
    ("jeunes", "#,##0"),
    ("acces", "#,##0"),
    ("demi_journees", "#,##0.0"),
    ("distance", "0.0"),
)
"""What a part of a column's name says of its numbers, the first that fits."""

_OF_UNIT: Final = {
    "eur": "#,##0 €",
    "min": "0.0",
    "part (0 à 1)": "0 %",
    "jeunes": "#,##0",
    "demi-journées": "#,##0.0",
    "lieux": "0",
}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet: its name (at most 31 letters), its table, how many columns stay in sight.

    ``unit_column`` names the column that tells the unit of each row, '' where there is none;
    ``headings`` are lines above the table.
    """

    name: str
    table: Table
    frozen: int = 1
    unit_column: str = ""
    headings: tuple[str, ...] = ()


def workbook_bytes(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Write sheets as one ``.xlsx``; header rows are frozen, filtered and repeated in print."""
    stream = io.BytesIO()
    book = empty_workbook(stream, properties={"title": title, "created": _CREATED})
    styles = _Styles(book)
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet=sheet, styles=styles)
    book.close()
    return stream.getvalue()


def empty_workbook(stream: io.BytesIO, *, properties: Mapping[str, object]) -> Any:
    """Begin a workbook where no text is ever taken for a formula, a link or a number."""
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties(dict(properties))
    return book


def set_for_print(page: Any, *, heading_row: int = 0, pages_wide: int = 1) -> None:
    """Print a sheet on landscape A4 pages, so many side by side, its header on each."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(pages_wide, 0)
    page.repeat_rows(heading_row)


class _Styles:
    """Formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[str, Any] = {}
        edge = {"border": 1, "border_color": "#d5dae1"}
        self.header = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e8eef5", **edge}
        )
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.line = book.add_format({"valign": "top"})

    def number(self, pattern: str) -> Any:
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._numbers[pattern]


def _fill(page: Any, *, sheet: Sheet, styles: _Styles) -> None:
    table, top = sheet.table, len(sheet.headings) + bool(sheet.headings)
    for row, text in enumerate(sheet.headings):
        page.write_string(row, 0, text, styles.title if row == 0 else styles.line)
    for column, name in enumerate(table.columns):
        page.write_string(top, column, name, styles.header)
        page.set_column(column, column, _width(table, column=column))
    unit_at = table.columns.index(sheet.unit_column) if sheet.unit_column else None
    for row, cells in enumerate(table.rows, start=top + 1):
        unit = "" if unit_at is None else str(cells[unit_at] or "")
        for column, cell in enumerate(cells):
            _write(page, row, column, cell, pattern=_pattern(table.columns[column], unit=unit),
                   styles=styles)  # fmt: skip
    page.freeze_panes(top + 1, sheet.frozen)
    if table.rows:
        page.autofilter(top, 0, top + len(table.rows), len(table.columns) - 1)
    set_for_print(page, heading_row=top)


def _write(page: Any, row: int, column: int, cell: Cell, *, pattern: str, styles: _Styles) -> None:
    if cell is None:
        return
    if not isinstance(cell, int | float):
        page.write_string(row, column, str(cell), styles.text)
    elif math.isfinite(cell):
        page.write_number(row, column, cell, styles.number(pattern))


def _pattern(name: str, *, unit: str) -> str:
    if unit:
        return _OF_UNIT.get(unit, "0.00")
    return next((pattern for part, pattern in _FORMATS if part in name), "General")


def _width(table: Table, *, column: int) -> float:
    cells = [row[column] for row in table.rows[:_LOOKED_AT]]
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    heading = max((len(word) for word in table.columns[column].split("_")), default=0)
    return float(min(max(longest + 1, heading + 2, _NARROWEST), _WIDEST))
