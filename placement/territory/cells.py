"""Residents where they live: the totals of the communes, spread by a raster or by a grid."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.french import decimal
from placement.sources.communes import CommuneRecord
from placement.sources.grids import CellParts, gathered_parts
from placement.sources.rasters import CommuneCells, PopulationCells, population_cells
from placement.sources.territory_folder import TerritoryFiles
from placement.territory.model import Counted, Demand
from placement.units import METRES_PER_KM

__all__ = ["spread_in_cells"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """What says where people live: its squares, their side, its name for outputs (French)."""

    cells: PopulationCells
    side_m: float
    name: str
    residents: str


def spread_in_cells(
    demand: Demand,
    *,
    files: TerritoryFiles,
    communes: Sequence[CommuneRecord],
    crs: str,
    parts: CellParts | None = None,
) -> tuple[Demand, tuple[str, ...]]:
    """Move residents from their mairie to the squares where people live.

    Parameters
    ----------
    demand
        One place a commune, in the order of ``communes``.
    files
        The folder: a raster of population that it names comes before the grid.
    crs
        Projected system of the territory.
    parts
        Who lives where by the grid that was dropped, None without one.

    Returns
    -------
    The demand, the total of each commune unchanged, and French warnings. A place is named
    ``03190:c12``, squares being numbered from north-west to south-east in their commune. Without a
    raster nor a grid, the demand comes back as it is.

    Raises
    ------
    DataError
        A raster cannot be read, or lies elsewhere.
    """
    key = _by_raster(files, communes=communes, crs=crs)
    if key is None and parts is not None:
        key = _by_grid(demand, parts=parts, cell_m=files.settings.population_cell_m, crs=crs)
    if key is None:
        return demand, ()
    places = [
        _places(demand, row=row, cells=key.cells.by_commune.get(code))
        for row, code in enumerate(demand.commune_code.tolist())
    ]
    return (
        Demand(
            place_id=np.array([name for place in places for name in place.names], dtype=np.str_),
            commune_code=np.repeat(demand.commune_code, [len(place.names) for place in places]),
            lon=np.concatenate([place.lon for place in places]),
            lat=np.concatenate([place.lat for place in places]),
            spread_m=np.concatenate([place.spread_m for place in places]),
            profiles=demand.profiles,
            young=np.concatenate([place.young for place in places]),
            estimated=demand.estimated,
            method=f"{demand.method} ; répartis dans chaque commune, par carreaux de "
            f"{decimal(key.side_m / METRES_PER_KM, digits=3)} km, comme {key.residents}",
            sources=demand.sources,
            counted=demand.counted,
        ),
        _doubts(key, lived_in=demand.commune_code[demand.young.any(axis=1)].tolist()),
    )


def _by_raster(
    files: TerritoryFiles, *, communes: Sequence[CommuneRecord], crs: str
) -> _Key | None:
    if not files.population_rasters:
        return None
    names = cite(path.name for path in files.population_rasters)
    cells = population_cells(
        files.population_rasters,
        contours={record.code: record.geometry for record in communes},
        crs=crs,
        cell_m=files.settings.population_cell_m,
    )
    return _Key(
        cells=cells,
        side_m=files.settings.population_cell_m,
        name=f"raster de population ({names})",
        residents=f"les habitants de {names}",
    )


def _by_grid(demand: Demand, *, parts: CellParts, cell_m: float, crs: str) -> _Key:
    """Spread by the key of the grid; a demand that is its own count, by that count."""
    grid = parts.grid
    own_count = grid.aged_18_24 if demand.counted is Counted.GRID else None
    cells = gathered_parts(
        parts,
        codes=demand.commune_code.tolist(),
        counts=grid.young_weight if own_count is None else own_count,
        crs=crs,
        cell_m=cell_m,
    )
    return _Key(
        cells=cells,
        side_m=max(cell_m, grid.side_m),
        name=grid.title,
        residents=f"la grille {grid.title} ({grid.method})"
        if own_count is None
        else "la grille les compte",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Places of one commune."""

    names: list[str]
    lon: Floats
    lat: Floats
    spread_m: Floats
    young: Floats


def _places(demand: Demand, *, row: int, cells: CommuneCells | None) -> _Places:
    """Squares of a commune; its mairie where there is none, or nobody to spread."""
    code = str(demand.place_id[row])
    one = slice(row, row + 1)
    if cells is None or not demand.young[row].any():
        return _Places(
            [code], demand.lon[one], demand.lat[one], demand.spread_m[one], demand.young[one]
        )
    names = [f"{code}:c{number}" for number in range(1, cells.share.size + 1)]
    young = np.column_stack([_shared_out(total, share=cells.share) for total in demand.young[row]])
    return _Places(names, cells.lon, cells.lat, cells.spread_m, young)


def _shared_out(total: float, *, share: Floats) -> Floats:
    """Share out persons; the largest part takes what rounding leaves, so that nobody is lost."""
    parts = total * share
    largest = int(np.argmax(share))
    others = np.delete(parts, largest)
    parts[largest] = max(0.0, total - math.fsum(others))
    return parts


def _doubts(key: _Key, *, lived_in: Collection[str]) -> tuple[str, ...]:
    doubts = []
    empty = [code for code in key.cells.empty if code in lived_in]
    if empty:
        doubts.append(
            f"{key.name} : aucun habitant dans {cite(empty)} ; leurs jeunes restent à la mairie."
        )
    if key.cells.partly_covered:
        doubts.append(
            f"{key.name} : il ne couvre qu'une partie de {cite(key.cells.partly_covered)} ; leurs "
            "jeunes sont répartis sur cette partie."
        )
    return tuple(doubts)
