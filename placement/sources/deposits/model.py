"""What was found in the files that people dropped for a territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from placement.sources.commuting import Flows
from placement.sources.epci_composition import EpciMember
from placement.sources.grids import GridCells
from placement.sources.markets import MarketDay
from placement.sources.places.model import PublicPlace
from placement.sources.provenance import Provenance
from placement.sources.qpv import QpvPolygon
from placement.sources.statistics import CommuneStatistics
from placement.sources.wishes import Wish
from placement.sources.young import YoungCounts

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_ABOUT_FILES = ("provenance", "remarks")

__all__ = ["Deposits", "MarketDay", "PublicPlace", "QpvPolygon", "Wish"]


@dataclass(frozen=True, slots=True, eq=False)
class Deposits:
    """Everything that the dropped files say of the communes of a territory.

    Parameters
    ----------
    young : INSEE's exact 16-25, when ``TD_POP1B`` is there
    statistics : counts by commune, from every file that gives some
    grid : the finest grid there is; None without any
    qpv : priority neighbourhoods as polygons
    outlines : better polygons of communes, by code, WGS84
    epci : EPCI of each commune of today, by code, by a composition that replaces the embedded one
    places : public places, of every source
    markets, wishes : market days; wishes of young people
    flows : who goes where to work and to study, 15-24, by kind of file
    provenance : one entry a file that was used
    remarks : French: files that were not recognised, cells imputed, lines set aside…
    """

    young: YoungCounts | None = None
    statistics: Mapping[str, CommuneStatistics] = field(default_factory=dict)
    grid: GridCells | None = None
    qpv: tuple[QpvPolygon, ...] = ()
    outlines: Mapping[str, BaseGeometry] = field(default_factory=dict)
    epci: Mapping[str, EpciMember] = field(default_factory=dict)
    places: tuple[PublicPlace, ...] = ()
    markets: tuple[MarketDay, ...] = ()
    wishes: tuple[Wish, ...] = ()
    flows: Mapping[str, Flows] = field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("statistics", "outlines", "epci", "flows"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def silent(self) -> bool:
        """Whether they say nothing of the territory, remarks apart."""
        return all(
            not getattr(self, one.name) for one in fields(self) if one.name not in _ABOUT_FILES
        )
