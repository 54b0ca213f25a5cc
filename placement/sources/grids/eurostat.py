"""Eurostat's grid of the 2021 census: the inhabitants of each square kilometre of Europe.

``GRD_ID`` (``CRS3035RES1000mN2689000E3757000`` or ``1kmN2689E3757``), else the corners ``X3035``
and ``Y3035``; ``T``, ``Y_LT15``, ``Y_1564``. A count that is not published is negative.
© European Union, free reuse with mention of the source.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from placement.errors import DataError
from placement.sources.grids.identifiers import CellFamily, places_of
from placement.sources.grids.model import GRID_CRS, GridCells, untold
from placement.sources.grids.window import Near, Window
from placement.sources.official import (
    Field,
    FieldKind,
    FileHead,
    OfficialTable,
    read_head,
    read_official,
)
from placement.sources.provenance import SourceKind

__all__ = ["EUROSTAT", "read_eurostat"]

_CELL: Final = Field("cell", ("grd_id", "grid_id", "spatial"), FieldKind.CODE)
_X: Final = Field("x", ("x3035",), FieldKind.CODE)
_Y: Final = Field("y", ("y3035",), FieldKind.CODE)
_ADULTS: Final = Field("adults", ("y_1564",))

EUROSTAT: Final = SourceKind(
    id="eurostat-1km",
    title="Recensement 2021, grille de 1 km",
    owner="Eurostat (GISCO)",
    licence="© Union européenne, réutilisation libre avec mention de la source",
    fields=(Field("inhabitants", ("t",)), Field("children", ("y_lt15",)), _ADULTS),
    replaces="le placement des jeunes à la mairie de leur commune",
)
"""Recognised by its counts: some copies have no identifier but the corners."""

_KILOMETRE: Final = CellFamily(1000.0, GRID_CRS)
_VINTAGE: Final = "2021"


def read_eurostat(
    path: Path, *, window: Window, communes: tuple[str, ...], head: FileHead | None = None
) -> GridCells:
    """Read the cells near a territory.

    The grid tells no age group of young people: the 15-64 are the key, and where they are not
    published all inhabitants, at the mean part of the 15-64 in the others.

    Parameters
    ----------
    window : west, south, east, north of the territory, WGS84 degrees
    communes : codes of the territory
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        It is not this grid, or none of its cells is near the territory.
    """
    head = read_head(path) if head is None else head
    near = Near(head, kind=EUROSTAT, window=window, communes=len(communes))
    family, table = _rows(path, near=near)
    if table.has("cell"):
        (places,) = places_of(pa.array(table.text("cell")), file_name=path.name).values()
        ids, x, y = table.text("cell"), places.x, places.y
    else:
        x, y = (_metres(table, axis) for axis in ("x", "y"))
        ids = _ids(x, y)
    unknown = np.full(table.rows, np.nan)
    return GridCells(
        cell_id=ids,
        x3035=x,
        y3035=y,
        side_m=family.side_m,
        young_weight=_adults(table),
        inhabitants=np.nan_to_num(_published(table, "inhabitants"), nan=0.0),
        households=unknown,
        poor_households=unknown,
        imputed=np.zeros(table.rows, dtype=bool),
        commune_codes=((),) * table.rows,
        method=f"les 15-64 ans, faute d'âges plus fins{untold(_unpublished(table))}",
        vintage=table.vintage or _VINTAGE,
        title="recensement 2021 d'Eurostat, carreaux de 1 km",
        crs=family.crs,
    )


def _rows(path: Path, *, near: Near) -> tuple[CellFamily, OfficialTable]:
    if near.head.holds((*EUROSTAT.fields, _CELL)):
        family, ids = near.ids(_CELL)
        fields = (*EUROSTAT.fields, _CELL)
        return family, read_official(path, fields=fields, keep={"cell": ids}, head=near.head)
    if near.head.holds((*EUROSTAT.fields, _X, _Y)):
        corners = near.corners(_X, y=_Y, family=_KILOMETRE)
        fields = (*EUROSTAT.fields, _X, _Y)
        return _KILOMETRE, read_official(path, fields=fields, keep=corners, head=near.head)
    raise DataError(
        f"fichier {path.name} : il faut l'identifiant des carreaux (colonne GRD_ID), ou leurs "
        "coins (X3035 et Y3035) ; reprenez le fichier publié, tel quel."
    )


def _metres(table: OfficialTable, axis: str) -> NDArray[np.float64]:
    return np.char.replace(table.text(axis), ",", ".").astype(np.float64)


def _ids(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.str_]:
    names = [f"CRS3035RES1000mN{b:.0f}E{a:.0f}" for a, b in zip(x, y, strict=True)]
    return np.array(names, dtype=np.str_)


def _published(table: OfficialTable, name: str) -> NDArray[np.float64]:
    counts = table.number(name)
    return np.where(counts < 0, np.nan, counts)


def _unpublished(table: OfficialTable) -> int:
    """Count the cells of which neither adults nor inhabitants are published."""
    both = _published(table, "adults"), _published(table, "inhabitants")
    return int((np.isnan(both[0]) & np.isnan(both[1])).sum())


def _adults(table: OfficialTable) -> NDArray[np.float64]:
    """Persons aged 15 to 64 of each cell."""
    adults, everybody = _published(table, "adults"), _published(table, "inhabitants")
    known = ~(np.isnan(adults) | np.isnan(everybody))
    part = adults[known].sum() / max(everybody[known].sum(), 1.0) if known.any() else 1.0
    return np.nan_to_num(np.where(np.isnan(adults), part * everybody, adults), nan=0.0)
