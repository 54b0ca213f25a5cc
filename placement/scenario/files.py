"""Scenario files: found, read, and told apart."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from placement.errors import Faults, ScenarioError, cite
from placement.scenario.inheritance import resolved
from placement.scenario.messages import fault_messages
from placement.scenario.model import Scenario
from placement.scenario.tree import Node, content_of, places_of

__all__ = [
    "find_scenarios",
    "read_scenario",
    "read_scenarios",
    "scenarios_of",
    "territory_folder",
]

_SUFFIXES: Final = (".yaml", ".yml")
_TERRITORY_SETTINGS: Final = "territoire.yaml"


def find_scenarios(paths: Iterable[Path]) -> list[Path]:
    """Return the scenario files: those named, and those of the folders named, sorted by folder.

    Raises
    ------
    ScenarioError
        A path that does not exist, a folder without scenario, or nothing at all.
    """
    faults = Faults("scénarios demandés")
    found: dict[Path, None] = {}
    for path in paths:
        for file in _files_of(path, faults=faults):
            found.setdefault(file)
    faults.raise_as(ScenarioError)
    if not found:
        raise ScenarioError("aucun scénario demandé ; donnez un fichier .yaml ou un dossier.")
    return list(found)


def _files_of(path: Path, *, faults: Faults) -> list[Path]:
    if path.is_dir():
        if (path / _TERRITORY_SETTINGS).exists():
            faults.add(
                f"« {path} » est le dossier d'un territoire ; donnez celui de ses scénarios "
                f"(« scenarios/{path.resolve().name} », par exemple)."
            )
            return []
        files = _yaml_files(path)
        if not files:
            faults.add(_empty_folder(path))
        return files
    if not path.exists():
        near = get_close_matches(path.name, [file.name for file in _yaml_files(path.parent)], n=1)
        hint = f" ; vouliez-vous dire « {path.parent / near[0]} » ?" if near else "."
        faults.add(f"« {path} » n'existe pas{hint}")
        return []
    if path.suffix.lower() not in _SUFFIXES:
        faults.add(f"« {path} » n'est pas un fichier .yaml.")
        return []
    return [path]


def _yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in _SUFFIXES and file.is_file() and not file.name.startswith(".")
    )


def _empty_folder(folder: Path) -> str:
    inside = sorted(str(child) for child in folder.iterdir() if _yaml_files(child))
    hint = f" ; ses sous-dossiers en ont : {cite(inside)}." if inside else "."
    return f"le dossier « {folder} » ne contient aucun scénario (.yaml){hint}"


def read_scenario(path: Path) -> Scenario:
    """Read a file that holds one scenario, completed by those it inherits from.

    Raises
    ------
    ScenarioError
        The file cannot be read, any key is not understood (every fault is told at once), or its
        matrix makes several scenarios of it.
    """
    found = scenarios_of(path)
    if len(found) != 1:
        raise ScenarioError(
            f"scénario « {path} » : sa matrice en fait {len(found)} scénarios ; un seul est "
            "attendu ici."
        )
    return found[0]


def scenarios_of(path: Path) -> tuple[Scenario, ...]:
    """Read every scenario of a file: one, or one a combination of its matrix.

    Raises
    ------
    ScenarioError
        The file cannot be read, or any key is not understood; every fault is told at once.
    """
    faults = Faults(f"scénario « {path} »")
    trees = resolved(path, faults=faults)
    faults.raise_as(ScenarioError)
    return tuple(_validated(tree, faults=faults) for tree in trees)


def _validated(tree: Node, *, faults: Faults) -> Scenario:
    try:
        return Scenario.model_validate(content_of(tree))
    except ValidationError as error:
        for message in fault_messages(error, model=Scenario, lines=places_of(tree)):
            faults.add(message)
        faults.raise_as(ScenarioError)
        raise


def read_scenarios(paths: Iterable[Path]) -> list[tuple[Path, Scenario | ScenarioError]]:
    """Read every scenario of some files and folders; a refused one stands as its error.

    Two scenarios that would write to the same folder of results: the second is refused.

    Raises
    ------
    ScenarioError
        A path does not exist, or a folder has no scenario.
    """
    read: list[tuple[Path, Scenario | ScenarioError]] = []
    first: dict[tuple[str, str], Path] = {}
    for path in find_scenarios(paths):
        try:
            found = scenarios_of(path)
            for scenario in found:
                _refuse_same_results(scenario, path=path, first=first)
        except ScenarioError as error:
            read.append((path, error))
        else:
            read.extend((path, scenario) for scenario in found)
    return read


def _refuse_same_results(
    scenario: Scenario, *, path: Path, first: dict[tuple[str, str], Path]
) -> None:
    """Remember where a scenario writes, and refuse a second one there."""
    name = (Path(scenario.territoire).name, scenario.nom)
    if name in first:
        raise ScenarioError(
            f"scénarios demandés : « {path} » et « {first[name]} » ont le même nom "
            f"« {scenario.nom} » et écriraient au même endroit ; changez l'un des deux."
        )
    first[name] = path


def territory_folder(scenario: Scenario, *, scenario_file: Path, library: Path) -> Path:
    """Return the folder of the scenario's territory.

    Parameters
    ----------
    scenario_file
        Where the scenario was read: a path in ``territoire`` is relative to its folder.
    library
        Folder of the shipped territories.

    Raises
    ------
    ScenarioError
        There is no such folder.
    """
    base = scenario_file.parent if scenario.territory_is_path else library
    folder = base / scenario.territoire
    if folder.is_dir():
        return folder
    known = sorted(child.name for child in library.iterdir() if child.is_dir())
    near = get_close_matches(scenario.territoire, known, n=1)
    hint = f"vouliez-vous dire « {near[0]} » ?" if near else f"territoires livrés : {cite(known)}."
    raise ScenarioError(
        f"scénario « {scenario_file} » : territoire : le dossier « {folder} » n'existe pas ; {hint}"
    )
