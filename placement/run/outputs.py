"""Write the files of one scenario: each replaced atomically, the manifest last."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from placement.errors import OutputError, system_reason
from placement.privacy import Profile
from placement.report import (
    RunFacts,
    ScenarioOutcome,
    Table,
    assignment_table,
    commune_table,
    manifest_document,
    other_plan_table,
    result_document,
    site_standing_table,
    site_table,
    source_table,
)
from placement.run.map import map_page
from placement.sources.spreadsheet import write_csv

__all__ = [
    "ALTERNATIVES",
    "DRAFTS",
    "MANIFEST",
    "MAP",
    "PUBLIC_FOLDER",
    "RESULT",
    "SITE_STANDINGS",
    "SOURCES",
    "TRIPS",
    "ensure_writable",
    "output_folder",
    "write_outputs",
]

MAP: Final = "carte.html"
RESULT: Final = "resultat.json"
MANIFEST: Final = "manifeste.json"
SOURCES: Final = "sources.csv"
TRIPS: Final = "transports.csv"
ALTERNATIVES: Final = "alternatives.csv"
SITE_STANDINGS: Final = "lieux-alternatives.csv"
PUBLIC_FOLDER: Final = "public"
"""Subfolder of a scenario where all that everybody may read is, and nothing else."""

DRAFTS: Final = ".en-cours-"
"""How the names begin of the folders where files are made before they take their place."""

_TABLES: Final = {
    "sites.csv": site_table,
    "communes.csv": commune_table,
    "affectation.csv": assignment_table,
}
_OPTIONAL: Final = (TRIPS, ALTERNATIVES, SITE_STANDINGS)
"""Tables that only some scenarios have; that of a former run does not outlive it."""


def ensure_writable(folder: Path) -> None:
    """Create ``folder`` and prove that a file can be written there, before any work is done.

    Raises
    ------
    OutputError
        It cannot be created, is not a folder, or refuses a file.
    """
    with _telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


def write_outputs(
    outcome: ScenarioOutcome,
    *,
    out: Path,
    facts: RunFacts,
    trips: Table | None = None,
) -> Path:
    """Write ``OUT/<territoire>/<scenario>/`` and return it; in public, ``.../public/``.

    Every file is made in a temporary folder beside its place and moved there whole; the manifest,
    which carries the hash of the others, comes last. Should one refuse (open in a spreadsheet,
    say), the former set is put back. Files that are not ours are left alone. ``trips`` is the
    table of public transport, None when no profile uses it.

    Raises
    ------
    OutputError
        The folder cannot be written; what was there before is still there.
    """
    folder = output_folder(outcome, out=out)
    with _telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=DRAFTS, dir=folder))
        try:
            _fill(
                staging,
                outcome=outcome,
                facts=facts,
                tables=_tables(outcome, facts=facts, trips=trips),
            )
            _put_in_place(staging, folder=folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            _drop_if_empty(folder)
    return folder


def output_folder(outcome: ScenarioOutcome, *, out: Path) -> Path:
    """Folder of the outputs of a scenario: public ones never mix with those of the team."""
    folder = out / outcome.territory.name / outcome.scenario
    return folder / PUBLIC_FOLDER if outcome.profile is Profile.PUBLIC else folder


def _tables(outcome: ScenarioOutcome, *, facts: RunFacts, trips: Table | None) -> dict[str, Table]:
    """Return the tables to write, by file name, and leave out those that do not apply."""
    optional = {
        TRIPS: trips,
        ALTERNATIVES: other_plan_table(outcome),
        SITE_STANDINGS: site_standing_table(outcome),
    }
    return {
        **{name: build(outcome) for name, build in _TABLES.items()},
        SOURCES: source_table(outcome, facts=facts),
        **{name: table for name, table in optional.items() if table is not None},
    }


def _drop_if_empty(folder: Path) -> None:
    """Leave no empty folder behind a run that failed."""
    parents = (folder.parent, folder.parent.parent) if folder.name == PUBLIC_FOLDER else ()
    with suppress(OSError):
        for empty in dict.fromkeys((folder, folder.parent, *parents)):
            empty.rmdir()


def _fill(
    staging: Path, *, outcome: ScenarioOutcome, facts: RunFacts, tables: Mapping[str, Table]
) -> None:
    for name, table in tables.items():
        write_csv(staging / name, columns=table.columns, rows=table.rows)
    (staging / MAP).write_text(map_page(outcome, facts=facts), encoding="utf-8")
    _write_json(staging / RESULT, result_document(outcome))
    manifest = manifest_document(outcome, facts=facts)
    manifest["sorties_sha256"] = {
        name: hashlib.sha256((staging / name).read_bytes()).hexdigest()
        for name in (*tables, MAP, RESULT)
    }
    _write_json(staging / MANIFEST, manifest)


def _put_in_place(staging: Path, *, folder: Path) -> None:
    """Move every file of ``staging`` to ``folder``, or none: a mixture of two runs would lie."""
    former = staging / "avant"
    former.mkdir()
    every = (*_TABLES, SOURCES, *_OPTIONAL, MAP, RESULT, MANIFEST)
    names = [name for name in every if (staging / name).exists()]
    for name in names:
        if (folder / name).is_file():
            shutil.copy2(folder / name, former / name)
    try:
        for name in names:
            os.replace(staging / name, folder / name)  # noqa: PTH105 - atomic on purpose
    except BaseException:  # an interruption too
        moved = [name for name in names if not (staging / name).exists()]
        for name in moved:
            _put_back(former / name, place=folder / name)
        raise
    for name in set(_OPTIONAL) - set(names):
        (folder / name).unlink(missing_ok=True)  # that of a run which asked for more


def _put_back(former: Path, *, place: Path) -> None:
    if former.exists():
        former.replace(place)
    else:
        place.unlink()


def _write_json(path: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"impossible d'écrire les résultats dans « {folder} » ({system_reason(error)}) ; "
            "choisissez un autre dossier avec --out, ou libérez de la place."
        ) from error
