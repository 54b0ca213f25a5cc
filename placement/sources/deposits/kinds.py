"""Every kind of file that may be dropped, and how each becomes deposits."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from placement.sources.deposits.importers import Importer, Perimeter
from placement.sources.deposits.model import Deposits
from placement.sources.official import Field, FieldKind, FileHead
from placement.sources.pop1b import read_pop1b
from placement.sources.provenance import SourceKind

__all__ = ["IMPORTERS"]

_INSEE, _OPEN = "Insee", "Licence Ouverte 2.0"

_POP1B: Final = SourceKind(
    id="pop1b",
    title="Population par sexe et âge détaillé (TD_POP1B)",
    owner=_INSEE,
    licence=_OPEN,
    fields=(
        Field("code", ("codgeo",), FieldKind.CODE, width=5),
        Field("sex", ("sexe",), FieldKind.CODE),
        Field("age", ("aged100",), FieldKind.CODE, width=3),
        Field("count", ("nb",)),
    ),
    replaces="l'estimation des 16-25 ans",
)


def _young(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    del head
    return Deposits(young=read_pop1b(path, communes=perimeter.communes))


IMPORTERS: Final = (Importer(_POP1B, _young),)
"""The preferred kinds first, where two say the same thing."""
