"""``placement needs``: where young people are most in need of a door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from placement.cli.console import guarded, print_json, progress_bars, say
from placement.cli.options import AsJson, OutFolder, Reader, TerritoryName
from placement.french import decimal, percent

if TYPE_CHECKING:
    from placement.run.needs import NeedsRun

__all__ = ["needs"]

_TOLD = 10


def needs(
    territory: TerritoryName,
    *,
    by: Annotated[
        str, typer.Option("--par", help="commune, ou carreau (profil interne seulement).")
    ] = "commune",
    weights: Annotated[
        list[str] | None,
        typer.Option("--poids", metavar="CRITÈRE=POIDS", help="Poids d'un critère ; à répéter."),
    ] = None,
    normalisation: Annotated[
        str, typer.Option("--normalisation", help="rang (robuste) ou etendue (min-max).")
    ] = "rang",
    profile: Reader = "interne",
    out: OutFolder = Path("maps"),
    as_json: AsJson = False,
) -> None:
    """Classer les communes d'un territoire selon les besoins de leurs jeunes."""
    from placement.run.needs import run_needs  # noqa: PLC0415 - the other commands start faster

    with guarded(), progress_bars() as advance:
        done = run_needs(
            territory,
            by=by,
            weights=weights or [],
            normalisation=normalisation,
            profile=profile,
            out=out,
            advance=advance,
        )
    _tell(done)
    if as_json:
        print_json(_document(done))


def _tell(done: NeedsRun) -> None:
    outcome = done.outcome
    say(f"\nIndice de besoins : {outcome.territory.title}", style="bold")
    for warning in outcome.warnings:
        say(f"  Attention : {warning}")
    if outcome.measured.doors.estimated:
        say("  Temps estimés, sans réseau routier.")
    kept = [row for row in outcome.weight_rows() if row.kept > 0]
    told = ", ".join(f"{row.criterion.id} {percent(row.kept)}" for row in kept)
    say(f"  Critères retenus : {told}")
    for lost in outcome.index.dropped:
        if lost.weight > 0:
            say(f"  Sans effet : {lost.criterion_id} ({lost.reason})")
    for at in outcome.index.order[:_TOLD].tolist():
        rank, index = outcome.index.rank[at], outcome.index.index[at]
        say(f"  {rank:>4}. {outcome.measured.places.name[at]} : {decimal(index)}")
    say(f"  Page : {done.folder / 'besoins.html'}")


def _document(done: NeedsRun) -> dict[str, Any]:
    from placement.report.needs_table import needs_document  # noqa: PLC0415

    return {**needs_document(done.outcome), "dossier": str(done.folder)}
