"""Every kind of file that may be dropped, and how each becomes deposits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from placement.sources.deposits.importers import Importer, Perimeter
from placement.sources.deposits.model import Deposits
from placement.sources.grids import (
    EUROSTAT,
    FILOSOFI_1KM,
    FILOSOFI_200M,
    GridCells,
    Window,
    read_eurostat,
    read_filosofi,
)
from placement.sources.iris_bases import (
    IRIS_ACTIVITY,
    IRIS_AGES,
    IRIS_EDUCATION,
    IRIS_HOUSING,
    read_iris_base,
)
from placement.sources.official import Field, FieldKind, FileHead
from placement.sources.pop1b import read_pop1b
from placement.sources.provenance import SourceKind
from placement.sources.qpv import QPV, read_qpv

__all__ = ["IMPORTERS"]


_POP1B: Final = SourceKind(
    id="pop1b",
    title="Population par sexe et âge détaillé (TD_POP1B)",
    owner="Insee",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("code", ("codgeo",), FieldKind.CODE, width=5),
        Field("sex", ("sexe",), FieldKind.CODE),
        Field("age", ("aged100",), FieldKind.CODE, width=3),
        Field("count", ("nb",)),
    ),
    replaces="l'estimation des 16-25 ans",
)


def _young(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    del head
    return Deposits(young=read_pop1b(path, communes=perimeter.communes))


def _iris(path: Path, head: FileHead, perimeter: Perimeter, *, kind: SourceKind) -> Deposits:
    reading = read_iris_base(
        path, kind=kind, communes=perimeter.communes, former=perimeter.former, head=head
    )
    return Deposits(statistics=reading.by_commune, remarks=reading.remarks)


def _grid(
    path: Path, head: FileHead, perimeter: Perimeter, *, read: Callable[..., GridCells]
) -> Deposits:
    grid = read(path, window=_window(perimeter), communes=perimeter.communes, head=head)
    return Deposits(grid=grid, remarks=tuple(filter(None, (grid.remark,))))


def _window(perimeter: Perimeter) -> Window:
    """Return the frame of the territory, WGS84 degrees."""
    shapes = [shape for shape in perimeter.contours.values() if shape is not None]
    west, south, east, north = shapely.total_bounds(np.array(shapes))
    return float(west), float(south), float(east), float(north)


def _priority_areas(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    outlines = {code: shape for code, shape in perimeter.contours.items() if shape is not None}
    reading = read_qpv(
        path,
        communes=perimeter.communes,
        head=head,
        outlines=outlines,
        former=perimeter.former,
    )
    return Deposits(qpv=reading.polygons, remarks=reading.remarks)


IMPORTERS: Final = (
    Importer(_POP1B, _young),
    *(
        Importer(kind, partial(_iris, kind=kind))
        for kind in (IRIS_ACTIVITY, IRIS_EDUCATION, IRIS_HOUSING, IRIS_AGES)
    ),
    *(
        Importer(kind, partial(_grid, read=read), adds_up=True)
        for kind, read in (
            (FILOSOFI_200M, read_filosofi),
            (FILOSOFI_1KM, read_filosofi),
            (EUROSTAT, read_eurostat),
        )
    ),
    Importer(QPV, _priority_areas),
)
"""The preferred kinds first, where two say the same thing."""
