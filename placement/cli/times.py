"""``placement times``: the distancier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from placement.cli.console import guarded, print_json, progress_bars, say

if TYPE_CHECKING:
    from placement.run.distancier import Distancier

__all__ = ["times"]

_MAX_SNAP_M = 3_000.0


def times(
    *,
    origins: Annotated[Path, typer.Option("--from", help="Points de départ : CSV id,lon,lat.")],
    destinations: Annotated[Path, typer.Option("--to", help="Points d'arrivée : CSV id,lon,lat.")],
    out: Annotated[Path, typer.Option("--out", help="Fichier .csv ou .parquet à écrire.")],
    territory: Annotated[
        str | None, typer.Option(help="Territoire dont on prend le réseau routier construit.")
    ] = None,
    osm: Annotated[
        list[Path] | None,
        typer.Option(help="Extrait OpenStreetMap (.osm.pbf, .osm, .graphml) ; à répéter."),
    ] = None,
    tables: Annotated[
        tuple[Path, Path] | None, typer.Option(help="Table des nœuds et table des arcs.")
    ] = None,
    estimation: Annotated[bool, typer.Option("--estimation", help="Sans réseau routier.")] = False,
    speeds: Annotated[
        Path | None, typer.Option("--vitesses", help="Table classe;vitesse_kmh à appliquer.")
    ] = None,
    profile: Annotated[str, typer.Option("--profil", help="voiture, velo ou marche.")] = "voiture",
    max_snap_m: Annotated[
        float, typer.Option("--rattachement-max-m", help="Distance la plus longue à la route, m.")
    ] = _MAX_SNAP_M,
    as_json: Annotated[bool, typer.Option("--json", help="Résumé en JSON.")] = False,
) -> None:
    """Calculer les temps de trajet entre deux listes de points."""
    from placement.run.distancier import compute_times, read_points, write_times  # noqa: PLC0415
    from placement.run.doors import Roads  # noqa: PLC0415
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415
    from placement.territory import load_territory  # noqa: PLC0415

    with guarded(), progress_bars() as advance:
        roads = (
            None
            if territory is not None and not (osm or tables or estimation or speeds)
            else Roads(osm=tuple(osm or ()), tables=tables, estimation=estimation, speeds=speeds)
        )
        folder = None if territory is None else find_territory(territory)
        table = compute_times(
            origins=read_points(origins),
            destinations=read_points(destinations),
            roads=roads,
            territory=None if folder is None else (load_territory(folder), folder),
            mode_name=profile,
            max_snap_m=max_snap_m,
            progress=lambda done, total: advance("temps de trajet", done, total),
        )
        written = write_times(table, path=out)
    _tell(written)
    if as_json:
        print_json(_document(written))


def _tell(written: Distancier) -> None:
    say(f"{written.pairs - written.absent} temps sur {written.pairs} paires : {written.times}")
    if written.estimated:
        say("Temps estimés, sans réseau routier.")
    if written.missing is not None:
        say(
            f"{written.absent} paires sans temps ; les points hors réseau (une ligne chacun) et "
            f"les paires sans chemin, avec leur raison : {written.missing}"
        )


def _document(written: Distancier) -> dict[str, Any]:
    return {
        "temps": str(written.times),
        "sans_temps": None if written.missing is None else str(written.missing),
        "paires": written.pairs,
        "paires_sans_temps": written.absent,
        "estimation": written.estimated,
    }
