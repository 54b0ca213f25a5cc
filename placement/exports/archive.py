"""Zip files that tell no hour: the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

__all__ = ["packed", "unpacked"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def packed(contents: Mapping[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Zip files in their order; those of ``stored`` are not compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in contents.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, kind)
    return stream.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Give the files of an archive, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
