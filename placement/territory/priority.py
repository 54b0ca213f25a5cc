"""Priority neighbourhoods: those of qpv.csv, those that polygons draw, who lives in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from placement.errors import cite
from placement.sources.communes import CommuneRecord
from placement.sources.grids import CellParts
from placement.sources.territory_folder import QpvEntry, TerritoryFiles
from placement.territory.model import PriorityArea

__all__ = ["PriorityAreas", "priority_areas"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PriorityAreas:
    """Neighbourhoods of a territory, and what is estimated of them (French)."""

    areas: tuple[PriorityArea, ...]
    estimates: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """The part of a drawn neighbourhood in one commune."""

    code: str
    name: str
    commune_code: str
    geometry: BaseGeometry


def priority_areas(
    files: TerritoryFiles, *, communes: Sequence[CommuneRecord], parts: CellParts | None
) -> PriorityAreas:
    """Join the lines of ``qpv.csv`` and the polygons, by code and commune; a line wins.

    A share that no line gives is the part of the young people of the commune whom the grid puts
    inside the polygon, each cell by area; without a grid, the part of its surface.
    """
    outlines = {record.code: record.geometry for record in communes}
    drawn = {(one.code, one.commune_code): one for one in _drawn(files, outlines=outlines)}
    lines = {(entry.code, entry.commune_code): entry for entry in files.qpv}
    sought = [
        one for key, one in drawn.items() if key not in lines or lines[key].young_share is None
    ]
    by_grid = _by_grid(sought, parts=parts)
    by_area = _by_area([one for one in sought if _key(one) not in by_grid], outlines=outlines)
    shares = by_grid | by_area
    areas = [_listed(entry, drawn=drawn, shares=shares) for entry in files.qpv]
    areas += [
        PriorityArea(one.code, one.name, one.commune_code, shares.get(key), one.geometry)
        for key, one in drawn.items()
        if key not in lines
    ]
    return PriorityAreas(tuple(areas), _estimates(by_grid, by_area=by_area, parts=parts))


def _key(one: _Drawn) -> tuple[str, str]:
    return one.code, one.commune_code


def _drawn(files: TerritoryFiles, *, outlines: Mapping[str, BaseGeometry | None]) -> list[_Drawn]:
    """Cut each polygon by commune, when it lies in several."""
    found = []
    for area in files.deposits.qpv:
        codes = [code for code in area.commune_codes if code in outlines]
        for code in codes:
            outline = outlines[code]
            shape = area.geometry
            if len(area.commune_codes) > 1 and outline is not None:
                shape = shapely.intersection(shape, outline)
            if not shape.is_empty:
                found.append(_Drawn(area.code, area.name, code, shape))
    return found


def _listed(
    entry: QpvEntry,
    *,
    drawn: Mapping[tuple[str, str], _Drawn],
    shares: Mapping[tuple[str, str], float],
) -> PriorityArea:
    key = (entry.code, entry.commune_code)
    shape = drawn.get(key)
    share = shares.get(key) if entry.young_share is None else entry.young_share
    return PriorityArea(
        entry.code, entry.name, entry.commune_code, share, shape.geometry if shape else None
    )


def _by_grid(sought: Sequence[_Drawn], *, parts: CellParts | None) -> dict[tuple[str, str], float]:
    """Return the part of the young people of the commune who live inside."""
    if parts is None:
        return {}
    young = parts.of(parts.grid.young_weight)
    totals = parts.by_commune(parts.grid.young_weight)
    known = [one for one in sought if totals.get(one.commune_code, 0.0) > 0]
    inside = parts.inside([(one.commune_code, one.geometry) for one in known])
    return {
        _key(one): min(1.0, float((young[rows] * within).sum()) / totals[one.commune_code])
        for one, (rows, within) in zip(known, inside, strict=True)
    }


def _by_area(
    sought: Sequence[_Drawn], *, outlines: Mapping[str, BaseGeometry | None]
) -> dict[tuple[str, str], float]:
    """Return the part of the surface of the commune."""
    found = {}
    for one in sought:
        outline = outlines[one.commune_code]
        if outline is not None:
            # On the scale of one commune, degrees are stretched alike in both.
            inside = shapely.area(shapely.intersection(one.geometry, outline))
            found[_key(one)] = min(1.0, float(inside / shapely.area(outline)))
    return found


def _estimates(
    by_grid: Mapping[tuple[str, str], float],
    *,
    by_area: Mapping[tuple[str, str], float],
    parts: CellParts | None,
) -> tuple[str, ...]:
    told = []
    if by_grid and parts is not None:
        told.append(
            "Part des jeunes de la commune qui vivent en quartier prioritaire, d'après "
            f"{parts.grid.title}, pour {cite(code for code, _ in by_grid)} ; part_jeunes dans "
            "qpv.csv en tiendrait lieu."
        )
    if by_area:
        told.append(
            "Part des jeunes de la commune qui vivent en quartier prioritaire, d'après la surface, "
            f"ce qui la sous-estime, pour {cite(code for code, _ in by_area)} ; un carroyage "
            "Filosofi, ou part_jeunes dans qpv.csv, en tiendrait lieu."
        )
    return tuple(told)
