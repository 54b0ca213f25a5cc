"""A set of files that is written whole, or not at all; the manifest has the hash of the others."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from placement.errors import OutputError, system_reason
from placement.privacy import Profile
from placement.report import Table
from placement.sources.spreadsheet import write_csv

__all__ = [
    "BUNDLE_MANIFEST",
    "DRAFTS",
    "PUBLIC_FOLDER",
    "Content",
    "profile_folder",
    "telling",
    "write_bundle",
    "write_files",
]

BUNDLE_MANIFEST: Final = "manifeste.json"
PUBLIC_FOLDER: Final = "public"
"""Subfolder where all that everybody may read is, and nothing else."""

DRAFTS: Final = ".en-cours-"
"""How the names begin of the folders where files are made before they take their place."""

_OPTION: Final = "--out"
_OF_A_SCENARIO: Final = "resultat.json"

Content = str | bytes | Table | Mapping[str, Any] | Callable[[Path], None]
"""A page, raw bytes, a table (``.csv``), a document (``.json``), or what writes a file itself."""


def profile_folder(profile: Profile) -> str:
    """Return the sub-folder of a profile: a public output is never mixed with an internal one."""
    return PUBLIC_FOLDER if profile is Profile.PUBLIC else ""


def write_bundle(
    contents: Mapping[str, Content], *, folder: Path, manifest: Mapping[str, Any]
) -> Path:
    """Write files in a folder that is not one of a scenario, and return it; see `write_files`.

    Raises
    ------
    OutputError
        A file cannot be written: those that were there are untouched; or the folder is that of a
        scenario.
    """
    if (folder / _OF_A_SCENARIO).exists():
        raise OutputError(
            f"« {folder} » contient les résultats d'un scénario du même nom ; choisissez un autre "
            f"dossier avec {_OPTION}, ou renommez ce scénario."
        )
    return write_files(contents, folder=folder, manifest=manifest)


def write_files(
    contents: Mapping[str, Content],
    *,
    folder: Path,
    manifest: Mapping[str, Any],
    former: Collection[str] = (),
    others: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Write files in a folder and return it.

    Every file is made in a temporary folder beside its place and moved there whole; the manifest
    comes last. Should one refuse (open in a spreadsheet, say), the former set is put back. Files
    that are not ours are left alone.

    Parameters
    ----------
    contents
        By file name, which may hold a sub-folder.
    manifest
        What comes beside them; the hash of each is added to it.
    former
        Names that another run may have written: those that this one does not write are removed.
    others
        Hashes, by name, of the files of the set that stay as they are.

    Raises
    ------
    OutputError
        A file cannot be written: those that were there are untouched.
    """
    with telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=DRAFTS, dir=folder))
        try:
            _fill(staging, contents=contents, manifest=manifest, others=others)
            _put_in_place(staging, folder=folder, names=(*contents, BUNDLE_MANIFEST))
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        for name in set(former) - set(contents):
            (folder / name).unlink(missing_ok=True)
    return folder


@contextmanager
def telling(folder: Path) -> Iterator[None]:
    """Say in French which folder refuses, and what to do.

    Raises
    ------
    OutputError
        In the place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"impossible d'écrire dans « {folder} » ({system_reason(error)}) ; fermez les fichiers "
            f"ouverts dans un tableur, libérez de la place, ou choisissez un autre dossier avec "
            f"{_OPTION}."
        ) from error


def _fill(
    staging: Path,
    *,
    contents: Mapping[str, Content],
    manifest: Mapping[str, Any],
    others: Mapping[str, str],
) -> None:
    for name, content in contents.items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        _write(content, path=staging / name)
    hashes = {name: hashlib.sha256((staging / name).read_bytes()).hexdigest() for name in contents}
    _write({**manifest, "sorties_sha256": {**others, **hashes}}, path=staging / BUNDLE_MANIFEST)


def _put_in_place(staging: Path, *, folder: Path, names: Sequence[str]) -> None:
    """Move every file to its place, or none: a mixture of two runs would lie."""
    former = Path(tempfile.mkdtemp(dir=staging))
    for name in names:
        if (folder / name).is_file():
            (former / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / name, former / name)
    try:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            os.replace(staging / name, folder / name)  # noqa: PTH105 - atomic on purpose
    except BaseException:  # an interruption too
        for name in names:
            if not (staging / name).exists():
                _put_back(former / name, place=folder / name)
        _drop_empty(folder, names=names)
        raise


def _put_back(former: Path, *, place: Path) -> None:
    if former.exists():
        former.replace(place)
    else:
        place.unlink()


def _drop_empty(folder: Path, *, names: Sequence[str]) -> None:
    """Leave no empty sub-folder behind a set that failed."""
    for inner in {(folder / name).parent for name in names} - {folder}:
        with suppress(OSError):
            inner.rmdir()


def _write(content: Content, *, path: Path) -> None:
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    elif isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, Table):
        write_csv(path, columns=content.columns, rows=content.rows)
    elif isinstance(content, Mapping):
        text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
        path.write_text(text + "\n", encoding="utf-8")
    else:
        content(path)
