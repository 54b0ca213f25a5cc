"""The frozen description of a territory, before any road or any solver."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, Faults, cite
from placement.offers import SiteKind
from placement.privacy import Profile
from placement.recurrence import Recurrence
from placement.sources.commuting import Flows
from placement.sources.markets import MarketDay
from placement.sources.provenance import Provenance
from placement.sources.statistics import CommuneStatistics
from placement.sources.wishes import Wish

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "SUPPOSED_SIEGE",
    "CaptiveSession",
    "Commune",
    "Counted",
    "Demand",
    "PriorityArea",
    "Protection",
    "Site",
    "Territory",
]

SUPPOSED_SIEGE: Final = "Siège supposé : le réseau d'aujourd'hui reste à décrire"
"""What every output says of a territory whose siège is a guess, French."""

_SHARE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the perimeter; ``lon``/``lat`` are its mairie, WGS84 degrees.

    ``confirmed`` is False where its membership of the Mission Locale is a hypothesis;
    ``geometry`` is its polygon in WGS84, or None where no contour is known. ``neet_share`` is the
    part of its young people in neither employment nor training, None where it is not known;
    ``neet_proxy`` is True where it is a proxy drawn from the census rather than given.
    """

    code: str
    name: str
    epci_code: str
    epci_name: str
    departement: str
    population: int | None
    lon: float
    lat: float
    geometry: BaseGeometry | None
    confirmed: bool
    neet_share: float | None = None
    neet_proxy: bool = False


