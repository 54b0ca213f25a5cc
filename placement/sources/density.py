"""INSEE's density grid of communes, in seven levels: 1 the densest, 7 the least dense.

Reads ``grille_densite_20xx.xlsx`` (or ``grille_densite_7_niveaux_20xx.xlsx``) as published, its
header on the fifth line: ``CODGEO; LIBGEO; DENS; LIBDENS``… The grid in three levels is another
thing under the same names: it is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from placement.errors import DataError, cite
from placement.sources.commune_lookup import ARRONDISSEMENTS, commune_lookup
from placement.sources.official import (
    Field,
    FieldKind,
    FileHead,
    OfficialTable,
    read_head,
    read_official,
)
from placement.sources.provenance import SourceKind
from placement.sources.statistics import CommuneStatistics, StatisticsReading

__all__ = ["DENSITY", "LEVELS", "read_density"]

LEVELS: Final = 7
"""From 1, large urban centres, to 7, very scattered rural."""

DENSITY: Final = SourceKind(
    id="densite",
    title="Grille communale de densité à sept niveaux",
    owner="Insee",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("code", ("codgeo", "depcom"), FieldKind.CODE, width=5),
        Field("density", ("dens", "dens7", "dens_7", "niveau_densite", "degre_densite")),
    ),
    replaces="la densité estimée d'après les habitants au km²",
)


def read_density(
    path: Path,
    *,
    communes: Collection[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> StatisticsReading:
    """Read the density level of some communes.

    A commune that merged after the file was made has the densest level of those it comes from; so
    has a city asked for as a whole, where the file has its arrondissements only, and the contrary.

    Parameters
    ----------
    path : the workbook of INSEE, a CSV of the same columns, zipped or not
    communes : codes wanted
    former : code of today by code of a commune that is no more
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file is not that table, or is the grid in three levels.
    """
    table = _seven_levels(read_head(path) if head is None else head)
    levels = table.number("density")
    sound = np.isfinite(levels) & (levels >= 1) & (levels <= LEVELS) & (levels % 1 == 0)
    by_code = {
        code: int(level)
        for code, level in zip(table.text("code")[sound].tolist(), levels[sound], strict=True)
    }
    found = _by_commune(by_code, communes=communes, former=former)
    remarks = []
    absent = sorted(set(communes) - set(found))
    if absent:
        remarks.append(f"{path.name} : communes sans niveau de densité : {cite(absent)}.")
    return StatisticsReading(
        by_commune={code: CommuneStatistics(density=found[code]) for code in sorted(found)},
        vintage=table.vintage,
        remarks=tuple(remarks),
    )


def _seven_levels(head: FileHead) -> OfficialTable:
    """Read the sheet of the grid in seven levels; a workbook may hold both grids."""
    parts = [part for part, _ in head.matching(DENSITY.fields)]
    if len(parts) < 2:
        tables = [read_official(head.path, fields=DENSITY.fields, head=head)]
    else:
        alone = (replace(head, parts=(part,)) for part in parts)
        tables = [read_official(head.path, fields=DENSITY.fields, head=one) for one in alone]
    deepest = max(tables, key=lambda table: float(np.nanmax(table.number("density"), initial=0)))
    if np.nanmax(deepest.number("density"), initial=0) <= 3:
        raise DataError(
            f"fichier {head.path.name} : aucune commune au-delà du niveau 3, c'est la grille en "
            "trois niveaux ; déposez la grille en sept niveaux."
        )
    return deepest


def _by_commune(
    by_code: Mapping[str, int], *, communes: Collection[str], former: Mapping[str, str] | None
) -> dict[str, int]:
    found = {code: by_code[code] for code in communes if code in by_code}
    for code, commune in commune_lookup(communes, former=former).items():
        if code in by_code and commune not in by_code:
            found[commune] = min(found.get(commune, LEVELS), by_code[code])
    for code in communes:
        city = ARRONDISSEMENTS.get(code, "")
        if code not in found and city in by_code:
            found[code] = by_code[city]
    return found
