"""What must hold between the files of a territory folder."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from placement.errors import Faults, cite
from placement.sources.communes import CommuneRecord, communes_by_code, unknown_commune_hints
from placement.sources.spreadsheet import Row
from placement.sources.territory_folder.records import CommuneEntry, SiteEntry, TerritorySettings
from placement.sources.territory_folder.settings import SETTINGS_FILE
from placement.sources.territory_folder.tables import COMMUNES_FILE, SITES_FILE

__all__ = [
    "check_position",
    "doubts",
    "known_communes",
    "outside_fault",
    "refuse_strangers",
]

_FAR_KM = 50.0
_KM_PER_DEGREE = 111.2


def known_communes(
    entries: Sequence[CommuneEntry], *, faults: Faults
) -> Mapping[str, CommuneRecord]:
    """Return the communes of the perimeter as embedded France knows them, by code."""
    codes = {entry.code for entry in entries}
    known = _existing(codes)
    unknown = sorted(codes - set(known))
    if unknown:
        hints = unknown_commune_hints(unknown)
        faults.add(
            f"{COMMUNES_FILE} : code commune inconnu : {cite(unknown)}"
            f" (commune fusionnée ? faute de frappe ?). {hints}".rstrip()
        )
    twice = sorted(code for code, record in known.items() if record.parent in known)
    if twice:
        faults.add(
            f"{COMMUNES_FILE} : {cite(twice)} figurent deux fois, comme arrondissements et avec "
            "leur commune entière ; gardez l'un ou l'autre."
        )
    return known


def _existing(codes: Collection[str]) -> dict[str, CommuneRecord]:
    found = communes_by_code(codes, with_geometry=False, missing_ok=True)
    return {record.code: record for record in found}


def outside_fault(row: Row, *, faults: Faults) -> None:
    """Say that the commune of a site is not in the perimeter, or is no commune at all."""
    code = row.text("code_commune")
    found = communes_by_code([code], with_geometry=False, missing_ok=True)
    place = f"{SITES_FILE}, ligne {row.line} : « {row.text('id')} »"
    if found:
        faults.add(
            f"{place} est à {found[0].name} ({code}), hors du périmètre ; "
            f"ajoutez la commune à {COMMUNES_FILE} ou retirez le lieu."
        )
    else:
        faults.add(f"{place} : commune inconnue {code}. {unknown_commune_hints([code])}".rstrip())


def check_position(
    site: SiteEntry, *, line: int, commune: CommuneRecord, faults: Faults, file: str = SITES_FILE
) -> None:
    """Refuse coordinates that are absent, exchanged, or far from the commune of the site."""
    place = f"{file}, ligne {line} : « {site.id} »"
    if math.isnan(site.lon) or math.isnan(site.lat):
        faults.add(
            f"{place} : la mairie de {commune.name} n'est pas localisée ; "
            "donnez une longitude et une latitude."
        )
        return
    if math.isnan(commune.lon) or _distance_km(site.lon, site.lat, commune) <= _FAR_KM:
        return
    if _distance_km(site.lat, site.lon, commune) <= _FAR_KM:
        faults.add(f"{place} : longitude et latitude sont inversées.")
    else:
        faults.add(
            f"{place} : longitude et latitude tombent à plus de {_FAR_KM:g} km de "
            f"{commune.name} ({commune.code}) ; il faut des degrés décimaux (WGS84)."
        )


def _distance_km(lon: float, lat: float, commune: CommuneRecord) -> float:
    east = (lon - commune.lon) * math.cos(math.radians(commune.lat))
    return math.hypot(east, lat - commune.lat) * _KM_PER_DEGREE


def refuse_strangers(
    codes: Collection[str], *, perimeter: Collection[str], name: str, faults: Faults
) -> None:
    """Refuse lines of a file that are about communes outside the perimeter."""
    strangers = sorted(set(codes) - set(perimeter))
    if strangers:
        faults.add(f"{name} : communes hors du périmètre : {cite(strangers)}.")


def doubts(
    settings: TerritorySettings,
    *,
    communes: Sequence[CommuneEntry],
    sites: Sequence[SiteEntry],
) -> tuple[str, ...]:
    """Return what is doubtful without being wrong, French sentences."""
    found = []
    announced = settings.announced_communes
    if announced is not None and announced != len(communes):
        found.append(
            f"{COMMUNES_FILE} compte {len(communes)} communes, {announced} sont annoncées : "
            "vérifiez la liste."
        )
    hypotheses = sum(not commune.confirmed for commune in communes)
    if hypotheses:
        found.append(
            f"{hypotheses} communes sur {len(communes)} sont rattachées par hypothèse "
            f"(statut « hypothese » de {COMMUNES_FILE}) : à confirmer."
        )
    if settings.fictitious:
        found.append("Territoire d'exemple : tout ou partie des lieux sont fictifs.")
    if settings.supposed_siege:
        found.append(_supposed(sites))
    offices = [site.id for site in sites if site.kind == "siege"]
    if not offices:
        found.append(f"Aucun siège dans {SITES_FILE}.")
    if len(offices) > 1:
        found.append(f"{SITES_FILE} compte {len(offices)} sièges ({cite(offices)}) : vérifiez.")
    return tuple(found)


def _supposed(sites: Sequence[SiteEntry]) -> str:
    """Say that the network of today is to be described; or that it seems to have been."""
    given = [site.id for site in sites if site.kind not in ("siege", "candidat")]
    if given:
        return (
            f"{SITES_FILE} décrit d'autres lieux que le siège ({cite(given)}) : si le siège est le "
            f"vôtre, écrivez « siege_suppose: non » dans {SETTINGS_FILE}."
        )
    return (
        "Siège supposé : le scénario « existant » est une supposition. Décrivez vos lieux "
        f"d'aujourd'hui ({SITES_FILE}), puis écrivez « siege_suppose: non » ({SETTINGS_FILE})."
    )
