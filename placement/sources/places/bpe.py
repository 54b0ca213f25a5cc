"""The permanent base of facilities (BPE) of INSEE: the types that may host, or attract.

Old layout ``DEPCOM; TYPEQU; LAMBERT_X; LAMBERT_Y`` (Lambert-93, the official projection overseas),
recent one ``typequ, depcom, longitude, latitude, epsg, qualite_xy``. Licence Ouverte 2.0. The base
has no names: a facility is called by its type and its commune.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from pyproj import Transformer

from placement.sources.former_communes import former_codes
from placement.sources.official import Field, FieldKind, FileHead, read_head
from placement.sources.places.columns import degrees
from placement.sources.places.model import ListedPlace, PlacesReading
from placement.sources.places.rows import rows_of
from placement.sources.places.settling import settled
from placement.sources.provenance import SourceKind

__all__ = ["BPE", "read_bpe"]

BPE: Final = SourceKind(
    id="bpe",
    title="Base permanente des équipements",
    owner="Insee",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("commune_code", ("depcom", "code_commune"), FieldKind.CODE, width=5),
        Field("type", ("typequ",), FieldKind.CODE),
        Field("east", ("lambert_x",), FieldKind.TEXT, required=False),
        Field("north", ("lambert_y",), FieldKind.TEXT, required=False),
        Field("lon", ("longitude",), FieldKind.TEXT, required=False),
        Field("lat", ("latitude",), FieldKind.TEXT, required=False),
        Field("epsg", ("epsg",), FieldKind.CODE, required=False),
        Field("quality", ("qualite_xy",), FieldKind.TEXT, required=False),
        Field("name", ("nomrs",), FieldKind.TEXT, required=False),
    ),
)

_KINDS: Final = {
    "A128": ("france_services", "France services"),
    "A122": ("france_travail", "France Travail"),
    "A206": ("poste", "Bureau de poste"),
    "A208": ("poste", "Agence postale"),
    "A304": ("auto_ecole", "Auto-école"),
    "A504": ("restaurant", "Restaurant"),
}
_WGS84: Final = "EPSG:4326"
_METROPOLITAN: Final = "2154"
_PROJECTIONS: Final = {"971": "5490", "972": "5490", "973": "2972", "974": "2975", "976": "4471"}
_POOR: Final = ("mauvaise", "3")


def read_bpe(
    path: Path, *, communes: Collection[str], head: FileHead | None = None
) -> PlacesReading:
    """Read the facilities of some communes that may host a Mission Locale or show a lively town.

    Parameters
    ----------
    path : CSV or Parquet of the base, zipped or not
    communes : INSEE codes wanted
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file cannot be read, or is not that base.
    """
    head = read_head(path) if head is None else head
    table, rows = rows_of(
        path,
        fields=BPE.fields,
        head=head,
        keep={"commune_code": (*communes, *former_codes(communes)), "type": _KINDS},
    )
    cells = list(rows)
    reading = settled(_located(cells), communes=communes, source=path.name, vintage=table.vintage)
    return replace(reading, remarks=(*reading.remarks, *_doubts(cells, name=path.name)))


def _located(rows: Sequence[Mapping[str, str]]) -> list[ListedPlace]:
    """Places of rows; those without degrees are brought back from their projection, together."""
    seen: Counter[tuple[str, str]] = Counter()
    places = [_listed(cells, seen=seen) for cells in rows]
    projected: dict[str, list[int]] = {}
    for number, (cells, place) in enumerate(zip(rows, places, strict=True)):
        if np.isnan(place.lon) and cells.get("east") and cells.get("north"):
            projected.setdefault(_projection(cells), []).append(number)
    for epsg, numbers in projected.items():
        metres = [degrees({"lon": rows[n]["east"], "lat": rows[n]["north"]}) for n in numbers]
        back = Transformer.from_crs(f"EPSG:{epsg}", _WGS84, always_xy=True)
        lons, lats = back.transform(*np.array(metres).T)
        for number, lon, lat in zip(numbers, lons, lats, strict=True):
            sound = np.isfinite(lon) and np.isfinite(lat)
            if sound:
                places[number] = replace(places[number], lon=float(lon), lat=float(lat))
    return places


def _listed(cells: Mapping[str, str], *, seen: Counter[tuple[str, str]]) -> ListedPlace:
    kind, label = _KINDS[cells["type"]]
    key = cells["type"], cells["commune_code"]
    seen[key] += 1
    lon, lat = degrees(cells)
    return ListedPlace(
        id=f"{cells['type']}-{cells['commune_code']}-{seen[key]}",
        name=cells.get("name") or label,
        kind=kind,
        commune_code=cells["commune_code"],
        lon=lon,
        lat=lat,
    )


def _projection(cells: Mapping[str, str]) -> str:
    told = cells.get("epsg", "").strip().upper().removeprefix("EPSG:")
    if told.isdigit():
        return told
    return _PROJECTIONS.get(cells["commune_code"][:3], _METROPOLITAN)


def _doubts(rows: Sequence[Mapping[str, str]], *, name: str) -> tuple[str, ...]:
    poor = sum(cells.get("quality", "").strip().casefold() in _POOR for cells in rows)
    if not poor:
        return ()
    return (f"{name}, équipements dont l'Insee dit la position mauvaise (qualite_xy) : {poor}.",)
