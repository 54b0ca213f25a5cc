"""Files that open elsewhere: workbooks, GeoPackage, GeoJSON, plain CSV."""

from __future__ import annotations

__all__: list[str] = []
