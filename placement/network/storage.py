"""Write and read a folder of Parquet tables and one JSON, replaced all at once."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from placement.errors import NetworkError, OutputError

__all__ = ["read_folder", "write_folder"]

Table = Mapping[str, npt.NDArray[Any]]

_META = "meta.json"


def write_folder(folder: Path, *, tables: Mapping[str, Table], meta: Mapping[str, object]) -> None:
    """Write ``tables`` as Parquet and ``meta`` as JSON, then put the folder in place.

    Raises
    ------
    OutputError
        When the folder cannot be written; what was there before is left untouched.
    """
    if folder.exists() and not (folder / _META).is_file() and any(folder.iterdir()):
        raise OutputError(
            f"{folder} : ce dossier contient autre chose qu'un réseau enregistré ; "
            "il n'est pas remplacé. Choisissez un autre dossier."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _fill(draft, tables=tables, meta=meta)
            _swap(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{folder} : écriture impossible ({error.strerror or error}).") from error


def _fill(folder: Path, *, tables: Mapping[str, Table], meta: Mapping[str, object]) -> None:
    folder.chmod(0o755)
    for name, columns in tables.items():
        pq.write_table(
            pa.table({key: pa.array(column) for key, column in columns.items()}),
            folder / f"{name}.parquet",
            compression="zstd",
        )
    text = json.dumps(meta, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / _META).write_text(text + "\n", encoding="utf-8")


def _swap(draft: Path, folder: Path) -> None:
    """Put ``draft`` in the place of ``folder``; the old one is only removed afterwards."""
    if not folder.exists():
        draft.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    folder.replace(old)
    try:
        draft.rename(folder)
    except OSError:
        old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def read_folder(
    folder: Path, *, formats: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> tuple[dict[str, dict[str, npt.NDArray[Any]]], dict[str, Any]]:
    """Read back the columns that the folder's format gives each table, and the JSON.

    Raises
    ------
    NetworkError
        When the folder is absent, foreign, incomplete or corrupted.
    """
    meta = _read_meta(folder)
    tables = formats.get(str(meta.get("format")))
    if tables is None:
        raise NetworkError(f"{folder} : ce n'est pas un réseau enregistré par placement.")
    try:
        columns = {name: _read_table(folder, name, keys) for name, keys in tables.items()}
    except (OSError, pa.ArrowException, KeyError) as error:
        raise NetworkError(
            f"{folder} : réseau enregistré illisible ou incomplet ({error}). Reconstruisez-le."
        ) from error
    return columns, meta


def _read_table(folder: Path, name: str, keys: tuple[str, ...]) -> dict[str, npt.NDArray[Any]]:
    table = pq.read_table(folder / f"{name}.parquet", columns=list(keys))
    return {key: np.asarray(table.column(key).to_numpy()) for key in keys}


def _read_meta(folder: Path) -> dict[str, Any]:
    try:
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NetworkError(f"{folder} : aucun réseau enregistré ici ({_META} manque).") from error
    except (OSError, ValueError) as error:
        raise NetworkError(f"{folder / _META} : illisible ({error}). Reconstruisez-le.") from error
    if not isinstance(meta, dict):
        raise NetworkError(f"{folder} : ce n'est pas un réseau enregistré par placement.")
    return meta
