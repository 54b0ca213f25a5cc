"""Stream the rows of one table as text, whatever stores it."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from placement.errors import DataError
from placement.sources.official.damage import readable
from placement.sources.official.fields import Field, Header
from placement.sources.official.tables import Part, Shape, opened
from placement.sources.spreadsheet import Dialect, cell_text, open_workbook, sniff

__all__ = ["batches_of"]

_HEAD_BYTES: Final = 1 << 16
_SHOWN: Final = 3


def batches_of(part: Part, *, header: Header, fields: Sequence[Field]) -> Iterator[pa.RecordBatch]:
    """Yield batches of rows with one text column by field found, named as the field.

    Raises
    ------
    DataError
        The file is damaged, or some lines have more or fewer cells than the header.
    """
    wanted = {f.name: header.positions[f.name] for f in fields if f.name in header.positions}
    stored = {
        Shape.TEXT: _texts,
        Shape.WORKBOOK: _sheet_rows,
        Shape.VECTOR: _layer_rows,
        Shape.PARQUET: _parquet_rows,
    }
    with readable(part.name):
        yield from stored[part.shape](part, header, wanted)


def _texts(part: Part, header: Header, wanted: dict[str, int]) -> Iterator[pa.RecordBatch]:
    faulty = _FaultyLines(part.name)
    with opened(part.path, member=part.member) as stream:
        head = stream.read(_HEAD_BYTES)
        dialect = sniff(head, complete=len(head) < _HEAD_BYTES)
    names = [f"c{place}" for place in range(len(part.rows[header.row]))]
    taken = [f"c{place}" for place in sorted(set(wanted.values()))]
    kind = pa.binary() if dialect.encoding.startswith("utf-8") else pa.string()
    with opened(part.path, member=part.member) as stream:
        reader = pa_csv.open_csv(
            stream,
            read_options=_read_options(part, header=header, dialect=dialect, names=names),
            parse_options=pa_csv.ParseOptions(
                delimiter=dialect.separator,
                newlines_in_values=True,
                invalid_row_handler=faulty.note,
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=taken,
                column_types=dict.fromkeys(taken, kind),
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            yield pa.RecordBatch.from_pydict(
                {name: _decoded(batch.column(f"c{place}")) for name, place in wanted.items()}
            )
    faulty.refuse()


def _decoded(cells: pa.Array) -> pa.Array:
    """Decode cells; the first accent of a Windows-1252 file may stand far below its head."""
    try:
        return pc.cast(cells, pa.string())
    except pa.ArrowInvalid:
        return pa.array([cell.decode("cp1252") for cell in cells.to_pylist()], pa.string())


def _read_options(
    part: Part, *, header: Header, dialect: Dialect, names: list[str]
) -> pa_csv.ReadOptions:
    return pa_csv.ReadOptions(
        column_names=names,
        skip_rows=_lines_before(part, header) + 1,
        encoding="utf8" if dialect.encoding.startswith("utf-8") else dialect.encoding,
    )


def _lines_before(part: Part, header: Header) -> int:
    """Lines of the file above the header; a title may hold line ends within quotes."""
    cells = itertools.chain.from_iterable(part.rows[: header.row])
    return header.row + sum(cell.count("\n") for cell in cells)


class _FaultyLines:
    """Lines whose cells are not those of the header: none may be lost silently."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0
        self._first: list[str] = []

    def note(self, row: Any) -> str:
        """Count a line; the reader goes on to find the others."""
        self._count += 1
        if len(self._first) < _SHOWN:
            cells = f"{row.actual_columns} cellules au lieu de {row.expected_columns}"
            self._first.append(f"« {str(row.text)[:60]} » ({cells})")
        return "skip"

    def refuse(self) -> None:
        """Raise if there were any."""
        if self._count:
            raise DataError(
                f"fichier {self._name} : {self._count} lignes n'ont pas le nombre de cellules de "
                f"l'en-tête : {' ; '.join(self._first)}. Reprenez le fichier publié, tel quel."
            )


def _sheet_rows(part: Part, header: Header, wanted: dict[str, int]) -> Iterator[pa.RecordBatch]:
    with opened(part.path, member=part.member) as stream:
        sheet = open_workbook(stream.read()).get_sheet_by_name(part.sheet)
    rows = [row for row in sheet.to_python()[header.row + 1 :] if any(map(cell_text, row))]
    columns = {
        name: [cell_text(row[place]) if place < len(row) else "" for row in rows]
        for name, place in wanted.items()
    }
    yield pa.RecordBatch.from_pydict(
        {name: pa.array(cells, pa.string()) for name, cells in columns.items()}
    )


def _layer_rows(part: Part, header: Header, wanted: dict[str, int]) -> Iterator[pa.RecordBatch]:
    import pyogrio  # noqa: PLC0415 - few files need it

    names = part.rows[header.row]
    with pyogrio.open_arrow(
        part.vector_path,
        layer=part.sheet,
        columns=[names[place] for place in wanted.values()],
        read_geometry=False,
        use_pyarrow=True,
    ) as (_, reader):
        for batch in reader:
            yield _as_text(batch, {name: names[place] for name, place in wanted.items()})


def _parquet_rows(part: Part, header: Header, wanted: dict[str, int]) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    names = part.rows[header.row]
    with opened(part.path, member=part.member) as stream:
        table = pq.ParquetFile(io.BytesIO(stream.read()) if part.member else part.path)
        for batch in table.iter_batches(columns=[names[place] for place in wanted.values()]):
            yield _as_text(batch, {name: names[place] for name, place in wanted.items()})


def _as_text(batch: pa.RecordBatch, names: dict[str, str]) -> pa.RecordBatch:
    """Name columns as their fields and write them as a CSV would."""
    return pa.RecordBatch.from_pydict(
        {name: pc.cast(batch.column(source), pa.string()) for name, source in names.items()}
    )
