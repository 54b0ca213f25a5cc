"""Read the columns wanted of a public file, and only the rows wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from placement.errors import DataError, cite
from placement.sources.official.batches import batches_of
from placement.sources.official.damage import readable
from placement.sources.official.fields import Field, FieldKind
from placement.sources.official.head import FileHead, read_head

__all__ = ["OfficialTable", "read_official"]

_SECRET = (
    "",
    "s",
    "ns",
    "nd",
    "n.d.",
    "n/d",
    "so",
    "c",
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "..",
    "-",
)
"""How INSEE and the ministries write « secret statistique », « non disponible », « sans objet »."""

_SPACES = "[\\s\u00a0\u202f]"


@dataclass(frozen=True, slots=True, eq=False)
class OfficialTable:
    """The rows kept of a file, column by column.

    Parameters
    ----------
    path : the file
    vintage : the year it describes, or empty
    columns : (n,) arrays by field name: float64 for numbers, str for the rest; a field that the
        file does not have is absent
    hidden : cells of each number field that hold no number (blank, secret, not available)
    """

    path: Path
    vintage: str
    columns: Mapping[str, NDArray[Any]]
    hidden: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Number of rows kept."""
        return len(next(iter(self.columns.values()), ()))

    def has(self, name: str) -> bool:
        """Whether the file has that field."""
        return name in self.columns

    def number(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers, (n,); NaN where unknown, everywhere when it is absent."""
        if name in self.columns:
            return np.asarray(self.columns[name], dtype=np.float64)
        return np.full(self.rows, np.nan)

    def text(self, name: str) -> NDArray[np.str_]:
        """Return a column of texts, (n,); empty texts when it is absent."""
        if name in self.columns:
            return np.asarray(self.columns[name], dtype=np.str_)
        return np.full(self.rows, "", dtype=np.str_)


def read_official(
    path: Path,
    *,
    fields: Sequence[Field],
    keep: Mapping[str, Collection[str]] | None = None,
    head: FileHead | None = None,
) -> OfficialTable:
    """Read the fields wanted of every table of a file that has them.

    ``;``, ``,`` or tab; UTF-8, UTF-16 or Windows-1252, with or without byte order mark; zipped or
    not; CSV, workbook, Parquet, or the attributes of a geographic file. Headers whatever their
    case, accents and vintage; the header may stand below a few lines of title.

    Parameters
    ----------
    keep : by name of a text or code field, the values of the rows wanted; other rows are not kept
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        No table has the required fields; a cell is not a number where one is expected; lines have
        more or fewer cells than the header (French, with the name of the file).
    """
    head = read_head(path) if head is None else head
    if not head.matching(fields):
        raise DataError(_absent(head, fields=fields))
    with readable(path.name):
        return _read(head, fields=fields, keep=keep or {})


def _read(
    head: FileHead, *, fields: Sequence[Field], keep: Mapping[str, Collection[str]]
) -> OfficialTable:
    path, matching = head.path, head.matching(fields)
    wanted = {name: pa.array(sorted(values), pa.string()) for name, values in keep.items()}
    chunks = [
        _kept(batch, fields=fields, keep=wanted, path=path)
        for part, header in matching
        for batch in batches_of(part, header=header, fields=fields)
    ]
    names = [f for f in fields if any(f.name in header.positions for _, header in matching)]
    columns, hidden = {}, {}
    for field in names:
        texts = [text for chunk in chunks for text in _column(chunk, field)]
        columns[field.name], hidden[field.name] = _values(texts, field=field, path=path)
    return OfficialTable(
        path=path,
        vintage=head.vintage(fields),
        columns=MappingProxyType(columns),
        hidden=MappingProxyType({name: count for name, count in hidden.items() if count}),
    )


def _absent(head: FileHead, *, fields: Sequence[Field]) -> str:
    wanted = [field.headers[0].upper() for field in fields if field.required]
    return (
        f"fichier {head.path.name} : il faut les colonnes {', '.join(wanted)} (millésime et casse "
        f"indifférents) ; le fichier a {cite(head.headers)}. Reprenez le fichier publié, tel quel."
    )


def _column(batch: pa.RecordBatch, field: Field) -> Iterator[pa.Array]:
    if field.name in batch.schema.names:
        yield batch.column(field.name)
    else:
        yield pa.nulls(batch.num_rows, pa.string())


def _kept(
    batch: pa.RecordBatch,
    *,
    fields: Sequence[Field],
    keep: Mapping[str, pa.Array],
    path: Path,
) -> pa.RecordBatch:
    """Rows of a batch whose codes are wanted, every code at its full width."""
    known = {field.name: field for field in fields if field.name in batch.schema.names}
    for name, values in keep.items():
        if name not in known:
            raise DataError(f"fichier {path.name} : la colonne « {name} » est nécessaire.")
        cells = _tidy(batch.column(name), field=known[name])
        batch = batch.filter(pc.is_in(cells, value_set=values))
    return pa.RecordBatch.from_pydict(
        {name: _tidy(batch.column(name), field=field) for name, field in known.items()}
    )


def _tidy(cells: pa.Array, *, field: Field) -> pa.Array:
    """Trim, and put back the zeros of a code that only lacks them: « 3190 » is « 03190 »."""
    text = pc.utf8_trim_whitespace(cells)
    if not field.width:
        return text
    short = pc.less(pc.utf8_length(text), field.width)
    if not pc.any(short).as_py():
        return text
    digits = pc.match_substring_regex(text, r"^\d+$")
    return pc.if_else(pc.and_(short, digits), pc.utf8_lpad(text, field.width, "0"), text)


def _values(texts: list[pa.Array], *, field: Field, path: Path) -> tuple[NDArray[Any], int]:
    """Cells of a field, and how many numbers are not known."""
    column = pa.chunked_array(texts, pa.string())
    if field.kind is not FieldKind.NUMBER:
        return np.array(pc.fill_null(column, "").to_pylist(), dtype=np.str_), 0
    plain = pc.replace_substring_regex(column, _SPACES, "")
    unknown = pc.is_in(pc.utf8_lower(pc.fill_null(plain, "")), value_set=pa.array(_SECRET))
    numbers = pc.if_else(unknown, pa.scalar(None, pa.string()), plain)
    try:
        values = pc.cast(pc.replace_substring(numbers, ",", "."), pa.float64())
    except pa.ArrowInvalid as error:
        raise DataError(
            f"fichier {path.name}, colonne {field.headers[0].upper()} : un nombre est attendu "
            f"({str(error)[:120]}) ; reprenez le fichier publié, tel quel."
        ) from error
    array = np.asarray(values.to_numpy(), dtype=np.float64)
    if np.isinf(array).any():
        raise DataError(f"fichier {path.name}, colonne {field.headers[0].upper()} : nombre infini.")
    return array, int(np.isnan(array).sum())
