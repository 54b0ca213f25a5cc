"""The sites that a Mission Locale holds today: its own sheet, or the lists that know of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.initial.planned import PlannedSite, same_place, slug
from placement.initial.site_sheet import is_site_sheet, read_site_sheet
from placement.sources.communes import CommuneRecord
from placement.sources.places import PublicPlace, read_places
from placement.sources.spreadsheet import plain_header

__all__ = ["DEFAULT_RHYTHMS", "KnownPlaces", "read_known_places", "supposed_siege"]

DEFAULT_RHYTHMS: Final = {
    "siege": "tous les jours",
    "antenne": "3 jours par semaine",
    "permanence": "2 demi-journées par mois",
}
"""Rhythm supposed of a site whose list does not tell when it is open."""

_OWN: Final = "mission_locale"


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """What the files say: sites held today, candidates of the sheet, other public places."""

    sites: tuple[PlannedSite, ...] = ()
    candidates: tuple[PlannedSite, ...] = ()
    places: tuple[PublicPlace, ...] = ()
    remarks: tuple[str, ...] = ()


def read_known_places(
    paths: Sequence[Path], *, communes: Mapping[str, CommuneRecord]
) -> KnownPlaces:
    """Read sheets of sites and lists of places, each one recognised by its columns.

    Parameters
    ----------
    communes : the perimeter, by code

    Raises
    ------
    DataError
        Every fault of every file.
    """
    faults = Faults("territory init, lieux")
    sites: list[PlannedSite] = []
    places: list[PublicPlace] = []
    remarks: list[str] = []
    for path in paths:
        try:
            if is_site_sheet(path):
                sheet = read_site_sheet(path, communes=communes, rhythms=DEFAULT_RHYTHMS)
                sites += sheet.sites
                remarks += sheet.remarks
            else:
                reading = read_places(path, communes=communes)
                places += reading.places
                remarks += reading.remarks
        except DataError as error:
            faults.add(str(error))
    faults.raise_as(DataError)
    held = [site for site in sites if site.recurrence]
    found = _own_places(places, known=held, communes=communes)
    if found:
        remarks.append(
            "lieux de la Mission Locale pris d'une liste qui ne dit ni leur type ni leur rythme : "
            f"{cite(site.name for site in found)} ; corrigez lieux.csv."
        )
    others = tuple(place for place in places if place.kind != _OWN)
    candidates = tuple(site for site in sites if not site.recurrence)
    return KnownPlaces((*held, *found), candidates, others, tuple(remarks))


def _own_places(
    places: Iterable[PublicPlace],
    *,
    known: Sequence[PlannedSite],
    communes: Mapping[str, CommuneRecord],
) -> list[PlannedSite]:
    """Sites of a list that are not already in the sheet; the siège is in the largest commune."""
    own: list[PublicPlace] = []
    for place in sorted(
        (place for place in places if place.kind == _OWN),
        key=lambda place: (-(communes[place.commune_code].population or 0), place.id),
    ):
        met = any(same_place(s, place=place, mairie=communes[s.commune_code]) for s in known)
        twice = any(place.name == other.name and place.address == other.address for other in own)
        if not met and not twice:
            own.append(place)
    has_siege = any(site.kind == "siege" for site in known)
    kinds = [_kind_told(place.name) for place in own]
    if not has_siege and "siege" not in kinds and "" in kinds:
        kinds[kinds.index("")] = "siege"
    return [
        _listed_site(place, kind=kind or "antenne", commune=communes[place.commune_code])
        for place, kind in zip(own, kinds, strict=True)
    ]


def _kind_told(name: str) -> str:
    words = plain_header(name).split("_")
    for kind in ("siege", "antenne", "permanence"):
        if kind in words:
            return kind
    return "permanence" if "relais" in words else ""


def _listed_site(place: PublicPlace, *, kind: str, commune: CommuneRecord) -> PlannedSite:
    hours = f" ; ouvert {place.hours}" if place.hours else ""
    return PlannedSite(
        id=slug(commune.name),
        name=f"{commune.name} ({place.name})",
        kind=kind,
        commune_code=commune.code,
        address=place.address,
        lon=place.lon,
        lat=place.lat,
        recurrence=DEFAULT_RHYTHMS[kind],
        host="Mission Locale",
        premises_lent=False,
        note=f"Type et rythme supposés, à corriger{hours}",
    )


def supposed_siege(communes: Collection[CommuneRecord]) -> PlannedSite:
    """Return a siège at the mairie of the most populated commune, which nobody has told of."""
    town = max(communes, key=lambda record: (record.population or 0, record.code))
    return PlannedSite(
        id=slug(town.name),
        name=f"{town.name} (siège supposé)",
        kind="siege",
        commune_code=town.code,
        address=town.mairie_address,
        recurrence=DEFAULT_RHYTHMS["siege"],
        host="Mission Locale",
        premises_lent=False,
        note="Lieu supposé : remplacez-le par le vrai siège, avec son adresse",
        supposed=True,
    )
