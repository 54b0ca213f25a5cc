"""Frozen objects of the solving side written to one file, checked when it is read back."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

import numpy as np

from placement.errors import DataError, PlacementError
from placement.evaluate import GoalFigure
from placement.problem import Behaviour, Goal, Objective, PlacementProblem, Rules
from placement.problem.rules import (
    AccessLimit,
    AppointmentShare,
    Capacity,
    Coverage,
    Floor,
    GroupBudget,
    Measure,
    NumberLimit,
    UseLimit,
)
from placement.report import EquityPrice, OtherPlan, OtherPlans, SiteStanding
from placement.solution import Result, Solution, Stage, Termination

__all__ = ["content_hash", "read_frozen", "write_frozen"]

_MAGIC: Final = b"placement 1\n"
_DOCUMENT: Final = "document"
_CLASSES: Final = {
    kind.__name__: kind
    for kind in (
        AccessLimit, AppointmentShare, Capacity, Coverage, EquityPrice, Floor, GoalFigure,
        GroupBudget, NumberLimit, Objective, OtherPlan, OtherPlans, PlacementProblem, Result, Rules,
        SiteStanding, Solution, Stage, UseLimit,
    )
}  # fmt: skip
_WORDS: Final = {kind.__name__: kind for kind in (Behaviour, Goal, Measure, Termination)}
"""The only classes that a file may name: reading one never runs anything else."""

_UNREADABLE: Final = (OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile)

Arrays = dict[str, np.ndarray]


def content_hash(value: object) -> str:
    """Return the SHA-256 of a frozen object, of its arrays and of all that it holds."""
    arrays: Arrays = {}
    digest = hashlib.sha256(json.dumps(_encoded(value, arrays=arrays)).encode())
    for array in arrays.values():
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def write_frozen(value: object, *, path: Path) -> None:
    """Write an object, replaced all at once: whoever reads meanwhile sees the former, or this.

    Raises
    ------
    OSError
        The file cannot be written; what was there before is still there.
    """
    arrays: Arrays = {}
    document = json.dumps(_encoded(value, arrays=arrays))
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **{_DOCUMENT: np.array(document)}, **arrays)
    content = stream.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_frozen(path: Path) -> Any:
    """Read an object back.

    Raises
    ------
    DataError
        The file is absent, foreign, damaged, or of another version.
    """
    try:
        content = _checked(path.read_bytes())
        with np.load(io.BytesIO(content), allow_pickle=False) as members:
            arrays = {name: members[name] for name in members.files}
        return _decoded(json.loads(str(arrays.pop(_DOCUMENT))), arrays=arrays)
    except (*_UNREADABLE, PlacementError) as error:
        raise DataError(f"« {path} » : fichier illisible ({error}).") from error


def _checked(content: bytes) -> bytes:
    start = len(_MAGIC)
    digest, inside = content[start : start + 64], content[start + 65 :]
    if content[:start] != _MAGIC or digest != hashlib.sha256(inside).hexdigest().encode():
        raise ValueError("contenu abîmé ou étranger")
    return inside


def _encoded(value: object, *, arrays: Arrays) -> Any:
    """Write a value as JSON, its arrays aside; a tuple is a list, the rest is named."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"tableau": name}
    if is_dataclass(value):
        inside = {f.name: _encoded(getattr(value, f.name), arrays=arrays) for f in fields(value)}
        return {"classe": type(value).__name__, "champs": inside}
    if isinstance(value, tuple):
        return [_encoded(item, arrays=arrays) for item in value]
    if isinstance(value, Enum):
        return {"mot": type(value).__name__, "valeur": value.value}
    return value.item() if isinstance(value, np.generic) else value


def _decoded(value: Any, *, arrays: Arrays) -> Any:
    if isinstance(value, list):
        return tuple(_decoded(item, arrays=arrays) for item in value)
    if not isinstance(value, dict):
        return value
    if "tableau" in value:
        return arrays[value["tableau"]]
    if "mot" in value:
        return _WORDS[value["mot"]](value["valeur"])
    inside = {name: _decoded(item, arrays=arrays) for name, item in value["champs"].items()}
    return _CLASSES[value["classe"]](**inside)
