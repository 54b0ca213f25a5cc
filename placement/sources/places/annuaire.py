"""The directory of public services (annuaire de l'administration, DILA): who receives, where.

Reads what the Explore interface gives (``{"results": […]}``), what it exports (JSON list, or CSV)
and the national file (``{"service": […]}``): ``nom``, ``pivot`` (``type_service_local``,
``code_insee_commune``), ``adresse`` (``longitude``, ``latitude``…), ``plage_ouverture``; the nested
fields are JSON, or the text of one. Licence Ouverte 2.0.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from placement.errors import DataError, cite, system_reason
from placement.sources.official import Field, FieldKind, FileHead, read_head
from placement.sources.places.columns import degrees
from placement.sources.places.hours import DAYS, hours_of_slots
from placement.sources.places.model import ListedPlace, PlacesReading
from placement.sources.places.rows import rows_of
from placement.sources.places.settling import settled
from placement.sources.provenance import SourceKind

__all__ = ["ANNUAIRE", "is_annuaire_json", "read_annuaire"]

ANNUAIRE: Final = SourceKind(
    id="annuaire_administration",
    title="Annuaire de l'administration (service-public.fr)",
    owner="Direction de l'information légale et administrative (DILA)",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("id", ("id",), FieldKind.TEXT, required=False),
        Field("nom", ("nom",), FieldKind.TEXT),
        Field("pivot", ("pivot",), FieldKind.TEXT),
        Field("adresse", ("adresse",), FieldKind.TEXT),
        Field("plage_ouverture", ("plage_ouverture",), FieldKind.TEXT, required=False),
        Field("code_insee_commune", ("code_insee_commune",), FieldKind.TEXT, required=False),
    ),
)

_KINDS: Final = {
    "mission_locale": "mission_locale",
    "france_travail": "france_travail",
    "pole_emploi": "france_travail",
    "mairie": "mairie",
    "mairie_com": "mairie",
    "france_services": "france_services",
    "msap": "france_services",
    "maison_france_services": "france_services",
    "cap_emploi": "cap_emploi",
    "caf": "caf",
    "cij": "information_jeunesse",
    "crij": "information_jeunesse",
    "bij": "information_jeunesse",
    "pij": "information_jeunesse",
}
_LISTS: Final = ("results", "service", "records", "services")
_JSON_HEAD: Final = 1 << 16


def is_annuaire_json(path: Path) -> bool:
    """Whether a file looks like the JSON of the directory, by its first characters."""
    if path.suffix.casefold() != ".json":
        return False
    with path.open("rb") as stream:
        head = stream.read(_JSON_HEAD)
    return b'"pivot"' in head and b'"adresse"' in head


def read_annuaire(
    path: Path, *, communes: Collection[str], head: FileHead | None = None
) -> PlacesReading:
    """Read the services that may receive young people, in some communes.

    Parameters
    ----------
    path : JSON or CSV of the directory
    communes : INSEE codes wanted
    head : what ``read_head`` found, not to look twice; of no use for a JSON

    Raises
    ------
    DataError
        The file cannot be read, or is not that directory.
    """
    if path.suffix.casefold() == ".json":
        vintage, services = "", _services_of_json(path)
    else:
        head = read_head(path) if head is None else head
        table, rows = rows_of(path, fields=ANNUAIRE.fields, head=head)
        vintage, services = table.vintage, list(rows)
    remarks: list[str] = []
    listed = list(_listed_all(services, name=path.name, remarks=remarks))
    reading = settled(listed, communes=communes, source=path.name, vintage=vintage)
    return PlacesReading(reading.places, vintage, (*remarks, *reading.remarks))


def _services_of_json(path: Path) -> list[Mapping[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(
            f"fichier {path.name} : lecture impossible ({system_reason(error)})."
        ) from error
    except ValueError as error:
        raise DataError(
            f"fichier {path.name} : ce n'est pas du JSON ({error}) ; téléchargez-le de nouveau."
        ) from error
    if isinstance(content, Mapping):
        content = next((content[name] for name in _LISTS if name in content), None)
    if not isinstance(content, list) or not all(isinstance(one, Mapping) for one in content):
        raise DataError(
            f"fichier {path.name} : ce n'est pas l'annuaire de l'administration (une liste de "
            "services, sous « results » ou « service »)."
        )
    # What the interface gives in another layout: {"record": {"fields": {…}}}, {"fields": {…}}.
    return [one.get("record", one).get("fields", one) for one in content]


def _listed_all(
    services: Iterable[Mapping[str, Any]], *, name: str, remarks: list[str]
) -> Iterator[ListedPlace]:
    """Yield the services of a known type; what cannot be understood is counted."""
    broken = []
    for number, service in enumerate(services, start=1):
        try:
            listed = _listed(service, number=number)
        except (ValueError, TypeError, AttributeError):
            broken.append(f"« {service.get('nom') or number} »")
        else:
            yield from [listed] if listed is not None else []
    if broken:
        remarks.append(f"{name}, mis de côté, pivot ou adresse illisibles : {cite(broken)}.")


def _listed(service: Mapping[str, Any], *, number: int) -> ListedPlace | None:
    pivots = _nested(service.get("pivot"))
    kinds = [_KINDS.get(str(pivot.get("type_service_local", "")), "") for pivot in pivots]
    kind = next((one for one in kinds if one), "")
    if not kind:
        return None
    address = _physical(_nested(service.get("adresse")))
    lon, lat = degrees({"lon": _text(address, "longitude"), "lat": _text(address, "latitude")})
    return ListedPlace(
        id=str(service.get("id") or number),
        name=str(service.get("nom") or kind),
        kind=kind,
        commune_code=_commune_code(service, pivots=pivots),
        commune_name=_text(address, "nom_commune"),
        postal_code=_text(address, "code_postal"),
        address=_written(address),
        lon=lon,
        lat=lat,
        hours=_hours(_nested(service.get("plage_ouverture"))),
    )


def _nested(value: Any) -> list[Mapping[str, Any]]:
    """Return a nested field as a list of objects, whether it is JSON or the text of one."""
    if isinstance(value, str):
        value = json.loads(value) if value.strip() else []
    found = [value] if isinstance(value, Mapping) else value or []
    if not all(isinstance(one, Mapping) for one in found):
        raise TypeError("a list of objects is expected")
    return list(found)


def _physical(addresses: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the address where people go, before the one where they write."""
    at_door = [one for one in addresses if "postale" not in _text(one, "type_adresse").casefold()]
    return next(iter(at_door or addresses), {})


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return "" if value is None else str(value).strip()


