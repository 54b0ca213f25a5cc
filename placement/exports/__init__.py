"""Files that open elsewhere: workbooks, GeoPackage, GeoJSON, QGIS project, plain CSV."""

from __future__ import annotations

from placement.exports.cells import neutral, neutral_table
from placement.exports.files import GEOPACKAGE, PLAIN_FOLDER, export_files

__all__ = ["GEOPACKAGE", "PLAIN_FOLDER", "export_files", "neutral", "neutral_table"]
