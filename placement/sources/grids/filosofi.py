"""INSEE's grid of incomes, Filosofi: who lives in each square of 200 m, or of 1 km.

Vintages 2015 (``IdINSPIRE``, ``Id_carr1km``, ``Depcom``), 2017 (``Idcar_200m``, ``lcog_geo``),
2019 and 2021 (the same in lower case); CSV, GeoPackage or Parquet. Only inhabited cells are there.
Under 11 households the values of a cell are imputed, and it says so. Licence Ouverte 2.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from placement.sources.former_communes import current_codes
from placement.sources.grids.identifiers import CellFamily, places_of
from placement.sources.grids.model import GridCells, untold
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
from placement.units import METRES_PER_KM

__all__ = ["AGE_WEIGHTS", "FILOSOFI_1KM", "FILOSOFI_200M", "read_filosofi"]

AGE_WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {"ind_11_17": 2 / 7, "ind_18_24": 1.0, "ind_25_39": 1 / 15}
)
"""Part of each age group of the grid who are 16 to 25, were ages spread evenly in it."""

_FRACTIONS: Final = {"ind_11_17": "2/7 ", "ind_18_24": "", "ind_25_39": "1/15 "}
_CODE_WIDTH: Final = 5
_COUNTS: Final = (
    Field("inhabitants", ("ind",)),
    Field("households", ("men",), required=False),
    Field("poor", ("men_pauv",), required=False),
    Field("ind_11_17", ("ind_11_17",), required=False),
    Field("ind_18_24", ("ind_18_24",)),
    Field("ind_25_39", ("ind_25_39",), required=False),
    Field("communes", ("lcog_geo", "depcom"), FieldKind.CODE, required=False),
)
_ID_200M: Final = Field("cell", ("idcar_200m", "idinspire"), FieldKind.CODE)
_ID_1KM: Final = Field("cell", ("idcar_1km", "id_carr1km"), FieldKind.CODE)


def _kind(cell: Field, *, size: str, imputed: tuple[str, ...]) -> SourceKind:
    return SourceKind(
        id=f"filosofi-{size}",
        title=f"Revenus, pauvreté et niveau de vie, données carroyées (Filosofi, {size})",
        owner="Insee",
        licence="Licence Ouverte 2.0",
        fields=(cell, *_COUNTS, Field("imputed", imputed, required=False)),
        replaces="le placement des jeunes à la mairie de leur commune",
    )


FILOSOFI_200M: Final = _kind(_ID_200M, size="200m", imputed=("i_est_200", "i_est_cr"))
"""Squares of 200 m; a file of this kind names squares of 1 km too."""

FILOSOFI_1KM: Final = _kind(_ID_1KM, size="1km", imputed=("i_est_1km",))
"""Squares of 1 km."""


def read_filosofi(
    path: Path, *, window: Window, communes: tuple[str, ...], head: FileHead | None = None
) -> GridCells:
    """Read the cells near a territory.

    The young are ``2/7 · ind_11_17 + ind_18_24 + 1/15 · ind_25_39``, without the age groups that
    the file lacks: those aged 16 and 17 among the 11-17, those aged 25 among the 25-39. A key to
    share out exact totals: the tax office counts young people in the household of their parents.

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
    kind = FILOSOFI_200M if head.holds(FILOSOFI_200M.fields) else FILOSOFI_1KM
    near = Near(head, kind=kind, window=window, communes=len(communes))
    family, ids = near.ids(kind.fields[0])
    table = read_official(path, fields=kind.fields, keep={"cell": ids}, head=head)
    (places,) = places_of(pa.array(table.text("cell")), file_name=path.name).values()
    young, method = _young(table)
    return GridCells(
        cell_id=table.text("cell"),
        x3035=places.x,
        y3035=places.y,
        side_m=family.side_m,
        young_weight=young,
        inhabitants=_counts(table, "inhabitants"),
        households=table.number("households"),
        poor_households=table.number("poor"),
        imputed=_counts(table, "imputed") > 0,
        commune_codes=_communes_of(table),
        method=method,
        vintage=table.vintage,
        title=f"Filosofi {table.vintage}, carreaux de {_side(family)}".replace("  ", " "),
        crs=family.crs,
        aged_18_24=_counts(table, "ind_18_24"),
        france_only=True,
    )


def _side(family: CellFamily) -> str:
    return "1 km" if family.side_m == METRES_PER_KM else f"{family.side_m:g} m"


def _counts(table: OfficialTable, name: str) -> NDArray[np.float64]:
    """Return a count by cell; a cell that does not tell counts for nobody."""
    return np.nan_to_num(table.number(name), nan=0.0)


def _young(table: OfficialTable) -> tuple[NDArray[np.float64], str]:
    """Weigh the young people of each cell, and say how."""
    used = [name for name in AGE_WEIGHTS if table.has(name)]
    weights = sum(
        (AGE_WEIGHTS[name] * _counts(table, name) for name in used), start=np.zeros(table.rows)
    )
    terms = [f"{_FRACTIONS[name]}{name}" for name in used]
    absent = [name for name in AGE_WEIGHTS if name not in used]
    lacking = f" (sans {' ni '.join(absent)}, que ce fichier n'a pas)" if absent else ""
    blank = max((table.hidden.get(name, 0) for name in used), default=0)
    return weights, f"{' + '.join(terms)}{lacking}{untold(blank)}"


def _communes_of(table: OfficialTable) -> tuple[tuple[str, ...], ...]:
    """Return the communes of each cell, as of today; none where the file does not tell."""
    glued = [_split(text) for text in table.text("communes").tolist()]
    former = current_codes({code for codes in glued for code in codes})
    return tuple(tuple(dict.fromkeys(former.get(code, code) for code in codes)) for codes in glued)


def _split(glued: str) -> tuple[str, ...]:
    """Cut « 0319003321 » in two codes; a spreadsheet may have eaten the first zero."""
    whole = glued.zfill(-(-len(glued) // _CODE_WIDTH) * _CODE_WIDTH)
    return tuple(whole[at : at + _CODE_WIDTH] for at in range(0, len(whole), _CODE_WIDTH))
