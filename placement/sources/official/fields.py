"""What an importer wants of a file, and under which headers it may find it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from placement.sources.spreadsheet import plain_header

__all__ = ["Field", "FieldKind", "Header", "locate", "plain_name", "vintage_of"]

_VINTAGE = re.compile(r"([pc])(\d{2})_(.+)\Z")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_CENTURY = 70
"""``P75_`` is of 1975, ``P22_`` of 2022."""


class FieldKind(StrEnum):
    """What the cells of a field hold."""

    TEXT = "texte"
    NUMBER = "nombre"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Field:
    """One column that an importer wants.

    Parameters
    ----------
    name : how the importer calls it
    headers : the official headers it may have, in the form of ``plain_name`` (lower case, without
        accents nor vintage prefix), the preferred one first
    kind : numbers become float64 (NaN where blank or under statistical secrecy), the rest text
    required : without it the file is not of this kind
    width : for a code, its number of characters: zeros that a spreadsheet ate are put back
    """

    name: str
    headers: tuple[str, ...]
    kind: FieldKind = FieldKind.NUMBER
    required: bool = True
    width: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """Where the fields stand in one table.

    ``row`` is the line of the header from the top of the sheet; ``positions`` the column of each
    field that was found, by its name; ``vintage`` the year that the headers bear, or empty.
    """

    row: int
    positions: Mapping[str, int]
    vintage: str


def plain_name(header: str) -> str:
    """Return a header in lower case, without accents, signs nor vintage (``P20_``, ``C22_``)."""
    plain = plain_header(header)
    found = _VINTAGE.match(plain)
    return found.group(3) if found else plain


def vintage_of(name: str) -> str:
    """Return the last year written in a file name or a title; empty when there is none."""
    years = _YEAR.findall(name)
    return years[-1] if years else ""


def locate(rows: Sequence[Sequence[str]], *, fields: Sequence[Field]) -> Header | None:
    """Find the line, among the first of a table, that holds every required field."""
    for number, cells in enumerate(rows):
        positions = _positions(cells, fields=fields)
        if all(field.name in positions for field in fields if field.required):
            vintages = [_header_vintage(cells[place]) for place in positions.values()]
            return Header(number, MappingProxyType(positions), max(vintages, default=""))
    return None


def _positions(cells: Sequence[str], *, fields: Sequence[Field]) -> dict[str, int]:
    by_name: dict[str, int] = {}
    for place, cell in sorted(enumerate(cells), key=lambda pair: _main_first(pair[1])):
        by_name.setdefault(plain_name(cell), place)
    found = {}
    for field in fields:
        known = [by_name[header] for header in field.headers if header in by_name]
        if known:
            found[field.name] = known[0]
    return found


def _main_first(header: str) -> bool:
    """Order the figures of the main tabulation (``P20_``) before the complementary (``C20_``)."""
    found = _VINTAGE.match(plain_header(header))
    return bool(found and found.group(1) == "c")


def _header_vintage(header: str) -> str:
    found = _VINTAGE.match(plain_header(header))
    if not found:
        return ""
    year = int(found.group(2))
    return str((1900 if year >= _CENTURY else 2000) + year)
