"""The OpenStreetMap door: extracts by pyosmium, downloads and graphs by osmnx."""

from __future__ import annotations

from placement.network.osm.extract import read_osm
from placement.network.osm.graph import from_osmnx, load_graphml
from placement.network.osm.overpass import download_overpass

__all__ = ["download_overpass", "from_osmnx", "load_graphml", "read_osm"]
