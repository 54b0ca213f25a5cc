"""Cells of a statistical grid: where people live, and how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError

__all__ = ["GRID_CRS", "GridCells"]

GRID_CRS = "EPSG:3035"
"""Projection of the European and French grids (LAEA), metres."""


@dataclass(frozen=True, slots=True, eq=False)
class GridCells:
    """The cells of a grid that lie on a territory.

    Parameters
    ----------
    cell_id : (n,) str, as published
    x3035, y3035 : (n,) metres, south-west corner
    side_m : side of a cell, metres
    young_weight : (n,) persons of about 16 to 25, a key to share out exact totals, never a total
    inhabitants : (n,) persons
    households, poor_households : (n,) NaN where the grid does not tell
    imputed : (n,) bool, cells whose values are estimated because fewer than 11 households live
        there (statistical secrecy)
    commune_codes : (n,) tuples of the communes that a cell touches, as published; empty where the
        grid does not tell
    method : how ``young_weight`` is made, French
    vintage : the year they describe

    Raises
    ------
    DataError
        Negative weights, repeated cells, arrays that do not match.
    """

    cell_id: NDArray[np.str_]
    x3035: NDArray[np.float64]
    y3035: NDArray[np.float64]
    side_m: float
    young_weight: NDArray[np.float64]
    inhabitants: NDArray[np.float64]
    households: NDArray[np.float64]
    poor_households: NDArray[np.float64]
    imputed: NDArray[np.bool_]
    commune_codes: tuple[tuple[str, ...], ...]
    method: str
    vintage: str

    def __post_init__(self) -> None:
        for name in (
            *("cell_id", "x3035", "y3035", "young_weight", "inhabitants", "households"),
            *("poor_households", "imputed"),
        ):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if len(np.unique(self.cell_id)) < len(self.cell_id):
            raise DataError("grille : des carreaux sont répétés ; un même fichier deux fois ?")
        if len(self.commune_codes) != len(self.cell_id):
            raise DataError("grille : une liste de communes par carreau est attendue.")
        if not np.all(self.young_weight >= 0):
            raise DataError("grille : des effectifs sont négatifs ou illisibles.")
