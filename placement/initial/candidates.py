"""Candidate sites of a new territory: France services, tiers-lieux, mairies.

A mairie within 500 m of another site is not repeated. All the other mairies where there are at most
``MANY`` communes. Beyond, those of the communes of N
inhabitants or more (N, a round number, leaves at most ``LARGEST`` of them), and bourgs further than
a distance from every other site, the most populated first (at most ``REMOTE``; the distance, 7.5 km
at first, grows until they are few enough). Nobody was consulted: a candidate binds nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

from placement.errors import cite
from placement.french import decimal, whole
from placement.initial.planned import CANDIDATE, PlannedSite, same_place, slug
from placement.sources.communes import CommuneRecord
from placement.sources.places import PublicPlace, distance_km

__all__ = ["LARGEST", "MANY", "REMOTE", "Candidates", "choose_candidates"]

MANY: Final = 180
LARGEST: Final = 120
REMOTE: Final = 60

_FIRST_KM, _STEP_KM = 7.5, 2.5
_SAME_BOURG_KM = 0.5
_LONG_HOURS: Final = 70
_HOSTS: Final = {"france_services": "France services", "tiers_lieu": "Tiers-lieu"}
_FIRST_HOST: Final = "france_services"
_PREFIXES: Final = {"france_services": "fs", "tiers_lieu": "tiers-lieu"}
_MOBILE: Final = "france_services_mobile"
_THRESHOLDS: Final = tuple(
    base * 10**power for power in range(2, 6) for base in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate sites; public places that travel; how they were chosen, and remarks (French)."""

    sites: tuple[PlannedSite, ...]
    mobile: tuple[PublicPlace, ...]
    rule: str
    remarks: tuple[str, ...]


def choose_candidates(
    communes: Mapping[str, CommuneRecord],
    *,
    existing: Sequence[PlannedSite],
    places: Iterable[PublicPlace],
    with_mairies: bool = True,
) -> Candidates:
    """Choose where a site could open, besides those that are held today.

    Parameters
    ----------
    communes : the perimeter, by code
    existing : sites held today, and candidates already listed
    places : public places of the perimeter, of every kind
    with_mairies : whether mairies are added; not to those that somebody has already chosen
    """
    known = tuple(places)
    hosts, remarks = _hosts(known, existing=existing, communes=communes)
    others = (*existing, *hosts)
    kept, rule = (
        _mairies(communes, sites=others) if with_mairies else ([], "ceux de votre tableau de lieux")
    )
    mairies = tuple(_mairie(record) for record in sorted(kept, key=_most_populated_first))
    unused = Counter(p.kind for p in known if p.kind not in (*_HOSTS, _MOBILE, "mairie"))
    if unused:
        shown = cite(f"{kind} ({n})" for kind, n in sorted(unused.items()))
        remarks.append(
            f"lieux publics qui ne sont pas devenus candidats : {shown} ; ajoutez à lieux.csv "
            "ceux qui peuvent vous accueillir."
        )
    mobile = tuple(place for place in known if place.kind == _MOBILE)
    return Candidates((*hosts, *mairies), mobile, rule, tuple(remarks))


def _hosts(
    places: Sequence[PublicPlace],
    *,
    existing: Sequence[PlannedSite],
    communes: Mapping[str, CommuneRecord],
) -> tuple[tuple[PlannedSite, ...], list[str]]:
    """Return fixed public places, one door each; those that are left out are told."""
    kept: list[PlannedSite] = []
    twice, spare = [], []
    hosting = [place for place in places if place.kind in _HOSTS]
    for place in sorted(hosting, key=_france_services_first):
        met = [s for s in (*existing, *kept) if _met(s, place=place, communes=communes)]
        if met:
            twice.append(f"{place.name} ({met[0].name})")
        elif place.kind != _FIRST_HOST and place.commune_code in {s.commune_code for s in kept}:
            spare.append(place.name)
        else:
            kept.append(_host(place, commune=communes[place.commune_code]))
    told = (
        (twice, "lieux publics à l'adresse d'un lieu déjà retenu, non répétés"),
        (spare, "tiers-lieux d'une commune qui a déjà un hôte candidat, laissés de côté"),
    )
    return tuple(kept), [f"{what} : {cite(names)}." for names, what in told if names]


