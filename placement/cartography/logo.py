"""The logo of a Mission Locale, in the points of a page."""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

from placement.errors import DataError
from placement.sources.logo import Logo

__all__ = ["logo_pixels"]

_SIDE_PX: Final = 600
"""Enough for the corner of an A3 at 200 dots an inch."""

_PAGE: Final = (
    "#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)\n"
    '#image("logo.svg", width: 100%, height: 100%, fit: "stretch")'
)


def logo_pixels(logo: Logo) -> NDArray[np.uint8]:
    """Return the colours of a logo, (height, width, 4), reduced to what paper shows.

    Raises
    ------
    DataError
        A drawing (SVG) that nothing can draw.
    """
    data = _drawn(logo) if logo.kind == "svg" else logo.data
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        image.thumbnail((_SIDE_PX, _SIDE_PX))
        return np.asarray(image.convert("RGBA"))


def _drawn(logo: Logo) -> bytes:
    """Draw an SVG as PNG, a point of the page being one of the picture."""
    width, height = min(1.0, logo.ratio) * _SIDE_PX, _SIDE_PX / max(1.0, logo.ratio)
    page = _PAGE.format(width=width, height=height)
    compiled: Any = typst.compile  # its annotations leave out a project given in memory
    try:
        return bytes(
            compiled({"main.typ": page.encode(), "logo.svg": logo.data}, format="png", ppi=72)
        )
    except RuntimeError as error:  # TypstError, and what its binding itself refuses
        raise DataError("le logo SVG ne se laisse pas dessiner ; donnez un PNG.") from error
