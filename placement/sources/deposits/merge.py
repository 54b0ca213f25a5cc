"""Put together what several files say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from placement.sources.deposits.model import Deposits, PublicPlace, QpvPolygon
from placement.sources.grids import GridCells
from placement.sources.statistics import CommuneStatistics

__all__ = ["merged"]


def merged(found: Sequence[Deposits]) -> Deposits:
    """Join deposits, the first of them preferred where two say the same thing.

    Of several grids one is kept (see ``_worth``); the others are no source any more.
    """
    found = _with_one_grid(found)
    statistics: dict[str, CommuneStatistics] = {}
    for one in found:
        for code, counts in one.statistics.items():
            statistics[code] = statistics.get(code, CommuneStatistics()).joined(counts)
    return Deposits(
        young=next((one.young for one in found if one.young is not None), None),
        statistics=statistics,
        grid=next((one.grid for one in found if one.grid is not None), None),
        qpv=_first_by_code(area for one in found for area in one.qpv),
        outlines={code: shape for one in reversed(found) for code, shape in one.outlines.items()},
        epci={code: one for each in reversed(found) for code, one in each.epci.items()},
        places=_first_by_id(place for one in found for place in one.places),
        markets=tuple(market for one in found for market in one.markets),
        wishes=tuple(wish for one in found for wish in one.wishes),
        flows={name: flows for one in reversed(found) for name, flows in one.flows.items()},
        provenance=tuple(source for one in found for source in one.provenance),
        remarks=tuple(remark for one in found for remark in one.remarks),
    )


def _with_one_grid(found: Sequence[Deposits]) -> list[Deposits]:
    """Keep one grid, and say which were set aside for it."""
    grids = [one.grid for one in found if one.grid is not None]
    if len(grids) < 2:
        return list(found)
    kept = max(grids, key=_worth)
    return [one if one.grid is None or one.grid is kept else _aside(one, kept) for one in found]


def _worth(grid: GridCells) -> tuple[float, bool, str]:
    """Order grids: the finest, then one that counts the young, then the latest."""
    return -grid.side_m, grid.aged_18_24 is not None, grid.vintage


def _aside(one: Deposits, kept: GridCells) -> Deposits:
    names = ", ".join(source.origin for source in one.provenance)
    told = (
        f"{names} : carroyage mis de côté, {kept.title} étant plus fin, plus précis ou plus récent."
    )
    return replace(one, grid=None, provenance=(), remarks=(told,))


def _first_by_code(areas: Iterable[QpvPolygon]) -> tuple[QpvPolygon, ...]:
    known: dict[str, QpvPolygon] = {}
    for area in areas:
        known.setdefault(area.code, area)
    return tuple(known[code] for code in sorted(known))


def _first_by_id(places: Iterable[PublicPlace]) -> tuple[PublicPlace, ...]:
    known: dict[tuple[str, str], PublicPlace] = {}
    for place in places:
        known.setdefault((place.kind, place.id), place)
    return tuple(known[key] for key in sorted(known))
