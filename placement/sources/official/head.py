"""What a file looks like, before anything is read of it: enough to recognise it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from placement.sources.official.fields import Field, Header, locate, vintage_of
from placement.sources.official.tables import Part, parts_of

__all__ = ["FileHead", "read_head"]


@dataclass(frozen=True, slots=True)
class FileHead:
    """The tables of a file, and their first lines."""

    path: Path
    parts: tuple[Part, ...]

    def holds(self, fields: Sequence[Field]) -> bool:
        """Whether one of the tables has every required field."""
        return any(locate(part.rows, fields=fields) for part in self.parts)

    def matching(self, fields: Sequence[Field]) -> tuple[tuple[Part, Header], ...]:
        """Return the tables that have every required field, and where the fields stand."""
        found = [(part, locate(part.rows, fields=fields)) for part in self.parts]
        return tuple((part, header) for part, header in found if header is not None)

    def vintage(self, fields: Sequence[Field]) -> str:
        """Return the year of the headers, else of the names of the member or the file."""
        matching = self.matching(fields)
        years = [header.vintage for _, header in matching]
        years += [vintage_of(part.name) for part, _ in matching]
        return next((year for year in (*years, vintage_of(self.path.name)) if year), "")

    @property
    def headers(self) -> tuple[str, ...]:
        """First line of every table, as written."""
        return tuple(cell for part in self.parts for cell in (part.rows[0] if part.rows else ()))


def read_head(path: Path) -> FileHead:
    """Look at the first lines of every table of a file.

    Raises
    ------
    DataError
        The file is absent, unreadable, empty, or holds no table.
    """
    return FileHead(path, parts_of(path))
