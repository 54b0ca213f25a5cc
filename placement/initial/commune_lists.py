"""A list of communes as people have it: codes or names, with or without a header, any format."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.sources.commune_index import (
    CommuneIndex,
    commune_index,
    departement_of_postal_code,
    plain_place,
)
from placement.sources.communes import CommuneRecord, unknown_commune_hints
from placement.sources.official import FileHead, read_head
from placement.sources.places.columns import Role, fields_by_role
from placement.sources.places.rows import rows_of
from placement.sources.spreadsheet import plain_header, sniff
from placement.sources.spreadsheet.dialect import decode

__all__ = ["ListedCommune", "list_communes"]

_ROLES: Final = (
    Role(
        "code",
        ("(code_?)?insee(_com)?", "code_(de_la_)?commune", "codgeo", "depcom", "code_com", "code"),
        "code_commune",
        width=5,
    ),
    Role("name", ("nom(_.*)?", "commune", "communes", "libelle.*", "libgeo", "ville"), "nom"),
    Role(
        "departement", ("(code_|numero_|num_)?dep(artement)?", "dept", "insee_dep"), "departement"
    ),
    Role("postal_code", ("code_postal", "cp"), "code_postal", width=5),
    Role("status", ("statut",), "statut"),
)
_NEEDED: Final = (("code", "name"),)
_CODE: Final = re.compile(r"(?:\d{4,5}|2[AB]\d{3})\Z", re.IGNORECASE)
_HYPOTHESIS: Final = "hypothese"


@dataclass(frozen=True, slots=True)
class ListedCommune:
    """A commune of today that a list cites; ``confirmed`` is False where the list doubts it."""

    record: CommuneRecord
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line: what it says, and of which département."""

    text: str
    departement: str = ""
    confirmed: bool = True


def list_communes(
    source: Path | Sequence[str],
    *,
    subject: str,
    among: Collection[str] = (),
    former: Mapping[str, str] | None = None,
) -> tuple[tuple[ListedCommune, ...], tuple[str, ...]]:
    """Return the communes of today that a file, or some codes and names, cite; French remarks.

    A commune that merged becomes that of today. A name that several communes have is that of the
    département told, else of the communes ``among``, else of the départements of the other lines.

    Parameters
    ----------
    subject : what messages call the list, French
    among : codes that a name means first
    former : code of today by former code, beyond the embedded ones

    Raises
    ------
    DataError
        The file cannot be read; some lines are not communes, or may be several: each is told.
    """
    entries = _entries(source) if isinstance(source, Path) else [_Entry(t) for t in source]
    reading = _Reading(commune_index(), faults=Faults(subject), among=frozenset(among))
    later = former or {}
    moved = [entry.text for entry in entries if entry.text.strip().upper() in later]
    entries = [_brought_up(entry, former=later) for entry in entries]
    if moved:
        reading.remarks.append(f"codes ramenés à ceux d'aujourd'hui par le COG : {cite(moved)}.")
    found = reading.communes([entry for entry in entries if entry.text.strip()])
    reading.faults.raise_as(DataError)
    if not found:
        raise DataError(f"{subject} : aucune commune ; il en faut une par ligne, code ou nom.")
    return found, tuple(f"{subject} : {remark}" for remark in reading.remarks)


