"""Folders of official data given with the order: which of their files serve to prepare it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.sources.cog import (
    COG_CHANGES,
    COG_COMMUNES,
    FormerReading,
    read_cog_changes,
    read_cog_communes,
)
from placement.sources.epci_composition import (
    EPCI_COMPOSITION,
    EpciReading,
    read_epci_composition,
)
from placement.sources.official import TABLE_SUFFIXES, read_head
from placement.sources.places import is_annuaire_json, place_source_of

__all__ = ["GivenData", "read_given_data"]

_COG: Final[Mapping[str, Callable[[Path], FormerReading]]] = {
    COG_COMMUNES.id: read_cog_communes,
    COG_CHANGES.id: read_cog_changes,
}


@dataclass(frozen=True, slots=True, eq=False)
class GivenData:
    """What serves to prepare a territory.

    Parameters
    ----------
    composition : the latest composition of the EPCI; None without any
    former : code of today by former code, from the COG
    places : lists of places
    remarks : French
    """

    composition: EpciReading | None = None
    former: Mapping[str, str] = field(default_factory=dict)
    places: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()


def read_given_data(folders: Sequence[Path]) -> GivenData:
    """Recognise the files of some folders that tell of EPCI or of places.

    Raises
    ------
    DataError
        A folder does not exist; a file that was recognised cannot be read.
    """
    faults = Faults("territory init, --donnees")
    faults_of = [folder for folder in folders if not folder.exists()]
    if faults_of:
        faults.add(f"dossiers introuvables : {cite(str(folder) for folder in faults_of)}.")
    compositions: list[EpciReading] = []
    former: dict[str, str] = {}
    places: list[Path] = []
    others: list[str] = []
    for path in _files(folders):
        try:
            kind = _kind(path)
            if kind == EPCI_COMPOSITION.id:
                compositions.append(read_epci_composition(path))
            elif kind in _COG:
                former |= _COG[kind](path).former
            elif kind:
                places.append(path)
            else:
                others.append(path.name)
        except DataError as error:
            faults.add(str(error))
    faults.raise_as(DataError)
    latest = max(compositions, key=lambda reading: reading.vintage, default=None)
    remarks = list(latest.remarks) if latest is not None else []
    if others:
        remarks.append(
            f"--donnees : {cite(others)} ne servent pas à préparer le territoire ; ils seront lus "
            "avec lui (clé « donnees » de territoire.yaml)."
        )
    return GivenData(latest, former, tuple(places), tuple(remarks))


def _files(folders: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for folder in folders:
        inside = folder.rglob("*") if folder.is_dir() else [folder]
        found.update(
            path
            for path in inside
            if path.is_file()
            and path.suffix.casefold() in (*TABLE_SUFFIXES, ".json")
            and not path.name.startswith((".", "~"))
        )
    return sorted(found)


def _kind(path: Path) -> str:
    """Return the identifier of what a file is, among what serves here; empty for the others."""
    if path.suffix.casefold() == ".json" and not is_annuaire_json(path):
        return ""
    source, head = place_source_of(path)
    if source is not None:
        return source.kind.id
    head = read_head(path) if head is None else head
    kinds = (EPCI_COMPOSITION, COG_COMMUNES, COG_CHANGES)
    return next((kind.id for kind in kinds if head.holds(kind.fields)), "")
