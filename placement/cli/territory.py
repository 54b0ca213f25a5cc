"""``placement territory``: what is known of a territory, and new ones."""

from __future__ import annotations

from typing import Annotated

import typer

from placement.cli.console import guarded, print_json, print_table, say
from placement.cli.options import AsJson
from placement.cli.summaries import territory_document, territory_tables
from placement.cli.territory_init import init
from placement.cli.territory_sources import known_territories, sources_document, tell_sources

__all__ = ["territory_app"]

territory_app = typer.Typer(
    help="Voir, lister, préparer un territoire.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@territory_app.callback()
def _group() -> None:
    """Voir, lister, préparer un territoire."""


territory_app.command("init")(init)


@territory_app.command("list")
def _list(*, as_json: AsJson = False) -> None:
    """Lister les territoires : ceux qui sont livrés, ceux du dossier courant."""
    with guarded():
        known = known_territories()
    if as_json:
        print_json(known)
        return
    columns = ("nom", "titre", "communes", "lieux", "dossier")
    rows = [tuple(str(one[column]) for column in columns) for one in known]
    print_table("Territoires", columns=columns, rows=rows)


@territory_app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NOM", help="Nom, ou dossier, d'un territoire.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Montrer le périmètre, les jeunes et les lieux d'un territoire."""
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415
    from placement.territory import load_territory  # noqa: PLC0415

    with guarded():
        territory = load_territory(find_territory(name))
    for warning in territory.warnings:
        say(f"Attention : {warning}")
    if as_json:
        print_json({**territory_document(territory), **sources_document(territory)})
    else:
        territory_tables(territory)
        tell_sources(territory)
