"""The EPCI of communes: the composition dropped in the folder, else the embedded one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from placement.errors import cite
from placement.sources.commune_index import plain_place
from placement.sources.communes import CommuneRecord
from placement.sources.territory_folder import CommuneEntry, TerritoryFiles

__all__ = ["epci_doubts", "in_its_epci"]


def in_its_epci(record: CommuneRecord, *, files: TerritoryFiles) -> CommuneRecord:
    """Give a commune the EPCI of the composition dropped in the folder, where there is one."""
    member = files.deposits.epci.get(record.code)
    if member is None or member.epci_code == record.epci_code:
        return record
    return replace(record, epci_code=member.epci_code, epci_name=member.epci_name)


def epci_doubts(
    entries: Iterable[CommuneEntry], *, records: Sequence[CommuneRecord]
) -> tuple[str, ...]:
    """Say where ``communes.csv`` writes another EPCI than the one that serves, French.

    A name without its SIREN cannot group communes: it is read by people only.
    """
    used = {record.code: record.epci_name for record in records}
    other = [
        f"{entry.name or entry.code} (« {entry.epci} » ; calcul : « {used[entry.code]} »)"
        for entry in entries
        if entry.epci and plain_place(entry.epci) != plain_place(used.get(entry.code, ""))
    ]
    if not other:
        return ()
    return (
        f"communes.csv, colonne epci : ce n'est pas l'EPCI qui sert au calcul pour {cite(other)}. "
        "Corrigez la colonne ou, si l'EPCI a changé, déposez dans donnees/ la composition des EPCI "
        "de l'année (Insee).",
    )
