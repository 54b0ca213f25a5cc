"""A sheet of places, read without losing a cell: what it says of where each place is."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite, system_reason
from placement.privacy import nominative_columns
from placement.sources.communes import (
    CommuneRecord,
    communes_by_code,
    unknown_commune_hints,
)
from placement.sources.spreadsheet import Column, plain_header, sniff
from placement.sources.spreadsheet.columns import Cell, CellFault, read_cell
from placement.sources.spreadsheet.dialect import decode
from placement.sources.territory_folder.tables import NEIGHBOUR_COLUMNS

__all__ = ["AddressSheet", "PlaceRow", "read_address_sheet"]

_READ: Final = ("code_commune", "adresse", "longitude", "latitude", "position")
_COLUMNS: Final[Mapping[str, Column]] = {
    column.name: column for column in NEIGHBOUR_COLUMNS if column.name in _READ
}
_OF_PLACES: Final = frozenset(header for column in NEIGHBOUR_COLUMNS for header in column.headers)
_KIND: Final = "type"
_NEEDED: Final = ("adresse", "code_commune")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One line: its number in the file, its cells as written, and what they say of the place.

    Parameters
    ----------
    line : number in the file
    cells : every cell, as written
    address, commune_code, position : text, empty where blank
    lon, lat : WGS84 degrees; NaN where blank
    """

    line: int
    cells: tuple[str, ...]
    address: str
    commune_code: str
    position: str
    lon: float
    lat: float

    @property
    def located(self) -> bool:
        """Whether it has coordinates."""
        return not math.isnan(self.lon)


@dataclass(frozen=True, slots=True, eq=False)
class AddressSheet:
    """The places of a file, and their communes by code.

    ``headers`` are as written; ``place_of`` gives the place of the columns that are read.
    """

    name: str
    headers: tuple[str, ...]
    place_of: Mapping[str, int]
    rows: tuple[PlaceRow, ...]
    communes: Mapping[str, CommuneRecord]


def read_address_sheet(path: Path) -> AddressSheet:
    """Read the places of a sheet such as ``lieux.csv``.

    Raises
    ------
    DataError
        It cannot be read, lacks a column, names persons, or its lines hold faults: all are told.
    """
    faults = Faults(f"fichier {path.name}")
    records = _records(path)
    headers = tuple(cell.strip() for cell in records[0][1])
    place_of = _places(headers, faults=faults)
    _refuse_persons(headers, faults=faults)
    faults.raise_as(DataError)
    rows = tuple(
        _row(line, cells, place_of=place_of, width=len(headers), faults=faults)
        for line, cells in records[1:]
        if any(cell.strip() for cell in cells)
    )
    communes = _communes({row.commune_code for row in rows if row.commune_code}, faults=faults)
    faults.raise_as(DataError)
    return AddressSheet(path.name, headers, place_of, rows, communes)


def _records(path: Path) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV with their lines, the header first."""
    try:
        content = path.read_bytes()
        dialect = sniff(content, complete=True)
        text = decode(content, encoding=dialect.encoding)
        lines = io.StringIO(text, newline="")
        for _ in range(dialect.skipped_lines):
            lines.readline()
        reader = csv.reader(lines, delimiter=dialect.separator, strict=True)
        skipped = dialect.skipped_lines
        return [(skipped + reader.line_num, cells) for cells in reader]
    except OSError as error:
        raise DataError(f"fichier {path} : lecture impossible ({system_reason(error)}).") from error
    except (DataError, csv.Error) as error:
        raise DataError(f"fichier {path.name} : {error}") from error


def _places(headers: Sequence[str], *, faults: Faults) -> Mapping[str, int]:
    plain = [plain_header(header) for header in headers]
    found: dict[str, int] = {}
    for name, column in _COLUMNS.items():
        places = [place for place, word in enumerate(plain) if word in column.headers]
        if len(places) > 1:
            faults.add(f"la colonne « {name} » y est deux fois ; gardez-en une.")
        if places:
            found[name] = places[0]
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        faults.add(f"colonne absente : {cite(missing)} (celles de lieux.csv).")
    return found


def _refuse_persons(headers: Sequence[str], *, faults: Faults) -> None:
    """Refuse a file about persons: its addresses would be those of their homes."""
    plain = {plain_header(header): header for header in headers}
    of_places: Collection[str] = _OF_PLACES if _KIND in plain else _COLUMNS
    personal = nominative_columns(header for word, header in plain.items() if word not in of_places)
    if not personal:
        return
    hint = (
        "" if _KIND in plain else " Une feuille de lieux a une colonne « type », comme lieux.csv."
    )
    faults.add(
        f"colonnes nominatives : {cite(personal)}. Seules des adresses de lieux d'accueil peuvent "
        f"être envoyées à un service extérieur, jamais celles de personnes (RGPD).{hint} Retirez "
        "ces colonnes."
    )


def _row(
    line: int, cells: list[str], *, place_of: Mapping[str, int], width: int, faults: Faults
) -> PlaceRow:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        faults.add(f"ligne {line} : {len(cells)} cellules pour {width} colonnes (guillemets ?).")
    padded = tuple((cells + [""] * width)[:width])
    values: dict[str, Cell] = {}
    for name, place in place_of.items():
        try:
            values[name] = read_cell(padded[place], column=_COLUMNS[name])
        except CellFault as fault:
            faults.add(f"ligne {line} : {fault}")
    lon, lat = values.get("longitude"), values.get("latitude")
    if (lon is None) != (lat is None):
        faults.add(f"ligne {line} : il faut une longitude et une latitude, ou aucune des deux.")
    return PlaceRow(
        line=line,
        cells=padded,
        address=str(values.get("adresse") or ""),
        commune_code=str(values.get("code_commune") or ""),
        position=str(values.get("position") or ""),
        lon=math.nan if lon is None else float(lon),
        lat=math.nan if lat is None else float(lat),
    )


def _communes(codes: Collection[str], *, faults: Faults) -> Mapping[str, CommuneRecord]:
    found = communes_by_code(codes, with_geometry=False, missing_ok=True)
    known = {record.code: record for record in found}
    unknown = sorted(set(codes) - set(known))
    if unknown:
        faults.add(
            f"code commune inconnu : {cite(unknown)}. {unknown_commune_hints(unknown)}".rstrip()
        )
    return known
