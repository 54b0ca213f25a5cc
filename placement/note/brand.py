"""The colour of a Mission Locale, made legible before it is printed; its logo beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from placement.errors import DataError
from placement.sources.logo import Logo

__all__ = ["DEFAULT_COLOUR", "Brand", "contrast_on_white", "readable_colour"]

DEFAULT_COLOUR: Final = "#1f4e79"
"""Of the titles, where the territory names none: a neutral blue, 8.6:1 on white."""

_LEAST_CONTRAST: Final = 4.5
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")


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