def _france_services_first(place: PublicPlace) -> tuple[int, str, str]:
    return list(_HOSTS).index(place.kind), place.commune_code, place.id


def _met(site: PlannedSite, *, place: PublicPlace, communes: Mapping[str, CommuneRecord]) -> bool:
    mairie = communes[site.commune_code]
    located = communes[place.commune_code] if isnan(place.lon) else place
    return same_place(site, place=located, mairie=mairie)


def _has_site(record: CommuneRecord, *, sites: Sequence[PlannedSite]) -> bool:
    """Whether a site already stands beside the mairie of a commune, whose point it would share."""
    doors = [_door(site, mairie=record) for site in sites if site.commune_code == record.code]
    return any(distance_km(lon, lat, to=record) <= _SAME_BOURG_KM for lon, lat in doors)


def _host(place: PublicPlace, *, commune: CommuneRecord) -> PlannedSite:
    return PlannedSite(
        id=f"{_PREFIXES[place.kind]}-{slug(commune.name)}",
        name=f"{commune.name} ({place.name})",
        kind=CANDIDATE,
        commune_code=place.commune_code,
        address=place.address,
        lon=place.lon,
        lat=place.lat,
        host=_HOSTS[place.kind],
        note=f"Ouvert {place.hours}" if place.hours else "",
    )


def _mairie(record: CommuneRecord) -> PlannedSite:
    people = "" if record.population is None else f"{record.population} habitants"
    hours = record.mairie_hours if len(record.mairie_hours) <= _LONG_HOURS else ""
    unsure = "mairie non localisée, point pris dans la commune"
    notes = (
        people,
        f"mairie ouverte {hours}" if hours else "",
        "" if record.position == "mairie" else unsure,
    )
    return PlannedSite(
        id=slug(record.name),
        name=f"{record.name} (mairie)",
        kind=CANDIDATE,
        commune_code=record.code,
        address=record.mairie_address,
        host="Mairie",
        note=" ; ".join(note for note in notes if note),
    )


def _most_populated_first(record: CommuneRecord) -> tuple[int, str]:
    return -(record.population or 0), record.code


def _mairies(
    communes: Mapping[str, CommuneRecord], *, sites: Sequence[PlannedSite]
) -> tuple[list[CommuneRecord], str]:
    """Communes whose mairie is a candidate, and the rule, French."""
    free = [record for record in communes.values() if not _has_site(record, sites=sites)]
    if len(communes) <= MANY:
        return free, "les mairies de toutes les communes"
    ordered = sorted(free, key=_most_populated_first)
    threshold = next(
        level
        for level in _THRESHOLDS
        if sum((r.population or 0) >= level for r in ordered) <= LARGEST
    )
    large = [record for record in ordered if (record.population or 0) >= threshold]
    small = ordered[len(large) :]
    doors = [_door(site, mairie=communes[site.commune_code]) for site in sites] + [
        (r.lon, r.lat) for r in large
    ]
    far_km = _FIRST_KM
    remote = _remote(small, doors=doors, far_km=far_km)
    while len(remote) > REMOTE:
        far_km += _STEP_KM
        remote = _remote(small, doors=doors, far_km=far_km)
    rule = (
        f"les mairies des communes de {whole(threshold)} habitants ou plus, et de {len(remote)} "
        f"bourgs à plus de {decimal(far_km)} km de tout autre lieu"
    )
    return [*large, *remote], rule


def _door(site: PlannedSite, *, mairie: CommuneRecord) -> tuple[float, float]:
    return (mairie.lon, mairie.lat) if isnan(site.lon) else (site.lon, site.lat)


def _remote(
    small: Sequence[CommuneRecord], *, doors: Sequence[tuple[float, float]], far_km: float
) -> list[CommuneRecord]:
    """Bourgs further than a distance from every door and from one another."""
    taken = list(doors)
    kept = []
    for record in small:
        if all(distance_km(lon, lat, to=record) > far_km for lon, lat in taken):
            kept.append(record)
            taken.append((record.lon, record.lat))
    return kept
