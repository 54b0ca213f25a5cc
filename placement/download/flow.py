"""Read the body of an answer as it comes, and know when it stopped or is too slow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from placement.download.client import HttpRules
from placement.download.failures import UnreachableError, shown_url

__all__ = ["CutError", "compressed", "pieces"]

_CHUNK: Final = 1 << 18


class CutError(Exception):
    """The body stopped before its end (French); it may be asked for again."""


def compressed(response: requests.Response) -> bool:
    """Whether the body is compressed on the way though it was asked not to be."""
    return response.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}


def pieces(response: requests.Response, *, rules: HttpRules, url: str) -> Iterator[bytes]:
    """Yield the body as it comes, decompressed.

    Raises
    ------
    CutError
        The connection was cut.
    UnreachableError
        It comes too slowly, which the time-out of a socket does not see.
    """
    since, got = time.monotonic(), 0
    while piece := _next(response):
        yield piece
        got += len(piece)
        elapsed_s = time.monotonic() - since
        if elapsed_s < rules.patience_s:
            continue
        if got < rules.slowest_bytes_per_s * elapsed_s:
            raise UnreachableError(
                f"{shown_url(url)} : le serveur est trop lent (délai dépassé) ; relancez plus "
                "tard, ce qui a pu être gardé ne sera pas redemandé."
            )
        since, got = time.monotonic(), 0


def _next(response: requests.Response) -> bytes:
    """Read what has come, without waiting for a whole block as ``iter_content`` does."""
    try:
        return response.raw.read1(_CHUNK, decode_content=compressed(response)) or b""
    except (HTTPError, OSError) as error:
        raise CutError("la connexion a été coupée") from error
