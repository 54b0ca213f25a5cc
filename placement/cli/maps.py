"""``placement maps``: the maps of a board, printed on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.console import guarded, leave_with, print_json, progress_bars, say
from placement.cli.options import AsJson, OutFolder, Reader
from placement.french import plural

if TYPE_CHECKING:
    from placement.run.atlas import AtlasRun

__all__ = ["maps"]


def maps(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO...",
            help="Fichiers .yaml, ou dossiers de scénarios : A, B, C dans l'ordre donné.",
        ),
    ],
    *,
    paper: Annotated[str, typer.Option("--format", help="a4 ou a3, en paysage.")] = "a4",
    kinds: Annotated[
        str,
        typer.Option("--type", help="pdf, png, svg : un ou plusieurs, avec des virgules."),
    ] = "pdf,png,svg",
    profil: Reader = "interne",
    font: Annotated[
        str | None,
        typer.Option("--police", help="Police du système, ou fichier .ttf ou .otf."),
    ] = None,
    logo: Annotated[
        Path | None,
        typer.Option(
            "--logo", help="PNG, JPEG ou SVG, 5 Mo au plus ; sinon celui de territoire.yaml."
        ),
    ] = None,
    out: OutFolder = Path("maps"),
    as_json: AsJson = False,
) -> None:
    """Imprimer les cartes d'un territoire et de ses scénarios (A4 ou A3 ; PDF, PNG, SVG)."""
    from placement.run.atlas import Printing, print_maps  # noqa: PLC0415 - others start faster

    asked = Printing(paper=paper, kinds=kinds, profile=profil, font=font, logo=logo)
    with guarded(), progress_bars() as advance:
        runs, errors = print_maps(scenarios, printing=asked, out=out, advance=advance)
    for run in runs:
        _tell(run)
    if as_json:
        print_json([run.document() for run in runs])
    leave_with(errors)


def _tell(run: AtlasRun) -> None:
    say(f"\nCartes imprimées : {run.territory}", style="bold")
    for one in run.atlas.maps:
        say(f"  {one.number:>3}. {one.title}")
    for remark in run.remarks:
        say(f"  Attention : {remark}")
    told = plural(len(run.atlas.maps), one="carte", many="cartes")
    say(f"  {told}, et toutes ensemble : {run.folder / 'atlas.pdf'}")
