"""``placement portrait``: the statistical profile of a territory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from placement.cli.console import guarded, print_json, progress_bars, say
from placement.cli.options import AsJson, OutFolder, Reader, TerritoryName

if TYPE_CHECKING:
    from placement.run.portrait import PortraitRun

__all__ = ["portrait"]


def portrait(
    territory: TerritoryName,
    *,
    profile: Reader = "interne",
    out: OutFolder = Path("maps"),
    as_json: AsJson = False,
) -> None:
    """Écrire le profil statistique des jeunes d'un territoire."""
    from placement.run.portrait import run_portrait  # noqa: PLC0415 - the other commands start faster

    with guarded(), progress_bars() as advance:
        done = run_portrait(territory, profile=profile, out=out, advance=advance)
    _tell(done)
    if as_json:
        from placement.report.portrait_table import portrait_document  # noqa: PLC0415

        print_json({**portrait_document(done.portrait), "dossier": str(done.folder)})


def _tell(done: PortraitRun) -> None:
    from placement.report.portrait_words import key_figures  # noqa: PLC0415

    told = done.portrait
    say(f"\nProfil statistique : {told.territory.title}", style="bold")
    for warning in told.warnings:
        say(f"  Attention : {warning}")
    for label, text in key_figures(told):
        say(f"  {text} {label}")
    for lack in told.lacks:
        say(f"  Manque : {lack.file}, pour : {', '.join(lack.labels)}")
    say(f"  Page : {done.folder / 'portrait.html'}")
