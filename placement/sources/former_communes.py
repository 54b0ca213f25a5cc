"""Former communes: what a merger has made of a code, or of a name.

Dataset ``communes-anciennes`` of the registry: communes déléguées and associées, and the codes of
the communes that merged, on 1 January 2026 (Licence Ouverte 2.0). A commune déléguée is there even
where it has kept the code of today's commune, for its name: « Arbignieu » is now Arboys en Bugey.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from placement.sources.registry import dataset, verified_path

__all__ = [
    "FORMER_COMMUNES",
    "FormerCommune",
    "current_codes",
    "former_codes",
    "former_communes",
]

FORMER_COMMUNES: Final = "communes-anciennes"

_KINDS: Final = {
    "deleguee": "commune déléguée",
    "associee": "commune associée",
    "fusionnee": "commune fusionnée",
}


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A commune that is no more, or is now part of a larger one.

    Parameters
    ----------
    code, name : what it was; the name is empty where it is not published
    commune_code : the commune of today that it belongs to
    kind : ``deleguee``, ``associee`` or ``fusionnee``
    """

    code: str
    name: str
    commune_code: str
    kind: str

    @property
    def label(self) -> str:
        """Return its kind, French: « commune déléguée »."""
        return _KINDS[self.kind]


def former_communes() -> tuple[FormerCommune, ...]:
    """Return every former commune, sorted by code."""
    return _read(verified_path(FORMER_COMMUNES), dataset(FORMER_COMMUNES).sha256)


@lru_cache(maxsize=2)
def _read(path: Path, sha256: str) -> tuple[FormerCommune, ...]:  # noqa: ARG001 - key of the cache
    rows = pq.read_table(path).to_pylist()
    return tuple(
        FormerCommune(row["code"], row["name"], row["commune"], row["kind"]) for row in rows
    )


def current_codes(codes: Collection[str]) -> Mapping[str, str]:
    """Return today's commune of each of those codes that a merger abolished, by former code."""
    wanted = set(codes)
    return {
        former.code: former.commune_code
        for former in former_communes()
        if former.code in wanted and former.code != former.commune_code
    }


def former_codes(communes: Collection[str]) -> dict[str, str]:
    """Return, of those communes of today, the one that each former code leads to."""
    wanted = frozenset(communes)
    return {
        former.code: former.commune_code
        for former in former_communes()
        if former.commune_code in wanted and former.code not in wanted
    }
