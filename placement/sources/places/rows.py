"""The rows of a list as texts, by the role of their columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from placement.sources.official import Field, FileHead, OfficialTable, read_official

__all__ = ["rows_of"]


def rows_of(
    path: Path,
    *,
    fields: Sequence[Field],
    head: FileHead,
    keep: Mapping[str, Collection[str]] | None = None,
) -> tuple[OfficialTable, Iterator[dict[str, str]]]:
    """Read a table of texts; return it, and its rows as mappings.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    table = read_official(path, fields=fields, head=head, keep=keep)
    columns = {name: table.text(name).tolist() for name in table.columns}
    rows = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    return table, rows
