"""Whether a file is what was expected: its format, whole, with its columns; told in French."""

from __future__ import annotations

import fnmatch
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from placement.download.failures import DownloadError
from placement.errors import DataError, cite
from placement.sources.spreadsheet import sniff

__all__ = ["FORMATS", "Expected", "verify_content"]

_HEAD_BYTES: Final = 1 << 16
_WEB_PAGE: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PAGE_BYTES: Final = 1024
_SEVEN_ZIP: Final = b"7z\xbc\xaf\x27\x1c"
_SEVEN_ZIP_HEADER: Final = 32
_SQLITE: Final = b"SQLite format 3\0"
_TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_TABLES: Final = (".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a downloaded file must be.

    Parameters
    ----------
    kind : one of ``FORMATS``
    columns : columns it must have, whatever their case; ``*`` and ``?`` stand for any signs
    member : name of a file that an archive must hold, with ``*`` and ``?``
    """

    kind: str
    columns: tuple[str, ...] = ()
    member: str = ""


@dataclass(frozen=True, slots=True)
class _Sample:
    """A file under check: where it is, how it begins, what it should be."""

    path: Path
    head: bytes
    expected: Expected


def verify_content(path: Path, *, expected: Expected, name: str) -> None:
    """Check a file, all of it where its format allows.

    Parameters
    ----------
    name : the file as the user knows it

    Raises
    ------
    DownloadError
        It is a web page, it is cut, it is of another format, or it lacks columns.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head:
        raise DownloadError(f"{name} : le serveur a envoyé un fichier vide ; réessayez plus tard.")
    if _WEB_PAGE.search(head[:_PAGE_BYTES]):
        raise DownloadError(
            f"{name} : le serveur a envoyé une page web au lieu du fichier. L'adresse a sans doute "
            "changé, ou un portail (accueil wifi, proxy) s'est interposé : ouvrez-la dans un "
            "navigateur, puis donnez la bonne avec --url."
        )
    try:
        _CHECKS[expected.kind](_Sample(path, head, expected))
    except DataError as error:
        raise DownloadError(f"{name} : {error}") from error


def _check_zip(sample: _Sample) -> None:
    if not sample.head.startswith(b"PK"):
        raise DataError("ce n'est pas une archive zip ; vérifiez l'adresse.")
    try:
        with zipfile.ZipFile(sample.path) as archive:
            broken = archive.testzip()
            if broken is not None:
                raise DataError(f"archive abîmée (« {broken} ») ; relancez avec --forcer.")
            _check_members(archive, expected=sample.expected)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError("archive zip tronquée ou illisible ; relancez avec --forcer.") from error


def _check_members(archive: zipfile.ZipFile, *, expected: Expected) -> None:
    names = [name for name in archive.namelist() if not name.endswith("/")]
    if expected.member and not any(_is_member(name, expected.member) for name in names):
        raise DataError(
            f"l'archive ne contient pas « {expected.member} » mais {cite(names) or 'rien'} ; "
            "ce n'est pas le jeu attendu, vérifiez l'adresse et le millésime."
        )
    if not expected.columns:
        return
    tables = [name for name in names if PurePosixPath(name.lower()).suffix in _TABLES]
    lacking = [_lacking(_headers_in(archive, name), expected.columns) for name in tables]
    if not tables:
        raise DataError(f"l'archive ne contient aucun tableau CSV mais {cite(names) or 'rien'}.")
    if all(lacking):
        raise _columns_changed(min(lacking, key=len))


def _is_member(name: str, pattern: str) -> bool:
    return fnmatch.fnmatch(PurePosixPath(name).name.casefold(), pattern.casefold())


def _headers_in(archive: zipfile.ZipFile, name: str) -> Sequence[str]:
    with archive.open(name) as stream:
        return _headers(stream)


def _headers(stream: IO[bytes]) -> Sequence[str]:
    """Header cells of a CSV; none when it cannot be read as one."""
    head = stream.read(_HEAD_BYTES)
    try:
        return sniff(head, complete=len(head) < _HEAD_BYTES).headers
    except DataError:
        return ()


def _lacking(headers: Collection[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Columns that are wanted and that no header matches."""
    plain = [header.strip().casefold() for header in headers]
    return tuple(name for name in wanted if not fnmatch.filter(plain, name.casefold()))


def _columns_changed(missing: Sequence[str]) -> DataError:
    return DataError(
        f"colonnes absentes : {cite(missing)} ; le fichier a changé de forme ou ce n'est pas le "
        "bon. Vérifiez l'adresse et le millésime (--annee)."
    )


def _check_csv(sample: _Sample) -> None:
    headers = sniff(sample.head, complete=len(sample.head) < _HEAD_BYTES).headers
    if len(headers) < 2:
        raise DataError("ce n'est pas un tableau CSV (une seule colonne) ; vérifiez l'adresse.")
    missing = _lacking(headers, sample.expected.columns)
    if missing:
        raise _columns_changed(missing)


def _check_json(sample: _Sample) -> None:
    try:
        content = json.loads(sample.path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise DataError("ce n'est pas du JSON lisible, ou il est tronqué ; relancez.") from error
    missing = _lacking(_keys(content), sample.expected.columns)
    if missing:
        raise _columns_changed(missing)


def _keys(content: object) -> Collection[str]:
    """Keys of the first record of a JSON document, be it a list, GeoJSON or one object."""
    if isinstance(content, Mapping) and isinstance(content.get("features"), list):
        features = content["features"]
        return _keys(features[0].get("properties")) if features else ()
    if isinstance(content, list):
        return _keys(content[0]) if content else ()
    return tuple(map(str, content)) if isinstance(content, Mapping) else ()


def _check_pbf(sample: _Sample) -> None:
    length = struct.unpack(">I", sample.head[:4])[0] if len(sample.head) >= 4 else 0
    if not 0 < length < _HEAD_BYTES or b"OSMHeader" not in sample.head[4 : 4 + length]:
        raise DataError("ce n'est pas un extrait OpenStreetMap (.osm.pbf) ; vérifiez l'adresse.")
    if not _whole_pbf(sample.path):
        raise DataError("extrait OpenStreetMap tronqué ; relancez avec --forcer.")


def _whole_pbf(path: Path) -> bool:
    """Whether the blocks of a PBF follow one another up to its end."""
    size, place = path.stat().st_size, 0
    with path.open("rb") as stream:
        while place < size:
            stream.seek(place)
            prefix = stream.read(4)
            if len(prefix) < 4:
                return False
            (length,) = struct.unpack(">I", prefix)
            data = _data_size(stream.read(length)) if length < _HEAD_BYTES else None
            if data is None:
                return False
            place += 4 + length + data
    return place == size


def _data_size(header: bytes) -> int | None:
    """Field 3 (``datasize``) of a BlobHeader, a protobuf message of two strings and a number."""
    place = 0
    while place < len(header):
        field, place = header[place], place + 1
        value, place = _varint(header, place)
        if field == 0x18:
            return value
        if field not in {0x0A, 0x12}:
            return None
        place += value
    return None


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(content):
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, place


def _check_parquet(sample: _Sample) -> None:
    import pyarrow as pa  # noqa: PLC0415 - slow, and few data sets are in this format
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        headers = pq.read_schema(sample.path).names
    except (pa.ArrowException, OSError) as error:
        raise DataError("ce n'est pas un fichier Parquet, ou il est tronqué ; relancez.") from error
    missing = _lacking(headers, sample.expected.columns)
    if missing:
        raise _columns_changed(missing)


def _check_seven_zip(sample: _Sample) -> None:
    if not sample.head.startswith(_SEVEN_ZIP) or len(sample.head) < _SEVEN_ZIP_HEADER:
        raise DataError("ce n'est pas une archive 7z ; vérifiez l'adresse.")
    offset, length = struct.unpack("<QQ", sample.head[12:28])
    if sample.path.stat().st_size < _SEVEN_ZIP_HEADER + offset + length:
        raise DataError("archive 7z tronquée ; relancez avec --forcer.")


def _check_geopackage(sample: _Sample) -> None:
    if not sample.head.startswith(_SQLITE):
        raise DataError("ce n'est pas un GeoPackage ; vérifiez l'adresse.")


def _check_tiff(sample: _Sample) -> None:
    if not sample.head.startswith(_TIFF):
        raise DataError("ce n'est pas une image GeoTIFF ; vérifiez l'adresse.")


_CHECKS: Final[Mapping[str, Callable[[_Sample], None]]] = {
    "7z": _check_seven_zip,
    "csv": _check_csv,
    "gpkg": _check_geopackage,
    "json": _check_json,
    "parquet": _check_parquet,
    "pbf": _check_pbf,
    "tif": _check_tiff,
    "xlsx": _check_zip,
    "zip": _check_zip,
}
FORMATS: Final = tuple(_CHECKS)
"""Formats that can be verified."""