@dataclass(frozen=True, slots=True)
class PriorityArea:
    """A priority neighbourhood (QPV), or the part of it that lies in one commune.

    ``young_share`` is the part of the commune's young people who live there; None when unknown.
    ``geometry`` is its polygon in WGS84; None when no file draws it.
    """

    code: str
    name: str
    commune_code: str
    young_share: float | None
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place where young people are, or could be, received.

    ``position`` says what the coordinates are worth: ``adresse``, ``chef_lieu`` (the mairie stands
    for the address) or ``fictif``. ``kind`` and ``recurrence`` describe what is open there today
    and are None for a candidate. ``annual_cost_eur``, where given, replaces the computed cost.
    ``funders`` are those who pay it, with shares that add up to 1; empty when not known.
    ``neighbour`` names the other Mission Locale that holds the site, which may then lie outside the
    perimeter; it is empty for a site of one's own.
    """

    id: str
    name: str
    commune_code: str
    lon: float
    lat: float
    position: str
    kind: SiteKind | None
    recurrence: Recurrence | None
    premises_lent: bool
    host: str
    host_status: str
    address: str
    annual_cost_eur: float | None
    note: str
    funders: tuple[tuple[str, float], ...] = ()
    neighbour: str = ""

    @property
    def existing(self) -> bool:
        """Whether something is open there today."""
        return self.kind is not None


@dataclass(frozen=True, slots=True)
class CaptiveSession:
    """Half-days held for a captive public (prison, CFA): they cost time, they give no access."""

    id: str
    name: str
    recurrence: Recurrence


class Counted(StrEnum):
    """Whom the young people of a demand are; the values are French words, read by people."""

    POPULATION = "jeunes de 16 à 25 ans"
    CASELOAD = "jeunes suivis"
    GRID = "jeunes de 18 à 24 ans"


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Young people by place and mobility profile.

    Parameters
    ----------
    place_id, commune_code : (n,) str
    lon, lat : (n,) degrees, WGS84
    spread_m : (n,) metres, root-mean-square distance of the residents to the place
    profiles : the p mobility profiles
    young : (n, p) persons
    counted : the population of that age, those whom the Mission Locale follows (i-milo), or the
        18-24 of a grid
    estimated : whether the counts are estimated rather than published
    method : what they are, French
    sources : identifiers of the data sets they come from

    Raises
    ------
    DataError
        Repeated places, shapes that differ, or counts that are negative or not finite.
    """

    place_id: NDArray[np.str_]
    commune_code: NDArray[np.str_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    spread_m: NDArray[np.float64]
    profiles: tuple[str, ...]
    young: NDArray[np.float64]
    counted: Counted
    estimated: bool
    method: str
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("place_id", "commune_code", "lon", "lat", "spread_m", "young"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        self._check()

    def _check(self) -> None:
        faults = Faults("population des 16-25 ans")
        count = len(self.place_id)
        if self.young.shape != (count, len(self.profiles)):
            faults.add("le tableau des effectifs n'a pas une ligne par lieu de résidence.")
        elif not np.all(np.isfinite(self.young) & (self.young >= 0)):
            bad = ~np.all(np.isfinite(self.young) & (self.young >= 0), axis=1)
            faults.add(f"effectif négatif ou illisible pour {cite(self.place_id[bad])}.")
        repeated = [place for place, times in Counter(self.place_id.tolist()).items() if times > 1]
        if repeated:
            faults.add(f"lieux de résidence répétés : {cite(repeated)}.")
        faults.raise_as(DataError)

    @property
    def total(self) -> float:
        """Young people in all, persons; what adding up parts leaves beyond 1e-9 is rounded off."""
        return round(math.fsum(self.young.ravel().tolist()), 9)


@dataclass(frozen=True, slots=True)
class Protection:
    """What is withheld of the young people followed, and for whom.

    Parameters
    ----------
    profile
        Reader that the counts of the territory are fit for.
    masked
        Codes of the communes whose count is not to be shown.
    unsplit
        Codes of those whose counts by mobility profile are not, the former included.
    statement
        The same in French, and why.
    """

    profile: Profile
    masked: frozenset[str]
    unsplit: frozenset[str]
    statement: str


@dataclass(frozen=True, slots=True, eq=False)
class Territory:
    """Everything known of a territory; one projected CRS in metres for all its geometry.

    ``statistics`` are counts by commune code, from the files dropped in the folder;
    ``provenance`` lists every source that was used, and ``estimates`` what is estimated for want
    of a better file, in French sentences that say which file would replace it. ``markets`` are
    market days, ``wishes`` what young people asked for, ``flows`` where the 15-24 go to work
    (``mobpro``) and to study (``mobsco``). ``supposed_siege`` tells that its only site of today is
    a guess, nothing else being invented.

    Raises
    ------
    DataError
        Two sites with one id; an empty perimeter; a site of one's own, a priority neighbourhood or
        a place of residence outside the perimeter.
    """

    name: str
    title: str
    crs: str
    communes: tuple[Commune, ...]
    sites: tuple[Site, ...]
    demand: Demand
    captive: tuple[CaptiveSession, ...]
    announced_communes: int | None
    fictitious: bool
    warnings: tuple[str, ...]
    priority_areas: tuple[PriorityArea, ...] = ()
    statistics: Mapping[str, CommuneStatistics] = field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()
    estimates: tuple[str, ...] = ()
    markets: tuple[MarketDay, ...] = ()
    wishes: tuple[Wish, ...] = ()
    flows: Mapping[str, Flows] = field(default_factory=dict)
    protection: Protection | None = None
    supposed_siege: bool = False

    def __post_init__(self) -> None:
        for name in ("statistics", "flows"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        faults = Faults(f"territoire « {self.name} »")
        codes = {commune.code for commune in self.communes}
        if not codes:
            faults.add("aucune commune dans le périmètre ; complétez communes.csv.")
        twice = [key for key, n in Counter(site.id for site in self.sites).items() if n > 1]
        if twice:
            faults.add(f"identifiants de lieu répétés : {cite(twice)}.")
        own = [site for site in self.sites if not site.neighbour]
        outside = [site.id for site in own if site.commune_code not in codes]
        if outside:
            faults.add(f"lieux hors du périmètre : {cite(outside)} ; voyez communes.csv.")
        astray = [area.code for area in self.priority_areas if area.commune_code not in codes]
        if astray:
            faults.add(f"quartiers prioritaires hors du périmètre : {cite(astray)}.")
        strangers = sorted(set(self.demand.commune_code.tolist()) - codes)
        if strangers:
            faults.add(
                f"population donnée pour des communes hors du périmètre : {cite(strangers)}."
            )
        faults.raise_as(DataError)

    def site(self, site_id: str) -> Site:
        """Return the site with that id; KeyError when there is none."""
        for site in self.sites:
            if site.id == site_id:
                return site
        raise KeyError(site_id)
