"""How a recognised file becomes deposits; the table of every kind is in ``kinds``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from placement.sources.deposits.model import Deposits
from placement.sources.official import FileHead
from placement.sources.provenance import SourceKind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Importer", "Perimeter"]


@dataclass(frozen=True, slots=True, eq=False)
class Perimeter:
    """What an importer must know of a territory.

    ``communes`` are its codes; ``contours`` their polygons in WGS84, None where unknown;
    ``former`` gives the commune of today of a code that is no more.
    """

    communes: tuple[str, ...]
    contours: Mapping[str, BaseGeometry | None] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("contours", "former"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of file: how it is told from the others, and how it is read.

    Parameters
    ----------
    kind : its columns, owner, licence
    read : ``read(path, head, perimeter)`` returns what it says, as partial deposits
    adds_up : files of that kind complete each other (two regions); else the latest vintage is read
    shares_files : one file may hold several kinds like this one (INSEE's « dossier complet »)
    looks_like : tells a file that is no table from its content; None for a table
    """

    kind: SourceKind
    read: Callable[[Path, FileHead, Perimeter], Deposits]
    adds_up: bool = False
    shares_files: bool = False
    looks_like: Callable[[Path], bool] | None = None
