"""France services: the national list, as the ANCT publishes it or as others have re-written it.

Columns ``id_fs, lib_fs, adresse, insee_com, code_postal, latitude, longitude, h_lundi…, format_fs``
(map of the ANCT), or any list whose headers mean the same. Licence Ouverte 2.0. Those that travel
(``format_fs`` « Bus », « Itinérante ») are of the kind ``france_services_mobile``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from placement.sources.official import Field, FieldKind, FileHead, read_head
from placement.sources.places.columns import degrees, fields_by_role, joined_address
from placement.sources.places.hours import DAYS, written_hours
from placement.sources.places.model import ListedPlace, PlacesReading
from placement.sources.places.rows import rows_of
from placement.sources.places.settling import settled
from placement.sources.provenance import SourceKind

__all__ = ["FRANCE_SERVICES", "read_france_services"]

FRANCE_SERVICES: Final = SourceKind(
    id="france_services",
    title="Liste des France services",
    owner="Agence nationale de la cohésion des territoires (ANCT)",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("name", ("lib_fs", "nom_fs", "nom_france_services", "libelle_fs"), FieldKind.TEXT),
        Field("commune_code", ("insee_com", "code_insee", "code_commune"), FieldKind.CODE),
        Field("lon", ("longitude", "lon"), FieldKind.TEXT),
        Field("lat", ("latitude", "lat"), FieldKind.TEXT),
    ),
)

_NEEDED: Final = (("name",), ("commune_code", "commune_name"))
_TRAVELS: Final = ("bus", "itin", "mobile", "camion", "van ")


def read_france_services(
    path: Path, *, communes: Collection[str], head: FileHead | None = None
) -> PlacesReading:
    """Read the France services of some communes, fixed ones and those that travel.

    Parameters
    ----------
    path : CSV or workbook, zipped or not
    communes : INSEE codes wanted
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file cannot be read, or no column tells the name or the commune: those it has are
        named.
    """
    head = read_head(path) if head is None else head
    fields = fields_by_role(head, needed=_NEEDED)
    table, rows = rows_of(path, fields=fields, head=head)
    listed = [_listed(cells, number=number) for number, cells in enumerate(rows, start=1)]
    return settled(listed, communes=communes, source=path.name, vintage=table.vintage)


def _listed(cells: Mapping[str, str], *, number: int) -> ListedPlace:
    lon, lat = degrees(cells)
    return ListedPlace(
        id=cells.get("id") or str(number),
        name=cells["name"] or "France services",
        kind="france_services_mobile" if _travels(cells) else "france_services",
        commune_code=cells.get("commune_code", ""),
        commune_name=cells.get("commune_name", ""),
        postal_code=cells.get("postal_code", ""),
        departement=cells.get("departement", ""),
        address=joined_address(cells),
        lon=lon,
        lat=lat,
        hours=cells.get("hours", "") or written_hours([_day(cells, day) for day in DAYS]),
    )


def _travels(cells: Mapping[str, str]) -> bool:
    """Whether its format says that it travels; its name, where the list has no format."""
    told = (cells.get("format") or cells["name"]).casefold()
    return any(word in told for word in _TRAVELS)


def _day(cells: Mapping[str, str], day: str) -> str:
    both = (cells.get(day, ""), cells.get(f"{day}_soir", ""))
    return " / ".join(text for text in both if text.strip())
