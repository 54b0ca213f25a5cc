"""Communes of France: names, EPCI, population, mairie, polygon.

Datasets ``communes`` and ``contours`` of the registry, both Licence Ouverte 2.0: Code officiel
géographique and EPCI of 1 January 2026, populations municipales (RP 2023), mairies of the
annuaire de l'administration (DILA), polygons of ADMIN EXPRESS COG-CARTO (IGN).

Paris, Lyon and Marseille exist twice: as one commune and as their arrondissements municipaux. A
selection by EPCI, département or arrondissement returns the arrondissements municipaux, as the
census does; a selection by codes returns what was asked for.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import MultiPolygon, Polygon

from placement.errors import DataError, cite
from placement.sources.contours import decode_contour
from placement.sources.registry import dataset, verified_path

__all__ = [
    "COMMUNES",
    "CONTOURS",
    "CommuneRecord",
    "commune_code_fault",
    "communes_by_code",
    "communes_of_arrondissement",
    "communes_of_departement",
    "communes_of_epci",
    "unknown_commune_hints",
]

COMMUNES = "communes"
CONTOURS = "contours"
_CODE = re.compile(r"(?:\d{5}|2[AB]\d{3})\Z")
_SHORT_CODE = re.compile(r"\d{4}\Z")


@dataclass(frozen=True, slots=True, eq=False)
class CommuneRecord:
    """One commune, or one arrondissement municipal of Paris, Lyon or Marseille.

    Parameters
    ----------
    code, name : INSEE code and name
    parent : code of the commune an arrondissement municipal belongs to, else empty
    epci_code, epci_name : SIREN and name of its EPCI; empty for the communes that have none
    departement, region, arrondissement : INSEE codes
    population : population municipale, inhabitants; None where it is not published
    lon, lat : its mairie, WGS84 degrees; NaN where nothing is known
    position : ``mairie``; ``interieur`` (a point inside the polygon stands for it); ``absente``
    mairie_address, mairie_hours : French, empty where unknown
    geometry : polygon in WGS84; None where there is none
    """

    code: str
    name: str
    parent: str
    epci_code: str
    epci_name: str
    departement: str
    region: str
    arrondissement: str
    population: int | None
    lon: float
    lat: float
    position: str
    mairie_address: str
    mairie_hours: str
    geometry: Polygon | MultiPolygon | None


def communes_by_code(
    codes: Iterable[str], *, with_geometry: bool = True, missing_ok: bool = False
) -> tuple[CommuneRecord, ...]:
    """Return the communes with those INSEE codes, sorted by code.

    Parameters
    ----------
    codes : INSEE codes
    with_geometry : read the polygons too
    missing_ok : leave out the codes that no commune has, instead of refusing them

    Raises
    ------
    DataError
        Some codes are not those of a commune; they are named, with what may have been meant.
    """
    wanted = sorted(set(codes))
    records = _records([("code", "in", wanted)], with_geometry=with_geometry) if wanted else ()
    unknown = sorted(set(wanted) - {record.code for record in records})
    if unknown and not missing_ok:
        hints = unknown_commune_hints(unknown)
        raise DataError(f"communes inconnues : {cite(unknown)}.{' ' if hints else ''}{hints}")
    return records


def communes_of_epci(epci_code: str, *, with_geometry: bool = True) -> tuple[CommuneRecord, ...]:
    """Return the communes of an EPCI (SIREN of 9 digits), sorted by code."""
    return _members("epci_code", epci_code, label="EPCI", with_geometry=with_geometry)


def communes_of_departement(code: str, *, with_geometry: bool = True) -> tuple[CommuneRecord, ...]:
    """Return the communes of a département (``03``, ``2A``, ``974``), sorted by code."""
    return _members("departement", code, label="département", with_geometry=with_geometry)


def communes_of_arrondissement(
    code: str, *, with_geometry: bool = True
) -> tuple[CommuneRecord, ...]:
    """Return the communes of an arrondissement (``622``), sorted by code."""
    return _members("arrondissement", code, label="arrondissement", with_geometry=with_geometry)


def _members(
    column: str, value: str, *, label: str, with_geometry: bool
) -> tuple[CommuneRecord, ...]:
    records = _records([(column, "==", value)], with_geometry=with_geometry)
    if not records:
        raise DataError(
            f"{label} inconnu : « {value} » ; donnez son code INSEE en texte, "
            "avec son zéro initial s'il en a un."
        )
    divided = {record.parent for record in records}
    return tuple(record for record in records if record.code not in divided)


def _records(
    conditions: Sequence[tuple[str, str, object]], *, with_geometry: bool
) -> tuple[CommuneRecord, ...]:
    table = _whole(COMMUNES).filter(pq.filters_to_expression(list(conditions)))
    rows: list[dict[str, Any]] = table.to_pylist()
    shapes = _contours([row["code"] for row in rows]) if with_geometry else {}
    records = (_record(row, shapes.get(row["code"])) for row in rows)
    return tuple(sorted(records, key=lambda record: record.code))


def _whole(dataset_id: str) -> pa.Table:
    """Return an embedded table, verified each time, read once."""
    return _read(verified_path(dataset_id), dataset(dataset_id).sha256)


@lru_cache(maxsize=4)
def _read(path: Path, sha256: str) -> pa.Table:  # noqa: ARG001 - key of the cache
    return pq.read_table(path)


def _record(row: dict[str, Any], geometry: Polygon | MultiPolygon | None) -> CommuneRecord:
    place = {axis: math.nan if row[axis] is None else row[axis] for axis in ("lon", "lat")}
    return CommuneRecord(**{**row, **place}, geometry=geometry)


def _contours(codes: Sequence[str]) -> dict[str, Polygon | MultiPolygon]:
    if not codes:
        return {}
    table = _whole(CONTOURS).filter(pq.filters_to_expression([("code", "in", list(codes))]))
    return {
        row["code"]: decode_contour(row["x"], y=row["y"], rings=row["rings"])
        for row in table.to_pylist()
    }


def commune_code_fault(code: str) -> str | None:
    """Say, in French, why a text cannot be an INSEE commune code; None when it can."""
    if _CODE.match(code):
        return None
    if _SHORT_CODE.match(code):
        return (
            f"le code commune « {code} » a perdu son zéro initial : écrivez 0{code} "
            "(dans le tableur, mettez la colonne au format Texte)."
        )
    return (
        f"« {code} » n'est pas un code commune INSEE : 5 chiffres, ou 2A/2B et 3 chiffres en Corse."
    )


def unknown_commune_hints(codes: Sequence[str]) -> str:
    """Say, in French, which communes may have been meant; empty when nothing comes close.

    A lost leading zero, a name instead of a code, or a name that is nearly that of a commune.
    """
    table = _whole(COMMUNES)
    names = dict(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True))
    hints = [hint for hint in (_hint(code, names) for code in codes[:5]) if hint]
    return f"Peut-être : {' ; '.join(hints)}." if hints else ""


def _hint(code: str, names: dict[str, str]) -> str:
    padded = f"0{code}"
    if padded in names:
        return f"{code} → {padded} {names[padded]} (zéro initial perdu)"
    if any(character.isdigit() for character in code):
        return ""
    by_name = {_plain(name): known for known, name in reversed(names.items())}
    close = difflib.get_close_matches(_plain(code), by_name, n=1, cutoff=0.8)
    return f"{code} → {by_name[close[0]]} {names[by_name[close[0]]]}" if close else ""


def _plain(name: str) -> str:
    """Lower case, without accents nor punctuation, to compare names."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())
