"""A QGIS project beside its GeoPackage: the layers in order, drawn, in French."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import pyproj
import shapely

from placement.exports.archive import packed
from placement.exports.cells import described
from placement.exports.layers import Layer
from placement.exports.qml import DOCTYPE, styling
from placement.exports.symbology import styles_for

__all__ = ["project_of"]

_VERSION: Final = "3.22.0"
_SHOWN: Final = frozenset({"communes", "epci", "perimetre", "lieux", "tournees"})
_ORDER: Final = (
    "lieux",
    "arrets_camion",
    "tournees",
    "liaisons",
    "qpv",
    "perimetre",
    "epci",
    "communes",
)
_SHAPES: Final = {"MultiPolygon": "Polygon", "LineString": "Line", "Point": "Point"}


def project_of(layers: Sequence[Layer], *, geopackage: str, title: str) -> bytes:
    """Write a ``.qgz`` that reads the layers of a GeoPackage in the same folder."""
    known = {layer.name: layer for layer in layers if layer.table.rows}
    drawn = [known[name] for name in _ORDER if name in known]
    tree = "".join(
        f"<layer-tree-layer id={quoteattr(_id(layer))} name={quoteattr(layer.title)} "
        f'source={quoteattr(_source(layer, geopackage=geopackage))} providerKey="ogr" '
        f'checked="{"Qt::Checked" if layer.name in _SHOWN else "Qt::Unchecked"}" '
        'expanded="0"/>'
        for layer in drawn
    )
    body = "".join(_layer(layer, geopackage=geopackage) for layer in drawn)
    order = "".join(f'<layer id="{_id(layer)}"/>' for layer in drawn)
    project = (
        f'{DOCTYPE}<qgis version="{_VERSION}" projectname={quoteattr(title)}>'
        f"<title>{escape(title)}</title><projectCrs>{_srs(drawn[0].crs)}</projectCrs>"
        f"<layer-tree-group>{tree}</layer-tree-group>"
        f"<projectlayers>{body}</projectlayers><layerorder>{order}</layerorder>"
        f"{_canvas(drawn)}"
        '<properties><Paths><Absolute type="bool">false</Absolute></Paths><SpatialRefSys>'
        '<ProjectionsEnabled type="int">1</ProjectionsEnabled></SpatialRefSys></properties></qgis>'
    )
    return packed({"projet.qgs": project.encode()})


def _id(layer: Layer) -> str:
    """Name a layer in a project: QGIS replaces what has ten letters or fewer."""
    return f"placement_{layer.name}"


def _canvas(layers: Sequence[Layer]) -> str:
    """Show the whole territory when the project opens."""
    shapes = [shape for layer in layers for shape in layer.shapes if shape is not None]
    bounds = zip(("xmin", "ymin", "xmax", "ymax"), shapely.total_bounds(shapes), strict=True)
    extent = "".join(f"<{name}>{value:.1f}</{name}>" for name, value in bounds)
    return (
        '<mapcanvas name="theMapCanvas" annotationsVisible="1"><units>meters</units>'
        f"<extent>{extent}</extent><destinationsrs>{_srs(layers[0].crs)}</destinationsrs>"
        "</mapcanvas>"
    )


def _source(layer: Layer, *, geopackage: str) -> str:
    return f"./{geopackage}|layername={layer.name}"


def _layer(layer: Layer, *, geopackage: str) -> str:
    style = styles_for(layer.name, kind=layer.kind)[0]
    return (
        f'<maplayer type="vector" geometry="{_SHAPES[layer.kind]}" '
        f'wkbType="{layer.kind}" labelsEnabled="{int(bool(style.label))}" '
        'readOnly="0" simplifyDrawingHints="1">'
        f"<id>{_id(layer)}</id><datasource>{escape(_source(layer, geopackage=geopackage))}"
        f"</datasource><layername>{escape(layer.title)}</layername>"
        f"<title>{escape(layer.title)}</title><abstract>{escape(layer.about)}</abstract>"
        f"<srs>{_srs(layer.crs)}</srs>"
        f'<provider encoding="UTF-8">ogr</provider>'
        f"{styling(style, columns=described(layer.table))}</maplayer>"
    )


def _srs(crs: str) -> str:
    """Name a coordinate system; the rest is found by its authority code."""
    number = crs.partition(":")[2]
    return (
        f"<spatialrefsys><wkt>{escape(pyproj.CRS(crs).to_wkt())}</wkt><srid>{number}</srid>"
        f"<authid>{crs}</authid></spatialrefsys>"
    )
