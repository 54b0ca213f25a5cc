"""Options that several commands share, told once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AsJson",
    "Fresh",
    "Osm",
    "OutFolder",
    "Processes",
    "Profile",
    "Reader",
    "Scenarios",
    "Speeds",
    "Tables",
    "TerritoryName",
]

AsJson = Annotated[bool, typer.Option("--json", help="Résumé en JSON sur la sortie standard.")]
Fresh = Annotated[
    bool,
    typer.Option("--sans-cache", help="Résoudre de nouveau, même ce qui l'a déjà été."),
]
Osm = Annotated[
    list[Path] | None,
    typer.Option("--osm", help="Extrait OpenStreetMap (.osm.pbf, .osm, .graphml) ; à répéter."),
]
OutFolder = Annotated[Path, typer.Option("--out", help="Dossier des résultats.")]
Processes = Annotated[
    int | None,
    typer.Option(
        "--processus", min=1, help="Combien de scénarios à la fois ; tous les cœurs par défaut."
    ),
]
Profile = Annotated[
    str, typer.Option("--profil", help="voiture, accompagne, cyclomoteur, velo ou marche.")
]
Reader = Annotated[
    str,
    typer.Option(
        "--profil",
        help="Pour qui : interne (l'équipe) ou public (tout le monde, effectifs masqués sous 11).",
    ),
]
Scenarios = Annotated[
    list[Path],
    typer.Argument(metavar="SCENARIO...", help="Fichiers .yaml, ou dossiers de scénarios."),
]
Speeds = Annotated[
    Path | None, typer.Option("--vitesses", help="Table classe;vitesse_kmh à appliquer.")
]
Tables = Annotated[
    tuple[Path, Path] | None,
    typer.Option("--tables", help="Table des nœuds et table des arcs."),
]
TerritoryName = Annotated[
    str, typer.Argument(metavar="TERRITOIRE", help="Nom, ou dossier, d'un territoire.")
]
