"""Write the files of one scenario: each replaced atomically, the manifest last."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from placement.exports import PLAIN_FOLDER, export_files, neutral_table
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
    tour_table,
    van_cost_table,
    van_follow_up_table,
    van_stop_table,
)
from placement.run.bundle import (
    BUNDLE_MANIFEST,
    DRAFTS,
    PUBLIC_FOLDER,
    Content,
    profile_folder,
    telling,
    write_files,
)
from placement.run.cache import cache_folder
from placement.run.turns import one_at_a_time

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
    "alone_in",
    "ensure_writable",
    "output_folder",
    "write_outputs",
]

MAP: Final = "carte.html"
RESULT: Final = "resultat.json"
MANIFEST: Final = BUNDLE_MANIFEST
SOURCES: Final = "sources.csv"
TRIPS: Final = "transports.csv"
ALTERNATIVES: Final = "alternatives.csv"
SITE_STANDINGS: Final = "lieux-alternatives.csv"
_VAN_TABLES: Final = {
    "tournees.csv": tour_table,
    "arrets-camion.csv": van_stop_table,
    "camion-couts.csv": van_cost_table,
    "camion-suivi.csv": van_follow_up_table,
}

_TABLES: Final = {
    "sites.csv": site_table,
    "communes.csv": commune_table,
    "affectation.csv": assignment_table,
}
_OPTIONAL: Final = (TRIPS, ALTERNATIVES, SITE_STANDINGS, *_VAN_TABLES)
_FORMER: Final = (*_OPTIONAL, *(f"{PLAIN_FOLDER}/{name}" for name in _OPTIONAL))
"""Tables that only some scenarios have; that of a former run does not outlive it."""


def ensure_writable(folder: Path) -> None:
    """Create ``folder`` and prove that a file can be written there, before any work is done.

    Raises
    ------
    OutputError
        It cannot be created, is not a folder, or refuses a file.
    """
    with telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


def write_outputs(
    outcome: ScenarioOutcome,
    *,
    out: Path,
    facts: RunFacts,
    page: str,
    trips: Table | None = None,
) -> Path:
    """Write ``OUT/<territoire>/<scenario>/`` and return it; in public, ``.../public/``.

    All the files are replaced, or none. ``page`` is that of the map; ``trips`` is the table of
    public transport, None when no profile uses it.

    Raises
    ------
    OutputError
        The folder cannot be written; what was there before is still there.
    """
    folder = output_folder(outcome, out=out)
    contents: dict[str, Content] = {
        **_tables(outcome, facts=facts, trips=trips),
        **export_files(outcome, facts=facts, trips=trips),
        MAP: page,
        RESULT: result_document(outcome),
    }
    manifest = manifest_document(outcome, facts=facts)
    try:
        return write_files(contents, folder=folder, manifest=manifest, former=_FORMER)
    finally:
        _drop_if_empty(folder)


def output_folder(outcome: ScenarioOutcome, *, out: Path) -> Path:
    """Folder of the outputs of a scenario: public ones never mix with those of the team."""
    return out / outcome.territory.name / outcome.scenario / profile_folder(outcome.profile)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process of this machine writes the results of a scenario."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()
    with one_at_a_time(cache_folder() / "verrous" / name):
        yield


def _tables(outcome: ScenarioOutcome, *, facts: RunFacts, trips: Table | None) -> dict[str, Table]:
    """Return the tables to write, by file name, and leave out those that do not apply."""
    optional = {
        TRIPS: trips,
        ALTERNATIVES: other_plan_table(outcome),
        SITE_STANDINGS: site_standing_table(outcome),
        **{name: build(outcome) for name, build in _VAN_TABLES.items()},
    }
    tables = {
        **{name: build(outcome) for name, build in _TABLES.items()},
        SOURCES: source_table(outcome, facts=facts),
        **{name: table for name, table in optional.items() if table is not None},
    }
    return {name: neutral_table(table) for name, table in tables.items()}


def _drop_if_empty(folder: Path) -> None:
    """Leave no empty folder behind a run that failed."""
    parents = (folder.parent, folder.parent.parent) if folder.name == PUBLIC_FOLDER else ()
    with suppress(OSError):
        for empty in dict.fromkeys((folder, folder.parent, *parents)):
            empty.rmdir()
