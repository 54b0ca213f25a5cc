"""The door of node and edge tables: Parquet, GeoPackage or CSV, from IGN or elsewhere."""

from __future__ import annotations

from placement.network.tables.reader import read_tables

__all__ = ["read_tables"]
