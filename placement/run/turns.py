"""Waiting for one's turn: what several processes would make at once is made by one of them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

__all__ = ["one_at_a_time"]

_logger = logging.getLogger(__name__)


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; wait while another process or thread holds it.

    A lock falls with the process that holds it, however it ends. Where there are no locks (a
    read-only folder, some network disks), nobody waits: the same thing may be made twice, no more.
    """
    stream = _held(path)
    try:
        yield
    finally:
        if stream is not None:
            with suppress(OSError):  # refused where a file that is open cannot be removed
                path.unlink()
            stream.close()


def _held(path: Path) -> IO[bytes] | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            stream = path.open("ab")
            try:
                _lock(stream)
            except OSError:
                stream.close()
                raise
            if _still_there(stream, path=path):
                return stream
            stream.close()  # its former holder removed it meanwhile
    except OSError as error:
        _logger.debug("pas de verrou « %s » : %s", path, error)
        return None


def _still_there(stream: IO[bytes], *, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt
    import time

    def _lock(stream: IO[bytes]) -> None:
        while True:
            try:
                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            except PermissionError:
                time.sleep(0.2)
            else:
                return

else:
    import fcntl

    def _lock(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX)
