"""Write small files in the exact layouts of public bodies, for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

Rows = Iterable[Sequence[object]]


def write_text(
    path: Path, rows: Rows, *, separator: str = ";", encoding: str = "utf-8", quoted: bool = False
) -> Path:
    """Write a CSV, every cell within quotes or none."""
    mark = '"' if quoted else ""
    lines = [separator.join(f"{mark}{cell}{mark}" for cell in row) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def write_workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write an xlsx, cells as they are given (numbers stay numbers)."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_zip(path: Path, members: Iterable[Path], *, notes: str = "VAR;MOD\nX;1\n") -> Path:
    """Zip files together with a description of variables, as INSEE does."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("meta_varmod.csv", notes)
        for member in members:
            archive.write(member, member.name)
    return path
