"""``placement report``: the note for the board, ready to print and ready to edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.console import guarded, leave_with, print_json, progress_bars, say
from placement.cli.options import AsJson, OutFolder, Reader, Scenarios

if TYPE_CHECKING:
    from placement.run.report import ReportRun

__all__ = ["report"]


def report(
    scenarios: Scenarios,
    *,
    kept: Annotated[
        str | None,
        typer.Option(
            "--retenu",
            metavar="NOM",
            help="Scénario à proposer ; sinon le meilleur de ceux qui tiennent dans les moyens "
            "d'aujourd'hui.",
        ),
    ] = None,
    template: Annotated[
        str,
        typer.Option("--trame", help="Trame de la fiche-action : moulins, bethune ou les-deux."),
    ] = "les-deux",
    profil: Reader = "interne",
    out: OutFolder = Path("maps"),
    as_json: AsJson = False,
) -> None:
    """Écrire la note au conseil d'administration : PDF accessible, ODT, fiches-action."""
    from placement.privacy import profile_named  # noqa: PLC0415 - the other commands start faster
    from placement.run.report import templates_named, write_reports  # noqa: PLC0415

    with guarded():
        profile, templates = profile_named(profil), templates_named(template)
    with guarded(), progress_bars() as advance:
        runs, errors = write_reports(
            scenarios, out=out, advance=advance, profile=profile, kept=kept, templates=templates
        )
    for done in runs:
        _tell(done)
    if as_json:
        print_json([done.document() for done in runs])
    leave_with(errors)


def _tell(done: ReportRun) -> None:
    say(f"\nNote : {done.territory}", style="bold")
    say(f"  Scénario proposé : {done.title} ({done.scenario})")
    say("  Pour en proposer un autre : --retenu NOM")
    for remark in done.remarks:
        say(f"  Attention : {remark}")
    say(f"  Note : {done.folder / 'note.pdf'}")
    say(f"  À modifier : {done.folder / 'note.odt'}")
