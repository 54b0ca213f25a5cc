"""Which commune the people of each cell of a grid live in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from placement.sources.grids.model import GridCells
from placement.sources.rasters.squares import (
    CellWeights,
    PopulationCells,
    cut_cells,
    gathered_cells,
)

__all__ = ["CellParts", "cell_parts", "gathered_parts"]

_ARRAYS: Final = ("cell", "commune", "share", "area", "column", "row", "moved")

Floats = NDArray[np.float64]

_WGS84: Final = "EPSG:4326"
_CRUMB: Final = 1e-6
"""Part of a cell under which a border only grazes it."""


@dataclass(frozen=True, slots=True, eq=False)
class CellParts:
    """Parts of the cells of a grid, one for each commune that a cell lies in.

    Parameters
    ----------
    grid : the cells
    cell : (k,) position of the cell in the grid
    commune : (k,) code
    share : (k,) part of the people of the cell who live in that commune
    area : (k,) part of the surface of the cell, 0 where the outlines disagree with the grid
    column, row : (k,) centre of the part, sides of a cell east and north of the origin of ``crs``
    moved : (k,) bool, the cell is on no commune and goes to the nearest one
    """

    grid: GridCells
    cell: NDArray[np.int64]
    commune: NDArray[np.str_]
    share: Floats
    area: Floats
    column: Floats
    row: Floats
    moved: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def taken(self, rows: NDArray[np.int64]) -> CellParts:
        """Return some of the parts."""
        return replace(self, **{name: getattr(self, name)[rows] for name in _ARRAYS})

    def of(self, counts: Floats) -> Floats:
        """Return the persons of each part, (k,), from those of each cell."""
        return counts[self.cell] * self.share

    def by_commune(self, counts: Floats) -> dict[str, float]:
        """Return the persons of each commune, from those of each cell, (n,)."""
        codes, number = np.unique(self.commune, return_inverse=True)
        return dict(
            zip(codes.tolist(), np.bincount(number, weights=self.of(counts)).tolist(), strict=True)
        )

    def inside(
        self, polygons: Sequence[tuple[str, BaseGeometry]]
    ) -> list[tuple[NDArray[np.int64], Floats]]:
        """Return the parts of a commune that a WGS84 polygon touches, and how much of each.

        One answer by polygon; each is given with the code of its commune.
        """
        keyed = {str(place): shape for place, (_, shape) in enumerate(polygons)}
        drawn = _in_cells(keyed, grid=self.grid).values()
        return [
            self._inside(shape, commune=commune)
            for (commune, _), shape in zip(polygons, drawn, strict=True)
        ]

    def _inside(self, shape: BaseGeometry, *, commune: str) -> tuple[NDArray[np.int64], Floats]:
        mine = np.flatnonzero((self.commune == commune) & (self.area > 0))
        cells = self.cell[mine]
        corner = _corners(self.grid)
        cut = cut_cells(shape, columns=corner.column[cells], rows=corner.row[cells])
        touched = cut.share > _CRUMB
        within = np.minimum(1.0, cut.share[touched] / self.area[mine[touched]])
        return mine[touched], within


@dataclass(frozen=True, slots=True, eq=False)
class _Corners:
    """South-west corners, sides of a cell from the origin."""

    column: Floats
    row: Floats


def _corners(grid: GridCells) -> _Corners:
    return _Corners(grid.x3035 / grid.side_m, grid.y3035 / grid.side_m)


def _in_cells(polygons: Mapping[str, BaseGeometry], *, grid: GridCells) -> dict[str, BaseGeometry]:
    """Draw WGS84 polygons where a cell is a square of side 1."""
    to_grid = Transformer.from_crs(_WGS84, grid.crs, always_xy=True)
    drawn = shapely.transform(
        list(polygons.values()),
        lambda xy: np.column_stack(to_grid.transform(*xy.T)) / grid.side_m,
    )
    return dict(zip(polygons, shapely.make_valid(drawn), strict=True))


def cell_parts(
    grid: GridCells,
    *,
    contours: Mapping[str, BaseGeometry | None],
    around: Mapping[str, BaseGeometry] | None = None,
) -> CellParts:
    """Share out the cells of a grid between communes.

    Parameters
    ----------
    contours : polygon of each commune of the territory, WGS84, None where unknown
    around : those of the communes outside it that cells may lie in

    Returns
    -------
    The parts that lie in the communes of ``contours``.

    Notes
    -----
    A cell that a border crosses is shared by area, between the communes that the grid names for
    it where it does. A grid of France alone has nobody at sea: there a cell is shared whole between
    the communes it touches, and goes to the nearest one when it touches none. In the others, what
    is on no commune, abroad or at sea, is left out.
    """
    drawn = {**(around or {}), **{code: shape for code, shape in contours.items() if shape}}
    shapes = _in_cells(dict(sorted(drawn.items())), grid=grid)
    parts = _told(_crossed(shapes, grid=grid), communes={*drawn, *contours})
    parts = _shared_whole(parts)
    if grid.france_only:
        parts = _joined(parts, _to_nearest(parts, shapes=shapes))
    inside = parts.taken(np.flatnonzero(np.isin(parts.commune, list(contours))))
    return inside.taken(np.lexsort((inside.commune, inside.cell)))


def _crossed(shapes: Mapping[str, BaseGeometry], *, grid: GridCells) -> CellParts:
    """Cut every cell by every commune."""
    corner = _corners(grid)
    tree = shapely.STRtree(
        shapely.box(corner.column, corner.row, corner.column + 1, corner.row + 1)
    )
    found = [_nothing(grid)]
    for code, shape in shapes.items():
        cells = np.sort(tree.query(shape, predicate="intersects"))
        cut = cut_cells(shape, columns=corner.column[cells], rows=corner.row[cells])
        whole = CellParts(
            grid=grid,
            cell=cells,
            commune=np.full(len(cells), code),
            share=cut.share,
            area=cut.share,
            column=cut.column,
            row=cut.row,
            moved=np.zeros(len(cells), dtype=bool),
        )
        found.append(whole.taken(np.flatnonzero(cut.share > _CRUMB)))
    return _joined(*found)


def _told(parts: CellParts, *, communes: Collection[str]) -> CellParts:
    """Keep, of the communes that a cell touches, those that the grid names where it does."""
    named = [set(codes) & set(communes) for codes in parts.grid.commune_codes]
    pairs = zip(parts.cell.tolist(), parts.commune.tolist(), strict=True)
    kept = [not named[cell] or code in named[cell] for cell, code in pairs]
    touched = parts.taken(np.flatnonzero(kept))
    placed = set(touched.cell.tolist())
    lacking = [
        (cell, code)
        for cell, codes in enumerate(named)
        if cell not in placed
        for code in sorted(codes)
    ]
    return _joined(touched, _at_centres(parts.grid, pairs=lacking))


def _at_centres(
    grid: GridCells, *, pairs: Sequence[tuple[int, str]], moved: bool = False
) -> CellParts:
    """Give cells to communes that their outlines do not reach, from the centre of the cell."""
    corner = _corners(grid)
    cells = np.array([cell for cell, _ in pairs], dtype=np.int64)
    return CellParts(
        grid=grid,
        cell=cells,
        commune=np.array([code for _, code in pairs], dtype=np.str_),
        share=np.ones(len(cells)),
        area=np.zeros(len(cells)),
        column=corner.column[cells] + 0.5,
        row=corner.row[cells] + 0.5,
        moved=np.full(len(cells), moved),
    )


def _shared_whole(parts: CellParts) -> CellParts:
    """Let the shares of a cell add up to 1, but where some of its people are nobody's."""
    grid = parts.grid
    whole = np.array([bool(codes) or grid.france_only for codes in grid.commune_codes], dtype=bool)
    total = np.bincount(parts.cell, weights=parts.share, minlength=len(grid.cell_id))
    divisor = np.where(whole[parts.cell], total[parts.cell], 1.0)
    return replace(parts, share=parts.share / divisor)