class _Reading:
    """The reading of one list, its faults and its remarks."""

    def __init__(self, index: CommuneIndex, *, faults: Faults, among: frozenset[str]) -> None:
        self._index = index
        self._among = among
        self.faults = faults
        self.remarks: list[str] = []

    def communes(self, entries: Sequence[_Entry]) -> tuple[ListedCommune, ...]:
        candidates = [self._candidates(entry) for entry in entries]
        around = {found[0].departement for found in candidates if len(found) == 1}
        listed: dict[str, ListedCommune] = {}
        unknown, near, merged = [], [], []
        for entry, found in zip(entries, candidates, strict=True):
            chosen = found
            if len(found) > 1:
                chosen = tuple(r for r in found if r.departement in around)
                near += [f"{entry.text} ({chosen[0].code})"] if len(chosen) == 1 else []
            if len(chosen) == 1:
                merged += self._merged(entry, record=chosen[0])
                known = listed.get(chosen[0].code)
                doubted = not entry.confirmed or (known is not None and not known.confirmed)
                listed[chosen[0].code] = ListedCommune(chosen[0], confirmed=not doubted)
            elif found:
                self._add_ambiguous(entry, found=found)
            else:
                unknown.append(entry.text)
        self._tell(unknown=unknown, near=near, merged=merged)
        return tuple(listed[code] for code in sorted(listed))

    def _candidates(self, entry: _Entry) -> tuple[CommuneRecord, ...]:
        text = entry.text.strip().strip("'\"").upper()
        if _CODE.match(text):
            record = _coded(text, index=self._index)
            return () if record is None else (record,)
        found = self._index.named(entry.text.strip(), departement=entry.departement)
        inside = tuple(record for record in found if record.code in self._among)
        return inside or found

    def _merged(self, entry: _Entry, *, record: CommuneRecord) -> list[str]:
        text = entry.text.strip().upper()
        former = self._index.former.get(text)
        if former is not None:
            name = f" {former.name}" if former.name else ""
            return [f"{former.code}{name} ({former.label}) → {record.code} {record.name}"]
        told = plain_place(text.partition("(")[0])
        if _CODE.match(text) or told == plain_place(record.name):
            return []
        return [f"{entry.text.strip()} → {record.code} {record.name}"]

    def _add_ambiguous(self, entry: _Entry, *, found: Sequence[CommuneRecord]) -> None:
        shown = cite(f"{r.code} {r.name} (département {r.departement})" for r in found)
        self.faults.add(
            f"« {entry.text} » peut être {shown} ; donnez le code, ajoutez une colonne "
            f"« departement », ou écrivez « {entry.text} ({found[0].departement}) »."
        )

    def _tell(self, *, unknown: Sequence[str], near: Sequence[str], merged: Sequence[str]) -> None:
        if unknown:
            hints = unknown_commune_hints(unknown)
            self.faults.add(f"communes inconnues : {cite(unknown)}. {hints}".rstrip())
        if near:
            self.remarks.append(
                f"noms portés par plusieurs communes, rattachés au département des autres : "
                f"{cite(near)} ; vérifiez."
            )
        if merged:
            self.remarks.append(
                f"anciennes communes ramenées à celles d'aujourd'hui : {cite(merged)}."
            )


def _brought_up(entry: _Entry, *, former: Mapping[str, str]) -> _Entry:
    return replace(entry, text=former.get(entry.text.strip().upper(), entry.text))


def _coded(code: str, *, index: CommuneIndex) -> CommuneRecord | None:
    """Return the commune of a code, even when a spreadsheet has eaten its zero."""
    return index.current(code) or index.current(f"0{code}")


def _entries(path: Path) -> list[_Entry]:
    head = read_head(path)
    try:
        fields = fields_by_role(head, needed=_NEEDED, roles=_ROLES)
    except DataError:
        entries = _without_header(path, head=head)
        if entries is None:
            raise
        return entries
    _, rows = rows_of(path, fields=fields, head=head)
    return [_entry(cells) for cells in rows]


def _entry(cells: Mapping[str, str]) -> _Entry:
    departement = cells.get("departement", "").strip().upper()
    if departement.isdigit():
        departement = departement.zfill(2)
    return _Entry(
        text=cells.get("code") or cells.get("name") or "",
        departement=departement or departement_of_postal_code(cells.get("postal_code", "")),
        confirmed=plain_header(cells.get("status", "")) != _HYPOTHESIS,
    )


def _without_header(path: Path, *, head: FileHead) -> list[_Entry] | None:
    """Lines of a text whose first line is already a commune; None when it is not."""
    first = head.headers[0] if head.headers else ""
    index = commune_index()
    known = _coded(first.upper(), index=index) if _CODE.match(first) else index.named(first)
    if not known or path.suffix.casefold() not in (".csv", ".txt", ".tsv"):
        return None
    content = path.read_bytes()
    dialect = sniff(content, complete=True)
    text = decode(content, encoding=dialect.encoding)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator)
    return [_Entry(cells[0].strip()) for cells in rows if cells]
