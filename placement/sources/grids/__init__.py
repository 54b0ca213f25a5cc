"""Statistical grids: INSEE's Filosofi (200 m, 1 km) and Eurostat's census (1 km)."""

from __future__ import annotations

from placement.sources.grids.eurostat import EUROSTAT, read_eurostat
from placement.sources.grids.filosofi import FILOSOFI_1KM, FILOSOFI_200M, read_filosofi
from placement.sources.grids.model import GRID_CRS, GridCells
from placement.sources.grids.parts import CellParts, cell_parts, gathered_parts
from placement.sources.grids.window import ElsewhereError, Window

__all__ = [
    "EUROSTAT",
    "FILOSOFI_1KM",
    "FILOSOFI_200M",
    "GRID_CRS",
    "CellParts",
    "ElsewhereError",
    "GridCells",
    "Window",
    "cell_parts",
    "gathered_parts",
    "read_eurostat",
    "read_filosofi",
]
