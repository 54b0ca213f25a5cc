"""Read a CSV edited by people: every fault is gathered, with its line number."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from placement.errors import DataError, Faults, cite, system_reason
from placement.sources.spreadsheet.columns import Cell, CellFault, Column, nearest, read_cell
from placement.sources.spreadsheet.dialect import Dialect, decode, plain_header, sniff
from placement.sources.spreadsheet.workbook import is_workbook, sheet_as_csv, sheet_at

__all__ = ["Row", "Table", "read_table", "sheet_headers"]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row: its line in the file and its cells by column name, None where blank."""

    line: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """Return the text of a cell, empty where blank or where the file has no such column."""
        value = self.cells.get(column)
        return "" if value is None else str(value)

    def number(self, column: str) -> float:
        """Return the number of a cell, NaN where blank or where the file has no such column."""
        value = self.cells.get(column)
        return math.nan if value is None else float(value)

    def flag(self, column: str) -> bool:
        """Yes or no; no where blank."""
        return self.cells.get(column) is True


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What one file holds; ``columns`` are the names found in it, in its order."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(
    path: Path,
    *,
    columns: Sequence[Column],
    key: Sequence[str] = (),
    faults: Faults | None = None,
    ignore_unknown: bool = False,
) -> Table:
    """Read a CSV, or a workbook of one sheet, of known columns.

    ``;``, ``,`` or tab; with or without byte order mark; UTF-8, UTF-16 or Windows-1252; decimal
    comma or point; headers whatever their case, accents and spaces; blank lines skipped.

    Parameters
    ----------
    path : the file
    columns : the columns it may have
    key : columns whose values together may not come twice
    faults : where to gather the faults; without it they are raised at once
    ignore_unknown : pass over the other columns of the file instead of refusing them

    Raises
    ------
    DataError
        The file is absent or is not a CSV, or (without ``faults``) holds faults.
    """
    path, ambiguity = _found(path)
    gathered = Faults(f"fichier {path.name}") if faults is None else faults
    prefix = "" if faults is None else f"{path.name}, "
    reading = _Reading(columns, faults=gathered, prefix=prefix)
    try:
        if ambiguity is not None:
            raise ambiguity
        text, dialect = _open(path)
    except DataError as error:
        gathered.add(f"{prefix}{error}")
        table = Table(path.name, (), ())
    else:
        table = reading.table(text, dialect=dialect, name=path.name, ignore=ignore_unknown)
        reading.refuse_duplicates(table.rows, key=key)
    if faults is None:
        gathered.raise_as(DataError)
    return table


def _found(path: Path) -> tuple[Path, DataError | None]:
    """Return where the table is, and why it is not known which one it is."""
    try:
        return sheet_at(path), None
    except DataError as error:
        return path, error


def _open(path: Path) -> tuple[str, Dialect]:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("fichier absent.") from error
    except OSError as error:
        raise DataError(f"lecture impossible ({system_reason(error)}).") from error
    if is_workbook(path):
        content = sheet_as_csv(content).encode()
    dialect = sniff(content, complete=True)
    return decode(content, encoding=dialect.encoding), dialect


def sheet_headers(path: Path) -> tuple[str, ...]:
    """Return the headers of a table as written; none when it cannot be read.

    For what must be known before a row is looked at; ``read_table`` says why it cannot be read.
    """
    try:
        _, dialect = _open(path)
    except DataError:
        return ()
    return dialect.headers


class _Reading:
    """The reading of one file, and the faults met on the way."""

    def __init__(self, columns: Sequence[Column], *, faults: Faults, prefix: str) -> None:
        self._columns = columns
        self._faults = faults
        self._prefix = prefix

    def _add(self, message: str, *, line: int | None = None) -> None:
        place = self._prefix if line is None else f"{self._prefix}ligne {line} : "
        self._faults.add(f"{place}{message}")

    def table(self, text: str, *, dialect: Dialect, name: str, ignore: bool) -> Table:
        positions = self._positions(dialect.headers, ignore=ignore)
        rows = [
            row
            for line, cells in self._lines(text, dialect)
            if (row := self._row(line, cells, positions, width=len(dialect.headers)))
        ]
        return Table(name, tuple(column.name for column in positions.values()), tuple(rows))

    def _positions(self, headers: Sequence[str], *, ignore: bool) -> dict[int, Column]:
        """Column at each position of the file, once its header is understood."""
        by_header = {header: column for column in self._columns for header in column.headers}
        plain = [plain_header(header) for header in headers]
        found = {place: by_header[word] for place, word in enumerate(plain) if word in by_header}
        twice = [name for name, n in Counter(c.name for c in found.values()).items() if n > 1]
        if twice:
            self._add(f"colonne répétée : {cite(twice)}.")
        if not ignore:
            unknown = [
                f"« {header} »{nearest(word, among=by_header)}"
                for header, word in zip(headers, plain, strict=True)
                if word and word not in by_header
            ]
            if unknown:
                self._add(f"colonne inconnue : {cite(unknown)}.")
        present = {column.name for column in found.values()}
        missing = [c.name for c in self._columns if c.required and c.name not in present]
        if missing:
            self._add(f"colonne obligatoire absente : {cite(missing)}.")
        return found

    def _lines(self, text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells of each row that is not blank, after the header."""
        stream = io.StringIO(text, newline="")
        for _ in range(dialect.skipped_lines):
            stream.readline()
        reader = csv.reader(stream, delimiter=dialect.separator)
        start = dialect.skipped_lines + 1
        try:
            for number, cells in enumerate(reader):
                line, start = start, dialect.skipped_lines + reader.line_num + 1
                if number and any(cell.strip() for cell in cells):
                    yield line, cells
        except csv.Error as error:
            self._add(f"ligne illisible, guillemets mal fermés ? ({error})", line=start)

    def _row(
        self, line: int, cells: list[str], positions: Mapping[int, Column], *, width: int
    ) -> Row | None:
        if any(cell.strip() for cell in cells[width:]):
            self._add(
                f"{len(cells)} cellules pour {width} colonnes ; une virgule décimale dans un "
                "fichier séparé par des virgules ?",
                line=line,
            )
            return None
        values: dict[str, Cell] = {}
        sound = True
        for place, column in positions.items():
            try:
                text = cells[place] if place < len(cells) else ""
                values[column.name] = read_cell(text, column=column)
            except CellFault as fault:
                self._add(str(fault), line=line)
                sound = False
        return Row(line, MappingProxyType(values)) if sound else None

    def refuse_duplicates(self, rows: Sequence[Row], *, key: Sequence[str]) -> None:
        """Gather the rows whose key has been seen before."""
        if not key:
            return
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            value = tuple(row.text(name) for name in key)
            first = seen.setdefault(value, row.line)
            if first != row.line:
                named = " ; ".join(value)
                self._add(
                    f"« {named} » ({', '.join(key)}) figure déjà ligne {first}.", line=row.line
                )
