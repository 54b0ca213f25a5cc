"""The statistical profile of a territory: read, compute, write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from placement.portrait import Portrait, PortraitFacts, portrait_of
from placement.privacy import profile_named
from placement.report.portrait_page import render_portrait
from placement.report.portrait_table import portrait_document, portrait_table
from placement.run.bundle import profile_folder, write_bundle
from placement.run.outputs import ensure_writable
from placement.run.stages import Advance
from placement.run.today import Today, source_documents, today_manifest, today_of
from placement.sources.census import CENSUS
from placement.sources.provenance import Provenance, of_dataset

__all__ = ["PortraitRun", "run_portrait"]

_FOLDER: Final = "portrait"


@dataclass(frozen=True, slots=True, eq=False)
class PortraitRun:
    """A profile, and the folder where it was written."""

    portrait: Portrait
    folder: Path


def run_portrait(name: str, *, profile: str, out: Path, advance: Advance) -> PortraitRun:
    """Compute the profile of a territory and write it.

    Parameters
    ----------
    name : of a shipped territory, or a folder
    profile : ``interne`` or ``public``

    Raises
    ------
    ScenarioError, DataError, OutputError
        See each stage.
    """
    reader = profile_named(profile)
    today = today_of(name, profile=reader, advance=advance)
    ensure_writable(out)
    portrait = portrait_of(
        PortraitFacts(
            territory=today.territory,
            imilo=today.imilo,
            doors=today.doors,
            profile=reader,
            sources=_sources(today),
        ),
        date=datetime.fromisoformat(today.facts.started).date(),
        warnings=tuple(dict.fromkeys(today.warnings)),
    )
    folder = out / today.territory.name / _FOLDER / profile_folder(reader)
    write_bundle(
        {
            "portrait.csv": portrait_table(portrait),
            "portrait.html": render_portrait(portrait),
            "portrait.json": portrait_document(portrait),
        },
        folder=folder,
        manifest={
            **today_manifest(today, profile=reader),
            "donnees": source_documents(portrait.sources),
        },
    )
    return PortraitRun(portrait=portrait, folder=folder)


def _sources(today: Today) -> tuple[Provenance, ...]:
    """Credit the census too, whose ages are told whatever counts the young; and i-milo."""
    known = {source.id for source in today.provenance}
    return (
        *today.provenance,
        *(() if CENSUS in known else (of_dataset(CENSUS),)),
        *today.caseload,
    )
