"""Files that take their place all at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from placement.errors import OutputError, system_reason

__all__ = ["replacing"]


@contextmanager
def replacing(path: Path, *, option: str) -> Iterator[Path]:
    """Give a draft beside ``path`` that takes its place when everything went well.

    Parameters
    ----------
    option
        Of the command line, by which the user may choose another file.

    Raises
    ------
    OutputError
        The file cannot be written; what was there before is left untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
        draft = Path(name)
        try:
            yield draft
            draft.chmod(0o644)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OutputError:
        raise  # another file of the same set, told already
    except OSError as error:
        raise OutputError(
            f"impossible d'écrire « {path} » ({system_reason(error)}) ; choisissez un autre "
            f"fichier avec {option}."
        ) from error
