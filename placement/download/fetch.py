"""Give a data set: from the cache when it is up to date, else from its server, once verified."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import requests

from placement.download.catalogue import CatalogueEntry, Wanted
from placement.download.client import HttpRules
from placement.download.content import verify_content
from placement.download.failures import DownloadError, UnreachableError, shown_url
from placement.download.record import (
    FileRecord,
    intact_record,
    read_record,
    record_path,
    write_record,
)
from placement.download.transfer import Advance, Version, drop_part, receive
from placement.errors import DataError, OutputError, system_reason
from placement.sources.registry import file_sha256

__all__ = ["Fetched", "State", "cached_records", "fetch_file", "place"]


class State(StrEnum):
    """How a file was obtained, French."""

    RECEIVED = "téléchargé"
    UNCHANGED = "déjà à jour"
    CACHED = "gardé d'avant"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file in the cache, verified.

    Parameters
    ----------
    path : the file
    record : where it comes from
    state : how it was obtained
    warning : what is to be known of it, French; empty when there is nothing
    """

    path: Path
    record: FileRecord
    state: State
    warning: str = ""


def fetch_file(
    wanted: Wanted,
    *,
    cache: Path,
    session: requests.Session,
    rules: HttpRules,
    licence: str = "",
    again: bool = False,
    advance: Advance | None = None,
) -> Fetched:
    """Return a file, downloaded unless the one of the cache is still that of the server.

    Parameters
    ----------
    cache
        Folder of everything that was downloaded.
    licence
        Replaces that of the catalogue.
    again
        Download it whatever the cache holds.

    Raises
    ------
    DownloadError
        It cannot be reached and the cache holds none, or it is not what was expected.
    OutputError
        The cache cannot be written.
    """
    path = _kept_path(wanted, cache=cache)
    _make_folder(path.parent)
    record = None if again else intact_record(path)
    known = None if record is None else Version(record.etag, record.modifie_le)
    part = path.with_name(path.name + ".part")
    if again:
        drop_part(part)
    try:
        version = receive(
            wanted.url,
            part=part,
            session=session,
            rules=rules,
            max_bytes=wanted.entry.max_bytes,
            known=known,
            advance=advance,
        )
    except UnreachableError as error:
        if record is None:
            raise
        kept = f"le fichier reçu le {record.date[:10]} est repris tel quel ({error})"
        return Fetched(path, _credited(record, licence), State.CACHED, kept)
    if version is None and record is not None:
        return Fetched(path, _credited(record, licence), State.UNCHANGED)
    return _keep(wanted, part=part, path=path, version=version or Version(), licence=licence)


def _kept_path(wanted: Wanted, *, cache: Path) -> Path:
    """Where a file is kept: two addresses never share a place."""
    place = hashlib.sha256(wanted.url.encode()).hexdigest()[:12]
    return cache / wanted.entry.id / place / wanted.file_name


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"impossible d'écrire dans « {folder} » ({system_reason(error)}) ; choisissez un autre "
            "dossier avec --vers, ou la variable PLACEMENT_CACHE."
        ) from error


def _credited(record: FileRecord, licence: str) -> FileRecord:
    return replace(record, licence=licence) if licence else record


def _keep(wanted: Wanted, *, part: Path, path: Path, version: Version, licence: str) -> Fetched:
    """Verify what was received, then give it its place and its record."""
    entry = wanted.entry
    try:
        verify_content(part, expected=entry.expected, name=wanted.file_name)
    except DownloadError as error:
        drop_part(part)
        raise DownloadError(f"{error} (adresse : {shown_url(wanted.url)})") from error
    record = FileRecord(
        jeu=entry.id,
        url=shown_url(wanted.url),
        date=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        etag=version.etag,
        modifie_le=version.last_modified,
        taille_octets=part.stat().st_size,
        sha256=file_sha256(part),
        proprietaire=entry.owner,
        licence=licence or entry.licence,
        mention=entry.credit,
    )
    _install(part.replace, path=path)
    drop_part(part)
    write_record(record, file=path)
    return Fetched(path, record, State.RECEIVED)


def place(fetched: Fetched, *, folder: Path, again: bool = False) -> Path:
    """Put a file of the cache in a folder, with its record, and return where.

    Raises
    ------
    DataError
        A file of that name is there, which was not downloaded or was changed since; ``again``
        replaces it.
    OutputError
        The folder cannot be written.
    """
    _make_folder(folder)
    target = folder / fetched.path.name
    if not again and target.exists() and not _ours(target, fetched=fetched):
        raise DataError(
            f"« {target} » est déjà là sans avoir été téléchargé, ou a été modifié depuis ; "
            "déplacez-le, ou remplacez-le avec --forcer."
        )
    _install(lambda draft: _link(fetched.path, draft=draft), path=target)
    write_record(fetched.record, file=target)
    return target


def _ours(target: Path, *, fetched: Fetched) -> bool:
    if intact_record(target) is not None:
        return True
    return target.is_file() and file_sha256(target) == fetched.record.sha256


def _link(source: Path, *, draft: Path) -> None:
    """Link a file, or copy it where disks or systems do not allow links."""
    draft.unlink()
    try:
        os.link(source, draft)
    except OSError:
        shutil.copyfile(source, draft)


def _install(make: Callable[[Path], object], *, path: Path) -> None:
    """Make a draft beside a path and give it its place at once."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        os.close(handle)
        try:
            make(Path(name))
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise OutputError(f"impossible d'écrire « {path} » ({system_reason(error)}).") from error


def cached_records(entry: CatalogueEntry, *, cache: Path) -> tuple[FileRecord, ...]:
    """Return the records of what the cache holds of a data set, the latest first."""
    found = (read_record(file) for file in _files(cache / entry.id))
    records = [record for record in found if record is not None]
    return tuple(sorted(records, key=lambda record: record.date, reverse=True))


def _files(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        return ()
    return (path for path in sorted(folder.glob("*/*")) if record_path(path).is_file())
