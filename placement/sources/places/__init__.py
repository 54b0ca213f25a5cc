"""Public places that may host young people, or that already do, from the lists of public bodies."""

from __future__ import annotations

from placement.sources.places.annuaire import ANNUAIRE, is_annuaire_json, read_annuaire
from placement.sources.places.bpe import BPE, read_bpe
from placement.sources.places.directories import (
    AGENCIES,
    DATA_INCLUSION,
    read_agencies,
    read_data_inclusion,
)
from placement.sources.places.france_services import FRANCE_SERVICES, read_france_services
from placement.sources.places.model import ListedPlace, PlacesReading, PublicPlace
from placement.sources.places.reading import (
    PLACE_SOURCES,
    PlaceSource,
    place_source_of,
    read_places,
)
from placement.sources.places.settling import distance_km, settled

__all__ = [
    "AGENCIES",
    "ANNUAIRE",
    "BPE",
    "DATA_INCLUSION",
    "FRANCE_SERVICES",
    "PLACE_SOURCES",
    "ListedPlace",
    "PlaceSource",
    "PlacesReading",
    "PublicPlace",
    "distance_km",
    "is_annuaire_json",
    "place_source_of",
    "read_agencies",
    "read_annuaire",
    "read_bpe",
    "read_data_inclusion",
    "read_france_services",
    "read_places",
    "settled",
]
