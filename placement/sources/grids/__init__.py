"""Statistical grids: INSEE's Filosofi (200 m, 1 km) and Eurostat's census (1 km)."""

from __future__ import annotations

from placement.sources.grids.model import GRID_CRS, GridCells

__all__ = ["GRID_CRS", "GridCells"]
