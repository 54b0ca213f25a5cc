"""Rasters that a user gives: population counts by cell, heights; read by windows, reprojected."""

from __future__ import annotations

from placement.sources.rasters.elevation import sample_raster
from placement.sources.rasters.population import CELL_M, population_cells
from placement.sources.rasters.reading import check_raster
from placement.sources.rasters.squares import CommuneCells, PopulationCells

__all__ = [
    "CELL_M",
    "CommuneCells",
    "PopulationCells",
    "check_raster",
    "population_cells",
    "sample_raster",
]
