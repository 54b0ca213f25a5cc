"""Open a GTFS zip as real agencies make it: nested folder, byte order mark, Windows-1252."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

import pandas as pd

from placement.errors import DataError, Faults, cite
from placement.sources.spreadsheet import plain_header

__all__ = ["Archive", "open_archive"]

_ENCODINGS: Final = ("utf-8-sig", "cp1252")
_MOST_BYTES: Final = 2 * 2**30
_SUFFIX: Final = ".txt"


class Archive:
    """The text tables of one feed, by name; every fault goes to ``faults``.

    Parameters
    ----------
    content
        Bytes of each table, by lower-case file name.
    faults
        Where what is wrong is gathered.
    """

    def __init__(self, content: dict[str, bytes], *, faults: Faults) -> None:
        self._content = content
        self._faults = faults

    def has(self, name: str) -> bool:
        """Whether the feed has a table."""
        return name in self._content

    def table(
        self, name: str, *, required: Sequence[str], optional: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Read the wanted columns of a table as stripped text, blank where absent.

        A table that is absent, or lacks a required column, is a fault and reads as empty.
        """
        wanted = [*required, *optional]
        empty = pd.DataFrame({column: pd.Series(dtype=str) for column in wanted})
        if name not in self._content:
            self._faults.add(f"{name} : fichier absent de l'archive.")
            return empty
        try:
            frame = _parse(self._content[name])
        except (ValueError, pd.errors.ParserError) as error:
            self._faults.add(f"{name} : ce n'est pas un tableau CSV lisible ({_short(error)}).")
            return empty
        missing = [column for column in required if column not in frame.columns]
        if missing:
            self._faults.add(f"{name} : colonne absente : {cite(missing)}.")
            return empty
        return _stripped(frame.reindex(columns=wanted, fill_value=""))


def open_archive(path: Path, *, faults: Faults) -> Archive:
    """Open a feed; the tables may lie in a folder of the archive.

    Raises
    ------
    DataError
        The file is absent, is not a zip archive, or holds no table.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            content = _tables(archive, path=path)
    except FileNotFoundError:
        raise DataError(f"{path} : fichier absent.") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError) as error:
        raise DataError(
            f"{path.name} : ce n'est pas une archive zip lisible ({_short(error)}) ; "
            "téléchargez à nouveau le fichier GTFS."
        ) from None
    except OSError as error:
        raise DataError(f"{path.name} : lecture impossible ({error.strerror or error}).") from None
    if not content:
        raise DataError(
            f"{path.name} : aucun tableau GTFS (stops.txt, trips.txt…) dans cette archive."
        )
    return Archive(content, faults=faults)


def _tables(archive: zipfile.ZipFile, *, path: Path) -> dict[str, bytes]:
    """Bytes of the tables; of two with one name, the one nearest to the root of the archive."""
    members = [info for info in archive.infolist() if _is_table(info.filename)]
    if sum(info.file_size for info in members) > _MOST_BYTES:
        raise DataError(f"{path.name} : plus de 2 Go de tableaux ; découpez ce fichier GTFS.")
    members.sort(key=lambda info: (info.filename.count("/"), info.filename), reverse=True)
    return {PurePosixPath(info.filename).name.lower(): archive.read(info) for info in members}


def _is_table(name: str) -> bool:
    place = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in place.parts)
    return place.suffix.lower() == _SUFFIX and not hidden


def _parse(raw: bytes) -> pd.DataFrame:
    frame = pd.read_csv(
        io.StringIO(_text(raw)),
        dtype=str,
        keep_default_na=False,
        skipinitialspace=True,
        index_col=False,
        on_bad_lines="error",
    )
    frame.columns = pd.Index([plain_header(str(column)) for column in frame.columns])
    unique: pd.DataFrame = frame.loc[:, ~frame.columns.duplicated()]
    return unique


def _text(raw: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("ni UTF-8, ni Windows-1252")


def _stripped(frame: pd.DataFrame) -> pd.DataFrame:
    stripped: pd.DataFrame = frame.fillna("").apply(lambda column: column.str.strip())
    return stripped


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
