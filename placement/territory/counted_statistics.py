"""Counts by commune, whatever the source: dropped files, the grid, i-milo where it may."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from placement.sources.communes import CommuneRecord
from placement.sources.grids import CellParts
from placement.sources.imilo import ImiloRecord
from placement.sources.statistics import CommuneStatistics
from placement.sources.territory_folder import TerritoryFiles
from placement.territory.counts import latest_year
from placement.territory.model import Protection

__all__ = ["statistics_of", "with_caseload"]


def statistics_of(
    files: TerritoryFiles, *, communes: Sequence[CommuneRecord], parts: CellParts | None
) -> dict[str, CommuneStatistics]:
    """Return what is known of each commune; those of which nothing is known are absent.

    Files of counts come first, then the grid.
    """
    by_grid = _of_grid(parts) if parts is not None else {}
    codes = {record.code for record in communes}
    known = {code: counts for code, counts in files.deposits.statistics.items() if code in codes}
    return _joined(known, by_grid)


def with_caseload(
    statistics: Mapping[str, CommuneStatistics],
    *,
    imilo: Sequence[ImiloRecord],
    protection: Protection | None,
) -> dict[str, CommuneStatistics]:
    """Add i-milo's latest year, but for what may not be told of small communes.

    A masked commune has no count, one whose split is masked only its total; a count under the
    threshold is unknown, 0 as well. Where the caseload is not what is served, nothing is added.
    """
    if protection is None:
        return dict(statistics)
    told = {
        code: _of_imilo(record, split=code not in protection.unsplit, protection=protection)
        for code, record in latest_year(imilo).items()
        if code not in protection.masked
    }
    return _joined(statistics, told)


def _joined(
    first: Mapping[str, CommuneStatistics], second: Mapping[str, CommuneStatistics]
) -> dict[str, CommuneStatistics]:
    nothing = CommuneStatistics()
    return {
        code: first.get(code, nothing).joined(second.get(code, nothing))
        for code in sorted({*first, *second})
    }


def _of_grid(parts: CellParts) -> Mapping[str, CommuneStatistics]:
    """Households of each commune, poor ones among them; nothing where the grid has none."""
    grid = parts.grid
    if np.isnan(grid.households).all():
        return {}
    households = parts.by_commune(grid.households)
    poor = parts.by_commune(grid.poor_households)
    imputed = parts.by_commune(np.where(grid.imputed, grid.households, 0.0))
    return {
        code: CommuneStatistics(
            grid_households=_known(count),
            poor_households=_known(poor[code]),
            poor_imputed_households=_known(imputed[code]),
        )
        for code, count in households.items()
    }


def _of_imilo(record: ImiloRecord, *, split: bool, protection: Protection) -> CommuneStatistics:
    def shown(count: float) -> float | None:
        return float(count) if count >= protection.profile.threshold else None

    return CommuneStatistics(
        followed=shown(record.followed),
        first_receptions=shown(record.first_receptions),
        followed_minors=shown(record.minors) if split else None,
        without_licence=shown(record.without_licence) if split else None,
    )


def _known(count: float) -> float | None:
    return None if math.isnan(count) else float(count)