def _commune_code(service: Mapping[str, Any], *, pivots: list[Mapping[str, Any]]) -> str:
    """INSEE code of a service: its own, else the only one of its pivot."""
    own = _text(service, "code_insee_commune")
    if own:
        return own
    codes = [code for pivot in pivots for code in _codes(pivot.get("code_insee_commune"))]
    return codes[0] if len(set(codes)) == 1 else ""


def _codes(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(code) for code in value or []]


def _written(address: Mapping[str, Any]) -> str:
    town = f"{_text(address, 'code_postal')} {_text(address, 'nom_commune')}".strip()
    parts = (_text(address, "numero_voie"), _text(address, "complement1"), town)
    return ", ".join(" ".join(part.split()) for part in parts if part)


def _hours(periods: list[Mapping[str, Any]]) -> str:
    """Write ``plage_ouverture`` as « lun-ven 9h-12h, 14h-17h »."""
    written = []
    for period in periods:
        first, last = (_text(period, f"nom_jour_{end}").casefold() for end in ("debut", "fin"))
        slots = hours_of_slots(
            [
                (_text(period, f"valeur_heure_debut_{n}"), _text(period, f"valeur_heure_fin_{n}"))
                for n in (1, 2)
            ]
        )
        if first in DAYS and slots:
            days = first[:3] if last in ("", first) else f"{first[:3]}-{last[:3]}"
            written.append((DAYS.index(first), f"{days} {slots}"))
    return " ; ".join(text for _, text in sorted(written))