def _to_nearest(parts: CellParts, *, shapes: Mapping[str, BaseGeometry]) -> CellParts:
    """Give the cells that no commune has to the nearest one."""
    grid = parts.grid
    lost = np.setdiff1d(np.arange(len(grid.cell_id)), parts.cell)
    if not lost.size or not shapes:
        return _nothing(grid)
    corner, codes = _corners(grid), list(shapes)
    centres = shapely.points(corner.column[lost] + 0.5, corner.row[lost] + 0.5)
    nearest = np.atleast_1d(shapely.STRtree(list(shapes.values())).nearest(centres))
    pairs = [
        (cell, codes[place]) for cell, place in zip(lost.tolist(), nearest.tolist(), strict=True)
    ]
    return _at_centres(grid, pairs=pairs, moved=True)


def _nothing(grid: GridCells) -> CellParts:
    return _at_centres(grid, pairs=())


def _joined(*parts: CellParts) -> CellParts:
    together = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    return CellParts(grid=parts[0].grid, **together)


def gathered_parts(
    parts: CellParts, *, codes: Sequence[str], counts: Floats, crs: str, cell_m: float
) -> PopulationCells:
    """Gather the people of each commune in squares of ``cell_m``, or in cells that are larger.

    Parameters
    ----------
    codes : the communes, in the order of what is empty
    counts : (n,) persons of each cell of the grid
    crs : projected system of the territory, metres
    """
    grid = parts.grid
    weight = parts.of(counts)
    to_metres = Transformer.from_crs(grid.crs, crs, always_xy=True)
    x, y = to_metres.transform(parts.column * grid.side_m, parts.row * grid.side_m)
    square_m = max(cell_m, grid.side_m)
    cells = CellWeights(
        x=np.asarray(x),
        y=np.asarray(y),
        weight=weight,
        side_m=np.full(len(weight), grid.side_m),
        east=np.floor((grid.x3035[parts.cell] + grid.side_m / 2) / square_m),
        north=np.floor((grid.y3035[parts.cell] + grid.side_m / 2) / square_m),
    )
    rows = {code: np.flatnonzero((parts.commune == code) & (weight > 0)) for code in codes}
    return gathered_cells({code: [cells.taken(mine)] for code, mine in rows.items()}, crs=crs)
