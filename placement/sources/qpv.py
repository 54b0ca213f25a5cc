"""Priority neighbourhoods (QPV) as polygons: those of the territory, in WGS84.

Reads the zip of the ANCT as published (``QP2024_France_Hexagonale_Outre_Mer_WGS84``, GeoJSON,
GeoPackage or Shapefile, in degrees, in Lambert-93 or in the projections of overseas):
``code_qp, lib_qp, insee_com, lib_com, insee_dep``. ``insee_com`` may list several communes; where
it is missing, or names a whole city of which the territory has arrondissements, the polygons of
the communes tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from placement.errors import cite
from placement.sources.commune_lookup import commune_lookup, parts_of_cities
from placement.sources.communes import communes_by_code
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

__all__ = ["QPV", "QpvPolygon", "QpvReading", "read_qpv"]

QPV: Final = SourceKind(
    id="qpv",
    title="Quartiers prioritaires de la politique de la ville",
    owner="Agence nationale de la cohésion des territoires",
    licence="Licence Ouverte 2.0",
    fields=(
        Field("code", ("code_qp", "codeqp", "code_qpv"), FieldKind.TEXT),
        Field("name", ("lib_qp", "nom_qp", "libelle_qp"), FieldKind.TEXT, required=False),
        Field("communes", ("insee_com", "com_insee", "code_insee"), FieldKind.TEXT, required=False),
        GEOMETRY_FIELD,
    ),
)

_CODES = re.compile(r"(?<![0-9A-Z])(?:\d{4,5}|2[AB]\d{3})(?![0-9A-Z])")
_LEAST_SHARE: Final = 0.02
"""Share of its surface that a neighbourhood must have in a commune to lie in it: outlines are
simplified, and those of two products never meet exactly."""

_SAME_PLACE: Final = 0.01
"""Surfaces that differ by less, relative, are one neighbourhood written in two projections."""


@dataclass(frozen=True, slots=True, eq=False)
class QpvPolygon:
    """A priority neighbourhood: ``geometry`` in WGS84, the communes of the territory it lies in."""

    code: str
    name: str
    commune_codes: tuple[str, ...]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class QpvReading:
    """Neighbourhoods sorted by code; the year of the file; what was set aside (French)."""

    polygons: tuple[QpvPolygon, ...]
    vintage: str
    remarks: tuple[str, ...]


def read_qpv(
    path: Path,
    *,
    communes: Collection[str],
    head: FileHead | None = None,
    outlines: Mapping[str, BaseGeometry] | None = None,
    former: Mapping[str, str] | None = None,
) -> QpvReading:
    """Read the priority neighbourhoods that lie, even in part, in some communes.

    ``commune_codes`` are those of the territory only.

    Parameters
    ----------
    path : the geographic file, zipped or not; a zip may hold it several times
    communes : codes of the territory
    head : what ``read_head`` found, not to look twice
    outlines : polygons of the communes in WGS84; those embedded without it
    former : code of today by code of a commune that is no more

    Raises
    ------
    DataError
        No layer of polygons has ``code_qp``, or one cannot be read.
    """
    head = read_head(path) if head is None else head
    layers = read_layers(path, fields=QPV.fields, head=head)
    place = _Places(communes, outlines=outlines, former=former)
    found: dict[str, QpvPolygon] = {}
    moved = set()
    for one in _inside(layers, place):
        known = found.setdefault(one.code, one)
        if not _same(known.geometry, one.geometry):
            moved.add(one.code)
    return QpvReading(
        polygons=tuple(found[code] for code in sorted(found)),
        vintage=head.vintage(QPV.fields),
        remarks=tuple(_remarks(path, layers=layers, moved=moved)),
    )


def _remarks(path: Path, *, layers: tuple[OfficialLayer, ...], moved: set[str]) -> Iterator[str]:
    aside = sum(layer.aside for layer in layers)
    if aside:
        yield f"{path.name} : quartiers sans polygone, mis de côté : {aside}."
    if moved:
        yield (
            f"{path.name} : des quartiers ont deux tracés différents, le premier est gardé : "
            f"{cite(sorted(moved))}."
        )


def _inside(layers: tuple[OfficialLayer, ...], places: _Places) -> Iterator[QpvPolygon]:
    for layer in layers:
        cells = (layer.text("code"), layer.text("name"), layer.text("communes"), layer.geometry)
        for code, name, listed, shape in zip(*cells, strict=True):
            codes = places.of(listed, shape=shape)
            if codes:
                yield QpvPolygon(code, name or code, codes, shape)


def _same(one: BaseGeometry, other: BaseGeometry) -> bool:
    if one is other:
        return True
    apart = one.symmetric_difference(other).area
    return bool(apart <= _SAME_PLACE * max(one.area, other.area))


class _Places:
    """The communes of the territory in which a neighbourhood lies."""

    def __init__(
        self,
        communes: Collection[str],
        *,
        outlines: Mapping[str, BaseGeometry] | None,
        former: Mapping[str, str] | None,
    ) -> None:
        self._communes = frozenset(communes)
        self._lookup = commune_lookup(communes, former=former)
        self._cities = parts_of_cities(communes)
        self._outlines = outlines
        self._tree: shapely.STRtree | None = None
        self._codes: tuple[str, ...] = ()

    def of(self, listed: str, *, shape: BaseGeometry) -> tuple[str, ...]:
        """Return them sorted, from the codes listed, else from the polygons."""
        codes = {code.zfill(5) for code in _CODES.findall(listed.upper())}
        if not codes:
            return self._crossed(shape)
        found = {self._lookup[code] for code in codes if code in self._lookup}
        parts = frozenset().union(*(self._cities.get(code, ()) for code in codes))
        if parts:
            found.update(parts & set(self._crossed(shape)))
        return tuple(sorted(found))

    def _crossed(self, shape: BaseGeometry) -> tuple[str, ...]:
        if self._tree is None:
            known = self._known()
            self._codes = tuple(sorted(known))
            self._tree = shapely.STRtree([known[code] for code in self._codes])
        found = []
        for place in self._tree.query(shape, predicate="intersects").tolist():
            common = shape.intersection(self._tree.geometries[place]).area
            if common >= _LEAST_SHARE * shape.area:
                found.append(self._codes[place])
        return tuple(sorted(found))

    def _known(self) -> Mapping[str, BaseGeometry]:
        if self._outlines is not None:
            return {c: shape for c, shape in self._outlines.items() if c in self._communes}
        records = communes_by_code(self._communes, missing_ok=True)
        return MappingProxyType({r.code: r.geometry for r in records if r.geometry is not None})
