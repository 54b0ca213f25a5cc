"""Round trips kept in one file, checked when read again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from placement.errors import DataError, OutputError
from placement.network.snap import Unsnapped
from placement.sources.gtfs import FeedUse
from placement.travel.transit.times import TransitTimes

__all__ = ["load_transit", "save_transit"]

_FORMAT = "placement-tc-1"


def save_transit(times: TransitTimes, path: Path) -> None:
    """Write one file, replaced all at once.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    meta = {
        "format": _FORMAT,
        "sha256": _digest(times),
        "from_id": times.from_id,
        "to_id": times.to_id,
        "estimated": times.estimated,
        "unsnapped": [asdict(point) for point in times.unsnapped],
        "feeds": [asdict(feed) for feed in times.feeds],
        "remarks": times.remarks,
    }
    arrays: dict[str, Any] = {"meta": np.array(json.dumps(meta)), **_arrays(times)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                np.savez_compressed(stream, allow_pickle=False, **arrays)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} : écriture impossible ({error.strerror or error}).") from error


def load_transit(path: Path) -> TransitTimes:
    """Read saved round trips and check their hash.

    Raises
    ------
    DataError
        The file is absent, foreign or corrupted.
    """
    try:
        with np.load(path, allow_pickle=False) as kept:
            meta = json.loads(str(kept["meta"]))
            arrays = {name: kept[name] for name in _array_names()}
        times = TransitTimes(
            from_id=tuple(meta["from_id"]),
            to_id=tuple(meta["to_id"]),
            estimated=bool(meta["estimated"]),
            unsnapped=tuple(Unsnapped(**point) for point in meta["unsnapped"]),
            feeds=tuple(FeedUse(**feed) for feed in meta["feeds"]),
            remarks=tuple(meta["remarks"]),
            **arrays,
        )
        sound = meta["format"] == _FORMAT and meta["sha256"] == _digest(times)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(
            f"{path} : temps de transport en commun enregistrés illisibles ({error}). "
            "Recalculez-les."
        ) from error
    if not sound:
        raise DataError(
            f"{path} : le contenu ne correspond pas à son empreinte ; recalculez ces temps."
        )
    return times


def _array_names() -> list[str]:
    others = {"from_id", "to_id", "estimated", "unsnapped", "feeds", "remarks"}
    return [field.name for field in fields(TransitTimes) if field.name not in others]


def _arrays(times: TransitTimes) -> dict[str, np.ndarray]:
    return {name: getattr(times, name) for name in _array_names()}


def _digest(times: TransitTimes) -> str:
    digest = hashlib.sha256("\n".join((*times.from_id, "", *times.to_id)).encode())
    for array in _arrays(times).values():
        digest.update(array.tobytes())
    return digest.hexdigest()
