"""A set of files that is written whole: drafts first, then each in its place, the manifest last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from placement.errors import OutputError
from placement.privacy import Profile
from placement.report import Table
from placement.run.files import replacing
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
    with ExitStack() as stack:
        last = stack.enter_context(replacing(folder / BUNDLE_MANIFEST, option=_OPTION))
        drafts = {
            name: stack.enter_context(replacing(folder / name, option=_OPTION)) for name in contents
        }
        for name, content in contents.items():
            _writer(content)(drafts[name])
        hashes = {
            name: hashlib.sha256(draft.read_bytes()).hexdigest() for name, draft in drafts.items()
        }
        _write_json({**manifest, "sorties_sha256": hashes}, path=last)
    return folder


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
