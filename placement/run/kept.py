"""Plans kept from one run to the next, by the content of what was asked."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from placement import __version__
from placement.errors import DataError
from placement.report import EquityPrice, OtherPlans
from placement.run.cache import cache_folder
from placement.run.facts import versions
from placement.run.frozen_file import content_hash, read_frozen, write_frozen
from placement.run.turns import one_at_a_time
from placement.solution import Result

__all__ = ["Found", "kept_or_found", "software_identity", "solver_identity"]

_logger = logging.getLogger(__name__)
_FOLDER: Final = "solutions"
_SOLVERS: Final = ("highspy", "numba", "numpy", "pulp", "scipy")
_MATHEMATICS: Final = (
    "_highs.py", "_pulp_backend.py", "engine", "evaluate", "formulations", "objectives.py",
    "problem", "run/debate.py", "run/frozen_file.py", "solution", "solve", "study",
)  # fmt: skip
"""Parts of placement that a plan depends on once its problem is assembled."""

Found = tuple[Result, EquityPrice | None, OtherPlans | None]
"""All that searching yields: the plan, its price in equity, the plans nearby."""


def kept_or_found(asked: object, *, find: Callable[[], Found], fresh: bool = False) -> Found:
    """Return what was found before for the very same question, else find it and keep it.

    A plan that is damaged is sought again, and the log says so. A folder that cannot be written
    only costs the time of the next run. Two processes that ask the same at once: one searches.

    Parameters
    ----------
    asked
        Everything that the answer depends on, limits of time included, as frozen objects.
    fresh
        Whether to search all the same, and keep what is found.
    """
    path = _place(asked)
    known = None if fresh else _read(path)
    if known is not None:
        return known
    with one_at_a_time(path.with_name(f"{path.name}.verrou")):
        known = None if fresh else _read(path)
        if known is None:
            known = find()
            _keep(known, path=path)
    return known


@cache
def solver_identity() -> str:
    """Return what tells one solving software from another: versions, and our own code."""
    used = "\n".join(f"{name} {version(name)}" for name in _SOLVERS)
    digest = hashlib.sha256(f"{__version__}\n{used}\n".encode())
    for part in _MATHEMATICS:
        for module in _modules(files("placement").joinpath(*part.split("/"))):
            digest.update(module.read_bytes())
    return digest.hexdigest()


@cache
def software_identity() -> str:
    """Return what tells one installation from another: versions, and all of our own code."""
    digest = hashlib.sha256("\n".join(map(str, versions().items())).encode())
    for module in _modules(files("placement")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _modules(part: Traversable) -> list[Traversable]:
    if part.is_file():
        return [part] if part.name.endswith(".py") else []
    inside = sorted(part.iterdir(), key=lambda child: child.name)
    return [module for child in inside for module in _modules(child)]


def _place(asked: object) -> Path:
    key = hashlib.sha256(f"{solver_identity()}\n{content_hash(asked)}".encode()).hexdigest()
    return cache_folder() / _FOLDER / key


def _read(path: Path) -> Found | None:
    if not path.exists():
        return None
    try:
        result, equity, others = read_frozen(path)
    except (DataError, ValueError) as error:
        _logger.warning("plan gardé illisible, recalculé : %s", error)
        return None
    return result, equity, others


def _keep(found: Found, *, path: Path) -> None:
    try:
        write_frozen(found, path=path)
    except OSError as error:
        _logger.warning("plan non gardé pour la prochaine fois (%s)", error)
