"""Polygons of communes better than those embedded: ADMIN EXPRESS, or simplified GeoJSON.

ADMIN EXPRESS COG and COG-CARTO of the IGN: Shapefile up to version 3 (``INSEE_COM, NOM``, and
``INSEE_ARM`` for the arrondissements municipaux), GeoPackage since version 4 (layers ``commune``
and ``arrondissement_municipal``: ``code_insee, nom_officiel``); GeoJSON of communes (``code,
nom``). Any projection, zipped or not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from placement.errors import cite
from placement.sources.commune_lookup import ARRONDISSEMENTS, commune_lookup
from placement.sources.official import (
    GEOMETRY_FIELD,
    Field,
    FieldKind,
    FileHead,
    OfficialLayer,
    read_head,
    read_layers,
)
from placement.sources.provenance import SourceKind

__all__ = ["OUTLINES", "OutlinesReading", "read_outlines"]

_WHOLE = ("code_insee_de_la_commune_de_rattach", "code_insee_de_la_commune_de_rattachement")

OUTLINES: Final = SourceKind(
    id="contours_communes",
    title="Contours des communes",
    owner="IGN (ADMIN EXPRESS)",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("code", ("insee_arm", "code_insee", "insee_com", "code"), FieldKind.CODE, width=5),
        Field("name", ("nom_officiel", "nom", "nom_com", "libelle"), FieldKind.TEXT),
        Field("whole", (*_WHOLE, "insee_cad"), FieldKind.CODE, required=False),
        GEOMETRY_FIELD,
    ),
    replaces="les contours simplifiés embarqués",
)


@dataclass(frozen=True, slots=True, eq=False)
class OutlinesReading:
    """Polygons in WGS84 by code; the year of the file; what is missing (French)."""

    by_commune: Mapping[str, BaseGeometry]
    vintage: str
    remarks: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_commune", MappingProxyType(dict(self.by_commune)))


def read_outlines(
    path: Path,
    *,
    communes: Collection[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> OutlinesReading:
    """Read the polygons of some communes, and of arrondissements municipaux.

    A commune that merged after the file was made is the union of the polygons of those it comes
    from; a city asked for as a whole, that of its arrondissements where the file has only them.

    Parameters
    ----------
    path : the geographic file
    communes : codes wanted
    former : code of today by code of a commune that is no more
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        No layer of polygons has a code and a name of communes, or one cannot be read.
    """
    head = read_head(path) if head is None else head
    lookup = commune_lookup(communes, former=former)
    layers = read_layers(path, fields=OUTLINES.fields, keep=("code", lookup), head=head)
    drawn: dict[str, BaseGeometry] = {}
    for layer in layers:
        _add(drawn, layer)
    pieces: dict[str, list[str]] = {}
    for code in drawn:
        if ARRONDISSEMENTS.get(code) not in drawn or code == lookup[code]:
            pieces.setdefault(lookup[code], []).append(code)
    return OutlinesReading(
        by_commune={code: _union([drawn[c] for c in of]) for code, of in sorted(pieces.items())},
        vintage=head.vintage(OUTLINES.fields),
        remarks=tuple(_remarks(path, communes=communes, pieces=pieces)),
    )


def _add(drawn: dict[str, BaseGeometry], layer: OfficialLayer) -> None:
    """Add the polygons of a layer, all the pieces of each commune.

    In a layer of parts of communes, only the arrondissements municipaux are wanted: a commune
    déléguée often bears the code of the commune that it is only a part of.
    """
    parts = layer.has("whole") or "deleguee" in layer.name.casefold()
    mine: dict[str, list[BaseGeometry]] = {}
    for code, shape in zip(layer.text("code"), layer.geometry, strict=True):
        if code not in drawn and (not parts or code in ARRONDISSEMENTS):
            mine.setdefault(code, []).append(shape)
    drawn.update({code: _union(shapes) for code, shapes in mine.items()})


def _union(shapes: list[BaseGeometry]) -> BaseGeometry:
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _remarks(
    path: Path, *, communes: Collection[str], pieces: Mapping[str, list[str]]
) -> list[str]:
    remarks = []
    absent = sorted(set(communes) - set(pieces))
    if absent:
        remarks.append(
            f"{path.name} : communes sans contour dans ce fichier, elles gardent le contour "
            f"embarqué : {cite(absent)}."
        )
    merged = sorted(code for code, of in pieces.items() if _older(code, of))
    if merged:
        remarks.append(
            f"{path.name} : contours d'avant une fusion de communes, réunis : {cite(merged)}."
        )
    return remarks


def _older(code: str, pieces: list[str]) -> bool:
    return any(piece != code and piece not in ARRONDISSEMENTS for piece in pieces)
