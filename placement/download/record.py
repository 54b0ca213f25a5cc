"""What is written beside a downloaded file: where it comes from, when, whose it is, its hash."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from placement.errors import OutputError, system_reason
from placement.sources.registry import file_sha256

__all__ = ["FileRecord", "intact_record", "read_record", "record_path", "write_record"]

_SUFFIX: Final = ".json"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Origin of one file; the keys are those of the JSON.

    Parameters
    ----------
    jeu : identifier in the catalogue
    url : address it came from, without password
    date : when it was received, ISO 8601 UTC
    etag, modifie_le : what the server said of its version, empty when it said nothing
    taille_octets : size, bytes
    sha256 : hash, hexadecimal
    proprietaire, licence, mention : whose it is, under what licence, and how to credit it
    """

    jeu: str
    url: str
    date: str
    etag: str
    modifie_le: str
    taille_octets: int
    sha256: str
    proprietaire: str
    licence: str
    mention: str


def record_path(file: Path) -> Path:
    """Return the path of the record of a file, beside it."""
    return file.with_name(file.name + _SUFFIX)


def read_record(file: Path) -> FileRecord | None:
    """Return the record of a file; None when there is none, or it is not one of ours."""
    try:
        content = json.loads(record_path(file).read_text(encoding="utf-8"))
        return FileRecord(**{field.name: content[field.name] for field in fields(FileRecord)})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def intact_record(file: Path) -> FileRecord | None:
    """Return the record of a file that is still the one that was received; None otherwise."""
    record = read_record(file)
    try:
        if record is None or file.stat().st_size != record.taille_octets:
            return None
        return record if file_sha256(file) == record.sha256 else None
    except OSError:
        return None


def write_record(record: FileRecord, *, file: Path) -> None:
    """Write the record of a file beside it, at once.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    path = record_path(file)
    text = json.dumps(asdict(record), ensure_ascii=False, indent=2) + "\n"
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise OutputError(f"impossible d'écrire « {path} » ({system_reason(error)}).") from error
