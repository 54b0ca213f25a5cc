"""Bring one file: streamed to a ``.part``, resumed where it was cut, never kept by halves."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests

from placement.download.client import HttpRules, send
from placement.download.failures import (
    DownloadError,
    UnreachableError,
    refused_status,
    shown_url,
)
from placement.download.flow import CutError, compressed, pieces
from placement.errors import OutputError, system_reason
from placement.french import whole

__all__ = ["Advance", "Version", "drop_part", "receive"]

Advance = Callable[[int, int | None], None]
"""``advance(received, total)``, bytes; the total is None where the server does not tell it."""

_MARGIN_BYTES: Final = 100 * 10**6
_MEGABYTE: Final = 10**6
_PARTIAL, _UNCHANGED, _BEYOND = 206, 304, 416


@dataclass(frozen=True, slots=True)
class Version:
    """What a server says of the version of a file; empty where it says nothing."""

    etag: str = ""
    last_modified: str = ""

    @property
    def resumable(self) -> str:
        """What ``If-Range`` may hold: a strong ETag, else a date; empty when neither is there."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


def receive(
    url: str,
    *,
    part: Path,
    session: requests.Session,
    rules: HttpRules,
    max_bytes: int,
    known: Version | None = None,
    advance: Advance | None = None,
) -> Version | None:
    """Bring a file to ``part``, whole; None when the server says that ``known`` is up to date.

    Raises
    ------
    UnreachableError
        The server is out of reach, or stopped before the end; what came is kept for next time.
    DownloadError
        The server refuses, or the file is larger than ``max_bytes``.
    OutputError
        The disk is full, or cannot be written.
    """
    told = advance or (lambda _done, _total: None)
    for attempt in range(rules.tries):
        if attempt:
            time.sleep(rules.pause_s(attempt - 1))
        try:
            return _once(
                url,
                part=part,
                ask=lambda headers: send(
                    session, method="GET", url=url, rules=rules, headers=headers
                ),
                flow=_Flow(rules=rules, max_bytes=max_bytes, advance=told),
                known=known,
            )
        except CutError as cut:
            reason = str(cut)
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise _unwritable(part, error) from error
    raise UnreachableError(
        f"{shown_url(url)} : {reason} ({rules.tries} essais). Relancez : ce qui a été reçu est "
        "gardé et la suite seule sera demandée."
    )


def drop_part(part: Path) -> None:
    """Forget what was received of a file."""
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Flow:
    """Limits of one reception, and who is told of its progress."""

    rules: HttpRules
    max_bytes: int
    advance: Advance


def _once(
    url: str,
    *,
    part: Path,
    ask: Callable[[Mapping[str, str]], requests.Response],
    flow: _Flow,
    known: Version | None,
) -> Version | None:
    """Ask once, for what is missing of the file; raise ``CutError`` when it is to ask again."""
    before = _read_notes(part, url=url)
    offset = part.stat().st_size if before is not None else 0
    with closing(ask(_conditions(before, offset=offset, known=known))) as response:
        if response.status_code == _UNCHANGED and known is not None:
            return None
        if response.status_code == _BEYOND or _foreign(response, before=before, offset=offset):
            drop_part(part)
            raise CutError("le fichier a changé sur le serveur pendant le téléchargement")
        if response.status_code not in {200, _PARTIAL}:
            raise refused_status(url, status=response.status_code)
        version = _version(response)
        start = offset if response.status_code == _PARTIAL else 0
        total = _total(response, start=start)
        _refuse_size(total, url=url, start=start, part=part, flow=flow)
        _write_notes(part, url=url, version=Version() if compressed(response) else version)
        _pour(response, part=part, start=start, total=total, flow=flow, url=url)
    return version


def _conditions(before: Version | None, *, offset: int, known: Version | None) -> Mapping[str, str]:
    """Headers that ask for the missing end of a file, or for a file newer than the known one."""
    if before is not None:
        return {"Range": f"bytes={offset}-", "If-Range": before.resumable}
    headers = {}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _version(response: requests.Response) -> Version:
    return Version(
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
    )


def _foreign(response: requests.Response, *, before: Version | None, offset: int) -> bool:
    """Whether a partial answer does not follow what was received."""
    if response.status_code != _PARTIAL:
        return False
    begins = response.headers.get("Content-Range", "").startswith(f"bytes {offset}-")
    return before is None or not begins or _version(response).resumable != before.resumable


def _total(response: requests.Response, *, start: int) -> int | None:
    """Size of the whole file, bytes, where the server tells it."""
    length = response.headers.get("Content-Length", "")
    return start + int(length) if length.isdigit() and not compressed(response) else None


def _refuse_size(total: int | None, *, url: str, start: int, part: Path, flow: _Flow) -> None:
    if total is not None and total > flow.max_bytes:
        raise _too_large(url, size=total, flow=flow)
    free = shutil.disk_usage(part.parent).free
    needed = (total or 0) - start + _MARGIN_BYTES
    if free < needed:
        raise OutputError(
            f"il n'y a plus assez de place sur le disque de « {part.parent} » : il faut "
            f"{_mega(needed)}, il reste {_mega(free)} ; libérez de la place, ou donnez un autre "
            "dossier dans la variable PLACEMENT_CACHE."
        )


def _too_large(url: str, *, size: int, flow: _Flow) -> DownloadError:
    return DownloadError(
        f"{shown_url(url)} : le fichier fait plus de {_mega(size)}, le plafond de ce jeu est de "
        f"{_mega(flow.max_bytes)} ; est-ce la bonne adresse ? Sinon téléchargez-le à la main."
    )


def _mega(size: int) -> str:
    return f"{whole(size / _MEGABYTE)} Mo"


def _pour(
    response: requests.Response,
    *,
    part: Path,
    start: int,
    total: int | None,
    flow: _Flow,
    url: str,
) -> None:
    """Write the body after the first ``start`` bytes of the part."""
    done = start
    with part.open("ab" if start else "wb") as stream:
        flow.advance(done, total)
        for piece in pieces(response, rules=flow.rules, url=url):
            stream.write(piece)
            done += len(piece)
            if done > flow.max_bytes:
                drop_part(part)
                raise _too_large(url, size=done, flow=flow)
            flow.advance(done, total)
    if total is not None and done != total:
        raise CutError(f"le serveur s'est arrêté à {_mega(done)} sur {_mega(total)}")


def _notes(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _read_notes(part: Path, *, url: str) -> Version | None:
    """Version of what was received of this address; None when it cannot be resumed."""
    try:
        notes = json.loads(_notes(part).read_text(encoding="utf-8"))
        version = Version(str(notes["etag"]), str(notes["modifie_le"]))
        same = notes["url"] == shown_url(url) and part.stat().st_size > 0
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return version if same and version.resumable else None


def _write_notes(part: Path, *, url: str, version: Version) -> None:
    notes = {"url": shown_url(url), "etag": version.etag, "modifie_le": version.last_modified}
    _notes(part).write_text(json.dumps(notes), encoding="utf-8")


def _unwritable(part: Path, error: OSError) -> OutputError:
    return OutputError(
        f"impossible d'écrire « {part} » ({system_reason(error)}) ; donnez un autre dossier dans "
        "la variable PLACEMENT_CACHE."
    )
