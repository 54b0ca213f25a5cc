"""The letters of printed maps: DejaVu by default, or the font that a user names; measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import TextPath, TextToPath

from placement.errors import DataError

__all__ = ["DEFAULT_FONT", "LINE_SPACING", "Typeface", "typeface_named"]

DEFAULT_FONT: Final = "DejaVu Sans"
LINE_SPACING: Final = 1.22
"""Height of a line, in sizes of its letters."""

_FILES: Final = (".ttf", ".otf")
_HEAVIEST_BYTES: Final = 30_000_000


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family of letters; sizes are points."""

    family: str

    def properties(
        self, size: float, *, bold: bool = False, italic: bool = False
    ) -> FontProperties:
        """Return the letters of one size and weight."""
        return FontProperties(
            family=[self.family, DEFAULT_FONT],
            size=size,
            weight="bold" if bold else "normal",
            style="italic" if italic else "normal",
        )

    def width(self, text: str, *, size: float, bold: bool = False) -> float:
        """Width of one line, points."""
        return _width(self, text, size=size, bold=bold)

    def outline(self, text: str, *, size: float, bold: bool, italic: bool) -> TextPath:
        """Contour of the letters of one line, from its start on the baseline."""
        return TextPath((0, 0), text, prop=self.properties(size, bold=bold, italic=italic))

    def wrapped(self, text: str, *, size: float, width: float, bold: bool = False) -> list[str]:
        """Cut a text into lines that hold in a width, between words."""
        lines: list[str] = []
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size=size, bold=bold) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def shortened(self, text: str, *, size: float, width: float, bold: bool = False) -> str:
        """Cut a text that is too long for a width, and say so by an ellipsis."""
        if self.width(text, size=size, bold=bold) <= width:
            return text
        kept = text
        while kept and self.width(f"{kept}…", size=size, bold=bold) > width:
            kept = kept[:-1].rstrip(" ,;:(")
        return f"{kept}…"


@lru_cache(maxsize=20_000)
def _width(typeface: Typeface, text: str, *, size: float, bold: bool) -> float:
    if not text:
        return 0.0
    font = typeface.properties(size, bold=bold)
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, False)
    return float(width)


def typeface_named(name: str | None) -> Typeface:
    """Return the letters that a user names: a family known to the system, or a font file.

    Raises
    ------
    DataError
        There is no such font, or the file is not one.
    """
    if name is None:
        return Typeface(DEFAULT_FONT)
    path = Path(name)
    if path.suffix.lower() in _FILES:
        return _from_file(path)
    try:
        findfont(FontProperties(family=name), fallback_to_default=False)
    except ValueError:
        raise DataError(
            f"--police : la police « {name} » n'est pas installée ; donnez le chemin d'un fichier "
            f".ttf ou .otf, ou laissez « {DEFAULT_FONT} », qui est fournie."
        ) from None
    return Typeface(name)


def _from_file(path: Path) -> Typeface:
    fault = _file_fault(path)
    if fault:
        raise DataError(
            f"--police : « {path} » {fault} ; donnez un fichier .ttf ou .otf, ou laissez "
            f"« {DEFAULT_FONT} », qui est fournie."
        )
    family = FT2Font(str(path)).family_name
    fontManager.addfont(str(path))
    return Typeface(family)


def _file_fault(path: Path) -> str:
    """Say why a file cannot serve as a font, French; empty when it can."""
    if not path.is_file():
        return "n'existe pas"
    if path.stat().st_size > _HEAVIEST_BYTES:
        return "pèse plus de 30 Mo"
    try:
        FT2Font(str(path))
    except (OSError, RuntimeError, ValueError):
        return "n'est pas une police lisible"
    return ""
