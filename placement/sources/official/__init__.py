"""Read the files that public bodies publish, whatever their container, encoding and vintage."""

from __future__ import annotations

from placement.sources.official.fields import Field, FieldKind, plain_name, vintage_of
from placement.sources.official.head import FileHead, read_head
from placement.sources.official.layers import GEOMETRY_FIELD, OfficialLayer, read_layers
from placement.sources.official.table import OfficialTable, read_official
from placement.sources.official.tables import TABLE_SUFFIXES

__all__ = [
    "GEOMETRY_FIELD",
    "TABLE_SUFFIXES",
    "Field",
    "FieldKind",
    "FileHead",
    "OfficialLayer",
    "OfficialTable",
    "plain_name",
    "read_head",
    "read_layers",
    "read_official",
    "vintage_of",
]
