"""A workbook for LibreOffice (OpenDocument): typed cells, repeated headers, filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from placement.exports.archive import packed
from placement.exports.book import Book, Sheet
from placement.exports.cells import TypedCell, described, typed_rows
from placement.exports.ods_parts import (
    CELL_STYLES,
    MIME,
    MOST_PAGES,
    NAMESPACES,
    content_styles,
    manifest_xml,
    meta_xml,
    settings_xml,
    styles_xml,
)
from placement.exports.widths import pages_wide, widths
from placement.french import decimal, euros, percent, whole
from placement.report import ColumnKind

__all__ = ["ods_of"]

_HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_WRAPPED: Final = 60
_CM_PER_LETTER: Final = 0.19


def ods_of(book: Book) -> bytes:
    """Lay a workbook out; the same workbook gives the same bytes."""
    contents = {
        "content.xml": "".join(_content(book)).encode(),
        "styles.xml": styles_xml(book).encode(),
        "meta.xml": meta_xml(book).encode(),
        "settings.xml": settings_xml(book).encode(),
    }
    files = {
        "mimetype": MIME.encode(),
        **contents,
        "META-INF/manifest.xml": manifest_xml(contents).encode(),
    }
    return packed(files, stored=("mimetype",))


def _content(book: Book) -> Iterator[str]:
    all_widths = [widths(sheet.table) for sheet in book.sheets]
    sizes = sorted({width for one in all_widths for width in one})
    yield f'{_HEADER}<office:document-content {NAMESPACES} office:version="1.3">'
    yield content_styles({width: f"{width * _CM_PER_LETTER:.2f}cm" for width in sizes})
    yield "<office:body><office:spreadsheet>"
    for sheet, one in zip(book.sheets, all_widths, strict=True):
        yield from _table(sheet, sizes=one)
    yield "<table:database-ranges>"
    yield from (_filter(sheet, at=k) for k, sheet in enumerate(book.sheets, start=1))
    yield "</table:database-ranges></office:spreadsheet></office:body></office:document-content>"


def _table(sheet: Sheet, *, sizes: Sequence[float]) -> Iterator[str]:
    pages = min(pages_wide(sheet.table), MOST_PAGES)
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="feuille{pages}">'
    columns = [
        f'<table:table-column table:style-name="largeur{width:.0f}" '
        f'table:default-cell-style-name="{CELL_STYLES[column.kind]}"/>'
        for column, width in zip(described(sheet.table), sizes, strict=True)
    ]
    yield "<table:table-header-columns>"
    yield from columns[: sheet.frozen]
    yield "</table:table-header-columns>"
    yield from columns[sheet.frozen :]
    yield '<table:table-header-rows><table:table-row table:style-name="titres">'
    for column in described(sheet.table):
        yield _text(column.header, style="tete")
    yield "</table:table-row></table:table-header-rows>"
    for row in typed_rows(sheet.table):
        yield '<table:table-row table:style-name="ligne">'
        yield from map(_cell, row)
        yield "</table:table-row>"
    yield "</table:table>"


def _cell(cell: TypedCell) -> str:
    kind, value = cell
    if value is None or value == "":
        return "<table:table-cell/>"
    style = CELL_STYLES[kind]
    if isinstance(value, str):
        return _text(value, style="enonce" if len(value) > _WRAPPED else style)
    if isinstance(value, dt.date):
        typed = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        shown = value.strftime("%d/%m/%Y")
    else:
        typed = f'office:value-type={_VALUE_TYPES.get(kind, _FLOAT)} office:value="{value!r}"'
        shown = _shown(value, kind=kind)
    return (
        f'<table:table-cell table:style-name="{style}" {typed}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


_FLOAT: Final = '"float"'
_VALUE_TYPES: Final = {
    ColumnKind.EUROS: '"currency" office:currency="EUR"',
    ColumnKind.SHARE: '"percentage"',
}


def _shown(value: float, *, kind: ColumnKind) -> str:
    """Write a number as the format of its cell does, for readers that do not format."""
    match kind:
        case ColumnKind.EUROS:
            return euros(value)
        case ColumnKind.SHARE:
            return percent(value)
        case ColumnKind.PERSONS | ColumnKind.INTEGER | ColumnKind.MINUTES:
            return whole(value)
        case ColumnKind.DEGREES:
            return f"{value:.6f}".replace(".", ",")
        case _:
            return decimal(value, digits=2)


def _text(text: str, *, style: str) -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"{lines}</table:table-cell>"
    )


def _filter(sheet: Sheet, *, at: int) -> str:
    last = _letters(len(sheet.table.columns)) + str(len(sheet.table.rows) + 1)
    name = "'" + sheet.name + "'"
    return (
        f'<table:database-range table:name="filtre{at}" table:display-filter-buttons="true" '
        f"table:target-range-address={quoteattr(f'{name}.A1:{name}.{last}')}/>"
    )


def _letters(number: int) -> str:
    """Name a column as spreadsheets do: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
