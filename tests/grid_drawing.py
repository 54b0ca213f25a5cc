"""Write small statistical grids for tests, in the layouts that INSEE and Eurostat publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from pyproj import Transformer

from placement.sources.grids import GridCells

CORNER = (3_826_000, 2_626_000)
"""West and south of a square kilometre near Moulins, EPSG:3035."""


def cell_id(column: int, row: int, *, side_m: int, crs: int = 3035) -> str:
    """Return the identifier of the cell so many columns east and rows north of ``CORNER``."""
    west, south = CORNER
    return f"CRS{crs}RES{side_m}mN{south + row * side_m}E{west + column * side_m}"


def window(
    columns: int, rows: int, *, side_m: int, margin_m: float = -1.0
) -> tuple[float, float, float, float]:
    """Degrees around so many cells from ``CORNER``, just inside them."""
    west, south = CORNER
    to_degrees = Transformer.from_crs("EPSG:3035", "EPSG:4326", always_xy=True)
    return to_degrees.transform_bounds(
        west - margin_m, south - margin_m, west + columns * side_m + margin_m,
        south + rows * side_m + margin_m,
    )  # fmt: skip


def write_csv(path: Path, rows: Sequence[Mapping[str, object]], *, separator: str = ",") -> Path:
    """Write rows under the headers of the first."""
    lines = [separator.join(rows[0]), *(separator.join(map(str, row.values())) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def grid(
    young: Sequence[float],
    *,
    x: Sequence[float],
    y: Sequence[float],
    side_m: float = 1000.0,
    communes: Sequence[tuple[str, ...]] | None = None,
    france_only: bool = True,
) -> GridCells:
    """Cells at those corners, EPSG:3035; ten inhabitants a young person, one household for two."""
    weights = np.asarray(young, dtype=np.float64)
    return GridCells(
        cell_id=np.array([f"c{number}" for number in range(len(weights))], dtype=np.str_),
        x3035=np.asarray(x, dtype=np.float64),
        y3035=np.asarray(y, dtype=np.float64),
        side_m=side_m,
        young_weight=weights,
        inhabitants=10 * weights,
        households=5 * weights,
        poor_households=weights,
        imputed=np.zeros(len(weights), dtype=bool),
        commune_codes=tuple(communes) if communes is not None else ((),) * len(weights),
        method="clé d'essai",
        vintage="2021",
        title="Filosofi 2021",
        aged_18_24=weights,
        france_only=france_only,
    )
