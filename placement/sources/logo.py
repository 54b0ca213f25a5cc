"""The logo of a Mission Locale: a small picture, checked before it is printed."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.parsers import expat

from PIL import Image

from placement.errors import DataError, system_reason

__all__ = ["LOGO_KEY", "Logo", "read_logo"]

LOGO_KEY: Final = "clé « logo » de territoire.yaml"

_HEAVIEST_BYTES: Final = 5 * 1024 * 1024
_LONGEST_PX: Final = 6000
_MOST_ELONGATED: Final = 12.0
_KINDS: Final = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".svg": "svg"}
_LENGTH: Final = re.compile(r"\s*([0-9]*\.?[0-9]+)")
_EXPECTED: Final = "un fichier .png, .jpg ou .svg est attendu."
_UNREADABLE: Final = "ce n'est pas une image lisible de ce type."
_OUTSIDE: Final = re.compile(
    rb"<script|<!ENTITY|<!DOCTYPE[^>]*\[|href\s*=\s*[\"'](?!#|data:)", re.I
)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that may be printed: ``kind`` is png, jpg or svg, ``ratio`` its width to height."""

    data: bytes
    kind: str
    ratio: float


def read_logo(path: Path, *, named: str = LOGO_KEY) -> Logo:
    """Read a logo and check that it can be printed; ``named`` tells, in French, what names it.

    Raises
    ------
    DataError
        It is missing, too heavy, of no known kind, or of senseless dimensions.
    """
    try:
        return _checked(path)
    except _RefusedError as error:
        raise DataError(f"logo « {path.name} » ({named}) : {error}") from error


class _RefusedError(Exception):
    """Why a picture cannot serve, French."""


def _checked(path: Path) -> Logo:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise _RefusedError(_EXPECTED)
    data = _content(path)
    width, height = _svg_size(data) if kind == "svg" else _picture_size(data)
    if min(width, height) <= 0:
        raise _RefusedError("ses dimensions sont nulles.")
    if max(width / height, height / width) > _MOST_ELONGATED:
        raise _RefusedError(f"il est trop allongé ({width:.0f} × {height:.0f}).")
    return Logo(data=data, kind=kind, ratio=width / height)


def _content(path: Path) -> bytes:
    try:
        weight = path.stat().st_size
        if weight <= _HEAVIEST_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise _RefusedError(f"lecture impossible ({system_reason(error)}) ; {_EXPECTED}") from error
    raise _RefusedError(
        f"il pèse {weight / 1024 / 1024:.0f} Mo, plus que les 5 Mo permis ; enregistrez-le "
        "plus petit (500 pixels de haut suffisent)."
    )


def _picture_size(data: bytes) -> tuple[float, float]:
    """Measure a PNG or a JPEG, and read it whole: one that is cut short is refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # refused below
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        with image:
            width, height = image.size
            if max(width, height) <= _LONGEST_PX:
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _RefusedError(_UNREADABLE) from error
    if max(width, height) > _LONGEST_PX:
        raise _RefusedError(
            f"il mesure {width} × {height} pixels ; enregistrez-le plus petit (au plus "
            f"{_LONGEST_PX} pixels de côté)."
        )
    return float(width), float(height)


def _svg_size(data: bytes) -> tuple[float, float]:
    """Measure a drawing; one that would run a script or fetch a file is refused."""
    if _OUTSIDE.search(data):
        raise _RefusedError("ce dessin appelle un script ou un autre fichier ; retirez-le.")
    root: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        root.append((name, attributes) if not root else root[0])
        del root[1:]

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _RefusedError(_UNREADABLE) from error
    name, attributes = root[0]
    sizes = attributes.get("viewBox", "").replace(",", " ").split()[2:]
    lengths = [_LENGTH.match(attributes.get(key, "")) for key in ("width", "height")]
    try:
        width, height = map(float, sizes or [one[1] for one in lengths if one])
    except ValueError as error:
        raise _RefusedError(_UNREADABLE) from error
    if name.rpartition(":")[2] != "svg":
        raise _RefusedError(_UNREADABLE)
    return width, height
