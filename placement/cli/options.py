"""Options that several commands share, told once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["AsJson", "Fresh", "Osm", "Processes", "Profile", "Reader", "Speeds", "Tables"]

AsJson = Annotated[bool, typer.Option("--json", help="Résumé en JSON sur la sortie standard.")]
Fresh = Annotated[
    bool,
    typer.Option("--sans-cache", help="Résoudre de nouveau, même ce qui l'a déjà été."),
]
Osm = Annotated[
    list[Path] | None,
    typer.Option("--osm", help="Extrait OpenStreetMap (.osm.pbf, .osm, .graphml) ; à répéter."),
]
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
Speeds = Annotated[
    Path | None, typer.Option("--vitesses", help="Table classe;vitesse_kmh à appliquer.")
]
Tables = Annotated[
    tuple[Path, Path] | None,
    typer.Option("--tables", help="Table des nœuds et table des arcs."),
]
