"""Tiny files in the exact formats of the official ones."""

from __future__ import annotations

import io
import struct
import zipfile

POP1B = "CODGEO;LIBGEO;SEXE;AGED100;NB\r\n03190;Moulins;1;016;101,5\r\n03190;Moulins;2;016;99\r\n"
POPULATION_IRIS = "IRIS;COM;TYP_IRIS;LAB_IRIS;P22_POP;P22_POP1824\r\n031900101;03190;H;1;10;2\r\n"
STOPS = "stop_id,stop_name,stop_lat,stop_lon\nA,Gare,46.56,3.33\n"


def zipped(**members: str) -> bytes:
    """Zip texts; ``__`` in a name stands for its dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return stream.getvalue()


def big_zip(*, size: int = 400_000) -> bytes:
    """Zip TD_POP1B so that it weighs about ``size`` bytes, stored as it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("TD_POP1B_2021.csv", POP1B + "03190;Moulins;1;017;1\r\n" * (size // 23))
    return stream.getvalue()


def osm_pbf(*, blocks: int = 2) -> bytes:
    """Blocks of a PBF: a header, then data, each with its length and its BlobHeader."""
    return b"".join(_block("OSMHeader" if not n else "OSMData") for n in range(blocks))


def _block(kind: str) -> bytes:
    data = b"\x0a\x03abc" * 40
    size = bytes([len(data) & 0x7F | 0x80, len(data) >> 7])
    header = b"\x0a" + bytes([len(kind)]) + kind.encode() + b"\x18" + size
    return struct.pack(">I", len(header)) + header + data
