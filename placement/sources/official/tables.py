"""The tables inside a file: CSV, workbook, geographic file or Parquet, zipped or not."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO, Final

from placement.errors import DataError
from placement.sources.official.damage import readable
from placement.sources.spreadsheet import WORKBOOKS, cell_text, open_workbook, sniff

__all__ = [
    "GEOMETRY",
    "HEAD_ROWS",
    "TABLE_SUFFIXES",
    "Part",
    "Shape",
    "opened",
    "parts_of",
]

HEAD_ROWS: Final = 15
"""Lines among which the header is looked for: some workbooks begin with a title and notes."""

GEOMETRY: Final = "geometry"
"""Last name among the attributes of a geographic layer, when its features have a shape."""

_HEAD_BYTES: Final = 1 << 16
_TEXT: Final = (".csv", ".txt", ".tsv")
_VECTOR: Final = (".gpkg", ".geojson", ".shp", ".json", ".dbf")
TABLE_SUFFIXES: Final = (*_TEXT, *WORKBOOKS, *_VECTOR, ".parquet", ".zip")
"""Suffixes of the files that may hold tables."""

_SEVEN: Final = b"7z\xbc\xaf\x27\x1c"


class Shape(StrEnum):
    """How a table is stored."""

    TEXT = "texte"
    WORKBOOK = "classeur"
    VECTOR = "vecteur"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a file.

    Parameters
    ----------
    path : the file itself
    member : its name inside the zip; empty when the file is not zipped
    sheet : name of the sheet, or of the layer; empty for a text
    shape : how it is stored
    rows : its first lines, as written; for a geographic file, the names of its attributes, then
        ``GEOMETRY``
    kinds : for a geographic file, the type of each of them; that of the shapes for ``GEOMETRY``
    """

    path: Path
    member: str
    sheet: str
    shape: Shape
    rows: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name to look for a vintage in: the member's, else the file's."""
        return PurePosixPath(self.member).name or self.path.name

    @property
    def vector_path(self) -> str:
        """Where the geographic library finds it."""
        return f"/vsizip/{self.path}/{self.member}" if self.member else str(self.path)


def parts_of(path: Path) -> tuple[Part, ...]:
    """Return the tables of a file, those of a zip one after the other.

    Raises
    ------
    DataError
        The file is absent, unreadable, empty, or of a kind that holds no table (French, with its
        name).
    """
    with readable(path.name):
        try:
            _refuse_seven_zip(path)
            if path.suffix.casefold() not in WORKBOOKS and zipfile.is_zipfile(path):
                return tuple(_zipped(path))
            return tuple(_parts(path, member="", suffix=path.suffix.casefold()))
        except DataError as error:
            raise DataError(f"fichier {path.name} : {error}") from error


def _refuse_seven_zip(path: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(len(_SEVEN))
    if not start:
        raise DataError("le fichier est vide ; téléchargez-le de nouveau.")
    if start == _SEVEN:
        raise DataError(
            "c'est une archive 7z ; décompressez-la et déposez le fichier qu'elle contient."
        )


def _zipped(path: Path) -> Iterator[Part]:
    found = False
    with zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    shapes = {name[:-4].casefold() for name in names if name.casefold().endswith(".shp")}
    for name in names:
        suffix = PurePosixPath(name).suffix.casefold()
        if suffix == ".dbf" and name[:-4].casefold() in shapes:
            continue  # the attributes of the .shp, which holds them too
        if suffix in TABLE_SUFFIXES and suffix != ".zip" and not _hidden(name):
            found = True
            yield from _parts(path, member=name, suffix=suffix)
    if not found:
        raise DataError("ce zip ne contient ni CSV, ni classeur, ni couche géographique.")


def _hidden(name: str) -> bool:
    return PurePosixPath(name).name.startswith((".", "~")) or name.startswith("__MACOSX")


def _parts(path: Path, *, member: str, suffix: str) -> Iterator[Part]:
    if suffix in WORKBOOKS:
        yield from _sheets(path, member=member)
    elif suffix in _VECTOR:
        yield from _layers(path, member=member)
    elif suffix == ".parquet":
        yield Part(path, member, "", Shape.PARQUET, (_parquet_names(path, member=member),))
    else:
        yield Part(path, member, "", Shape.TEXT, _first_lines(path, member=member))


@contextmanager
def opened(path: Path, *, member: str) -> Iterator[IO[bytes]]:
    """Open a file, or one member of a zip, as bytes."""
    if not member:
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
        yield stream


def _first_lines(path: Path, *, member: str) -> tuple[tuple[str, ...], ...]:
    """First records of a text; none when it is no text at all (a picture in a zip, say)."""
    with opened(path, member=member) as stream:
        head = stream.read(_HEAD_BYTES)
    try:
        dialect = sniff(head, complete=len(head) < _HEAD_BYTES)
    except DataError:
        if member:
            return ()
        raise
    text = head.decode(dialect.encoding, errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator)
    records = []
    try:
        for cells in reader:
            records.append(tuple(cell.strip().lstrip("\ufeff") for cell in cells))
            if len(records) == HEAD_ROWS + dialect.skipped_lines:
                break
    except csv.Error:
        pass  # what follows the header may be damaged: the reader of the whole file will say it
    return tuple(records)


def _sheets(path: Path, *, member: str) -> Iterator[Part]:
    with opened(path, member=member) as stream:
        workbook = open_workbook(stream.read())
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(nrows=HEAD_ROWS)
        yield Part(
            path, member, name, Shape.WORKBOOK, tuple(tuple(map(cell_text, r)) for r in rows)
        )


def _layers(path: Path, *, member: str) -> Iterator[Part]:
    import pyogrio  # noqa: PLC0415 - few files need it
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    place = Part(path, member, "", Shape.VECTOR, ()).vector_path
    try:
        for layer in _layer_names(place):
            info = pyogrio.read_info(place, layer=layer)
            kinds = {str(n): str(k) for n, k in zip(info["fields"], info["dtypes"], strict=True)}
            if info["geometry_type"]:
                kinds[GEOMETRY] = str(info["geometry_type"])
            name = str(info["layer_name"])
            yield Part(path, member, name, Shape.VECTOR, (tuple(kinds),), tuple(kinds.values()))
    except (DataSourceError, DataLayerError) as error:
        if member:
            return  # a JSON of notes beside the data
        raise DataError(
            "ce n'est pas une couche géographique lisible (GeoPackage, GeoJSON, Shapefile avec ses "
            f"fichiers .dbf et .shx) : {str(error)[:200]}"
        ) from error


def _layer_names(place: str) -> Sequence[str | None]:
    """Return the layers of a geographic file; a GeoJSON, slow to open, has only one."""
    import pyogrio  # noqa: PLC0415

    if place.casefold().endswith((".geojson", ".json")):
        return (None,)
    return [str(layer) for layer, _ in pyogrio.list_layers(place)]


def _parquet_names(path: Path, *, member: str) -> tuple[str, ...]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    with opened(path, member=member) as stream:
        return tuple(pq.read_schema(io.BytesIO(stream.read()) if member else path).names)
