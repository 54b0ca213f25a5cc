"""The commands."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from placement import __version__
from placement.cli.batch import batch
from placement.cli.calendar import calendar
from placement.cli.compare import compare
from placement.cli.console import (
    EXIT_INTERRUPTED,
    configure_logging,
    fail,
    guarded,
    leave_with,
    print_json,
    progress_bars,
)
from placement.cli.data import data_app
from placement.cli.doctor import doctor
from placement.cli.geocode import geocode
from placement.cli.isochrones import isochrones
from placement.cli.maps import maps
from placement.cli.needs import needs
from placement.cli.network import network_app
from placement.cli.options import AsJson, Fresh, OutFolder, Processes, Reader, Scenarios
from placement.cli.pareto import pareto
from placement.cli.portrait import portrait
from placement.cli.report import report
from placement.cli.summaries import tell_check, tell_run
from placement.cli.territory import territory_app
from placement.cli.times import times
from placement.cli.usage import UsageFault, asks_for_help, usage_message
from placement.errors import ScenarioError

__all__ = ["app", "main"]

app = typer.Typer(
    name="placement",
    help="Où tenir les antennes et les permanences d'une Mission Locale.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(territory_app, name="territory")
app.add_typer(network_app, name="network")
app.add_typer(data_app, name="data")
app.command("batch")(batch)
app.command("times")(times)
app.command("isochrones")(isochrones)
app.command("geocode")(geocode)
app.command("calendar")(calendar)
app.command("compare")(compare)
app.command("pareto")(pareto)
app.command("needs")(needs)
app.command("portrait")(portrait)
app.command("report")(report)
app.command("maps")(maps)
app.command("doctor")(doctor)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"placement {__version__}")
        raise typer.Exit


@app.callback()
def common(
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Journal détaillé.")] = False,
    version: Annotated[  # noqa: ARG001 - read by its callback
        bool,
        typer.Option(
            "--version",
            callback=lambda value: _version(wanted=value),
            is_eager=True,
            help="Version.",
        ),
    ] = False,
) -> None:
    """Où tenir les antennes et les permanences d'une Mission Locale."""
    configure_logging(verbose=verbose)


@app.command()
def run(
    scenarios: Scenarios,
    *,
    out: OutFolder = Path("maps"),
    require_optimal: Annotated[
        bool,
        typer.Option(
            "--require-optimal",
            help="Sortir avec le code 5 si un plan n'est pas prouvé optimal.",
        ),
    ] = False,
    profil: Reader = "interne",
    processus: Processes = None,
    sans_cache: Fresh = False,
    as_json: AsJson = False,
) -> None:
    """Calculer des scénarios et écrire leurs cartes et leurs tableaux."""
    from placement.privacy import profile_named  # noqa: PLC0415 - the other commands start faster
    from placement.run import run_scenarios  # noqa: PLC0415

    with guarded(), progress_bars() as advance:
        runs = run_scenarios(
            scenarios,
            out=out,
            advance=advance,
            profile=profile_named(profil),
            fresh=sans_cache,
            processes=processus,
        )
    for done in runs:
        tell_run(done)
    if as_json:
        print_json([done.document() for done in runs])
    leave_with([done.error or (done.unproved() if require_optimal else None) for done in runs])


@app.command()
def check(
    scenarios: Scenarios,
    *,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Montrer chaque scénario en entier, et d'où vient chaque valeur."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Vérifier des scénarios sans les résoudre."""
    from placement.run import check_scenarios  # noqa: PLC0415

    if explain:
        _explain(scenarios, to_stderr=as_json)
    with guarded(), progress_bars() as advance:
        checked = check_scenarios(scenarios, advance=advance)
    documents = [tell_check(one) for one in checked]
    if as_json:
        print_json(documents)
    leave_with([one.error for one in checked])


def _explain(scenarios: Sequence[Path], *, to_stderr: bool) -> None:
    """Print the scenarios that can be resolved; the check that follows tells of the others."""
    from placement.scenario import explained, find_scenarios  # noqa: PLC0415

    with guarded():
        files = find_scenarios(scenarios)
    for file in files:
        with suppress(ScenarioError):
            for text in explained(file):
                typer.echo(text, err=to_stderr)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; usage errors leave with 2, as a wrong scenario does."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _never_fail_to_print()
    try:
        code = app(args=given, standalone_mode=False)
    except UsageFault as fault:
        if asks_for_help(fault):
            typer.echo(str(fault), err=True)
            raise SystemExit(ScenarioError.exit_code) from None
        fail(ScenarioError(usage_message(fault)))
        raise SystemExit(ScenarioError.exit_code) from None
    except typer.Abort:
        raise SystemExit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        code = 0
    raise SystemExit(code or 0)


def _never_fail_to_print() -> None:
    """Replace what a narrow terminal cannot show (cp1252, say) instead of stopping there."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
