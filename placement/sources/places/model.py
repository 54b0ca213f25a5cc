"""A public place, and what the reading of a list of them gives."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ListedPlace", "PlacesReading", "PublicPlace"]


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place that could host young people, or that already does.

    Parameters
    ----------
    id : identifier in its source, unique in it
    kind : ``france_services``, ``france_services_mobile``, ``mission_locale``, ``mairie``,
        ``france_travail``, ``poste``, ``tiers_lieu``, ``mediatheque``… (French slug)
    lon, lat : WGS84 degrees; NaN where the source does not tell
    hours : opening hours as published, French, may be empty
    """

    id: str
    name: str
    kind: str
    commune_code: str
    address: str
    lon: float
    lat: float
    hours: str


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """A line of a list, before its commune and its coordinates are trusted.

    ``commune_code``, ``commune_name``, ``postal_code`` and ``departement`` are as written, empty
    where the list does not tell; ``lon`` and ``lat`` are NaN where it does not.
    """

    id: str
    name: str
    kind: str
    commune_code: str = ""
    commune_name: str = ""
    postal_code: str = ""
    departement: str = ""
    address: str = ""
    lon: float = float("nan")
    lat: float = float("nan")
    hours: str = ""


@dataclass(frozen=True, slots=True)
class PlacesReading:
    """The places of a list that lie in some communes, sorted by kind and identifier.

    ``vintage`` is the year the list describes, or empty; ``remarks`` say, in French, what was set
    aside or is doubtful.
    """

    places: tuple[PublicPlace, ...]
    vintage: str
    remarks: tuple[str, ...]
