"""Where the grid that was dropped says that people live."""

from __future__ import annotations

from collections.abc import Sequence

from placement.errors import cite
from placement.french import plural, whole
from placement.sources.communes import CommuneRecord
from placement.sources.grids import CellParts, cell_parts
from placement.sources.territory_folder import TerritoryFiles
from placement.territory.around import outlines_around

__all__ = ["parts_of_grid", "placement_estimates"]


def parts_of_grid(files: TerritoryFiles, *, communes: Sequence[CommuneRecord]) -> CellParts | None:
    """Share out the cells of the grid between the communes; None without a grid."""
    grid = files.deposits.grid
    if grid is None:
        return None
    contours = {record.code: record.geometry for record in communes}
    return cell_parts(grid, contours=contours, around=outlines_around(contours))


def placement_estimates(files: TerritoryFiles, *, parts: CellParts | None) -> tuple[str, ...]:
    """Say what a finer grid would tell of where young people live."""
    if files.population_rasters:
        names = cite(path.name for path in files.population_rasters)
        return (
            f"Lieu de résidence dans chaque commune : comme les habitants de {names} ; le "
            "carroyage Filosofi à 200 m de l'Insee dirait où vivent les jeunes.",
        )
    if parts is None:
        return (
            "Lieu de résidence : tous à la mairie de leur commune ; le carroyage Filosofi à 200 m "
            "de l'Insee dirait où ils vivent.",
        )
    told = []
    if parts.moved.any():
        persons = float(parts.of(parts.grid.young_weight)[parts.moved].sum())
        cells = plural(float(parts.moved.sum()), one="carreau", many="carreaux")
        told.append(
            f"{parts.grid.title} : {cells} sur aucune commune ({whole(persons)} jeunes selon la "
            "grille), rattachés à la commune la plus proche."
        )
    if not parts.grid.france_only:
        told.append(
            f"Lieu de résidence dans chaque commune : comme {parts.grid.method} "
            f"({parts.grid.title}) ; le carroyage Filosofi à 200 m de l'Insee dirait où vivent les "
            "jeunes."
        )
    return tuple(told)
