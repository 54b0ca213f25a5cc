"""The areas of a territory, and how figures of communes are added up over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from placement.portrait.model import Area, Cell
from placement.sources.statistics import CommuneStatistics, share
from placement.territory import Commune, Territory

__all__ = ["LARGEST", "areas_of", "largest_communes", "ratio_cell", "sum_cell", "value_cell"]

LARGEST: Final = 10
"""Communes told one by one."""

_NO_EPCI: Final = "sans EPCI"
_NOTHING: Final = CommuneStatistics()


def areas_of(territory: Territory) -> tuple[Area, ...]:
    """Return the territory, then its EPCI by decreasing population where it has several."""
    communes = territory.communes
    whole = Area(
        "territoire", territory.name, "Territoire", tuple(sorted(c.code for c in communes))
    )
    members: dict[str, list[Commune]] = {}
    for commune in communes:
        members.setdefault(commune.epci_code, []).append(commune)
    if len(members) == 1:
        return (whole,)
    by_size = sorted(
        members.items(), key=lambda item: (-sum(c.population or 0 for c in item[1]), item[0])
    )
    return (
        whole,
        *(
            Area("epci", code, of[0].epci_name or _NO_EPCI, tuple(sorted(c.code for c in of)))
            for code, of in by_size
        ),
    )


def largest_communes(territory: Territory, *, young: Mapping[str, float]) -> tuple[Area, ...]:
    """Return the communes where most young people live, at most `LARGEST`."""
    ordered = sorted(territory.communes, key=lambda c: (-young.get(c.code, 0.0), c.code))
    return tuple(Area("commune", c.code, c.name, (c.code,)) for c in ordered[:LARGEST])


def value_cell(values: Mapping[str, float | None], *, area: Area) -> Cell:
    """Add up a count over the communes of an area where it is known."""
    known = [v for code in area.codes if (v := values.get(code)) is not None]
    return Cell(value=float(sum(known)) if known else None, known=len(known), total=len(area.codes))


def sum_cell(statistics: Mapping[str, CommuneStatistics], *, area: Area, name: str) -> Cell:
    """Add up a statistic over the communes of an area where it is known."""
    return value_cell(
        {code: getattr(statistics.get(code, _NOTHING), name) for code in area.codes}, area=area
    )


def ratio_cell(
    part: Mapping[str, float | None],
    *,
    of: Mapping[str, float | None],
    area: Area,
    least: int,
) -> Cell:
    """Compute a share over the communes of an area where both counts are known.

    Parameters
    ----------
    part, of : counts by commune code
    least : persons or households of the whole under which the share is masked; 0 masks none
    """
    both = [code for code in area.codes if part.get(code) is not None and of.get(code) is not None]
    whole = _total(of, codes=both)
    value = share(_total(part, codes=both), of=whole)
    if value is None:
        return Cell(None, known=0, total=len(area.codes))
    if whole < least:
        return Cell(None, masked=True, known=len(both), total=len(area.codes))
    return Cell(value, known=len(both), total=len(area.codes))


def _total(values: Mapping[str, float | None], *, codes: Sequence[str]) -> float:
    return sum(values[code] or 0.0 for code in codes)
