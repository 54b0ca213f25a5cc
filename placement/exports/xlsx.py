"""A workbook for Excel: typed cells, frozen headers, filters, ready to print."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, Final

from placement.exports.archive import packed, unpacked
from placement.exports.book import Book, Sheet
from placement.exports.cells import TypedCell, described, typed_rows
from placement.exports.widths import pages_wide, widths
from placement.report import ColumnKind
from placement.report.typed_workbook import empty_workbook, set_for_print

__all__ = ["xlsx_of"]

_FORMATS: Final = {
    ColumnKind.TEXT: "General",
    ColumnKind.CODE: "@",
    ColumnKind.PERSONS: "#,##0",
    ColumnKind.INTEGER: "#,##0",
    ColumnKind.NUMBER: "General",
    ColumnKind.EUROS: '#,##0 "€"',
    ColumnKind.MINUTES: "#,##0",
    ColumnKind.SHARE: "0 %",
    ColumnKind.PERCENT: '0.0 "%"',
    ColumnKind.DEGREES: "0.000000",
    ColumnKind.DATE: "dd/mm/yyyy",
}
_CORE: Final = "docProps/core.xml"
_LANGUAGE: Final = b"<dc:language>fr-FR</dc:language>"
_WRAPPED: Final = 60
_HEADING: Final = 100
"""Letters of a title that the head of a page has room for."""


def xlsx_of(book: Book) -> bytes:
    """Lay a workbook out; the same workbook gives the same bytes."""
    stream = io.BytesIO()
    created = dt.datetime.combine(book.day, dt.time())
    written = empty_workbook(
        stream, properties={"title": book.title, "subject": book.subject, "created": created}
    )
    styles = {
        kind: written.add_format({"num_format": text, "valign": "top"})
        for kind, text in _FORMATS.items()
    }
    wrapped = written.add_format({"text_wrap": True, "valign": "top"})
    head = written.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#e9edf3"}
    )
    for sheet in book.sheets:
        page = written.add_worksheet(sheet.name)
        _header(page, sheet=sheet, style=head)
        _cells(page, sheet=sheet, styles=styles, wrapped=wrapped)
        _ready_to_print(page, sheet=sheet, book=book)
    written.close()
    return _in_french(stream.getvalue())


def _header(page: Any, *, sheet: Sheet, style: Any) -> None:
    columns = described(sheet.table)
    for k, (column, width) in enumerate(zip(columns, widths(sheet.table), strict=True)):
        page.set_column(k, k, width)
        page.write_string(0, k, column.header, style)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, len(sheet.table.rows), len(columns) - 1)


def _cells(page: Any, *, sheet: Sheet, styles: dict[ColumnKind, Any], wrapped: Any) -> None:
    for at, row in enumerate(typed_rows(sheet.table), start=1):
        for k, cell in enumerate(row):
            _write(page, (at, k), cell=cell, styles=styles, wrapped=wrapped)


def _write(
    page: Any, at: tuple[int, int], *, cell: TypedCell, styles: dict[ColumnKind, Any], wrapped: Any
) -> None:
    kind, value = cell
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(*at, value, wrapped if len(value) > _WRAPPED else styles[kind])
    elif isinstance(value, dt.date):
        page.write_datetime(*at, value, styles[ColumnKind.DATE])
    else:
        page.write_number(*at, value, styles[kind])


def _ready_to_print(page: Any, *, sheet: Sheet, book: Book) -> None:
    set_for_print(page, pages_wide=pages_wide(sheet.table))
    page.repeat_columns(0, sheet.frozen - 1)
    title = book.title[:_HEADING].replace("&", "&&")
    page.set_header(f"&L{title}&R{sheet.name}")
    page.set_footer(f"&L{book.subject}&RPage &P sur &N")


def _in_french(data: bytes) -> bytes:
    """Say the language of the document, which the library leaves out."""
    contents = unpacked(data)
    core = contents[_CORE]
    contents[_CORE] = core.replace(b"</cp:coreProperties>", _LANGUAGE + b"</cp:coreProperties>")
    return packed(contents)
