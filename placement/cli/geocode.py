"""``placement geocode``: addresses of places turned into coordinates."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from placement.cli.console import guarded, print_json, progress_bars, say
from placement.cli.options import AsJson
from placement.errors import DataError, Faults, ScenarioError, cite
from placement.french import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from placement.cli.console import Advance
    from placement.download import Address, AddressSheet, Answer, GeocodedSheet

__all__ = ["geocode"]

_SUFFIX: Final = "_geocode.csv"
_REPORT: Final = "_a_verifier.csv"


def geocode(
    file: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="Feuille de lieux : adresse, code_commune, type."),
    ],
    *,
    territory: Annotated[
        str | None,
        typer.Option("--territoire", help="Territoire où chercher FICHIER, et son périmètre."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Nouvelle feuille.")] = None,
    url: Annotated[str, typer.Option("--url", help="Autre service de géocodage.")] = "",
    proxy: Annotated[str, typer.Option("--proxy", help="Adresse du proxy.")] = "",
    offline: Annotated[
        bool, typer.Option("--hors-ligne", help="Ne rien envoyer : placer à la mairie.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Placer sur la carte les lieux d'une feuille qui n'ont pas de coordonnées."""
    from placement.download import (  # noqa: PLC0415 - slow import
        geocode_sheet,
        read_address_sheet,
        write_geocoded,
        write_report,
    )

    with guarded(), progress_bars() as advance:
        source = _source(file, territory=territory)
        target = _target(source, out=out)
        report = target.with_name(target.stem + _REPORT)
        sheet = read_address_sheet(source)
        outside = _outside(sheet, territory=territory)
        placed = geocode_sheet(
            sheet,
            ask=None if offline else _asker(url=url, proxy=proxy, advance=advance),
        )
        write_geocoded(placed, path=target)
        write_report(placed, path=report)
    _tell(placed, target=target, report=report, outside=outside)
    if as_json:
        print_json(_document(placed, target=target, report=report, outside=outside))


def _source(file: Path, *, territory: str | None) -> Path:
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415

    if territory is None or file.is_file():
        return file
    inside = find_territory(territory) / file
    if not inside.is_file():
        raise DataError(f"feuille introuvable : ni « {file} », ni « {inside} ».")
    return inside


def _target(source: Path, *, out: Path | None) -> Path:
    target = source.with_name(source.stem + _SUFFIX) if out is None else out
    if target.resolve() == source.resolve():
        raise ScenarioError(
            f"--out « {target} » est la feuille elle-même ; elle n'est jamais remplacée, donnez un "
            "autre nom, relisez le résultat, puis renommez-le."
        )
    return target


def _outside(sheet: AddressSheet, *, territory: str | None) -> tuple[str, ...]:
    """Communes of the sheet that are not in the perimeter of the territory."""
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415
    from placement.sources.territory_folder.tables import read_communes  # noqa: PLC0415

    if territory is None:
        return ()
    folder = find_territory(territory)
    faults = Faults(f"territoire {folder.name}")
    perimeter = {entry.code for entry in read_communes(folder, faults=faults)}
    faults.raise_as(DataError)
    return tuple(sorted({row.commune_code for row in sheet.rows} - perimeter))


def _asker(*, url: str, proxy: str, advance: Advance) -> Any:
    """Return the question to the geocoder, with its address and the way to it."""
    from placement.download import (  # noqa: PLC0415
        GEOCODER_URL,
        HttpRules,
        UnreachableError,
        ask_geocoder,
        http_session,
    )

    rules = HttpRules(proxy=proxy)

    def ask(addresses: Sequence[Address]) -> Sequence[Answer]:
        if not addresses:
            return ()
        try:
            with http_session(rules) as session:
                return ask_geocoder(
                    addresses,
                    session=session,
                    rules=rules,
                    url=url or GEOCODER_URL,
                    advance=lambda done, total: advance("géocodage", done, total),
                )
        except UnreachableError as error:
            raise UnreachableError(
                f"{error} Sans internet, --hors-ligne place les lieux à la mairie."
            ) from error

    return ask


def _tell(placed: GeocodedSheet, *, target: Path, report: Path, outside: Sequence[str]) -> None:
    counts = ", ".join(f"{verdict} : {n}" for verdict, n in sorted(placed.counts.items()))
    say(f"{plural(len(placed.places), one='lieu', many='lieux')} — {counts or 'aucune ligne'}.")
    if outside:
        say(f"Attention : communes hors du périmètre : {cite(outside)}.")
    say(f"Nouvelle feuille : {target}")
    doubtful = len(placed.doubtful)
    if doubtful:
        say(f"À vérifier à la main ({plural(doubtful, one='ligne', many='lignes')}) : {report}")


def _document(
    placed: GeocodedSheet, *, target: Path, report: Path, outside: Sequence[str]
) -> dict[str, Any]:
    return {
        "feuille": str(target),
        "rapport": str(report),
        "lieux": len(placed.places),
        "verdicts": {str(verdict): n for verdict, n in sorted(placed.counts.items())},
        "communes_hors_perimetre": list(outside),
        "a_verifier": [
            {
                "ligne": place.row.line,
                "verdict": str(place.verdict),
                "raison": place.reason,
                "longitude": None if math.isnan(place.lon) else place.lon,
                "latitude": None if math.isnan(place.lat) else place.lat,
            }
            for place in placed.doubtful
        ],
    }
