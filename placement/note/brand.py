"""The logo and the colour of a Mission Locale, checked before they are printed."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.parsers import expat

from PIL import Image

from placement.errors import DataError, PlacementError

__all__ = ["DEFAULT_COLOUR", "Brand", "Logo", "contrast_on_white", "read_logo", "readable_colour"]

DEFAULT_COLOUR: Final = "#1f4e79"
"""Of the titles, where the territory names none: a neutral blue, 8.6:1 on white."""

_LEAST_CONTRAST: Final = 4.5
_HEAVIEST_BYTES: Final = 5 * 1024 * 1024
_LONGEST_PX: Final = 6000
_MOST_ELONGATED: Final = 12.0
_KINDS: Final = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".svg": "svg"}
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LENGTH: Final = re.compile(r"\s*([0-9]*\.?[0-9]+)")
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


@dataclass(frozen=True, slots=True)
class Brand:
    """What a note borrows from its territory.

    ``colour`` is ``#rrggbb`` and legible on white; ``remarks`` say in French what was changed.
    """

    colour: str = DEFAULT_COLOUR
    logo: Logo | None = None
    remarks: tuple[str, ...] = ()


def readable_colour(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a colour that white paper lets read, and what was done to it.

    Parameters
    ----------
    text
        ``#rrggbb``; empty for the colour by default.

    Raises
    ------
    DataError
        It is no colour.

    Notes
    -----
    Contrast of WCAG 2, 4.5:1 at least: a colour too light is darkened, its hue kept.
    """
    if not text:
        return DEFAULT_COLOUR, ()
    if not _HEX.fullmatch(text):
        raise DataError(
            f"territoire.yaml, « couleur » : « {text} » ; écrivez un dièse et six chiffres ou "
            'lettres de a à f, entre guillemets (« "#1f4e79" »).'
        )
    colour = text.lower()
    for _ in range(100):
        if contrast_on_white(colour) >= _LEAST_CONTRAST:
            break
        colour = _darker(colour)
    if colour == text.lower():
        return colour, ()
    return colour, (
        f"la couleur {text} de territoire.yaml est trop claire pour du texte sur du blanc : elle "
        f"a été foncée en {colour}.",
    )


def contrast_on_white(colour: str) -> float:
    """Return the contrast of ``#rrggbb`` with white, between 1 and 21."""
    red, green, blue = (_linear(int(colour[k : k + 2], 16) / 255) for k in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _darker(colour: str) -> str:
    return "#" + "".join(f"{int(int(colour[k : k + 2], 16) * 0.96):02x}" for k in (1, 3, 5))


def read_logo(path: Path) -> Logo:
    """Read a logo and check that it can be printed.

    Raises
    ------
    DataError
        It is missing, too heavy, of no known kind, or of senseless dimensions.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise _refused(path, "un fichier .png, .jpg ou .svg est attendu.")
    try:
        weight = path.stat().st_size
        if weight > _HEAVIEST_BYTES:
            raise _refused(
                path,
                f"il pèse {weight / 1024 / 1024:.0f} Mo, plus que les 5 Mo permis ; enregistrez-le "
                "plus petit (500 pixels de haut suffisent).",
            )
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"lecture impossible ({error.strerror or error}).") from error
    if kind == "svg":
        width, height = _svg_size(data, path=path)
    else:
        width, height = _picture_size(data, path=path)
    _check_size(width, height, path=path)
    return Logo(data=data, kind=kind, ratio=width / height)


def _check_size(width: float, height: float, *, path: Path) -> None:
    if min(width, height) <= 0:
        raise _refused(path, "ses dimensions sont nulles.")
    if max(width / height, height / width) > _MOST_ELONGATED:
        raise _refused(path, f"il est trop allongé ({width:.0f} × {height:.0f}).")


def _picture_size(data: bytes, *, path: Path) -> tuple[float, float]:
    """Measure a PNG or a JPEG, and read it whole: one that is cut short is refused."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            width, height = image.size
            if max(width, height) <= _LONGEST_PX:
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _refused(path, _UNREADABLE) from error
    if max(width, height) > _LONGEST_PX:
        raise _refused(
            path,
            f"il mesure {width} × {height} pixels ; enregistrez-le plus petit (au plus "
            f"{_LONGEST_PX} pixels de côté).",
        )
    return float(width), float(height)


def _svg_size(data: bytes, *, path: Path) -> tuple[float, float]:
    """Measure a drawing; one that would run a script or fetch a file is refused."""
    if _OUTSIDE.search(data):
        raise _refused(path, "ce dessin appelle un script ou un autre fichier ; retirez-le.")
    root: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        root.append((name, attributes) if not root else root[0])
        del root[1:]

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _refused(path, _UNREADABLE) from error
    name, attributes = root[0]
    sizes = attributes.get("viewBox", "").replace(",", " ").split()[2:]
    lengths = [_LENGTH.match(attributes.get(key, "")) for key in ("width", "height")]
    try:
        width, height = map(float, sizes or [one[1] for one in lengths if one])
    except ValueError as error:
        raise _refused(path, _UNREADABLE) from error
    if name.rpartition(":")[2] != "svg":
        raise _refused(path, _UNREADABLE)
    return width, height


def _refused(path: Path, reason: str) -> PlacementError:
    return DataError(f"logo « {path.name} » (clé « logo » de territoire.yaml) : {reason}")
