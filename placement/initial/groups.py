"""Communes by EPCI, département or arrondissement; an unknown code gets the nearest."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Final

from placement.errors import Faults
from placement.sources.commune_index import plain_place
from placement.sources.communes import CommuneRecord

__all__ = ["CommuneGroups"]

_SHOWN: Final = 6


class CommuneGroups:
    """Communes by EPCI, département or arrondissement; unknown codes get the nearest."""

    def __init__(self, leaves: Sequence[CommuneRecord], *, faults: Faults) -> None:
        self._leaves = leaves
        self._faults = faults

    def members(self, column: str, codes: Sequence[str]) -> set[str]:
        """Codes of the communes of some groups."""
        found: set[str] = set()
        for code in codes:
            plain = "".join(code.split()).upper()
            inside = {r.code for r in self._leaves if getattr(r, column) == plain}
            if not inside:
                hint = self._hint(column, plain)
                self._faults.add(f"{_LABELS[column]} inconnu : « {code} »{hint}")
            found |= inside
        return found

    def _hint(self, column: str, code: str) -> str:
        names = dict(self._named(column))
        near = _near(code, names=names, column=column)
        if not near:
            return f" ; {_WHERE[column]}."
        return f" ; peut-être {', '.join(f'{key} ({names[key]})' for key in near[:_SHOWN])} ?"

    def _named(self, column: str) -> Iterator[tuple[str, str]]:
        """Code and name of each group: that of the EPCI, else its largest town."""
        largest: dict[str, CommuneRecord] = {}
        for record in self._leaves:
            code = getattr(record, column)
            known = largest.get(code)
            if code and (known is None or (record.population or 0) > (known.population or 0)):
                largest[code] = record
        for code, record in largest.items():
            yield code, record.epci_name if column == "epci_code" else record.name


_LABELS: Final = {
    "epci_code": "EPCI",
    "departement": "département",
    "arrondissement": "arrondissement",
}
_WIDTHS: Final = {"epci_code": 9, "departement": 2, "arrondissement": 3}
_OLD_CORSICA: Final = "20"
_WHERE: Final = {
    "epci_code": "donnez son SIREN, neuf chiffres",
    "departement": "donnez son code, deux ou trois caractères (03, 2A, 974)",
    "arrondissement": "donnez son code Insee, trois ou quatre caractères (622)",
}


def _near(code: str, *, names: dict[str, str], column: str) -> list[str]:
    """Codes that may have been meant: zeros lost, siblings, nearly that code, nearly that name."""
    padded = code.replace("O", "0").zfill(_WIDTHS[column])
    lost_zero = [padded] if padded in names else []
    begins = {"departement": "2" if code == _OLD_CORSICA else "", "arrondissement": code[:2]}
    prefix = begins.get(column, "")
    siblings = [key for key in sorted(names) if prefix and key.startswith(prefix)]
    if column == "departement":
        siblings = [key for key in siblings if not key.isdigit()]
    return (
        [*lost_zero, *siblings]
        or _called(code, names=names)
        or difflib.get_close_matches(code, sorted(names), n=3, cutoff=0.6)
    )


def _called(text: str, *, names: dict[str, str]) -> list[str]:
    """Codes of the groups whose name is near a text: a name was given instead of a code."""
    if any(character.isdigit() for character in text):
        return []
    plain = {plain_place(name): code for code, name in names.items()}
    close = difflib.get_close_matches(plain_place(text), list(plain), n=3, cutoff=0.7)
    return [plain[name] for name in close]
