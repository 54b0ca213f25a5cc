"""``placement network``: give a territory its roads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from placement.cli.console import guarded, print_json, say
from placement.cli.options import AsJson, Osm, Speeds, Tables

if TYPE_CHECKING:
    from placement.run.doors import BuiltNetwork

__all__ = ["network_app"]

network_app = typer.Typer(
    help="Donner un réseau routier à un territoire.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@network_app.callback()
def _group() -> None:
    """Donner un réseau routier à un territoire."""


@network_app.command("build")
def build(
    territory: Annotated[str, typer.Argument(help="Nom, ou dossier, d'un territoire.")],
    *,
    osm: Osm = None,
    tables: Tables = None,
    overpass: Annotated[bool, typer.Option("--overpass", help="Télécharger (internet).")] = False,
    overpass_url: Annotated[str | None, typer.Option(help="Autre serveur Overpass.")] = None,
    estimation: Annotated[bool, typer.Option("--estimation", help="Sans réseau routier.")] = False,
    speeds: Speeds = None,
    licence: Annotated[str, typer.Option(help="Licence des tables, à citer.")] = "",
    attribution: Annotated[
        str, typer.Option("--mention", help="Mention des tables, à citer.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Lire, télécharger ou estimer les routes d'un territoire, et les garder à côté de lui."""
    from placement.run.doors import Roads, build_network  # noqa: PLC0415 - slow import
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415
    from placement.territory import load_territory  # noqa: PLC0415

    with guarded():
        roads = Roads(
            osm=tuple(osm or ()),
            tables=tables,
            overpass=overpass,
            overpass_url=overpass_url,
            estimation=estimation,
            speeds=speeds,
            licence=licence,
            attribution=attribution,
        )
        folder = find_territory(territory)
        built = build_network(roads, territory=load_territory(folder), folder=folder)
    for warning in built.warnings:
        say(f"Attention : {warning}")
    _tell(built)
    if as_json:
        print_json(_document(built))


def _tell(built: BuiltNetwork) -> None:
    network = built.network
    if built.folder is None:
        say("Aucun réseau n'est gardé : les temps seront estimés à chaque calcul.")
        return
    say(
        f"Réseau « {network.origin.label} » : {network.n_nodes} nœuds, {network.n_arcs} arcs, "
        f"{network.crs}, enregistré dans {built.folder}"
    )


def _document(built: BuiltNetwork) -> dict[str, Any]:
    network = built.network
    return {
        "dossier": None if built.folder is None else str(built.folder),
        "noeuds": network.n_nodes,
        "arcs": network.n_arcs,
        "crs": network.crs,
        "estimation": network.origin.estimated,
        "sha256": network.content_hash,
        "avertissements": list(built.warnings),
    }
