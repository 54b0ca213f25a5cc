"""Say in French that a file cannot be read, whatever library stumbled on it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from placement.errors import DataError, system_reason

__all__ = ["readable"]

_LONGEST = 200


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn what the reading libraries raise on a damaged file into ``DataError``.

    Parameters
    ----------
    name : of the file, with its layer or its sheet when that helps

    Raises
    ------
    DataError
        The file is absent, cannot be opened, or does not hold what its container promises.
    """
    try:
        yield
    except DataError:
        raise
    except FileNotFoundError as error:
        raise DataError(f"fichier {name} : absent.") from error
    except _kinds() as error:
        raise DataError(
            f"fichier {name} : lecture impossible ({_reason(error)}) ; téléchargez-le de nouveau, "
            "ou enregistrez-le de nouveau depuis le tableur."
        ) from error


def _kinds() -> tuple[type[Exception], ...]:
    """Return what zip, CSV, workbook, Parquet and geographic libraries raise on broken bytes."""
    from python_calamine import CalamineError  # noqa: PLC0415 - only once something is wrong
    from shapely.errors import ShapelyError  # noqa: PLC0415

    containers = (zipfile.BadZipFile, zlib.error, EOFError, CalamineError, pa.ArrowException)
    return (*containers, ShapelyError, OSError, ValueError, LookupError, RuntimeError)


def _reason(error: Exception) -> str:
    known = isinstance(error, OSError) and error.errno is not None
    reason = system_reason(error) if known and isinstance(error, OSError) else str(error)
    return (reason or type(error).__name__)[:_LONGEST]
