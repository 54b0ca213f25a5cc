"""A set of files that is written whole, or not at all; the manifest has the hash of the others."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from placement.errors import OutputError, system_reason
from placement.privacy import Profile
from placement.report import Table
from placement.run.outputs import PUBLIC_FOLDER
from placement.sources.spreadsheet import write_csv

__all__ = ["BUNDLE_MANIFEST", "profile_folder", "write_bundle"]

BUNDLE_MANIFEST: Final = "manifeste.json"
_OPTION: Final = "--out"
_OF_A_SCENARIO: Final = "resultat.json"

Content = str | Table | Mapping[str, Any]


def profile_folder(profile: Profile) -> str:
    """Return the sub-folder of a profile: a public output is never mixed with an internal one."""
    return PUBLIC_FOLDER if profile is Profile.PUBLIC else ""


def write_bundle(
    contents: Mapping[str, Content], *, folder: Path, manifest: Mapping[str, Any]
) -> Path:
    """Write files in a folder and return it.

    Parameters
    ----------
    contents : by file name, a page, a table (``.csv``) or a document (``.json``)
    manifest : what comes beside them; the hash of each is added to it

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
    with _telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".en-cours-", dir=folder))
        try:
            _fill(staging, contents=contents, manifest=manifest)
            _put_in_place(staging, folder=folder, names=(*contents, BUNDLE_MANIFEST))
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return folder


def _fill(staging: Path, *, contents: Mapping[str, Content], manifest: Mapping[str, Any]) -> None:
    for name, content in contents.items():
        _writer(content)(staging / name)
    hashes = {name: hashlib.sha256((staging / name).read_bytes()).hexdigest() for name in contents}
    _write_json({**manifest, "sorties_sha256": hashes}, path=staging / BUNDLE_MANIFEST)


def _put_in_place(staging: Path, *, folder: Path, names: Sequence[str]) -> None:
    """Move every file to its place, or none: a mixture of two runs would lie."""
    former = staging / "avant"
    former.mkdir()
    for name in names:
        if (folder / name).is_file():
            shutil.copy2(folder / name, former / name)
    moved: list[str] = []
    try:
        for name in names:
            os.replace(staging / name, folder / name)  # noqa: PTH105 - atomic on purpose
            moved.append(name)
    except BaseException:  # an interruption too
        for name in moved:
            _put_back(former / name, place=folder / name)
        raise


def _put_back(former: Path, *, place: Path) -> None:
    if former.exists():
        former.replace(place)
    else:
        place.unlink()


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"impossible d'écrire dans « {folder} » ({system_reason(error)}) ; fermez les fichiers "
            f"ouverts dans un tableur, ou choisissez un autre dossier avec {_OPTION}."
        ) from error


def _writer(content: Content) -> Callable[[Path], None]:
    if isinstance(content, str):
        return lambda path: _write_text(content, path=path)
    if isinstance(content, Table):
        return lambda path: write_csv(path, columns=content.columns, rows=content.rows)
    return lambda path: _write_json(content, path=path)


def _write_text(text: str, *, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _write_json(document: Mapping[str, Any], *, path: Path) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
