"""The summary of a batch: a line a scenario, as a table, a document and a page with a map."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, Final

from placement.batch.conduct import Batch, BatchLine
from placement.batch.figures import figures_of
from placement.batch.outlines import outlines_of
from placement.batch.page import summary_page
from placement.report import Table
from placement.run.bundle import Content, profile_folder, write_bundle
from placement.run.facts import versions
from placement.run.outputs import DRAFTS

__all__ = ["SUMMARY", "summary_document", "summary_folder", "summary_table", "write_summary"]

SUMMARY: Final = "synthese"
_FORMAT_VERSION: Final = 1
_COLUMNS_BEFORE: Final = ("territoire", "titre_territoire", "scenario", "titre", "statut")


def summary_folder(batch: Batch) -> Path:
    """Folder of the summary: that for everybody never mixes with that of the team."""
    return batch.out / profile_folder(batch.profile)


def write_summary(batch: Batch) -> Path:
    """Write ``synthese.csv``, ``.json`` and ``.html``, and return their folder.

    Raises
    ------
    OutputError
        They cannot be written; those that were there are untouched.
    """
    folder = summary_folder(batch)
    for abandoned in folder.glob(f"{DRAFTS}*"):  # by a batch that was killed while summing up
        shutil.rmtree(abandoned, ignore_errors=True)
    rows = _rows(batch)
    contents: dict[str, Content] = {
        f"{SUMMARY}.csv": summary_table(batch),
        f"{SUMMARY}.json": summary_document(batch),
        f"{SUMMARY}.html": summary_page(
            batch, places=[row["dossier"] for row in rows], panels=outlines_of(batch)
        ),
    }
    return write_bundle(contents, folder=folder, manifest=_manifest(batch))


def summary_table(batch: Batch) -> Table:
    """Lay the batch out, one line a scenario."""
    rows = _rows(batch)
    columns = tuple(rows[0]) if rows else _COLUMNS_BEFORE
    return Table(columns, tuple(tuple(row.values()) for row in rows))


def summary_document(batch: Batch) -> dict[str, Any]:
    """Write the batch as plain JSON values, French keys."""
    statuses = Counter(line.report.status for line in batch.lines)
    return {
        "version": _FORMAT_VERSION,
        "diffusion": batch.profile.value,
        "scenarios": len(batch.lines),
        "territoires": len({line.territory for line in batch.lines if line.territory}),
        "statuts": dict(sorted(statuses.items())),
        "echecs": sum(line.report.exit_code != 0 for line in batch.lines),
        "code_sortie": batch.exit_code,
        "lignes": _rows(batch),
    }


def _rows(batch: Batch) -> list[dict[str, Any]]:
    folder = summary_folder(batch).resolve()
    return [_row(line, beside=folder) for line in batch.lines]


def _row(line: BatchLine, *, beside: Path) -> dict[str, Any]:
    report = line.report
    place = None if report.folder is None else os.path.relpath(report.folder.resolve(), beside)
    return {
        "territoire": line.territory,
        "titre_territoire": line.title,
        "scenario": line.scenario,
        "titre": report.document.get("titre", ""),
        "statut": report.status,
        **figures_of(line),
        "dossier": None if place is None else Path(place).as_posix(),
        "code_sortie": report.exit_code,
        "message": report.message,
        "demande_par": line.where if report.exit_code else "",
    }


def _manifest(batch: Batch) -> dict[str, Any]:
    """Everything under ``execution`` changes from one batch to the next; nothing else does."""
    return {
        "version": _FORMAT_VERSION,
        "diffusion": batch.profile.value,
        "versions": versions(),
        "execution": {
            "debut": batch.started,
            "deja_faits": sum(line.skipped for line in batch.lines),
            "secondes": [round(line.report.seconds, 3) for line in batch.lines],
        },
    }
