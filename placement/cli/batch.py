"""``placement batch``: many territories and scenarios, here or on a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.console import guarded, print_json, progress_bars, say
from placement.cli.options import AsJson, Fresh, OutFolder, Processes, Reader
from placement.french import plural

if TYPE_CHECKING:
    from placement.batch import Batch

__all__ = ["batch"]


def batch(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LISTE|DOSSIER]...",
            help="Listes territoire;scenarios (CSV, YAML), ou dossiers de territoires et de "
            "scénarios.",
        ),
    ] = None,
    *,
    territoires: Annotated[
        list[str] | None,
        typer.Option("--territoires", help="Territoire, nom ou dossier ; à répéter."),
    ] = None,
    scenarios: Annotated[
        list[Path] | None,
        typer.Option("--scenarios", help="Scénarios à calculer sur chacun ; à répéter."),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option("--scheduler", help="Adresse d'un ordonnanceur Dask : tcp://machine:8786."),
    ] = "",
    processus: Processes = None,
    out: OutFolder = Path("maps"),
    profil: Reader = "interne",
    sans_cache: Fresh = False,
    as_json: AsJson = False,
) -> None:
    """Calculer beaucoup de territoires et de scénarios ; reprend où il en était."""
    from placement.batch import (  # noqa: PLC0415 - the other commands start faster
        asked_lines,
        here,
        on_cluster,
        run_batch,
        summary_document,
        write_summary,
    )
    from placement.privacy import profile_named  # noqa: PLC0415

    with guarded(), progress_bars() as advance:
        done = run_batch(
            asked_lines(sources or (), territories=territoires or (), scenarios=scenarios or ()),
            out=out,
            share=on_cluster(scheduler) if scheduler else here(processus),
            advance=advance,
            profile=profile_named(profil),
            fresh=sans_cache,
        )
        folder = write_summary(done)
    _tell(done, folder=folder)
    if as_json:
        print_json(summary_document(done))
    if done.exit_code:
        raise SystemExit(done.exit_code)


def _tell(done: Batch, *, folder: Path) -> None:
    """Tell the failures in full, then how many scenarios are done and where to read them."""
    failures = [line for line in done.lines if line.report.exit_code]
    for line in failures:
        say(f"Échec — {line.territory or line.where} / {line.scenario or '?'}", style="bold")
        say(f"  {line.report.message}")
    skipped = sum(line.skipped for line in done.lines)
    say(
        f"{plural(len(done.lines), one='scénario', many='scénarios')}, dont "
        f"{plural(skipped, one='déjà fait', many='déjà faits')} et "
        f"{plural(len(failures), one='en échec', many='en échec')}."
    )
    say(f"Synthèse : {folder / 'synthese.html'}")
