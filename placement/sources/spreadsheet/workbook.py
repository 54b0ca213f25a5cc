"""Workbooks of any of the usual kinds (xlsx, ods, xls), as the text that a CSV would hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Final

from placement.errors import DataError

__all__ = [
    "WORKBOOKS",
    "cell_text",
    "is_workbook",
    "open_workbook",
    "sheet_as_csv",
    "sheet_at",
]

WORKBOOKS: Final = (".xlsx", ".ods", ".xlsm", ".xls", ".xlsb")
"""Suffixes of workbooks, the usual ones first."""


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, by its name."""
    return path.suffix.casefold() in WORKBOOKS


def sheet_at(path: Path) -> Path:
    """Return where a sheet is: its CSV, or a workbook of the same name saved in its place.

    Raises
    ------
    DataError
        Both are there, or several workbooks: which one tells the truth is not known.
    """
    suffixes = dict.fromkeys((path.suffix, *WORKBOOKS))
    there = [path.with_suffix(one) for one in suffixes if path.with_suffix(one).is_file()]
    if len(there) > 1:
        names = ", ".join(one.name for one in there)
        raise DataError(f"deux fichiers pour un même tableau ({names}) ; gardez le bon.")
    return there[0] if there else path


def open_workbook(content: bytes) -> Any:
    """Open a workbook.

    Raises
    ------
    DataError
        It is damaged, protected by a password, or not a workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - few files need it

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        raise DataError(
            f"classeur illisible ({error}) ; ouvrez-le dans le tableur, enregistrez-le de nouveau."
        ) from error


def cell_text(value: object) -> str:
    """Return a cell as a CSV would hold it: 3190.0 is « 3190 »."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def sheet_as_csv(content: bytes) -> str:
    """Return the only filled sheet of a workbook as a CSV, one line a row.

    Raises
    ------
    DataError
        It cannot be opened; no sheet, or several, hold something.
    """
    workbook = open_workbook(content)
    sheets = {
        name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in workbook.sheet_names
    }
    filled = {name: rows for name, rows in sheets.items() if any(map(any, rows))}
    if len(filled) != 1:
        found = f"{len(filled)} feuilles remplies ({', '.join(filled)})" if filled else "rien"
        raise DataError(f"une seule feuille est attendue, ce classeur en a {found}.")
    (rows,) = filled.values()
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(
        [" ".join(cell_text(cell).split()) for cell in row] for row in rows
    )
    return text.getvalue()
