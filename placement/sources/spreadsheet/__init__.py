"""The one tolerant reader, and the one writer, of what people edit in LibreOffice or Excel."""

from __future__ import annotations

from placement.sources.spreadsheet.columns import Column, Kind
from placement.sources.spreadsheet.dialect import Dialect, plain_header, sniff
from placement.sources.spreadsheet.reader import Row, Table, read_table
from placement.sources.spreadsheet.writer import write_csv

__all__ = [
    "Column",
    "Dialect",
    "Kind",
    "Row",
    "Table",
    "plain_header",
    "read_table",
    "sniff",
    "write_csv",
]
