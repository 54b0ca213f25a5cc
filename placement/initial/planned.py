"""A site of a new territory: a line of ``lieux.csv`` to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Final

from placement.sources.commune_index import plain_place
from placement.sources.communes import CommuneRecord
from placement.sources.places import PublicPlace, distance_km

__all__ = ["CANDIDATE", "SITE_COLUMNS", "PlannedSite", "same_place", "slug", "with_unique_ids"]

CANDIDATE: Final = "candidat"
SITE_COLUMNS: Final = (
    "id", "nom", "type", "code_commune", "adresse", "longitude", "latitude", "position",
    "recurrence", "hote", "statut_hote", "local_prete", "cout_annuel_eur", "financeur", "remarque",
)  # fmt: skip
SAME_PLACE_KM: Final = 0.15
"""Two places nearer than this are one door, as the crow flies."""

_LONGEST_ID: Final = 56


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A place that is open today, or that could be.

    Parameters
    ----------
    kind : ``siege``, ``antenne``, ``permanence`` or ``candidat``
    lon, lat : WGS84 degrees; NaN where the mairie of the commune stands for the address
    recurrence : French; empty for a candidate
    note : what to know, or to check, French
    supposed : whether the place itself is supposed, nobody having told of it
    """

    id: str
    name: str
    kind: str
    commune_code: str
    address: str = ""
    lon: float = nan
    lat: float = nan
    recurrence: str = ""
    host: str = ""
    host_status: str = ""
    premises_lent: bool = True
    annual_cost_eur: float | None = None
    funders: str = ""
    note: str = ""
    supposed: bool = False

    @property
    def row(self) -> tuple[object, ...]:
        """Cells of its line, in the order of ``SITE_COLUMNS``."""
        located = not isnan(self.lon)
        position = "adresse" if located and not self.supposed else "chef_lieu"
        return (
            self.id, self.name, self.kind, self.commune_code, self.address, self.lon, self.lat,
            position, self.recurrence, self.host, self.host_status, self.premises_lent,
            self.annual_cost_eur, self.funders, self.note,
        )  # fmt: skip


def slug(text: str) -> str:
    """Return an identifier: lower case, no accents, hyphens: « Le Montet » is ``le-montet``."""
    plain = unicodedata.normalize("NFKD", plain_place(text))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return "-".join(words)[:_LONGEST_ID].strip("-") or "lieu"


def with_unique_ids(sites: Iterable[PlannedSite]) -> tuple[PlannedSite, ...]:
    """Return the sites in their order, those whose identifier is taken numbered from 2."""
    taken: set[str] = set()
    named = []
    for site in sites:
        name, number = site.id, 1
        while name in taken:
            number += 1
            name = f"{site.id}-{number}"
        taken.add(name)
        named.append(replace(site, id=name))
    return tuple(named)


def same_place(
    site: PlannedSite, *, place: PublicPlace | CommuneRecord, mairie: CommuneRecord
) -> bool:
    """Whether a site and a place are one door; ``mairie`` is that of the commune of the site."""
    lon, lat = (mairie.lon, mairie.lat) if isnan(site.lon) else (site.lon, site.lat)
    return distance_km(lon, lat, to=place) <= SAME_PLACE_KM
