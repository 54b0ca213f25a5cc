"""A GeoPackage that QGIS opens drawn: layers in metres, styles, French names of the fields."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from placement.exports.cells import described
from placement.exports.layers import Layer
from placement.exports.qml import qml_of
from placement.exports.sld import sld_of
from placement.exports.symbology import styles_for
from placement.report import Column, ColumnKind
from placement.report.tables import Cell

__all__ = ["GEOMETRY", "write_geopackage"]

GEOMETRY: Final = "geom"
_GEOPACKAGE: Final = "1.2"  # what older QGIS read without a warning
_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_NUMBERS: Final = frozenset(ColumnKind) - {ColumnKind.TEXT, ColumnKind.CODE}

_TABLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
);
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
  VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles des couches');
INSERT INTO gpkg_extensions VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata',
   'http://www.geopackage.org/spec/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata',
   'http://www.geopackage.org/spec/#extension_metadata', 'read-write'),
  ('gpkg_data_columns', NULL, 'gpkg_schema',
   'http://www.geopackage.org/spec/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema',
   'http://www.geopackage.org/spec/#extension_schema', 'read-write');
"""


def write_geopackage(
    path: Path, *, layers: Sequence[Layer], day: dt.date, metadata: Mapping[str, str]
) -> None:
    """Write layers that have rows, their styles and what their fields are.

    Parameters
    ----------
    layers
        In their coordinate system.
    day
        Written as the date of every change: the same content gives the same bytes.
    metadata
        What is said of the whole file, by term of the Dublin Core.
    """
    filled = [layer for layer in layers if layer.table.rows]
    for layer in filled:
        _write(path, layer=layer)
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("BEGIN")
        for statement in _TABLES.split(";\n"):
            base.execute(statement)
        stamp = f"{day.isoformat()}T00:00:00.000Z"
        for layer in filled:
            base.executemany(_STYLE, _styles(layer, stamp=stamp))
            base.executemany(_COLUMN, _columns(layer))
        base.execute("UPDATE gpkg_contents SET last_change = ?", (stamp,))
        base.execute(_METADATA, (_described(metadata),))
        base.execute(_REFERENCE, (stamp,))
        base.execute("COMMIT")
        base.execute("VACUUM")  # nothing of the hour is left between two pages
    _forget_changes(path)


def _forget_changes(path: Path) -> None:
    """Write a fixed number of changes in the header: SQLite's own count varies from run to run.

    Bytes 24 to 27 count the changes of the file; 92 to 95 repeat the count that the number of
    pages was valid for (*SQLite Database File Format*, 1.3).
    """
    with path.open("r+b") as stream:
        for offset in (24, 92):
            stream.seek(offset)
            stream.write((1).to_bytes(4, "big"))


_METADATA: Final = (
    "INSERT INTO gpkg_metadata (id, md_scope, md_standard_uri, mime_type, metadata) "
    f"VALUES (1, 'dataset', '{_DUBLIN_CORE}', 'text/xml', ?)"
)
_REFERENCE: Final = (
    "INSERT INTO gpkg_metadata_reference (reference_scope, timestamp, md_file_id) "
    "VALUES ('geopackage', ?, 1)"
)
_STYLE: Final = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
    "styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
    "VALUES ('', '', ?, ?, ?, ?, ?, ?, ?, '', NULL, ?)"
)
_COLUMN: Final = (
    "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) "
    "VALUES (?, ?, ?, ?, ?)"
)


def _write(path: Path, *, layer: Layer) -> None:
    columns = described(layer.table)
    cells = list(zip(*layer.table.rows, strict=True))
    data, masks = zip(
        *(_field(column, cells=one) for column, one in zip(columns, cells, strict=True)),
        strict=True,
    )
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(layer.shapes, dtype=object)),
        field_data=list(data),
        fields=np.array([column.name for column in columns], dtype=object),
        field_mask=list(masks),
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.kind,
        crs=layer.crs,
        append=False,
        dataset_options=None if path.exists() else {"VERSION": _GEOPACKAGE},
        layer_options={
            "GEOMETRY_NAME": GEOMETRY,
            "IDENTIFIER": layer.title,
            "DESCRIPTION": layer.about,
        },
    )


def _described(metadata: Mapping[str, str]) -> str:
    terms = "".join(f"<dc:{term}>{escape(text)}</dc:{term}>" for term, text in metadata.items())
    return f'<metadata xmlns:dc="{_DUBLIN_CORE}">{terms}</metadata>'


def _field(
    column: Column, *, cells: Sequence[Cell]
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Give the values of a field, and which of them are empty."""
    empty = np.array([cell is None for cell in cells])
    if column.kind is ColumnKind.INTEGER:
        return np.array([int(cell or 0) for cell in cells], dtype=np.int64), empty
    if column.kind in _NUMBERS:
        return np.array([0.0 if cell is None else cell for cell in cells], dtype=np.float64), empty
    return np.array(cells, dtype=object), None


def _styles(layer: Layer, *, stamp: str) -> Iterator[tuple[object, ...]]:
    columns = described(layer.table)
    for at, style in enumerate(styles_for(layer.name, kind=layer.kind)):
        drawn = (qml_of(style, columns=columns), sld_of(style, layer=layer.name))
        yield (layer.name, GEOMETRY, style.name, *drawn, at == 0, style.about, stamp)


def _columns(layer: Layer) -> Iterator[tuple[str, ...]]:
    for column in described(layer.table):
        about = f"{column.kind.value} ; {column.disclosure.value}"
        yield layer.name, column.name, column.header, column.label, about
