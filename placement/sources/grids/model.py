"""Cells of a statistical grid: where people live, and how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError
from placement.french import percent, whole

__all__ = ["GRID_CRS", "GridCells", "untold"]

GRID_CRS = "EPSG:3035"
"""Projection of the European and French grids (LAEA), metres."""

_ARRAYS = (
    *("cell_id", "x3035", "y3035", "young_weight", "inhabitants", "households"),
    *("poor_households", "imputed"),
)


@dataclass(frozen=True, slots=True, eq=False)
class GridCells:
    """The cells of a grid that lie on a territory.

    Parameters
    ----------
    cell_id : (n,) str, as published
    x3035, y3035 : (n,) metres, south-west corner, in ``crs``
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
    title : what grid it is, French
    crs : EPSG:3035, but for the overseas cells of INSEE, each in the system that its id names
    aged_18_24 : (n,) persons, a count and no key; None where the grid does not tell
    france_only : whether nobody outside France is in it, so that a cell at sea is of the coast

    Raises
    ------
    DataError
        Negative weights or counts, repeated cells, arrays that do not match.
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
    title: str = "carroyage"
    crs: str = GRID_CRS
    aged_18_24: NDArray[np.float64] | None = None
    france_only: bool = False

    def __post_init__(self) -> None:
        for name in _ARRAYS if self.aged_18_24 is None else (*_ARRAYS, "aged_18_24"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
            if len(array) != len(self.cell_id):
                raise DataError(f"grille : une valeur de « {name} » par carreau est attendue.")
        if len(np.unique(self.cell_id)) < len(self.cell_id):
            raise DataError("grille : des carreaux sont répétés ; un même fichier deux fois ?")
        if len(self.commune_codes) != len(self.cell_id):
            raise DataError("grille : une liste de communes par carreau est attendue.")
        counted = self.young_weight if self.aged_18_24 is None else self.aged_18_24
        if not (np.all(self.young_weight >= 0) and np.all(counted >= 0)):
            raise DataError("grille : des effectifs sont négatifs ou illisibles.")

    @property
    def remark(self) -> str:
        """How many of the cells are imputed, French; empty when none is."""
        count = int(self.imputed.sum())
        if not count:
            return ""
        persons = float(self.inhabitants[self.imputed].sum())
        part = persons / max(float(self.inhabitants.sum()), 1.0)
        return (
            f"{self.title} : carreaux imputés par l'Insee (moins de 11 ménages) : {whole(count)} "
            f"sur {whole(len(self.cell_id))}, soit {percent(part)} des habitants ; un carreau "
            "isolé ne s'interprète pas."
        )


def untold(cells: int) -> str:
    """Say, French, how many cells give no count and hold nobody; empty when there is none."""
    return f" ; carreaux sans effectif, comptés pour personne : {whole(cells)}" if cells else ""
