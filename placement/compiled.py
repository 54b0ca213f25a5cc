"""The one way in which kernels are compiled here: cached on disk, releasing the GIL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

__all__ = ["compiled", "inlined"]

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def compiled(kernel: _Kernel) -> _Kernel:
    """Compile a kernel at its first call; a later process reads it back from numba's cache.

    Notes
    -----
    Not ``parallel=True``: it triples the compile time, and slices of the work in plain threads
    do as well since the GIL is released. numba's cache looks at the file of a kernel, not at the
    files of those it calls: after editing one that another module calls, ``make clean``.
    """
    return cast(_Kernel, numba.njit(cache=True, nogil=True, boundscheck=False)(kernel))


def inlined(kernel: _Kernel) -> _Kernel:
    """Compile a part of a kernel into its caller.

    A call counts a reference to every array that it is given: in the loop of the scan, that took
    a third of the time.
    """
    return cast(_Kernel, numba.njit(inline="always")(kernel))
