"""What a territory folder says, as plain records."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from placement.errors import DataError
from placement.recurrence import Recurrence
from placement.sources.deposits import Deposits
from placement.sources.imilo import ImiloRecord
from placement.sources.rasters import CELL_M
from placement.sources.territory_folder.advisers import AdviserEntry
from placement.sources.young import YoungCounts

__all__ = [
    "SLUG",
    "CaptiveEntry",
    "CommuneEntry",
    "MobilityShares",
    "QpvEntry",
    "SiteEntry",
    "TerritoryFiles",
    "TerritorySettings",
]

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""How a territory or a site is named, so that scenarios cite it and folders bear it."""

_ROUNDING = 0.005


@dataclass(frozen=True, slots=True)
class MobilityShares:
    """Shares of young people with a car, without, and minors; they sum to 1.

    Raises
    ------
    DataError
        A share is not between 0 and 1, or their sum is not 1.
    """

    car: float
    no_car: float
    minors: float

    def __post_init__(self) -> None:
        shares = (self.car, self.no_car, self.minors)
        if not all(0 <= share <= 1 for share in shares):
            raise DataError("une part est comprise entre 0 et 1 (45 % s'écrit 0,45).")
        if not math.isclose(sum(shares), 1, abs_tol=_ROUNDING):
            total = f"{sum(shares):.3g}".replace(".", ",")
            raise DataError(
                f"voiture + sans_voiture + mineurs = {total} ; la somme des parts doit faire 1."
            )


@dataclass(frozen=True, slots=True)
class TerritorySettings:
    """``territoire.yaml``.

    ``shares`` are the usual mobility shares, None where they follow the density of each commune;
    ``counts_from_grid`` asks for the grid's own count of the 18-24 instead of the 16-25;
    ``data_folders`` are the folders of official files that it shares with other territories;
    ``population_rasters`` and ``elevation_raster`` are file names as written, empty where there is
    none; ``population_cell_m`` is the side of the squares where residents are gathered, metres.
    ``logo`` is a file name and ``colour`` a ``#rrggbb``, for documents, as written, unchecked.
    ``supposed_siege`` tells that the siège of ``lieux.csv`` is a guess, the network of today being
    still to be described.
    """

    name: str
    title: str
    mission_locale: str
    fictitious: bool
    announced_communes: int | None
    shares: MobilityShares | None
    notes: tuple[str, ...]
    population_rasters: tuple[str, ...] = ()
    population_cell_m: float = CELL_M
    elevation_raster: str = ""
    data_folders: tuple[str, ...] = ()
    counts_from_grid: bool = False
    logo: str = ""
    colour: str = ""
    supposed_siege: bool = False


@dataclass(frozen=True, slots=True)
class CommuneEntry:
    """A line of ``communes.csv``; ``confirmed`` is False for the status ``hypothese``.

    ``neet_share`` is the part of its young people who are neither in employment nor in training,
    between 0 and 1; None where the file does not say.
    """

    code: str
    name: str
    epci: str
    confirmed: bool
    neet_share: float | None = None


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A line of ``lieux.csv``.

    Parameters
    ----------
    kind : ``siege``, ``antenne``, ``permanence`` or ``candidat``
    lon, lat : WGS84 degrees; those of the mairie of the commune where the file leaves them blank
    position : what they are worth: ``adresse``, ``chef_lieu`` or ``fictif``
    recurrence : how often it is open; None for a candidate
    host_status : ``pressenti``, ``accord``, ``convention`` or empty
    annual_cost_eur : replaces the computed cost; None where blank
    funders : who pays, with shares that add up to 1; empty where the file does not say
    mission_locale : the other Mission Locale that holds it; empty for a site of one's own
    """

    id: str
    name: str
    kind: str
    commune_code: str
    address: str
    lon: float
    lat: float
    position: str
    recurrence: Recurrence | None
    host: str
    host_status: str
    premises_lent: bool
    annual_cost_eur: float | None
    note: str
    funders: tuple[tuple[str, float], ...] = ()
    mission_locale: str = ""


@dataclass(frozen=True, slots=True)
class CaptiveEntry:
    """A line of ``public_captif.csv``."""

    id: str
    name: str
    recurrence: Recurrence
    note: str


@dataclass(frozen=True, slots=True)
class QpvEntry:
    """A line of ``qpv.csv``: a priority neighbourhood in one commune.

    ``young_share`` is the part of the commune's young people who live there, between 0 and 1; None
    where the file does not say.
    """

    code: str
    name: str
    commune_code: str
    young_share: float | None


@dataclass(frozen=True, slots=True, eq=False)
class TerritoryFiles:
    """Everything a territory folder says, checked.

    Parameters
    ----------
    folder : where it was read
    commune_shares : mobility shares of the communes that have their own, by code
    young : the best table of young people found in the folder; None when there is none
    imilo : activity by commune and year; empty when there is none
    population_rasters : where residents are, rasters that add up; empty when there is none
    elevation_raster : heights in metres, for slopes; None when there is none
    warnings : what is doubtful without being wrong, French
    qpv : priority neighbourhoods; empty when the folder does not list them
    deposits : what the official files dropped in the folder say
    neighbours : sites of other Missions Locales; empty when the folder does not list them
    advisers : the team, by anonymous ids; empty when the folder does not list it
    """

    folder: Path
    settings: TerritorySettings
    communes: tuple[CommuneEntry, ...]
    sites: tuple[SiteEntry, ...]
    captive: tuple[CaptiveEntry, ...]
    commune_shares: Mapping[str, MobilityShares]
    young: YoungCounts | None
    imilo: tuple[ImiloRecord, ...]
    warnings: tuple[str, ...]
    population_rasters: tuple[Path, ...] = ()
    elevation_raster: Path | None = None
    qpv: tuple[QpvEntry, ...] = ()
    neighbours: tuple[SiteEntry, ...] = ()
    deposits: Deposits = field(default_factory=Deposits)
    advisers: tuple[AdviserEntry, ...] = ()

    def __post_init__(self) -> None:
        frozen = MappingProxyType(dict(self.commune_shares))
        object.__setattr__(self, "commune_shares", frozen)
