"""Bring the lines of a list to the communes of a territory, or say why they are set aside."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from shapely.geometry import Point

from placement.errors import cite
from placement.sources.commune_index import (
    CommuneIndex,
    commune_index,
    departement_of_postal_code,
)
from placement.sources.communes import CommuneRecord, communes_by_code
from placement.sources.places.model import ListedPlace, PlacesReading, PublicPlace

__all__ = ["FAR_KM", "distance_km", "settled"]

FAR_KM: Final = 50.0
"""A place further than this from the mairie of its commune has wrong coordinates."""

_KM_PER_DEGREE: Final = 111.2


def settled(
    listed: Iterable[ListedPlace], *, communes: Collection[str], source: str, vintage: str = ""
) -> PlacesReading:
    """Keep the places of a list that lie in some communes.

    A code that merged is brought to the commune of today; without a code, the name of the commune
    tells, then the coordinates. Paris, Lyon and Marseille are cut as ``communes`` cuts them.

    Parameters
    ----------
    communes : INSEE codes wanted
    source : how remarks name the list
    """
    work = _Settling(frozenset(communes), index=commune_index())
    places = [place for one in listed if (place := work.place(one)) is not None]
    ordered = tuple(sorted(places, key=lambda place: (place.kind, place.id, place.name)))
    return PlacesReading(ordered, vintage, work.remarks(source))


def distance_km(lon: float, lat: float, *, to: CommuneRecord | PublicPlace) -> float:
    """Distance as the crow flies to a mairie, or to a place, kilometres; NaN where unknown."""
    east = (lon - to.lon) * math.cos(math.radians(to.lat))
    return math.hypot(east, lat - to.lat) * _KM_PER_DEGREE


@dataclass(slots=True)
class _Settling:
    """The settling of one list, and what it meets."""

    wanted: frozenset[str]
    index: CommuneIndex
    far: list[str] = field(default_factory=list)
    swapped: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    _shapes: tuple[CommuneRecord, ...] | None = None

    def place(self, one: ListedPlace) -> PublicPlace | None:
        """Return the place where it lies; None when it is elsewhere, or is set aside."""
        commune = self._commune(one)
        if commune is None or commune.code not in self.wanted:
            return None
        named = f"« {one.name} » ({commune.name})"
        lon, lat = one.lon, one.lat
        if distance_km(lon, lat, to=commune) > FAR_KM:
            if not distance_km(lat, lon, to=commune) <= FAR_KM:
                self.far.append(named)
                return None
            lon, lat = lat, lon
            self.swapped.append(named)
        return PublicPlace(
            one.id, one.name, one.kind, commune.code, one.address, lon, lat, one.hours
        )

    def _commune(self, one: ListedPlace) -> CommuneRecord | None:
        record = self._coded(one) or self._called(one)
        if record is not None:
            return self._part(record, one=one)
        if not self._concerned(one):
            return None
        record = self._containing(one)
        if record is None:
            self.unknown.append(f"« {one.name} »")
        else:
            self.guessed.append(f"« {one.name} » ({record.name})")
        return record

    def _coded(self, one: ListedPlace) -> CommuneRecord | None:
        record = self.index.current(one.commune_code)
        if record is not None and record.code != one.commune_code and record.code in self.wanted:
            self.merged.append(f"{one.commune_code} → {record.name}")
        return record

    def _called(self, one: ListedPlace) -> CommuneRecord | None:
        """Find the one commune of that name, in the département told."""
        if not one.commune_name:
            return None
        departement = one.departement or departement_of_postal_code(one.postal_code)
        found = self.index.named(one.commune_name, departement=departement)
        inside = [record for record in found if record.code in self.wanted]
        if len(found) > 1 and not departement:
            return inside[0] if len(inside) == 1 else None
        return found[0] if len(found) == 1 else None

    def _part(self, record: CommuneRecord, *, one: ListedPlace) -> CommuneRecord:
        """Return the arrondissement of Paris, Lyon or Marseille that the territory cuts out."""
        parts = [
            self.index.by_code[code]
            for code in self.index.parts.get(record.code, ())
            if code in self.wanted
        ]
        if not parts:
            whole = self.index.by_code.get(record.parent)
            return whole if whole is not None and whole.code in self.wanted else record
        number = one.postal_code[-2:]
        for part in parts:
            if part.code.endswith(number) and number:
                return part
        near = [(distance_km(one.lon, one.lat, to=part), part.code) for part in parts]
        near = [pair for pair in near if not math.isnan(pair[0])]
        return self.index.by_code[min(near)[1]] if near else record

    def _concerned(self, one: ListedPlace) -> bool:
        """Whether a place of no known commune may be in the territory."""
        departement = one.departement or departement_of_postal_code(one.postal_code)
        records = (self.index.by_code[code] for code in self.wanted if code in self.index.by_code)
        around = {record.departement for record in records}
        return not departement or departement.upper() in around

    def _containing(self, one: ListedPlace) -> CommuneRecord | None:
        if math.isnan(one.lon) or math.isnan(one.lat):
            return None
        if self._shapes is None:
            self._shapes = communes_by_code(self.wanted, missing_ok=True)
        point = Point(one.lon, one.lat)
        return next(
            (r for r in self._shapes if r.geometry is not None and r.geometry.contains(point)), None
        )

    def remarks(self, source: str) -> tuple[str, ...]:
        """Say what was met, French."""
        told = (
            (
                self.far,
                f"mis de côté, coordonnées hors de France ou à plus de {FAR_KM:g} km de leur "
                "commune",
            ),
            (self.unknown, "mis de côté, commune introuvable"),
            (self.swapped, "longitude et latitude inversées, remises dans l'ordre"),
            (self.guessed, "rattachés à leur commune par leurs coordonnées"),
            (sorted(set(self.merged)), "anciens codes ramenés à la commune d'aujourd'hui"),
        )
        return tuple(f"{source}, {what} : {cite(names)}." for names, what in told if names)
