"""The groups that rules name: the EPCI of a territory, and those who pay for its sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from placement.errors import Faults
from placement.territory import Territory

__all__ = ["Epci", "find_epci", "find_funder", "territory_epci"]


@dataclass(frozen=True, slots=True)
class Epci:
    """An EPCI, and those of its communes that are in the territory."""

    code: str
    name: str
    communes: frozenset[str]


def territory_epci(territory: Territory) -> tuple[Epci, ...]:
    """Return the EPCI of a territory, by name; communes without any are in none."""
    names = {
        commune.epci_code: commune.epci_name
        for commune in territory.communes
        if commune.epci_code and commune.epci_name
    }
    return tuple(
        Epci(
            code=code,
            name=name,
            communes=frozenset(c.code for c in territory.communes if c.epci_code == code),
        )
        for code, name in sorted(names.items(), key=lambda item: (item[1], item[0]))
    )


def find_epci(asked: str, *, territory: Territory, key: str, faults: Faults) -> Epci | None:
    """Find an EPCI by its name, whatever the case, or code; a stranger is a fault of ``key``."""
    known = territory_epci(territory)
    for epci in known:
        if _same(asked, epci.name) or asked == epci.code:
            return epci
    faults.add(
        f"{key} : « {asked} » n'est pas un EPCI du territoire ; les EPCI connus sont "
        f"{_listed([epci.name for epci in known])}."
    )
    return None


def find_funder(asked: str, *, territory: Territory, key: str, faults: Faults) -> str | None:
    """Find a funder by its name, whatever the case; a stranger is a fault of ``key``."""
    known = sorted({name for site in territory.sites for name, _ in site.funders})
    for name in known:
        if _same(asked, name):
            return name
    faults.add(
        f"{key} : « {asked} » ne finance aucun lieu ; "
        + (
            f"les financeurs connus sont {_listed(known)}."
            if known
            else "remplissez la colonne « financeur » de lieux.csv."
        )
    )
    return None


def _same(asked: str, name: str) -> bool:
    return " ".join(asked.split()).casefold() == " ".join(name.split()).casefold()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"« {name} »" for name in names) or "(aucun)"
