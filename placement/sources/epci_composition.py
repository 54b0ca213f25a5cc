"""INSEE's composition of the EPCI: which commune belongs to which, on 1 January of a year.

Reads ``Intercommunalite_Metropole_au_01-01-20xx.xlsx`` as published: sheet
``Composition_communale``, a few lines of title above ``CODGEO; LIBGEO; EPCI; LIBEPCI; DEP; REG``;
the same columns in a CSV do as well, and so does the list of the DGCL (``siren; raison_sociale;
insee; nom_membre``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, cite
from placement.sources.communes import COMMUNES, commune_code_fault
from placement.sources.official import Field, FieldKind, FileHead, OfficialTable, read_official
from placement.sources.provenance import SourceKind
from placement.sources.registry import dataset

__all__ = [
    "EPCI_COMPOSITION",
    "EpciMember",
    "EpciReading",
    "embedded_epci_year",
    "read_epci_composition",
]

EPCI_COMPOSITION: Final = SourceKind(
    id="composition_epci",
    title="Composition communale des EPCI à fiscalité propre",
    owner="Insee",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("code", ("codgeo", "insee"), FieldKind.CODE, width=5),
        Field("name", ("libgeo", "nom_membre"), FieldKind.TEXT),
        Field("epci_code", ("epci", "siren"), FieldKind.CODE),
        Field("epci_name", ("libepci", "raison_sociale"), FieldKind.TEXT),
        Field("departement", ("dep", "dep_com"), FieldKind.CODE, required=False, width=2),
        Field("region", ("reg",), FieldKind.CODE, required=False, width=2),
    ),
    replaces="la composition embarquée des EPCI",
)

_YEAR: Final = re.compile(r"20\d{2}")
_SIREN = re.compile(r"\d{9}\Z")
_NO_EPCI = "ZZZZZZZZZ"
"""How INSEE marks the few communes that belong to none (four islands, mostly)."""


@dataclass(frozen=True, slots=True)
class EpciMember:
    """A commune and its EPCI; ``epci_code`` and ``epci_name`` are empty where it has none."""

    code: str
    name: str
    epci_code: str
    epci_name: str
    departement: str
    region: str


@dataclass(frozen=True, slots=True)
class EpciReading:
    """The communes of a file, sorted by code; its year; what was set aside (French)."""

    members: tuple[EpciMember, ...]
    vintage: str
    remarks: tuple[str, ...]


def embedded_epci_year() -> str:
    """Return the year of the embedded composition: an older one does not replace it."""
    found = _YEAR.search(dataset(COMMUNES).vintage)
    return found.group(0) if found else ""


def read_epci_composition(
    path: Path, *, communes: Collection[str] | None = None, head: FileHead | None = None
) -> EpciReading:
    """Read the EPCI of each commune.

    Parameters
    ----------
    path : the workbook of INSEE, a CSV of the same columns, zipped or not
    communes : codes wanted; every commune of the file without it
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        It is not that table; a commune stands in two EPCI; no line is a commune.
    """
    table = read_official(
        path,
        fields=EPCI_COMPOSITION.fields,
        keep=None if communes is None else {"code": communes},
        head=head,
    )
    remarks: list[str] = []
    members: dict[str, EpciMember] = {}
    contradictory = []
    for member in _members(table, remarks=remarks):
        known = members.setdefault(member.code, member)
        if known.epci_code != member.epci_code:
            contradictory.append(member.code)
    if contradictory:
        raise DataError(
            f"fichier {path.name} : des communes figurent dans deux EPCI : {cite(contradictory)}. "
            "Gardez la composition d'une seule année."
        )
    if not members and communes is None:
        raise DataError(
            f"fichier {path.name} : aucune ligne n'est celle d'une commune ; reprenez le fichier "
            "publié, tel quel."
        )
    ordered = tuple(members[code] for code in sorted(members))
    return EpciReading(ordered, table.vintage, tuple(remarks))


def _members(table: OfficialTable, *, remarks: list[str]) -> Iterator[EpciMember]:
    """Lines of communes; the others (notes under the table) are told in ``remarks``."""
    aside = []
    names = [field.name for field in EPCI_COMPOSITION.fields]
    for cells in zip(*(table.text(name).tolist() for name in names), strict=True):
        member = _member(EpciMember(*cells))
        if member is None:
            aside.append(f"« {cells[0] or 'vide'} »")
        else:
            yield member
    if aside:
        remarks.append(
            f"{table.path.name} : {len(aside)} lignes mises de côté, sans code de commune ou sans "
            f"SIREN d'EPCI à neuf chiffres ({cite(aside)})."
        )


def _member(read: EpciMember) -> EpciMember | None:
    if commune_code_fault(read.code):
        return None
    if read.epci_code.upper() in ("", _NO_EPCI):
        return EpciMember(read.code, read.name, "", "", read.departement, read.region)
    return read if _SIREN.match(read.epci_code) else None
