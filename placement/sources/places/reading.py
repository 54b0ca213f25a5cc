"""Read any list of places that is known, whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, cite
from placement.sources.official import FileHead, read_head
from placement.sources.places.annuaire import ANNUAIRE, is_annuaire_json, read_annuaire
from placement.sources.places.bpe import BPE, read_bpe
from placement.sources.places.directories import (
    AGENCIES,
    DATA_INCLUSION,
    read_agencies,
    read_data_inclusion,
)
from placement.sources.places.france_services import FRANCE_SERVICES, read_france_services
from placement.sources.places.model import PlacesReading
from placement.sources.provenance import SourceKind

__all__ = ["PLACE_SOURCES", "PlaceSource", "place_source_of", "read_places"]


@dataclass(frozen=True, slots=True)
class PlaceSource:
    """One kind of list: what it is, ``read(path, communes=…, head=…)`` how it is read."""

    kind: SourceKind
    read: Callable[..., PlacesReading]


PLACE_SOURCES: Final = (
    PlaceSource(FRANCE_SERVICES, read_france_services),
    PlaceSource(ANNUAIRE, read_annuaire),
    PlaceSource(BPE, read_bpe),
    PlaceSource(DATA_INCLUSION, read_data_inclusion),
    PlaceSource(AGENCIES, read_agencies),
)
"""The lists that are recognised by their columns."""


def place_source_of(path: Path) -> tuple[PlaceSource | None, FileHead | None]:
    """Tell which list a file is, None when it is none of them; and its head, for a table.

    Raises
    ------
    DataError
        The file is absent, unreadable, or holds no table.
    """
    if path.is_file() and is_annuaire_json(path):
        return next(s for s in PLACE_SOURCES if s.kind is ANNUAIRE), None
    head = read_head(path)
    able = [source for source in PLACE_SOURCES if head.holds(source.kind.fields)]
    return max(able, key=lambda source: source.kind.demand, default=None), head


def read_places(path: Path, *, communes: Collection[str]) -> PlacesReading:
    """Read the places of some communes in a list of a known kind.

    Raises
    ------
    DataError
        The file cannot be read, or is no known list: its columns are named.
    """
    source, head = place_source_of(path)
    if source is None:
        columns = cite(head.headers) if head else ""
        known = " ; ".join(one.kind.title for one in PLACE_SOURCES)
        raise DataError(
            f"fichier {path.name} : liste de lieux non reconnue (colonnes : "
            f"{columns or 'aucune'}). Listes reconnues : {known}. Voyez docs/territoire.md."
        )
    return source.read(path, communes=communes, head=head)
