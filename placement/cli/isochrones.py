"""``placement isochrones``: how far one goes in so many minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from placement.cli.console import guarded, print_json, progress_bars, say
from placement.cli.options import AsJson, Osm, Profile, Speeds, Tables

__all__ = ["isochrones"]


def isochrones(
    territory: Annotated[
        str | None,
        typer.Argument(
            metavar="[TERRITOIRE]",
            help="Territoire dont on prend le réseau construit, et les lieux ouverts sans --from.",
        ),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", help="Fichier .geojson ou .gpkg à écrire.")],
    sites: Annotated[Path | None, typer.Option("--from", help="Lieux : CSV id,lon,lat.")] = None,
    osm: Osm = None,
    tables: Tables = None,
    speeds: Speeds = None,
    minutes: Annotated[str, typer.Option(help="Durées, en minutes.")] = "10,15,20,30,45",
    sense: Annotated[
        str, typer.Option("--sens", help="vers : on rejoint le lieu ; depuis : on en part.")
    ] = "vers",
    together: Annotated[
        bool, typer.Option("--ensemble", help="Une seule forme par durée pour tous les lieux.")
    ] = False,
    profile: Profile = "voiture",
    as_json: AsJson = False,
) -> None:
    """Dessiner d'où l'on rejoint des lieux (ou jusqu'où l'on va) en 10, 20, 30 min par la route."""
    from placement.run.distancier import mode_named, road_network  # noqa: PLC0415
    from placement.run.doors import Roads  # noqa: PLC0415
    from placement.run.isochrones import (  # noqa: PLC0415
        asked_sites,
        draw_isochrones,
        minutes_of,
        sense_of,
        write_isochrones,
    )
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415
    from placement.territory import load_territory  # noqa: PLC0415

    with guarded(), progress_bars() as advance:
        folder = None if territory is None else find_territory(territory)
        mode = mode_named(profile, folder=folder)
        durations, direction = minutes_of(minutes), sense_of(sense)
        known = None if folder is None else (load_territory(folder), folder)
        roads = Roads(osm=tuple(osm or ()), tables=tables, speeds=speeds) if osm or tables else None
        network = road_network(roads, territory=known)
        drawn = draw_isochrones(
            network,
            sites=asked_sites(sites, territory=None if known is None else known[0]),
            mode=mode,
            minutes=durations,
            sense=direction,
            together=together,
            progress=lambda done, total: advance("isochrones", done, total),
        )
        write_isochrones(drawn.shapes, origin=network.origin, path=out)
    for lost in drawn.unsnapped:
        say(f"Attention : lieu « {lost.id} » sans isochrone : {lost.reason}.")
    say(f"{len(drawn.shapes)} isochrones ({network.origin.label}) : {out}")
    if as_json:
        print_json(
            {
                "isochrones": str(out),
                "formes": len(drawn.shapes),
                "lieux_sans_route": {lost.id: lost.reason for lost in drawn.unsnapped},
            }
        )
