"""``souhaits_jeunes.csv``: where young people say they would go, counted by commune.

A survey of the Mission Locale, as the template has it: ``code_commune; commune_souhaitee;
effectif; annee``. Only counts are read: a file with a nominative column is refused before any of
its rows is looked at (RGPD). ``commune_souhaitee`` is a code, or the name of a commune of the
territory; a name from elsewhere is kept as it is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.privacy import refuse_nominative
from placement.sources.commune_lookup import commune_lookup
from placement.sources.communes import commune_code_fault, communes_by_code
from placement.sources.official import Field, FieldKind, FileHead, read_head
from placement.sources.provenance import SourceKind
from placement.sources.spreadsheet import Column, Kind, Row, plain_header, read_table

__all__ = ["COLUMNS", "WISHES", "Wish", "WishesReading", "read_wishes"]

COLUMNS: Final = (
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("insee", "code_insee")),
    Column("commune_souhaitee", filled=True, aliases=("souhait", "lieu_souhaite")),
    Column("effectif", Kind.NUMBER, filled=True, minimum=0, aliases=("nb", "nombre")),
    Column("annee", Kind.NUMBER, required=False, minimum=1990, maximum=2100),
)
"""Columns of the template."""

WISHES: Final = SourceKind(
    id="souhaits_jeunes",
    title="Souhaits des jeunes, effectifs par commune",
    owner="Mission Locale",
    licence="fournis par la Mission Locale",
    fields=(
        Field("code_commune", ("code_commune", "insee", "code_insee"), FieldKind.CODE),
        Field(
            "commune_souhaitee", ("commune_souhaitee", "souhait", "lieu_souhaite"), FieldKind.TEXT
        ),
        Field("effectif", ("effectif", "nb", "nombre")),
    ),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Where young people of a commune say they would go: an aggregate of a survey, persons."""

    commune_code: str
    wished_commune: str
    persons: float


@dataclass(frozen=True, slots=True)
class WishesReading:
    """Wishes by commune of residence, sorted; the year of the survey; what was left aside."""

    wishes: tuple[Wish, ...]
    vintage: str
    remarks: tuple[str, ...]


def read_wishes(
    path: Path,
    *,
    communes: Collection[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> WishesReading:
    """Read the wishes of those who live in some communes; of several years, the latest.

    Raises
    ------
    DataError
        A nominative column; a fault of ``read_table``.
    """
    rows = _rows(path, head=read_head(path) if head is None else head)
    years = {int(row.number("annee")) for row in rows if row.text("annee")}
    latest = [row for row in rows if not years or row.number("annee") == max(years)]
    lookup = commune_lookup(communes, former=former)
    names = _names(communes)
    sums: dict[tuple[str, str], float] = {}
    for row in latest:
        if row.text("code_commune") in lookup:
            wished = _wished(row.text("commune_souhaitee"), lookup=lookup, names=names)
            pair = (lookup[row.text("code_commune")], wished)
            sums[pair] = sums.get(pair, 0.0) + row.number("effectif")
    return WishesReading(
        wishes=tuple(Wish(*pair, sums[pair]) for pair in sorted(sums)),
        vintage=str(max(years)) if years else "",
        remarks=tuple(_remarks(path, rows=rows, latest=latest, lookup=lookup, wished=sums)),
    )


def _rows(path: Path, *, head: FileHead) -> tuple[Row, ...]:
    faults = Faults(f"fichier {path.name}")
    rows: tuple[Row, ...] = ()
    if not refuse_nominative(path, headers=head.headers, faults=faults):
        key = ("code_commune", "commune_souhaitee", "annee")
        rows = read_table(path, columns=COLUMNS, key=key, faults=faults).rows
    faults.raise_as(DataError)
    return rows


def _names(communes: Collection[str]) -> dict[str, str]:
    """Code of the communes of the territory, by plain name; a name shared by two is nobody's."""
    records = communes_by_code(communes, with_geometry=False, missing_ok=True)
    named: dict[str, list[str]] = {}
    for record in records:
        named.setdefault(plain_header(record.name), []).append(record.code)
    return {name: codes[0] for name, codes in named.items() if len(codes) == 1}


def _wished(text: str, *, lookup: Mapping[str, str], names: Mapping[str, str]) -> str:
    code = text.upper()
    return lookup.get(code, code) if not commune_code_fault(code) else _named(text, names)


def _named(text: str, names: Mapping[str, str]) -> str:
    return names.get(plain_header(text), text)


def _remarks(
    path: Path,
    *,
    rows: Collection[Row],
    latest: Collection[Row],
    lookup: Mapping[str, str],
    wished: Collection[tuple[str, str]],
) -> list[str]:
    remarks = []
    if len(latest) < len(rows):
        remarks.append(
            f"{path.name} : seule l'année la plus récente est lue ; lignes mises de côté : "
            f"{len(rows) - len(latest)}."
        )
    elsewhere = sorted({row.text("code_commune") for row in latest} - set(lookup))
    if elsewhere:
        remarks.append(
            f"{path.name} : souhaits d'habitants hors du territoire, sans effet : "
            f"{cite(elsewhere)}."
        )
    unknown = sorted({place for _, place in wished if commune_code_fault(place)})
    if unknown:
        remarks.append(
            f"{path.name} : lieux souhaités qui ne sont pas une commune du territoire, gardés sous "
            f"leur nom : {cite(unknown)} ; écrivez leur code pour les placer."
        )
    return remarks
