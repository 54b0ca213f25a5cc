"""Two lists of places kept by the public platform of integration: data·inclusion, les emplois.

``data·inclusion``: ``typologie, nom, commune, code_insee, longitude, latitude, siret`` (CSV, JSON
records written as CSV, workbook). ``les emplois``: ``type, nom, adresse, code_postal, commune, dep,
insee, lon, lat``, agencies of France Travail and Missions Locales. Licence Ouverte 2.0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from placement.sources.official import Field, FieldKind, FileHead, read_head
from placement.sources.places.columns import ROLES, Role, degrees, fields_by_role, joined_address
from placement.sources.places.model import ListedPlace, PlacesReading
from placement.sources.places.rows import rows_of
from placement.sources.places.settling import settled
from placement.sources.provenance import SourceKind

__all__ = ["AGENCIES", "DATA_INCLUSION", "read_agencies", "read_data_inclusion"]

_LOCATED: Final = (
    Field("name", ("nom",), FieldKind.TEXT),
    Field("commune", ("commune",), FieldKind.TEXT),
)

DATA_INCLUSION: Final = SourceKind(
    id="data_inclusion",
    title="data·inclusion : structures d'insertion",
    owner="Plateforme de l'inclusion",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("kind", ("typologie",), FieldKind.TEXT),
        *_LOCATED,
        Field("lon", ("longitude",), FieldKind.TEXT),
        Field("lat", ("latitude",), FieldKind.TEXT),
    ),
)

AGENCIES: Final = SourceKind(
    id="agences_emploi",
    title="Agences France Travail et Missions Locales localisées",
    owner="Plateforme de l'inclusion (les emplois de l'inclusion)",
    licence="faits publics",
    fields=(
        Field("kind", ("type",), FieldKind.TEXT),
        *_LOCATED,
        Field("lon", ("lon", "longitude"), FieldKind.TEXT),
        Field("lat", ("lat", "latitude"), FieldKind.TEXT),
        Field("departement", ("dep", "departement"), FieldKind.TEXT),
    ),
)

_STRUCTURE_KINDS: Final = {
    "ml": "mission_locale",
    "ft": "france_travail",
    "pe": "france_travail",
    "msap": "france_services",
    "esf": "france_services",
    "fs": "france_services",
    "mairie": "mairie",
    "mun": "mairie",
    "tiers_lieux": "tiers_lieu",
    "tiers_lieu": "tiers_lieu",
    "bib": "mediatheque",
    "bibliotheque": "mediatheque",
    "caf": "caf",
    "cap_emploi": "cap_emploi",
    "ccas": "ccas",
    "cias": "ccas",
    "cs": "centre_social",
    "csc": "centre_social",
    "evs": "centre_social",
    "pij_bij": "information_jeunesse",
}
_OTHER: Final = "structure"
_NEEDED: Final = (("kind",), ("name",), ("commune_code", "commune_name"))


def read_data_inclusion(
    path: Path, *, communes: Collection[str], head: FileHead | None = None
) -> PlacesReading:
    """Read the structures of some communes; the typologies of no use here are ``structure``.

    Raises
    ------
    DataError
        The file cannot be read, or lacks a column: those it has are named.
    """
    return _read(path, communes=communes, head=head, kind_header="typologie")


def read_agencies(
    path: Path, *, communes: Collection[str], head: FileHead | None = None
) -> PlacesReading:
    """Read the agencies of France Travail and the Missions Locales of some communes.

    Raises
    ------
    DataError
        The file cannot be read, or lacks a column: those it has are named.
    """
    return _read(path, communes=communes, head=head, kind_header="type")


def _read(
    path: Path, *, communes: Collection[str], head: FileHead | None, kind_header: str
) -> PlacesReading:
    head = read_head(path) if head is None else head
    roles = (Role("kind", (kind_header,), kind_header), *ROLES)
    fields = fields_by_role(head, needed=_NEEDED, roles=roles)
    table, rows = rows_of(path, fields=fields, head=head)
    listed = [_listed(cells, number=number) for number, cells in enumerate(rows, start=1)]
    return settled(listed, communes=communes, source=path.name, vintage=table.vintage)


def _listed(cells: Mapping[str, str], *, number: int) -> ListedPlace:
    lon, lat = degrees(cells)
    written = cells["kind"].strip().casefold().replace("-", "_").replace(" ", "_")
    known = set(_STRUCTURE_KINDS.values())
    return ListedPlace(
        id=cells.get("id") or str(number),
        name=cells["name"] or written,
        kind=written if written in known else _STRUCTURE_KINDS.get(written, _OTHER),
        commune_code=cells.get("commune_code", ""),
        commune_name=cells.get("commune_name", ""),
        postal_code=cells.get("postal_code", ""),
        departement=cells.get("departement", ""),
        address=joined_address(cells),
        lon=lon,
        lat=lat,
        hours=cells.get("hours", ""),
    )
