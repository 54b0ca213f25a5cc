"""Identifiers of cells: the system, the side and the corner are all in them.

``CRS3035RES200mN2029800E4254200`` (INSEE, Eurostat) gives metres; ``1kmN2029E4254`` (INSPIRE's
short form) drops the system, EPSG:3035, and as many zeros as the side in metres has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from placement.errors import DataError, cite
from placement.sources.grids.model import GRID_CRS

__all__ = ["CellFamily", "CellPlaces", "places_of"]

_PATTERN: Final = r"^(?:CRS(?P<crs>\d+)RES)?(?P<size>\d+)(?P<unit>k?m)N(?P<y>-?\d+)E(?P<x>-?\d+)$"
_KILO: Final = 1000


@dataclass(frozen=True, slots=True, order=True)
class CellFamily:
    """Cells of one side, metres, in one system."""

    side_m: float
    crs: str


@dataclass(frozen=True, slots=True, eq=False)
class CellPlaces:
    """South-west corners of the cells of one family, metres in its system.

    ``row`` is the position of each cell among the identifiers that were given.
    """

    row: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def places_of(ids: pa.Array, *, file_name: str) -> dict[CellFamily, CellPlaces]:
    """Read where cells are in their identifiers, by family, the finest first.

    Raises
    ------
    DataError
        Some texts are not identifiers of cells.
    """
    found = pc.extract_regex(ids, _PATTERN)
    odd = ids.filter(pc.is_null(found))
    if len(odd):
        raise DataError(
            f"fichier {file_name} : ce ne sont pas des identifiants de carreaux : "
            f"{cite(map(str, odd.to_pylist()))} ; ils s'écrivent CRS3035RES200mN2029800E4254200. "
            "Reprenez le fichier publié, tel quel."
        )
    crs, size, unit, y, x = (found.field(name) for name in ("crs", "size", "unit", "y", "x"))
    east, north = (pc.cast(axis, pa.float64()).to_numpy() for axis in (x, y))
    kinds = pc.binary_join_element_wise(crs, size, unit, "|").dictionary_encode()
    kind = kinds.indices.to_numpy()
    families = {}
    for number, text in enumerate(kinds.dictionary.to_pylist()):
        family, step = _family(*text.split("|"))
        rows = np.flatnonzero(kind == number)
        families[family] = CellPlaces(rows, east[rows] * step, north[rows] * step)
    return dict(sorted(families.items()))


def _family(crs: str, size: str, unit: str) -> tuple[CellFamily, float]:
    """Return a family and the unit of the coordinates in its identifiers, metres."""
    side_m = int(size) * (_KILO if unit == "km" else 1)
    if crs:
        return CellFamily(float(side_m), f"EPSG:{crs}"), 1.0
    zeros = len(str(side_m)) - len(str(side_m).rstrip("0"))
    return CellFamily(float(side_m), GRID_CRS), float(10**zeros)
