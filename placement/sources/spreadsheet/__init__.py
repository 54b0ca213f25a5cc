"""The one tolerant reader, and the one writer, of what people edit in LibreOffice or Excel."""

from __future__ import annotations

from placement.sources.spreadsheet.columns import Column, Kind
from placement.sources.spreadsheet.dialect import Dialect, plain_header, sniff
from placement.sources.spreadsheet.reader import Row, Table, read_table, sheet_headers
from placement.sources.spreadsheet.workbook import (
    WORKBOOKS,
    cell_text,
    open_workbook,
    sheet_at,
)
from placement.sources.spreadsheet.writer import write_csv

__all__ = [
    "WORKBOOKS",
    "Column",
    "Dialect",
    "Kind",
    "Row",
    "Table",
    "cell_text",
    "open_workbook",
    "plain_header",
    "read_table",
    "sheet_at",
    "sheet_headers",
    "sniff",
    "write_csv",
]
