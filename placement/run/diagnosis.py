"""Whether this installation can work: each part is tried, not only looked for."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from placement.errors import PlacementError
from placement.problem import PlacementProblem
from placement.run.cache import cache_folder
from placement.run.facts import versions
from placement.run.networks import NETWORK_FOLDER
from placement.run.outputs import ensure_writable
from placement.solution import Termination
from placement.solve import StopRule, solve
from placement.sources.registry import read_registry, verified_path
from placement.sources.territory_folder import find_territory, list_territories
from placement.territory import load_territory

__all__ = ["Finding", "diagnose_installation"]

_OLDEST_PYTHON: Final = (3, 11)
_LEAST_FREE_BYTES: Final = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """What was tried, whether it is sound, what was found and what to do (French)."""

    what: str
    sound: bool
    found: str
    remedy: str = ""
    exit_code: int = 3


def diagnose_installation() -> tuple[Finding, ...]:
    """Try each part in turn; a part that fails never hides the next."""
    return (
        _tried("Python", _python, remedy="installez Python 3.11 ou plus récent."),
        _tried("Bibliothèques", _libraries, remedy="relancez « make demo »."),
        _tried("Solveur", _solver, remedy="réinstallez highspy."),
        _tried("Données embarquées", _data, remedy="récupérez le projet à nouveau."),
        *_territories(),
        _tried("Cache", _cache, remedy="indiquez un dossier dans la variable PLACEMENT_CACHE."),
        _tried("Place disponible", _disk, remedy="libérez de la place."),
    )


def _tried(what: str, attempt: Callable[[], str], *, remedy: str) -> Finding:
    try:
        return Finding(what=what, sound=True, found=attempt())
    except PlacementError as error:
        return Finding(what=what, sound=False, found=str(error), remedy=remedy)
    except Exception as error:
        found = f"{type(error).__name__} : {error}"
        return Finding(what=what, sound=False, found=found, remedy=remedy, exit_code=1)


def _python() -> str:
    if sys.version_info < _OLDEST_PYTHON:
        raise PlacementError(f"Python {platform.python_version()} est trop ancien.")
    return f"{platform.python_version()}, {platform.system()} {platform.machine()}"


def _libraries() -> str:
    return ", ".join(f"{name} {number}" for name, number in versions().items())


def _solver() -> str:
    """Solve two residents and two sites, of which one is affordable."""
    problem = PlacementProblem(
        segment_id=np.array(["a", "b"]),
        place_id=np.array(["a", "b"]),
        profile=np.array(["voiture", "voiture"]),
        young=np.array([2.0, 1.0]),
        site_id=np.array(["s", "t"]),
        time_s=np.array([[60.0, 600.0], [600.0, 60.0]]),
        option_id=np.array(["s|o", "t|o"]),
        option_site=np.array([0, 1]),
        cost_eur=np.array([1.0, 1.0]),
        half_days=np.array([1.0, 1.0]),
        interval_days=np.array([7.0, 7.0]),
        wait_s=np.array([0.0, 0.0]),
        current=np.array([False, False]),
        budget_eur=1.0,
        half_days_max=None,
        fixed_cost_eur=0.0,
        fixed_half_days=0.0,
        forced_sites=(),
        forbidden_sites=(),
        forced_options=(),
        no_access_s=7200.0,
    )
    result = solve(problem, stop=StopRule(time_limit_s=30.0, gap=0.0))
    if result.termination is not Termination.OPTIMAL or result.objective != 720.0:
        raise PlacementError(f"réponse inattendue : {result.termination}, {result.objective}.")
    return f"{result.engine}, essai résolu"


def _data() -> str:
    datasets = read_registry()
    for one in datasets:
        verified_path(one.id)
    return f"{len(datasets)} jeux de données intacts"


def _territories() -> tuple[Finding, ...]:
    try:
        names = list_territories()
    except PlacementError:  # no data at all, which ``_data`` tells
        return ()
    return tuple(
        _tried(f"Territoire {name}", partial(_territory, name), remedy="voir le message.")
        for name in names
    )


def _territory(name: str) -> str:
    folder = find_territory(name)
    territory = load_territory(folder)
    roads = (folder / NETWORK_FOLDER).exists()
    return (
        f"{len(territory.communes)} communes, {len(territory.sites)} lieux, "
        f"{'réseau routier construit' if roads else 'temps estimés (pas de réseau routier)'}"
    )


def _cache() -> str:
    ensure_writable(cache_folder())
    return str(cache_folder())


def _disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    if free < _LEAST_FREE_BYTES:
        raise PlacementError(f"{free / 2**20:.0f} Mo libres seulement.")
    return f"{free / 2**30:.0f} Go libres"
