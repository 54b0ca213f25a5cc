"""The spreadsheets of a territory folder: their columns, and each line as a record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from placement.errors import DataError, Faults
from placement.recurrence import Recurrence, parse_recurrence
from placement.sources.communes import CommuneRecord
from placement.sources.spreadsheet import Column, Kind, Row, read_table, sheet_at
from placement.sources.territory_folder.funders import parse_funders
from placement.sources.territory_folder.records import (
    SLUG,
    CaptiveEntry,
    CommuneEntry,
    MobilityShares,
    SiteEntry,
)

__all__ = [
    "CAPTIVE_FILE",
    "COMMUNES_FILE",
    "NEIGHBOUR_COLUMNS",
    "SHARES_FILE",
    "SITES_FILE",
    "read_captive",
    "read_communes",
    "read_shares",
    "read_site_rows",
    "site_entry",
]

COMMUNES_FILE = "communes.csv"
SITES_FILE = "lieux.csv"
CAPTIVE_FILE = "public_captif.csv"
SHARES_FILE = "parts_mobilite.csv"

CANDIDATE = "candidat"
_CONFIRMED = "confirme"
_MOST_EUROS = 1e9
_ADDRESS, _CHIEF_TOWN, _FICTITIOUS = "adresse", "chef_lieu", "fictif"

_COMMUNE = Column("code_commune", Kind.COMMUNE, filled=True, aliases=("insee", "code_insee"))
_ID = Column("id", filled=True, aliases=("identifiant",))
_NAME = Column("nom", filled=True, aliases=("libelle",))
_RECURRENCE = Column("recurrence", aliases=("frequence", "rythme"))
_NOTE = Column("remarque", required=False, aliases=("remarques", "commentaire"))

_COMMUNE_COLUMNS = (
    _COMMUNE,
    Column("nom", required=False, aliases=("commune", "libelle")),
    Column("epci", required=False),
    Column("statut", Kind.CHOICE, required=False, choices=(_CONFIRMED, "hypothese")),
    Column("part_neet", Kind.NUMBER, required=False, minimum=0, maximum=1),
    _NOTE,
)
_OPEN_KINDS = ("siege", "antenne", "permanence")
_PLACE_COLUMNS = (
    _COMMUNE,
    Column("adresse", required=False),
    Column(
        "longitude", Kind.NUMBER, required=False, aliases=("lon", "x"), minimum=-180, maximum=180
    ),
    Column("latitude", Kind.NUMBER, required=False, aliases=("lat", "y"), minimum=-90, maximum=90),
    Column("position", Kind.CHOICE, required=False, choices=(_ADDRESS, _CHIEF_TOWN, _FICTITIOUS)),
    _RECURRENCE,
    Column("hote", required=False),
)
_SITE_COLUMNS = (
    _ID,
    _NAME,
    Column("type", Kind.CHOICE, filled=True, choices=(*_OPEN_KINDS, CANDIDATE)),
    *_PLACE_COLUMNS,
    Column(
        "statut_hote", Kind.CHOICE, required=False, choices=("pressenti", "accord", "convention")
    ),
    Column("local_prete", Kind.YES_NO, required=False),
    Column("cout_annuel_eur", Kind.NUMBER, required=False, minimum=0, maximum=_MOST_EUROS),
    Column("financeur", required=False, aliases=("financeurs",)),
    _NOTE,
)
NEIGHBOUR_COLUMNS = (
    _ID,
    _NAME,
    Column("mission_locale", filled=True),
    Column("type", Kind.CHOICE, filled=True, choices=_OPEN_KINDS),
    *_PLACE_COLUMNS,
    _NOTE,
)
"""Columns of the sites of other Missions Locales: they cost nothing here, and are open."""

_CAPTIVE_COLUMNS = (_ID, _NAME, _RECURRENCE, _NOTE)
_SHARE_COLUMNS = (
    _COMMUNE,
    Column("nom", required=False, aliases=("commune",)),
    *(
        Column(name, Kind.NUMBER, filled=True, minimum=0, maximum=1)
        for name in ("voiture", "sans_voiture", "mineurs")
    ),
)


def read_communes(folder: Path, *, faults: Faults) -> tuple[CommuneEntry, ...]:
    """Read ``communes.csv``, the perimeter; a blank status means confirmed."""
    path = folder / COMMUNES_FILE
    table = read_table(path, columns=_COMMUNE_COLUMNS, key=("code_commune",), faults=faults)
    if table.columns and not table.rows:
        faults.add(f"{COMMUNES_FILE} : aucune commune lisible ; il en faut une par ligne.")
    return tuple(
        CommuneEntry(
            code=row.text("code_commune"),
            name=row.text("nom"),
            epci=row.text("epci"),
            confirmed=row.text("statut") in {"", _CONFIRMED},
            neet_share=_blank_to_none(row.number("part_neet")),
        )
        for row in table.rows
    )


def _blank_to_none(number: float) -> float | None:
    return number if number >= 0 else None  # a blank is NaN


def read_site_rows(folder: Path, *, faults: Faults) -> tuple[Row, ...]:
    """Read ``lieux.csv`` line by line; ``site_entry`` turns a line into a record."""
    path = folder / SITES_FILE
    return read_table(path, columns=_SITE_COLUMNS, key=("id",), faults=faults).rows


def site_entry(
    row: Row, *, commune: CommuneRecord, faults: Faults, file: str = SITES_FILE
) -> SiteEntry:
    """Turn a line of ``lieux.csv`` into a record; blank coordinates are those of the mairie."""
    _refuse_odd_id(row, name=file, faults=faults)
    lon, lat = row.number("longitude"), row.number("latitude")
    located = lon == lon and lat == lat  # noqa: PLR0124 - neither is NaN
    position = row.text("position") or (_ADDRESS if located else _CHIEF_TOWN)
    if position == _ADDRESS and not located:
        faults.add(
            f"{file}, ligne {row.line} : position « adresse » sans longitude ni latitude ; "
            "complétez-les, ou écrivez chef_lieu."
        )
    return SiteEntry(
        id=row.text("id"),
        name=row.text("nom"),
        kind=row.text("type"),
        commune_code=row.text("code_commune"),
        address=row.text("adresse"),
        lon=lon if located else commune.lon,
        lat=lat if located else commune.lat,
        position=position,
        recurrence=_site_recurrence(row, file=file, faults=faults),
        host=row.text("hote"),
        host_status=row.text("statut_hote"),
        premises_lent=row.flag("local_prete"),
        annual_cost_eur=_blank_to_none(row.number("cout_annuel_eur")),
        note=row.text("remarque"),
        funders=_funders(row, file=file, faults=faults),
        mission_locale=row.text("mission_locale"),
    )


def _refuse_odd_id(row: Row, *, name: str, faults: Faults) -> None:
    """Refuse an id that a scenario could not cite."""
    if not SLUG.fullmatch(row.text("id")):
        faults.add(
            f"{name}, ligne {row.line} : l'identifiant « {row.text('id')} » s'écrit en minuscules "
            "sans accent, chiffres et tirets (« le-montet »)."
        )


def _funders(row: Row, *, file: str, faults: Faults) -> tuple[tuple[str, float], ...]:
    try:
        return parse_funders(row.text("financeur"))
    except DataError as error:
        faults.add(f"{file}, ligne {row.line} : {error}")
        return ()


def _site_recurrence(row: Row, *, file: str, faults: Faults) -> Recurrence | None:
    open_today = row.text("type") != CANDIDATE
    if open_today == bool(row.text("recurrence")):
        return _recurrence(row, name=file, faults=faults) if open_today else None
    faults.add(
        f"{file}, ligne {row.line} : "
        + (
            f"« {row.text('id')} » est ouvert, dites à quel rythme (colonne « recurrence »)."
            if open_today
            else f"« {row.text('id')} » est candidat, il n'a pas encore de récurrence."
        )
    )
    return None


def _recurrence(row: Row, *, name: str, faults: Faults) -> Recurrence | None:
    try:
        return parse_recurrence(row.text("recurrence"))
    except DataError as error:
        faults.add(f"{name}, ligne {row.line} : {error}")
        return None


def read_captive(folder: Path, *, faults: Faults) -> tuple[CaptiveEntry, ...]:
    """Read ``public_captif.csv``; no such file, no captive public."""
    path = folder / CAPTIVE_FILE
    if not sheet_at(path).exists():
        return ()
    table = read_table(path, columns=_CAPTIVE_COLUMNS, key=("id",), faults=faults)
    entries = []
    for row in table.rows:
        _refuse_odd_id(row, name=CAPTIVE_FILE, faults=faults)
        recurrence = _recurrence(row, name=CAPTIVE_FILE, faults=faults)
        if recurrence:
            entry = CaptiveEntry(row.text("id"), row.text("nom"), recurrence, row.text("remarque"))
            entries.append(entry)
    return tuple(entries)


def read_shares(folder: Path, *, faults: Faults) -> Mapping[str, MobilityShares]:
    """Read ``parts_mobilite.csv``, shares by commune; no such file, none of their own."""
    path = folder / SHARES_FILE
    if not sheet_at(path).exists():
        return {}
    table = read_table(path, columns=_SHARE_COLUMNS, key=("code_commune",), faults=faults)
    shares = {}
    for row in table.rows:
        numbers = [row.number(name) for name in ("voiture", "sans_voiture", "mineurs")]
        try:
            shares[row.text("code_commune")] = MobilityShares(*numbers)
        except DataError as error:
            faults.add(f"{SHARES_FILE}, ligne {row.line} : {error}")
    return shares
