"""Which territories there are, and what the figures of one of them are made of."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from placement.cli.console import print_table, say

if TYPE_CHECKING:
    from placement.territory import Territory

__all__ = ["known_territories", "sources_document", "tell_sources"]

_HERE: Final = "territoires"
_SETTINGS: Final = "territoire.yaml"
_FRENCH: Final = {
    "id": "id",
    "title": "titre",
    "owner": "proprietaire",
    "vintage": "millesime",
    "licence": "licence",
    "origin": "origine",
    "sha256": "sha256",
    "replaces": "remplace",
}


def sources_document(territory: Territory) -> dict[str, Any]:
    """Return the sources of a territory and what is estimated, as JSON values."""
    return {
        "sources": [
            {_FRENCH.get(key, key): value for key, value in asdict(source).items()}
            for source in territory.provenance
        ],
        "estimations": list(territory.estimates),
    }


def tell_sources(territory: Territory) -> None:
    """Print the sources, their vintage and licence, and what is estimated."""
    print_table(
        "Sources",
        columns=("source", "millésime", "propriétaire", "licence", "origine"),
        rows=[
            (source.title, source.vintage, source.owner, source.licence, source.origin)
            for source in territory.provenance
        ],
    )
    for sentence in territory.estimates:
        say(f"Estimation : {sentence}")


def known_territories() -> list[dict[str, Any]]:
    """Return the territories that come with placement, and those of the current folder.

    Raises
    ------
    DataError
        The embedded data are not there.
    """
    from placement.sources.territory_folder import territories_folder  # noqa: PLC0415

    places = dict.fromkeys((territories_folder().resolve(), Path(_HERE).resolve()))
    folders = [path.parent for place in places for path in sorted(place.glob(f"*/{_SETTINGS}"))]
    return [_summary(folder) for folder in folders]


def _summary(folder: Path) -> dict[str, Any]:
    """Tell a territory in one line; a broken one is listed with its fault, not refused."""
    from placement.errors import DataError  # noqa: PLC0415
    from placement.sources.territory_folder import read_territory_folder  # noqa: PLC0415

    try:
        files = read_territory_folder(folder)
    except DataError as error:
        first = str(error).partition("\n")[0]
        return {"nom": folder.name, "titre": f"à corriger : {first}", "communes": None,
                "lieux": None, "dossier": str(folder)}  # fmt: skip
    return {
        "nom": files.settings.name,
        "titre": files.settings.title,
        "communes": len(files.communes),
        "lieux": len(files.sites),
        "dossier": str(folder),
    }
