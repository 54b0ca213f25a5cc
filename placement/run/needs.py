"""The needs index of a territory: read, compute, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from placement.errors import ScenarioError
from placement.needs import (
    NeedsOutcome,
    Normalisation,
    asked_weights,
    measured,
    needs_index,
    rank_stability,
)
from placement.privacy import Profile, profile_named
from placement.report.needs_table import needs_document, needs_table
from placement.run.bundle import profile_folder, write_bundle
from placement.run.outputs import ensure_writable
from placement.run.stages import Advance
from placement.run.today import Today, today_manifest, today_of
from placement.viz.needs_page import render_needs

__all__ = ["CELLS", "COMMUNES", "NeedsRun", "needs_outcome", "run_needs"]

COMMUNES: Final = "commune"
CELLS: Final = "carreau"
_FOLDER: Final = "besoins"
_LEAST_PUBLIC: Final = 11
"""Persons or households under which a public output shows no share."""


@dataclass(frozen=True, slots=True, eq=False)
class NeedsRun:
    """A needs index, and the folder where it was written."""

    outcome: NeedsOutcome
    folder: Path


def run_needs(
    name: str,
    *,
    by: str,
    weights: Sequence[str],
    normalisation: str,
    profile: str,
    out: Path,
    advance: Advance,
) -> NeedsRun:
    """Compute the needs index of a territory and write it.

    Parameters
    ----------
    name : of a shipped territory, or a folder
    by : ``commune`` or ``carreau``
    weights : ``critère=poids``, which come before the sheet of the territory
    normalisation : ``rang`` or ``etendue``
    profile : ``interne`` or ``public``

    Raises
    ------
    ScenarioError, DataError, OutputError
        See each stage; or cells are asked for in a public output.
    """
    reader, scale = profile_named(profile), _normalisation(normalisation)
    _refuse_cells(by, profile=reader)
    today = today_of(name, profile=reader, advance=advance)
    asked = asked_weights(today.folder, options=weights)
    ensure_writable(out)
    outcome = needs_outcome(today, cells=by == CELLS, asked=asked, by=scale, profile=reader)
    folder = out / today.territory.name / _FOLDER / profile_folder(reader)
    write_bundle(
        {
            "besoins.csv": needs_table(outcome),
            "besoins.html": render_needs(outcome),
            "besoins.json": needs_document(outcome),
        },
        folder=folder,
        manifest=today_manifest(today, profile=reader),
    )
    return NeedsRun(outcome=outcome, folder=folder)


def _normalisation(name: str) -> Normalisation:
    if name not in set(Normalisation):
        raise ScenarioError(
            f"--normalisation : « {name} » est inconnu ; choisissez parmi "
            f"{', '.join(Normalisation)}."
        )
    return Normalisation(name)


def _refuse_cells(by: str, *, profile: Profile) -> None:
    if by not in (COMMUNES, CELLS):
        raise ScenarioError(f"--par : « {by} » est inconnu ; choisissez {COMMUNES} ou {CELLS}.")
    if by == CELLS and profile is Profile.PUBLIC:
        raise ScenarioError(
            "--par carreau : un document public ne montre pas de carreaux, où vivent trop peu de "
            "personnes (secret statistique) ; gardez --par commune, ou --profil interne."
        )


def needs_outcome(
    today: Today,
    *,
    asked: Mapping[str, float],
    profile: Profile,
    cells: bool = False,
    by: Normalisation = Normalisation.RANK,
) -> NeedsOutcome:
    """Compute the needs index of a territory, of its communes unless ``cells`` are wanted.

    Raises
    ------
    ScenarioError
        No criterion tells the places apart.
    """
    found = measured(
        today.territory,
        doors=today.doors,
        services=today.services,
        cells=cells,
        least=_LEAST_PUBLIC if profile is Profile.PUBLIC else 0,
    )
    index = needs_index(found.measures, weights=asked, young=found.places.young, by=by)
    return NeedsOutcome(
        territory=today.territory,
        measured=found,
        index=index,
        stability=rank_stability(index),
        weights=asked,
        profile=profile,
        sources=today.provenance,
        date=datetime.fromisoformat(today.facts.started).date(),
        warnings=tuple(dict.fromkeys((*found.remarks, *today.warnings))),
    )
