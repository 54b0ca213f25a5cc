"""The one way kernels of this package are compiled: kept on disk, free of the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["compiled", "inlined"]

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def compiled(kernel: _Kernel) -> _Kernel:
    """Compile a kernel at its first call; the next process reads it from the disk."""
    return cast("_Kernel", njit(cache=True, nogil=True)(kernel))


def inlined(kernel: _Kernel) -> _Kernel:
    """Compile a part of a kernel into its caller.

    A call counts a reference to every array that it is given: in the loop of the scan, that took
    a third of the time.
    """
    return cast("_Kernel", njit(inline="always")(kernel))
