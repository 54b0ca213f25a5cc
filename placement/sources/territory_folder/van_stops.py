"""Two optional sheets of a territory folder: where the van may stop, where other buses do."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import Faults, cite
from placement.sources.communes import CommuneRecord, communes_by_code
from placement.sources.spreadsheet import Column, Kind, Row, read_table, sheet_at
from placement.sources.territory_folder.records import SLUG

__all__ = [
    "MOBILE_FILE",
    "STOPS_FILE",
    "MobileStop",
    "StopEntry",
    "read_mobile_stops",
    "read_stops",
]

STOPS_FILE: Final = "arrets_camion.csv"
MOBILE_FILE: Final = "arrets_mobiles.csv"

_FAR_DEGREES: Final = 0.7
_CLOCK: Final = re.compile(r"\s*(\d{1,2})\s*[hH:]\s*(\d{2})?\s*")
_LON: Final = Column(
    "longitude", Kind.NUMBER, required=False, aliases=("lon", "x"), minimum=-180, maximum=180
)
_LAT: Final = Column(
    "latitude", Kind.NUMBER, required=False, aliases=("lat", "y"), minimum=-90, maximum=90
)
_NOTE: Final = Column("remarque", required=False, aliases=("remarques", "commentaire"))
_STOP_COLUMNS: Final = (
    Column("id", filled=True, aliases=("identifiant",)),
    Column("nom", filled=True, aliases=("libelle",)),
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("insee", "code_insee")),
    Column("adresse", required=False),
    _LON,
    _LAT,
    Column(
        "genre",
        Kind.CHOICE,
        required=False,
        choices=("place", "mairie", "france_services", "marche", "autre"),
    ),
    Column("impose", Kind.YES_NO, required=False),
    Column("ouvre", required=False, aliases=("ouverture",)),
    Column("ferme", required=False, aliases=("fermeture",)),
    _NOTE,
)
_MOBILE_COLUMNS: Final = (
    Column("nom", filled=True, aliases=("libelle",)),
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("insee", "code_insee")),
    _LON,
    _LAT,
    Column("service", required=False),
    _NOTE,
)


@dataclass(frozen=True, slots=True)
class StopEntry:
    """A line of ``arrets_camion.csv``; ``lon``, ``lat`` are those of the mairie where blank.

    ``kind`` is ``place``, ``mairie``, ``france_services``, ``marche``, ``autre`` or empty;
    ``imposed`` is True where the van must stop; ``open_s``, ``close_s``, s after midnight, are when
    its door may be open, infinite where nothing bounds it.
    """

    id: str
    name: str
    commune_code: str
    address: str
    lon: float
    lat: float
    kind: str
    imposed: bool
    open_s: float = -math.inf
    close_s: float = math.inf


@dataclass(frozen=True, slots=True)
class MobileStop:
    """A line of ``arrets_mobiles.csv``: where the bus of another service stops."""

    name: str
    lon: float
    lat: float


def read_stops(
    folder: Path, *, perimeter: Collection[str], faults: Faults
) -> tuple[StopEntry, ...] | None:
    """Read ``arrets_camion.csv``; None without such a file: any mairie may do."""
    path = folder / STOPS_FILE
    if not sheet_at(path).exists():
        return None
    rows = read_table(path, columns=_STOP_COLUMNS, key=("id",), faults=faults).rows
    entries = [_stop(row, perimeter=perimeter, faults=faults) for row in rows]
    if not rows and not faults:
        faults.add(f"{STOPS_FILE} : aucun arrêt ; une ligne par arrêt, ou retirez ce fichier.")
    return tuple(entry for entry in entries if entry is not None)


def read_mobile_stops(folder: Path, *, faults: Faults) -> tuple[MobileStop, ...]:
    """Read ``arrets_mobiles.csv``, anywhere in France; no such file, none is known."""
    path = folder / MOBILE_FILE
    if not sheet_at(path).exists():
        return ()
    rows = read_table(path, columns=_MOBILE_COLUMNS, faults=faults).rows
    found = []
    for row in rows:
        commune = _commune(row, file=MOBILE_FILE, faults=faults)
        if commune is not None:
            lon, lat = _position(row, commune=commune, file=MOBILE_FILE, faults=faults)
            found.append(MobileStop(row.text("nom"), lon, lat))
    return tuple(found)


def _stop(row: Row, *, perimeter: Collection[str], faults: Faults) -> StopEntry | None:
    if not SLUG.fullmatch(row.text("id")):
        faults.add(
            f"{STOPS_FILE}, ligne {row.line} : l'identifiant « {row.text('id')} » s'écrit en "
            "minuscules sans accent, chiffres et tirets (« place-du-donjon »)."
        )
    code = row.text("code_commune")
    if code not in perimeter:
        faults.add(
            f"{STOPS_FILE}, ligne {row.line} : la commune {code} est hors du périmètre ; "
            "corrigez son code, ou retirez l'arrêt."
        )
        return None
    commune = _commune(row, file=STOPS_FILE, faults=faults)
    if commune is None:
        return None
    lon, lat = _position(row, commune=commune, file=STOPS_FILE, faults=faults)
    open_s = _hour(row, column="ouvre", default=-math.inf, faults=faults)
    close_s = _hour(row, column="ferme", default=math.inf, faults=faults)
    if not open_s < close_s:
        faults.add(f"{STOPS_FILE}, ligne {row.line} : « ferme » vient avant « ouvre ».")
        return None
    return StopEntry(
        id=row.text("id"),
        name=row.text("nom"),
        commune_code=code,
        address=row.text("adresse"),
        lon=lon,
        lat=lat,
        kind=row.text("genre"),
        imposed=row.flag("impose"),
        open_s=open_s,
        close_s=close_s,
    )


def _hour(row: Row, *, column: str, default: float, faults: Faults) -> float:
    """Read « 8h », « 12h30 » or « 12:30 », s after midnight; the default where blank."""
    text = row.text(column)
    if not text:
        return default
    found = _CLOCK.fullmatch(text)
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (99, 0)
    if hours > 23 or minutes > 59:
        faults.add(
            f"{STOPS_FILE}, ligne {row.line} : {column} « {text} » n'est pas une heure ; écrivez "
            "par exemple 8h30."
        )
        return default
    return hours * 3600.0 + minutes * 60.0


def _commune(row: Row, *, file: str, faults: Faults) -> CommuneRecord | None:
    code = row.text("code_commune")
    found = communes_by_code([code], with_geometry=False, missing_ok=True)
    if not found:
        faults.add(f"{file}, ligne {row.line} : commune inconnue {cite([code])}.")
        return None
    return found[0]


def _position(
    row: Row, *, commune: CommuneRecord, file: str, faults: Faults
) -> tuple[float, float]:
    """Return degrees, those of the mairie where blank; refuse them far from the commune."""
    lon, lat = row.number("longitude"), row.number("latitude")
    if math.isnan(lon) or math.isnan(lat):
        lon, lat = commune.lon, commune.lat
    if math.isnan(lon) or math.isnan(lat):
        faults.add(f"{file}, ligne {row.line} : donnez une longitude et une latitude.")
    elif abs(lon - commune.lon) > _FAR_DEGREES or abs(lat - commune.lat) > _FAR_DEGREES:
        faults.add(
            f"{file}, ligne {row.line} : la position est loin de {commune.name} ; vérifiez la "
            "longitude et la latitude, peut-être inversées."
        )
    return lon, lat
