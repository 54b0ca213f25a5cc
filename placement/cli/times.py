"""``placement times``: the distancier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from placement.cli.console import guarded, print_json, progress_bars, say
from placement.cli.options import AsJson, Osm, Profile, Speeds, Tables

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
    osm: Osm = None,
    tables: Tables = None,
    estimation: Annotated[bool, typer.Option("--estimation", help="Sans réseau routier.")] = False,
    speeds: Speeds = None,
    profile: Profile = "voiture",
    max_snap_m: Annotated[
        float, typer.Option("--rattachement-max-m", help="Distance la plus longue à la route, m.")
    ] = _MAX_SNAP_M,
    routes: Annotated[
        Path | None,
        typer.Option("--trajets", help="Fichier .geojson où dessiner aussi les trajets."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Calculer les temps de trajet entre deux listes de points."""
    from placement.run.distancier import (  # noqa: PLC0415
        compute_times,
        mode_named,
        read_points,
        refuse_two_networks,
        road_network,
        write_times,
    )
    from placement.run.doors import Roads  # noqa: PLC0415
    from placement.run.routes import refuse_routes_file, write_routes  # noqa: PLC0415
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415
    from placement.territory import load_territory  # noqa: PLC0415

    with guarded(), progress_bars() as advance:
        roads = (
            None
            if territory is not None and not (osm or tables or estimation or speeds)
            else Roads(osm=tuple(osm or ()), tables=tables, estimation=estimation, speeds=speeds)
        )
        refuse_two_networks(roads, territory=territory)
        if routes is not None:
            refuse_routes_file(routes, estimation=estimation)
        folder = None if territory is None else find_territory(territory)
        mode = mode_named(profile, folder=folder)
        known = None if folder is None else (load_territory(folder), folder)
        network = None if estimation else road_network(roads, territory=known)
        starts, ends = read_points(origins), read_points(destinations)
        table = compute_times(
            origins=starts,
            destinations=ends,
            network=network,
            mode=mode,
            max_snap_m=max_snap_m,
            progress=lambda done, total: advance("temps de trajet", done, total),
        )
        written = write_times(table, path=out)
        drawn = (
            None
            if routes is None or network is None
            else write_routes(
                network,
                origins=starts,
                destinations=ends,
                mode=mode,
                max_snap_m=max_snap_m,
                path=routes,
                progress=lambda done, total: advance("trajets", done, total),
            )
        )
    _tell(written)
    if drawn is not None:
        say(f"{drawn.routes} trajets dessinés : {drawn.path}")
    if as_json:
        document = _document(written)
        print_json({**document, "trajets": None if drawn is None else str(drawn.path)})


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
