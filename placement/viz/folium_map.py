"""The interactive map: one HTML file that opens with no internet.

folium draws it; Leaflet is embedded, with none of folium's other scripts, and the page's own
script restyles the communes, which are written once. The only addresses in the file are those of
the two optional tile backgrounds, which nothing asks for until the reader chooses one.
"""

from __future__ import annotations

from html import escape
from typing import Any, TypeVar

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from placement.viz.content import MapContent
from placement.viz.embedding import asset, leaflet_script, leaflet_style, script_json
from placement.viz.payload import communes_geojson, map_payload

__all__ = ["render_map"]

_E = TypeVar("_E", bound=Element)

_SCRIPTS = (
    *("format", "patterns", "themes", "ground", "areas", "popups", "sites", "labels", "legend"),
    *("panel", "search", "link", "picture", "background", "main"),
)
_IGN_TILES = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
_OSM_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: https://data.geopf.fr https://tile.openstreetmap.org"
)


class _Page(Figure):
    """The document around the map, in French."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">\n'
        "<title>{{ this.title }}</title>\n{{ this.header.render(**kwargs) }}\n</head>\n"
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, *, title: str) -> None:
        super().__init__(title=escape(title))
        self.policy = _POLICY
        del self.header._children["meta_http"]  # the charset is in the template


class _OfflineMap(folium.Map):
    """A folium map that carries its Leaflet with it and asks the network for nothing."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - declared so by folium
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>{{ this.styles }}</style>
        <script>{{ this.scripts }}</script>
        {% endmacro %}
        {% macro html(this, kwargs) %}{{ this.body }}{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("carte", {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.1,
            zoom_delta=0.5,
            min_zoom=6,
            max_zoom=17,
        )
        self.styles = leaflet_style() + asset("carte.css")
        self.scripts = leaflet_script()
        self.body = asset("carte.html")


class _Script(MacroElement):
    """The page's own script, started once the layers above it exist."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.placementCarte = (function () {
        {{ this.code }}
        return placementCarte;
        })();
        window.placementCarte.start(
            {{ this.map.get_name() }}, {{ this.communes.get_name() }},
            { {% for k, tile in this.tiles.items() %}{{ k }}: {{ tile.get_name() }},{% endfor %} },
            {{ this.payload }}
        );
        {% endmacro %}
        """
    )

    def __init__(
        self,
        payload: dict[str, Any],
        *,
        on: folium.Map,
        communes: folium.GeoJson,
        tiles: dict[str, folium.TileLayer],
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Script"
        self.code = "\n".join(asset(f"js/{name}.js") for name in _SCRIPTS)
        self.map = on
        self.communes = communes
        self.tiles = tiles
        self.payload = script_json(payload)


def render_map(content: MapContent) -> str:
    """Render the whole page; the same content gives the same bytes."""
    page = _Page(title=f"{content.scenario_title} – {content.territory.title}")
    base = _named(_OfflineMap(), name="carte")
    communes = _named(
        folium.GeoJson(communes_geojson(content), show=False, smooth_factor=0.5), name="communes"
    )
    tiles = {"ign": _named(_ign(), name="ign"), "osm": _named(_osm(), name="osm")}
    script = _Script(map_payload(content), on=base, communes=communes, tiles=tiles)
    for layer in (communes, *tiles.values(), _named(script, name="page")):
        base.add_child(layer)
    base.add_to(page, name="carte")
    html: str = page.render()
    return html


def _ign() -> folium.TileLayer:
    attribution = "fond : Plan IGN, © IGN Géoplateforme"
    return folium.TileLayer(_IGN_TILES, attr=attribution, name="ign", show=False, max_zoom=18)


def _osm() -> folium.TileLayer:
    attribution = "fond : © les contributeurs d'OpenStreetMap, ODbL"
    return folium.TileLayer(_OSM_TILES, attr=attribution, name="osm", show=False, max_zoom=18)


def _named(element: _E, *, name: str) -> _E:
    """Give an element a stable name in place of folium's random one."""
    element._id = name
    return element
