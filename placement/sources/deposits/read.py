"""Read every file dropped for a territory; none is passed over in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.privacy import refuse_nominative
from placement.sources.deposits.importers import Importer, Perimeter
from placement.sources.deposits.merge import merged
from placement.sources.deposits.model import Deposits
from placement.sources.official import TABLE_SUFFIXES, Field, FieldKind, FileHead, read_head
from placement.sources.provenance import of_file

__all__ = ["read_deposits"]

_BESIDE: Final = (".dbf", ".shx", ".prj", ".cpg", ".qix", ".qmd", ".sbn", ".sbx", ".qpj", ".xml")
"""What goes with a shapefile, or tells of a file: not data of its own."""

_NOTES: Final = (".md", ".part")
_LOCATED: Final = (
    Field("lon", ("longitude", "lon", "x", "lambert_x"), FieldKind.TEXT),
    Field("lat", ("latitude", "lat", "y", "lambert_y"), FieldKind.TEXT),
)
"""A table with coordinates is about places, whose name and telephone are nobody's."""

_FEED_TABLES: Final = {"stops.txt", "trips.txt", "stop_times.txt"}


@dataclass(frozen=True, slots=True)
class _Known:
    """A file and the importer that reads it."""

    importer: Importer
    head: FileHead

    @property
    def vintage(self) -> str:
        return self.head.vintage(self.importer.kind.fields)


def read_deposits(
    paths: Iterable[Path],
    *,
    importers: Sequence[Importer],
    perimeter: Perimeter,
    faults: Faults,
) -> Deposits:
    """Recognise files by their columns and read what they say of a perimeter.

    Parameters
    ----------
    paths : files, and folders whose files are read (sub-folders too)
    importers : the kinds that may be recognised, the preferred ones first
    perimeter : the territory
    faults : gathers what is wrong with the files that were recognised

    Returns
    -------
    What they say; ``remarks`` names the files that nobody recognised, and those set aside for a
    more recent one.
    """
    remarks: list[str] = []
    known: defaultdict[str, list[_Known]] = defaultdict(list)
    for path in _files(paths):
        for found in _recognised(path, importers=importers, remarks=remarks, faults=faults):
            known[found.importer.kind.id].append(found)
    read = []
    for importer in importers:
        for one in _kept(known[importer.kind.id], importer=importer, remarks=remarks):
            read.extend(_read(one, perimeter=perimeter, faults=faults))
    return merged([Deposits(remarks=tuple(remarks)), *read])


def _files(paths: Iterable[Path]) -> list[Path]:
    """Return the data files, sorted by path."""
    found: set[Path] = set()
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else [path]
        found.update(file for file in inside if file.is_file() and not _accompanies(file))
    return sorted(found)


def _accompanies(path: Path) -> bool:
    suffix = path.suffix.casefold()
    if path.name.startswith((".", "~")) or suffix in _NOTES or path.stem.upper() == "LISEZMOI":
        return True
    if suffix == ".json" and path.with_suffix("").is_file():
        return True  # what a download writes beside its file
    return suffix in _BESIDE and any(path.with_suffix(s).exists() for s in (".shp", ".SHP"))


def _recognised(
    path: Path, *, importers: Sequence[Importer], remarks: list[str], faults: Faults
) -> tuple[_Known, ...]:
    """Find the importer whose columns the file has: the most demanding one, or several bases."""
    if path.suffix.casefold() not in TABLE_SUFFIXES:
        remarks.append(f"{path.name} : ce n'est pas un tableau, il n'a servi à rien.")
        return ()
    for importer in importers:
        if importer.looks_like is not None and importer.looks_like(path):
            return (_Known(importer, FileHead(path, ())),)
    try:
        head = read_head(path)
    except DataError as error:
        faults.add(str(error))
        return ()
    able = [importer for importer in importers if head.holds(importer.kind.fields)]
    if not able:
        _tell_unknown(head, remarks=remarks, faults=faults)
        return ()
    best = max(able, key=lambda importer: importer.kind.demand)
    together = [one for one in able if one.shares_files] if best.shares_files else [best]
    return tuple(_Known(importer, head) for importer in together)


def _tell_unknown(head: FileHead, *, remarks: list[str], faults: Faults) -> None:
    """Say that a table serves nothing; refuse it when it is about persons."""
    name = head.path.name
    if {part.name for part in head.parts} >= _FEED_TABLES:
        remarks.append(f"{name} : ce sont des horaires (GTFS) ; déplacez-le dans gtfs/.")
        return
    located = head.holds(_LOCATED)
    if not located and refuse_nominative(head.path, headers=head.headers, faults=faults):
        return
    remarks.append(
        f"{name} : fichier non reconnu, il n'a servi à rien (colonnes : "
        f"{cite(head.headers) or 'aucune'}) ; la liste des fichiers reconnus est dans "
        "docs/sources.md."
    )


def _kept(known: Sequence[_Known], *, importer: Importer, remarks: list[str]) -> Sequence[_Known]:
    """Files of one kind that are read: all where they add up, else the latest."""
    if importer.adds_up or len(known) < 2:
        return known
    latest = max(known, key=lambda one: (one.vintage, one.head.path.name))
    aside = [one.head.path.name for one in known if one is not latest]
    remarks.append(
        f"{importer.kind.title} : {latest.head.path.name} est retenu, plus récent que "
        f"{cite(aside)}."
    )
    return [latest]


def _read(one: _Known, *, perimeter: Perimeter, faults: Faults) -> list[Deposits]:
    path = one.head.path
    try:
        found = one.importer.read(path, one.head, perimeter)
    except DataError as error:
        faults.add(str(error))
        return []
    if found.silent:
        return [found]  # it said nothing of this territory: it is no source of it
    source = of_file(path, kind=one.importer.kind, vintage=one.vintage)
    return [replace(found, provenance=(*found.provenance, source))]
