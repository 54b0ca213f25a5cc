"""Two optional files of a territory folder: priority neighbourhoods, sites of other territories."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from placement.errors import Faults, cite
from placement.sources.communes import communes_by_code, unknown_commune_hints
from placement.sources.spreadsheet import Column, Kind, Row, read_table, sheet_at
from placement.sources.territory_folder.checks import check_position
from placement.sources.territory_folder.records import QpvEntry, SiteEntry
from placement.sources.territory_folder.tables import NEIGHBOUR_COLUMNS, site_entry

__all__ = ["NEIGHBOURS_FILE", "QPV_FILE", "read_neighbours", "read_qpv"]

NEIGHBOURS_FILE = "lieux_voisins.csv"
QPV_FILE = "qpv.csv"

_ROUNDING = 1e-6
_QPV_COLUMNS = (
    Column("code_qp", filled=True, aliases=("code_qpv",)),
    Column("nom", filled=True, aliases=("lib_qp", "libelle")),
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("insee_com", "code_insee")),
    Column("part_jeunes", Kind.NUMBER, required=False, minimum=0, maximum=1),
    Column("remarque", required=False, aliases=("remarques", "commentaire")),
)


def read_qpv(folder: Path, *, faults: Faults) -> tuple[QpvEntry, ...]:
    """Read ``qpv.csv``; no such file, no priority neighbourhood known."""
    path = folder / QPV_FILE
    if not sheet_at(path).exists():
        return ()
    rows = read_table(
        path, columns=_QPV_COLUMNS, key=("code_qp", "code_commune"), faults=faults
    ).rows
    entries = tuple(_qpv_entry(row) for row in rows)
    for code in sorted({entry.commune_code for entry in entries}):
        total = sum(entry.young_share or 0.0 for entry in entries if entry.commune_code == code)
        if total > 1 + _ROUNDING:
            faults.add(
                f"{QPV_FILE} : les parts des jeunes des QPV de {code} dépassent 1 en tout "
                f"({total:g}) ; une part est celle de tous les jeunes de la commune."
            )
    return entries


def _qpv_entry(row: Row) -> QpvEntry:
    share = row.number("part_jeunes")
    return QpvEntry(
        code=row.text("code_qp"),
        name=row.text("nom"),
        commune_code=row.text("code_commune"),
        young_share=share if share >= 0 else None,
    )


def read_neighbours(
    folder: Path, *, own_ids: Collection[str], faults: Faults
) -> tuple[SiteEntry, ...]:
    """Read ``lieux_voisins.csv``, sites of other Missions Locales; no such file, none.

    They may stand anywhere in France; their ids are not those of ``lieux.csv``.
    """
    path = folder / NEIGHBOURS_FILE
    if not sheet_at(path).exists():
        return ()
    rows = read_table(path, columns=NEIGHBOUR_COLUMNS, key=("id",), faults=faults).rows
    found = [_neighbour(row, faults=faults) for row in rows]
    entries = tuple(entry for entry in found if entry is not None)
    twice = sorted({entry.id for entry in entries} & set(own_ids))
    if twice:
        faults.add(
            f"{NEIGHBOURS_FILE} : identifiants déjà pris dans lieux.csv : {cite(twice)} ; "
            "changez-les."
        )
    return entries


def _neighbour(row: Row, *, faults: Faults) -> SiteEntry | None:
    code = row.text("code_commune")
    communes = communes_by_code([code], with_geometry=False, missing_ok=True)
    if not communes:
        faults.add(
            f"{NEIGHBOURS_FILE}, ligne {row.line} : commune inconnue {code}. "
            f"{unknown_commune_hints([code])}".rstrip()
        )
        return None
    entry = site_entry(row, commune=communes[0], file=NEIGHBOURS_FILE, faults=faults)
    check_position(entry, line=row.line, commune=communes[0], file=NEIGHBOURS_FILE, faults=faults)
    return entry
