"""``conseillers.csv``: who can hold a door, by anonymous id, and who holds which one today.

A name is refused: advisers are « cisp-a », « cisp-b »… The Mission Locale alone knows who they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.privacy import refuse_nominative
from placement.recurrence import EVERY_HALF_DAY, HalfDay, opening_half_days, parse_recurrence
from placement.sources.spreadsheet import Column, Kind, Row, read_table, sheet_at, sheet_headers

__all__ = ["ADVISERS_FILE", "ADVISER_COLUMNS", "AdviserEntry", "read_advisers"]

ADVISERS_FILE: Final = "conseillers.csv"

ADVISER_COLUMNS: Final = (
    Column("conseiller", filled=True, aliases=("cisp",)),
    Column("rattachement", filled=True, aliases=("lieu_de_rattachement",)),
    Column("etp", Kind.NUMBER, required=False, minimum=0.05, maximum=1),
    Column("lieux", required=False, aliases=("lieux_tenus",)),
    Column("presence", required=False, aliases=("jours_de_presence",)),
    Column("remarque", required=False, aliases=("remarques", "commentaire")),
)
"""Columns of the template."""

_ANONYMOUS: Final = re.compile(r"cisp-(?:[a-z]{1,2}|[0-9]{1,3})")
_LIST: Final = re.compile(r"[\s,;/|+]+")


@dataclass(frozen=True, slots=True)
class AdviserEntry:
    """A line of ``conseillers.csv``.

    Parameters
    ----------
    id : ``cisp-a``
    base : id of the site where the adviser's days start
    full_time_share : 1 for full time
    places : ids of the sites and captive sessions held today; empty when the file does not say
    half_days : half-days of the week that are worked
    """

    id: str
    base: str
    full_time_share: float
    places: tuple[str, ...]
    half_days: frozenset[HalfDay]


def read_advisers(
    folder: Path,
    *,
    sites: Collection[str],
    captive: Collection[str],
    faults: Faults | None = None,
) -> tuple[AdviserEntry, ...]:
    """Read ``conseillers.csv``; no such file, no team known.

    Parameters
    ----------
    sites, captive
        Ids that the other files of the territory give to sites and to captive sessions.

    Raises
    ------
    DataError
        Nominative columns, an id that is not anonymous, an unknown place, days not understood.
    """
    path = folder / ADVISERS_FILE
    if not sheet_at(path).exists():
        return ()
    gathered = Faults(f"fichier {ADVISERS_FILE}") if faults is None else faults
    entries: tuple[AdviserEntry, ...] = ()
    if not refuse_nominative(path, headers=sheet_headers(path), faults=gathered):
        table = read_table(path, columns=ADVISER_COLUMNS, key=("conseiller",), faults=gathered)
        known = {*sites, *captive}
        entries = tuple(
            _entry(row, sites=sites, known=known, faults=gathered) for row in table.rows
        )
    if faults is None:
        gathered.raise_as(DataError)
    return entries


def _entry(
    row: Row, *, sites: Collection[str], known: Collection[str], faults: Faults
) -> AdviserEntry:
    place = f"{ADVISERS_FILE}, ligne {row.line} : "
    named = "-".join(row.text("conseiller").casefold().split())
    if not _ANONYMOUS.fullmatch(named):
        faults.add(
            f"{place}« conseiller » est un identifiant anonyme, cisp-a, cisp-b… ou cisp-1 ; "
            "jamais un nom, des initiales ni un matricule."
        )
    base, share = row.text("rattachement"), row.number("etp")
    if base not in sites:
        faults.add(f"{place}« {base} » n'est pas un lieu de lieux.csv.")
    held = tuple(dict.fromkeys(filter(None, _LIST.split(row.text("lieux")))))
    strangers = [name for name in held if name not in known]
    if strangers:
        faults.add(
            f"{place}lieux inconnus : {cite(strangers)} ; voyez lieux.csv, public_captif.csv."
        )
    return AdviserEntry(
        id=named,
        base=base,
        full_time_share=share if share > 0 else 1.0,
        places=held,
        half_days=_presence(row, place=place, faults=faults),
    )


def _presence(row: Row, *, place: str, faults: Faults) -> frozenset[HalfDay]:
    """Half-days worked, written as a recurrence: « tous les jours sauf mercredi »."""
    text = row.text("presence")
    if not text:
        return EVERY_HALF_DAY
    try:
        parse_recurrence(text)
    except DataError as error:
        faults.add(f"{place}« presence » : {error}")
        return EVERY_HALF_DAY
    return opening_half_days(text)
