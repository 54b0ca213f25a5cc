"""Which commune of a territory a code of an older, or finer, file counts for.

Names, and codes of anywhere in France, are the business of `commune_index`.

Files follow the communes of their own year: those that merged since stand under codes that are no
more. Paris, Lyon and Marseille stand as one commune in some files, as arrondissements municipaux
in others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["ARRONDISSEMENTS", "commune_lookup", "current_code", "parts_of_cities"]

ARRONDISSEMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {f"75{number}": "75056" for number in range(101, 121)}
    | {f"13{number}": "13055" for number in range(201, 217)}
    | {f"69{number}": "69123" for number in range(381, 390)}
)
"""Commune of each arrondissement municipal of Paris, Marseille and Lyon."""


def commune_lookup(
    communes: Collection[str], *, former: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """Return the commune of the territory of every code that a file may hold for it.

    Parameters
    ----------
    communes : codes of the territory
    former : code of today by code of a commune that is no more; chains are followed
    """
    wanted = frozenset(communes)
    known = {code: code for code in wanted}
    for part, whole in ARRONDISSEMENTS.items():
        if whole in wanted:
            known.setdefault(part, whole)
    for old in former or {}:
        today = current_code(old, former=former or {}, wanted=wanted)
        if today in wanted:
            known.setdefault(old, today)
    return MappingProxyType(known)


def current_code(code: str, *, former: Mapping[str, str], wanted: Collection[str] = ()) -> str:
    """Follow the mergers of a commune, up to one that is ``wanted`` or that did not merge."""
    seen = {code}
    while code not in wanted and code in former and former[code] not in seen:
        code = former[code]
        seen.add(code)
    return code


def parts_of_cities(communes: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return, for Paris, Lyon and Marseille, the arrondissements that are in the territory."""
    found: dict[str, set[str]] = {}
    for code in communes:
        if code in ARRONDISSEMENTS:
            found.setdefault(ARRONDISSEMENTS[code], set()).add(code)
    return MappingProxyType({city: frozenset(parts) for city, parts in found.items()})
