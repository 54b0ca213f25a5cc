"""All the communes of France at hand, by code and by name, those that merged included.

What people write is looked up here; the codes of a file of one territory, in `commune_lookup`.

Names are compared without accents, case, hyphens nor apostrophes; « St » is « Saint »; a name may
carry its département: « Béthune (62) ».
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow.parquet as pq

from placement.sources.communes import COMMUNES, CommuneRecord
from placement.sources.former_communes import FormerCommune, former_communes
from placement.sources.registry import dataset, verified_path
from placement.sources.spreadsheet.dialect import plain_header

__all__ = ["CommuneIndex", "commune_index", "departement_of_postal_code", "plain_place"]

_WITH_DEPARTEMENT: Final = re.compile(r"(.*?)\s*\((\d[\dABab]\d?)\)\s*\Z")
_LETTERS: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_FULL_WORDS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_OVERSEAS: Final = ("97", "98")
_CORSICA: Final = "20"


@dataclass(frozen=True, slots=True, eq=False)
class CommuneIndex:
    """Every commune and arrondissement municipal of France, without polygons.

    Parameters
    ----------
    by_code : communes of today
    parts : codes of the arrondissements municipaux of Paris, Lyon and Marseille, by whole commune
    former : communes of before, by code
    names : codes of today by plain name, present names before those of former communes
    leaves : the communes, Paris, Lyon and Marseille as their arrondissements, by code
    """

    by_code: Mapping[str, CommuneRecord]
    parts: Mapping[str, tuple[str, ...]]
    former: Mapping[str, FormerCommune]
    names: Mapping[str, tuple[str, ...]]
    leaves: tuple[CommuneRecord, ...]

    def __post_init__(self) -> None:
        for field in ("by_code", "parts", "former", "names"):
            object.__setattr__(self, field, MappingProxyType(dict(getattr(self, field))))

    def current(self, code: str) -> CommuneRecord | None:
        """Return the commune of today that bears a code, or that it has merged into."""
        former = self.former.get(code)
        return self.by_code.get(code) or (self.by_code[former.commune_code] if former else None)

    def named(self, name: str, *, departement: str = "") -> tuple[CommuneRecord, ...]:
        """Return the communes of that name, sorted by code; those of the département if given."""
        found = _WITH_DEPARTEMENT.match(name)
        if found:
            name, departement = found.group(1), departement or found.group(2).upper()
        records = [self.by_code[code] for code in self.names.get(plain_place(name), ())]
        return tuple(r for r in records if not departement or r.departement == departement)


def commune_index() -> CommuneIndex:
    """Return the index of embedded France; it is read once.

    Raises
    ------
    DataError
        An embedded file is absent, or is not that of the registry.
    """
    return _read(verified_path(COMMUNES), dataset(COMMUNES).sha256)


@lru_cache(maxsize=2)
def _read(path: Path, sha256: str) -> CommuneIndex:  # noqa: ARG001 - key of the cache
    rows: list[dict[str, Any]] = pq.read_table(path).sort_by("code").to_pylist()
    records = {row["code"]: _record(row) for row in rows}
    parts: dict[str, list[str]] = {}
    for record in records.values():
        if record.parent:
            parts.setdefault(record.parent, []).append(record.code)
    former = former_communes()
    return CommuneIndex(
        by_code=records,
        parts={whole: tuple(codes) for whole, codes in parts.items()},
        former={one.code: one for one in former if one.code not in records},
        names=_names(records, former=former),
        leaves=tuple(record for code, record in records.items() if code not in parts),
    )


def _record(row: dict[str, Any]) -> CommuneRecord:
    place = {axis: float("nan") if row[axis] is None else row[axis] for axis in ("lon", "lat")}
    return CommuneRecord(**{**row, **place}, geometry=None)


def _names(
    records: Mapping[str, CommuneRecord], *, former: tuple[FormerCommune, ...]
) -> dict[str, tuple[str, ...]]:
    """Codes by plain name; a former name serves only where no commune of that département has it.

    A commune that still stands keeps its name from a commune déléguée of the same département.
    """
    found: dict[str, list[str]] = {}
    for code, record in records.items():
        found.setdefault(plain_place(record.name), []).append(code)
    present = {(name, records[code].departement) for name, codes in found.items() for code in codes}
    for one in former:
        name, commune = plain_place(one.name), records[one.commune_code]
        if one.name and (name, commune.departement) not in present:
            codes = found.setdefault(name, [])
            if commune.code not in codes:
                codes.append(commune.code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def plain_place(name: str) -> str:
    """Return a name of place in plain words: « Noeux les Mines », « SAINT-OMER CEDEX » too."""
    words = plain_header(name.translate(_LETTERS)).split("_")
    if "cedex" in words:
        words = words[: words.index("cedex")]
    return " ".join(_FULL_WORDS.get(word, word) for word in words)


def departement_of_postal_code(postal: str) -> str:
    """Return the département that a postal code tells; empty in Corsica, where it tells none."""
    if not postal[:5].isdigit() or len(postal) < 5 or postal.startswith(_CORSICA):
        return ""
    return postal[:3] if postal.startswith(_OVERSEAS) else postal[:2]
