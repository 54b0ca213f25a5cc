"""The logo of a Mission Locale: a small picture, refused with its reason when it cannot serve."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from placement.errors import DataError, system_reason

__all__ = ["read_logo"]

_HEAVIEST_BYTES: Final = 5_000_000
_LARGEST_PIXELS: Final = 40_000_000
_SIDE_PIXELS: Final = 600
"""Enough for the corner of an A3 at 200 dots an inch."""

_ADVICE: Final = "donnez une image PNG ou JPEG de 5 Mo au plus"


def read_logo(path: Path) -> NDArray[np.uint8]:
    """Return the colours of a picture, (height, width, 4), reduced to what paper shows.

    Raises
    ------
    DataError
        It is not there, not a picture, or much too large.
    """
    try:
        weight = path.stat().st_size
    except OSError as error:
        raise DataError(f"--logo : « {path} » ({system_reason(error)}) ; {_ADVICE}.") from error
    if weight > _HEAVIEST_BYTES:
        told = f"pèse {weight / 1e6:.0f} Mo"
        raise DataError(f"--logo : « {path} » {told} ; {_ADVICE}.")
    try:
        return _pixels(path)
    except (
        OSError,
        SyntaxError,
        ValueError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise DataError(f"--logo : « {path} » n'est pas une image lisible ; {_ADVICE}.") from error


def _pixels(path: Path) -> NDArray[np.uint8]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path, formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _LARGEST_PIXELS:
                raise ValueError("trop de points")
            image.thumbnail((_SIDE_PIXELS, _SIDE_PIXELS))
            return np.asarray(image.convert("RGBA"))
