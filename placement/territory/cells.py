"""Residents where they live: the totals of the communes, spread by a raster of inhabitants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.sources.communes import CommuneRecord
from placement.sources.rasters import CommuneCells, PopulationCells, population_cells
from placement.sources.territory_folder import TerritoryFiles
from placement.territory.model import Demand
from placement.units import METRES_PER_KM

__all__ = ["spread_in_cells"]

Floats = NDArray[np.float64]


def spread_in_cells(
    demand: Demand, *, files: TerritoryFiles, communes: Sequence[CommuneRecord], crs: str
) -> tuple[Demand, tuple[str, ...]]:
    """Move residents from their mairie to the squares where a raster says that people live.

    Parameters
    ----------
    demand
        One place a commune, in the order of ``communes``.
    files
        The folder; without a raster of population, the demand comes back as it is.
    crs
        Projected system of the territory.

    Returns
    -------
    The demand, the total of each commune unchanged, and French warnings. A place is named
    ``03190:c12``, squares being numbered from north-west to south-east in their commune.

    Raises
    ------
    DataError
        A raster cannot be read, or lies elsewhere.
    """
    if not files.population_rasters:
        return demand, ()
    cells = population_cells(
        files.population_rasters,
        contours={record.code: record.geometry for record in communes},
        crs=crs,
        cell_m=files.settings.population_cell_m,
    )
    places = [
        _places(demand, row=row, cells=cells.by_commune.get(code))
        for row, code in enumerate(demand.commune_code.tolist())
    ]
    names = cite(path.name for path in files.population_rasters)
    side_km = f"{files.settings.population_cell_m / METRES_PER_KM:g}".replace(".", ",")
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
            method=f"{demand.method} ; répartis dans chaque commune, par carreaux de {side_km} km, "
            f"comme les habitants de {names}",
            sources=demand.sources,
            counted=demand.counted,
        ),
        _doubts(cells, names=names),
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


def _doubts(cells: PopulationCells, *, names: str) -> tuple[str, ...]:
    doubts = []
    if cells.empty:
        doubts.append(
            f"raster de population ({names}) : aucun habitant dans {cite(cells.empty)} ; leurs "
            "jeunes restent à la mairie."
        )
    if cells.partly_covered:
        doubts.append(
            f"raster de population ({names}) : il ne couvre qu'une partie de "
            f"{cite(cells.partly_covered)} ; leurs jeunes sont répartis sur cette partie."
        )
    return tuple(doubts)
