"""``placement territory init``: a new territory, from its perimeter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from placement.cli.console import guarded, print_json, say
from placement.cli.options import AsJson
from placement.french import whole

if TYPE_CHECKING:
    from placement.initial import NewTerritory

__all__ = ["init"]

Codes = list[str] | None
Paths = list[Path] | None


def init(
    name: Annotated[
        str, typer.Argument(metavar="NOM", help="Nom du territoire : minuscules, tirets.")
    ],
    *,
    epci: Annotated[
        Codes, typer.Option("--epci", help="SIREN d'un EPCI entier ; à répéter.")
    ] = None,
    lists: Annotated[
        Paths,
        typer.Option("--communes", help="Liste de communes, codes ou noms (CSV, classeur)."),
    ] = None,
    departements: Annotated[
        Codes, typer.Option("--departement", help="Code d'un département (03, 2A, 974).")
    ] = None,
    arrondissements: Annotated[
        Codes, typer.Option("--arrondissement", help="Code Insee d'un arrondissement (622).")
    ] = None,
    excepted: Annotated[
        Codes,
        typer.Option("--sauf", help="Communes à retirer : fichier, code ou nom ; à répéter."),
    ] = None,
    shared_epci: Annotated[
        Codes,
        typer.Option("--epci-partage", help="SIREN d'un EPCI partagé : communes à confirmer."),
    ] = None,
    places: Annotated[
        Paths,
        typer.Option("--lieux", help="Vos lieux d'aujourd'hui, ou une liste publique de lieux."),
    ] = None,
    france_services: Annotated[
        Path | None, typer.Option("--france-services", help="Liste des France services.")
    ] = None,
    data: Annotated[
        Paths, typer.Option("--donnees", help="Dossier de fichiers officiels ; à répéter.")
    ] = None,
    title: Annotated[str, typer.Option("--titre", help="Titre affiché sur les cartes.")] = "",
    folder: Annotated[
        Path | None, typer.Option("--dossier", help="Où écrire le territoire.")
    ] = None,
    scenarios: Annotated[
        Path | None, typer.Option("--scenarios", help="Où écrire les premiers scénarios.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Préparer un territoire : périmètre, lieux candidats, premiers scénarios."""
    from placement.initial import TerritoryOrder, Wanted, init_territory  # noqa: PLC0415

    order = TerritoryOrder(
        name=name,
        wanted=Wanted(
            epci=tuple(epci or ()),
            shared_epci=tuple(shared_epci or ()),
            departements=tuple(departements or ()),
            arrondissements=tuple(arrondissements or ()),
            lists=tuple(lists or ()),
            excepted=tuple(excepted or ()),
        ),
        places=tuple(places or ()),
        france_services=france_services,
        data=tuple(data or ()),
        title=title,
        folder=folder,
        scenarios=scenarios,
    )
    with guarded():
        created = init_territory(order)
    _tell(created)
    if as_json:
        print_json(_document(created))


def _tell(created: NewTerritory) -> None:
    """Tell what was written, what was assumed, what to do next."""
    kinds = _kinds(created)
    say(
        f"{len(created.perimeter.communes)} communes, {whole(created.perimeter.population)} "
        f"habitants, {', '.join(f'{kind} : {n}' for kind, n in kinds.items())}.",
        style="bold",
    )
    for text in (*created.remarks, *created.territory.warnings):
        say(f"Attention : {text}")
    scenarios = created.scenarios[0].parent
    say(f"Territoire : {created.folder}")
    say(f"Scénarios  : {scenarios} ({len(created.scenarios)})")
    say(f"Lisez {created.folder / 'LISEZMOI.md'}, puis : placement run {scenarios}")


def _kinds(created: NewTerritory) -> dict[str, int]:
    counts = Counter(site.kind for site in created.sites)
    order = ("siege", "antenne", "permanence", "candidat")
    return {kind: counts[kind] for kind in order if counts[kind]}


def _document(created: NewTerritory) -> dict[str, Any]:
    perimeter = created.perimeter
    return {
        "nom": created.territory.name,
        "dossier": str(created.folder),
        "scenarios": [str(path) for path in created.scenarios],
        "communes": len(perimeter.communes),
        "communes_a_confirmer": len(perimeter.doubtful),
        "communes_laissees": [record.code for record in perimeter.unlocated],
        "population": perimeter.population,
        "jeunes": round(created.territory.demand.total, 1),
        "epci": dict(sorted(Counter(r.epci_name for r in perimeter.communes).items())),
        "lieux": _kinds(created),
        "existant_suppose": created.supposed,
        "remarques": list(created.remarks),
        "avertissements": list(created.territory.warnings),
    }
