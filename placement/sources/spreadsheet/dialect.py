"""How a CSV file was written: encoding, separator, header line."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from placement.errors import DataError

__all__ = ["Dialect", "decode", "plain_header", "sniff"]

_SEPARATORS = ";,\t"
_LINES = re.compile(r"\r\n|\r|\n")
_HINT_LINE = "sep="
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARCHIVE = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_SAVE_AS_CSV = "enregistrez-le depuis le tableur au format « CSV (séparateur point-virgule) »."


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file was written.

    Parameters
    ----------
    encoding : Python codec that decodes it, its byte order mark included
    separator : between cells
    skipped_lines : lines before the header (blank ones, or the ``sep=;`` of Excel)
    headers : header cells as written
    """

    encoding: str
    separator: str
    skipped_lines: int
    headers: tuple[str, ...]


def plain_header(text: str) -> str:
    """Lower case, without accents, every other sign an underscore: ``Code Commune`` too."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (c for c in decomposed if not unicodedata.combining(c))
    return "_".join("".join(c if c.isalnum() else " " for c in letters).split())


def sniff(head: bytes, *, complete: bool) -> Dialect:
    """Find how a file was written from its first bytes.

    Parameters
    ----------
    head : the file, or its beginning
    complete : whether ``head`` is the whole file

    Raises
    ------
    DataError
        It is empty, or it is a workbook rather than a CSV (French, without the file's name).
    """
    _refuse_workbook(head)
    encoding = _encoding(head, complete=complete)
    lines = _LINES.split(head.decode(encoding, errors="replace"))
    separator = ""
    for number, line in enumerate(lines):
        if not line.strip(f'{_SEPARATORS} "'):
            continue
        if not separator and line.strip().lower().startswith(_HINT_LINE):
            separator = line.strip()[len(_HINT_LINE) :][:1]
            continue
        header = "\n".join(lines[number:])
        chosen = separator if separator in tuple(_SEPARATORS) else _separator(header)
        cells = _first_record(header, separator=chosen)
        return Dialect(encoding, chosen, number, tuple(cell.strip() for cell in cells))
    raise DataError("le fichier est vide ; il faut au moins une ligne d'en-tête.")


def decode(content: bytes, *, encoding: str) -> str:
    """Decode a whole file.

    Raises
    ------
    DataError
        Some bytes mean nothing in that encoding (French, without the file's name).
    """
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        raise DataError(
            "ce n'est pas du texte lisible (ni UTF-8, ni Windows-1252) ; " + _SAVE_AS_CSV
        ) from error


def _refuse_workbook(head: bytes) -> None:
    if head.startswith((_ARCHIVE, _OLD_WORKBOOK)):
        raise DataError(f"c'est un classeur de tableur, pas un CSV ; {_SAVE_AS_CSV}")
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise DataError(f"ce n'est pas un fichier texte ; {_SAVE_AS_CSV}")


def _encoding(head: bytes, *, complete: bool) -> str:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head, final=complete)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(text: str) -> str:
    """Return the separator that cuts the header into most cells; ``;`` when none does."""
    return max(_SEPARATORS, key=lambda sign: len(_first_record(text, separator=sign)))


def _first_record(text: str, *, separator: str) -> list[str]:
    """Cells of the header, which may hold line ends within quotes."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error as error:
        raise DataError(f"en-tête illisible, guillemets mal fermés ? ({error})") from error
