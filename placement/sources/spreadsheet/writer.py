"""Write a CSV that LibreOffice and Excel in French open as it is."""

from __future__ import annotations

import csv
import math
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from numbers import Integral, Real
from pathlib import Path

import numpy as np

from placement.errors import OutputError, system_reason

__all__ = ["write_csv"]


def write_csv(path: Path, *, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows under headers: ``;``, decimal comma, UTF-8 with byte order mark, CRLF.

    None and NaN are blank, booleans ``oui`` and ``non``. The file is replaced at once: a reader
    sees the old one or the new one, never a half.

    Raises
    ------
    OutputError
        The folder is absent, or cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
            writer.writerow(columns)
            writer.writerows([_cell(value) for value in row] for row in rows)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"impossible d'écrire {path} ({system_reason(error)}) ; vérifiez que le dossier existe, "
        "que vous avez le droit d'y écrire et que le fichier n'est pas ouvert ailleurs."
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return "oui" if value else "non"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        number = float(value)
        return "" if math.isnan(number) else f"{number:.12g}".replace(".", ",")
    return str(value)
