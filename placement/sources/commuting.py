"""Where the 15-24 go to work and to study: INSEE's detail files MOBPRO and MOBSCO.

``FD_MOBPRO_20xx.csv`` (``COMMUNE; ARM; DCLT; AGEREVQ; TRANS; IPONDI``…) and ``FD_MOBSCO_20xx.csv``
(``COMMUNE; ARM; DCETUF; AGEREV10; IPONDI``…), CSV or Parquet, zipped or not: millions of lines, one
a person, read as a stream. ``ARM`` is the arrondissement of Paris, Lyon or Marseille where one
lives. Only sums are kept. The survey is of one household in five or so: small flows are unsure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.sources.commune_lookup import ARRONDISSEMENTS, commune_lookup, parts_of_cities
from placement.sources.commune_sums import rows_by_commune
from placement.sources.official import Field, FieldKind, FileHead, OfficialTable, read_official
from placement.sources.provenance import SourceKind
from placement.sources.statistics import CommuneStatistics, StatisticsReading

__all__ = ["MOBPRO", "MOBSCO", "CommutingReading", "Flows", "read_commuting"]


def _kind(kind_id: str, title: str, *, destination: str, ages: tuple[str, ...]) -> SourceKind:
    return SourceKind(
        id=kind_id,
        title=title,
        owner="Insee",
        licence="Licence Ouverte 2.0",
        fields=(
            Field("code", ("commune",), FieldKind.CODE, width=5),
            Field("destination", (destination,), FieldKind.CODE, width=5),
            Field("age", ages, FieldKind.CODE),
            Field("persons", ("ipondi",)),
            Field("part", ("arm",), FieldKind.CODE, required=False),
            Field("mode", ("trans",), FieldKind.CODE, required=False),
        ),
    )


MOBPRO: Final = _kind(
    "mobpro",
    "Mobilités professionnelles (recensement, fichier détail)",
    destination="dclt",
    ages=("agerevq", "agerev10"),
)
MOBSCO: Final = _kind(
    "mobsco",
    "Mobilités scolaires (recensement, fichier détail)",
    destination="dcetuf",
    ages=("agerev10", "agerevq"),
)

_AGES: Final = tuple(f"{age:0{width}d}" for age in range(15, 25) for width in (2, 3))
"""First age of a band within 15-24: 15 and 20 by five years, 15 and 18 in ``AGEREV10``."""

_MODES: Final[Mapping[str, str]] = {
    "1": "aucun",
    "2": "marche",
    "3": "velo",
    "4": "deux_roues_motorise",
    "5": "voiture",
    "6": "transports_en_commun",
}
_OLD_MODES: Final[Mapping[str, str]] = {
    "1": "aucun",
    "2": "marche",
    "3": "deux_roues",
    "4": "voiture",
    "5": "transports_en_commun",
}
"""Before the census told bicycles from motorcycles: there is no code 6."""


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Who goes where: persons aged 15 to 24 by commune of residence and of destination.

    Parameters
    ----------
    origin : (n,) str, communes of the territory, sorted, then by destination
    destination : (n,) str; a commune of the territory, or the code of the file for anywhere else
        (another commune, a foreign country); empty where it is not told
    persons : (n,) weighted, hence not whole
    """

    origin: NDArray[np.str_]
    destination: NDArray[np.str_]
    persons: NDArray[np.float64]

    def __post_init__(self) -> None:
        for name in ("origin", "destination", "persons"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Which flows leave their commune, (n,)."""
        leaves = (self.origin != self.destination) & (self.destination != "")
        return np.asarray(leaves, dtype=np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class CommutingReading:
    """What a detail file says of the 15-24 of a territory.

    Parameters
    ----------
    statistics : ``commuters`` and ``commuters_out`` of each commune
    flows : by origin and destination
    mode_shares : share of each means of transport, 0 to 1, over the territory; empty when the file
        does not tell. ``aucun`` is for those who do not travel
    """

    statistics: StatisticsReading
    flows: Flows
    mode_shares: Mapping[str, float]


def read_commuting(
    path: Path,
    *,
    kind: SourceKind,
    communes: Collection[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> CommutingReading:
    """Add up the persons aged 15 to 24 who live in some communes, by where they go.

    Parameters
    ----------
    path : the detail file
    kind : ``MOBPRO`` or ``MOBSCO``
    communes : codes of the territory
    former : code of today by code of a commune that is no more
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file is not that table.
    """
    wanted = {*commune_lookup(communes, former=former), *parts_of_cities(communes)}
    keep = {"code": wanted, "age": _AGES}
    table = read_official(path, fields=kind.fields, keep=keep, head=head)
    part = table.text("part")
    lived = np.where(np.isin(part, sorted(communes)), part, table.text("code"))
    origin = rows_by_commune(lived, communes=communes, former=former)
    flows = _flows(table, origin=origin, communes=communes, former=former)
    return CommutingReading(
        statistics=StatisticsReading(
            by_commune=_by_commune(flows),
            vintage=table.vintage,
            remarks=tuple(_remarks(table, flows=flows, origin=origin, communes=communes)),
        ),
        flows=flows,
        mode_shares=MappingProxyType(_mode_shares(table, used=origin != "")),
    )


def _flows(
    table: OfficialTable,
    *,
    origin: NDArray[np.str_],
    communes: Collection[str],
    former: Mapping[str, str] | None,
) -> Flows:
    lookup = commune_lookup(communes, former=former)
    destination = np.array(
        [lookup.get(code, code) for code in table.text("destination").tolist()], dtype=np.str_
    )
    used = (origin != "") & np.isfinite(table.number("persons"))
    pairs = np.stack((origin[used].astype(object), destination[used].astype(object)), axis=1)
    found: dict[tuple[str, str], float] = {}
    for (start, end), persons in zip(pairs.tolist(), table.number("persons")[used], strict=True):
        found[start, end] = found.get((start, end), 0.0) + float(persons)
    ordered = sorted(found)
    return Flows(
        origin=np.array([start for start, _ in ordered], dtype=np.str_),
        destination=np.array([end for _, end in ordered], dtype=np.str_),
        persons=np.array([found[pair] for pair in ordered], dtype=np.float64),
    )


def _by_commune(flows: Flows) -> dict[str, CommuneStatistics]:
    statistics = {}
    for code in np.unique(flows.origin).tolist():
        mine = flows.origin == code
        statistics[code] = CommuneStatistics(
            commuters=float(flows.persons[mine].sum()),
            commuters_out=float(flows.persons[mine & flows.outside].sum()),
        )
    return statistics


def _remarks(
    table: OfficialTable, *, flows: Flows, origin: NDArray[np.str_], communes: Collection[str]
) -> list[str]:
    name = table.path.name
    remarks = []
    absent = sorted(set(communes) - set(flows.origin.tolist()))
    if absent:
        remarks.append(f"{name} : aucun jeune de 15 à 24 ans n'y habite {cite(absent)}.")
    unknown = float(flows.persons[flows.destination == ""].sum())
    if unknown:
        remarks.append(
            f"{name} : destination inconnue pour {unknown:.0f} personnes, comptées comme restant "
            "dans leur commune."
        )
    weightless = int(np.isnan(table.number("persons")).sum())
    if weightless:
        remarks.append(f"{name} : lignes sans poids (IPONDI), mises de côté : {weightless}.")
    told = np.isin(table.text("part"), sorted(ARRONDISSEMENTS))
    unplaced = table.text("code")[(origin == "") & ~told]
    if len(unplaced):
        remarks.append(
            f"{name} : lignes de {cite(np.unique(unplaced).tolist())} qui ne disent pas "
            f"l'arrondissement (colonne ARM), mises de côté : {len(unplaced)}."
        )
    return remarks


def _mode_shares(table: OfficialTable, *, used: NDArray[np.bool_]) -> dict[str, float]:
    modes, persons = table.text("mode"), table.number("persons")
    names = _MODES if "6" in modes else _OLD_MODES
    totals = {
        name: float(np.nansum(persons[used & (modes == code)])) for code, name in names.items()
    }
    whole = sum(totals.values())
    return {name: total / whole for name, total in totals.items()} if whole else {}
