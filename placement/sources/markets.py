"""``marches.csv``: market days, when people come to the bourg anyway; the user fills the template.

``jours`` are days of the week (« mardi, samedi »), ``demi_journee`` « matin », « après-midi » or
« journée »; without it, a market is held in the morning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.sources.commune_lookup import commune_lookup
from placement.sources.official import Field, FieldKind, FileHead
from placement.sources.provenance import SourceKind
from placement.sources.spreadsheet import Column, Kind, Row, read_table
from placement.sources.weekdays import DAYS, half_days_of, weekdays_of

__all__ = ["COLUMNS", "MARKETS", "MarketDay", "MarketsReading", "read_markets"]

COLUMNS: Final = (
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("insee", "code_insee")),
    Column("nom", required=False, aliases=("marche", "nom_marche")),
    Column("jours", filled=True, aliases=("jour", "jours_de_marche")),
    Column("demi_journee", required=False, aliases=("demi_journees", "horaires")),
    Column("remarque", required=False, aliases=("remarques", "commentaire")),
)
"""Columns of the template."""

MARKETS: Final = SourceKind(
    id="marches",
    title="Jours de marché",
    owner="Mission Locale",
    licence="fournis par la Mission Locale",
    fields=(
        Field("code_commune", ("code_commune", "insee", "code_insee"), FieldKind.CODE),
        Field("jours", ("jours", "jour", "jours_de_marche"), FieldKind.TEXT),
        Field("nom", ("nom", "marche", "nom_marche"), FieldKind.TEXT),
    ),
)


@dataclass(frozen=True, slots=True)
class MarketDay:
    """A market: its commune, name, days (``mardi``…) and half-day (``matin``, ``apres_midi``)."""

    commune_code: str
    name: str
    days: tuple[str, ...]
    half_day: str


@dataclass(frozen=True, slots=True)
class MarketsReading:
    """Markets of the territory, as listed; what was left aside (French)."""

    markets: tuple[MarketDay, ...]
    remarks: tuple[str, ...]


def read_markets(
    path: Path,
    *,
    communes: Collection[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> MarketsReading:
    """Read the market days of some communes; those elsewhere are left aside, and said.

    A market of a whole day gives two, one by half-day.

    Raises
    ------
    DataError
        See ``read_table``; a day or a half-day that is not one.
    """
    del head  # a file of the user: read with its line numbers, for its faults
    faults = Faults(f"fichier {path.name}")
    table = read_table(path, columns=COLUMNS, faults=faults)
    lookup = commune_lookup(communes, former=former)
    found = [market for row in table.rows for market in _markets(row, path=path, faults=faults)]
    faults.raise_as(DataError)
    elsewhere = {m.commune_code for m in found if m.commune_code not in lookup}
    remarks: tuple[str, ...] = ()
    if elsewhere:
        codes = cite(sorted(elsewhere))
        remarks = (f"{path.name} : marchés hors du territoire, sans effet : {codes}.",)
    kept = [
        replace(m, commune_code=lookup[m.commune_code]) for m in found if m.commune_code in lookup
    ]
    return MarketsReading(tuple(kept), remarks)


def _markets(row: Row, *, path: Path, faults: Faults) -> Iterator[MarketDay]:
    place = f"{path.name}, ligne {row.line} : "
    days = weekdays_of(row.text("jours"), place=place, faults=faults)
    halves = half_days_of(row.text("demi_journee") or "matin", place=place, faults=faults)
    names = tuple(DAYS[day] for day in sorted(days))
    for half in halves:
        yield MarketDay(row.text("code_commune"), row.text("nom"), names, half)
