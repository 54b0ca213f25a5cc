"""What a batch is asked to do: lists, folders, or territories crossed with scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from placement.errors import DataError, Faults, ScenarioError, cite
from placement.scenario import find_scenarios
from placement.sources.spreadsheet import Column, read_table
from placement.sources.territory_folder import find_territory
from placement.sources.territory_folder.settings import SETTINGS_FILE

__all__ = ["Line", "asked_lines", "own_scenarios"]

_COLUMNS: Final = (
    Column("territoire", filled=True),
    Column("scenarios", required=False, aliases=("scenario",)),
)
_YAML: Final = (".yaml", ".yml")
_SCENARIOS: Final = "scenarios"
_DEPTH: Final = 3
"""How far above a territory its scenarios may be: ``scenarios/NAME`` beside ``data/territoires``"""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: the files of ``scenarios``, on their own territory or on this folder.

    Parameters
    ----------
    where
        What asked for it, as messages cite it.
    territory
        Folder on which they run; None for the one that each names.
    scenarios
        Files or folders.
    error
        Why the line cannot be followed; it stands among the results.
    """

    where: str
    territory: Path | None
    scenarios: tuple[Path, ...]
    error: ScenarioError | DataError | None = None


def asked_lines(
    sources: Sequence[Path], *, territories: Sequence[str] = (), scenarios: Sequence[Path] = ()
) -> list[Line]:
    """Read the lists and folders given, and cross ``territories`` with ``scenarios``.

    Without ``scenarios``, a territory comes with its own: ``scenarios/NOM``, where
    ``placement territory init`` writes them.

    Raises
    ------
    ScenarioError
        A source does not exist, is no list, or there is nothing to do.
    DataError
        A list cannot be read.
    """
    faults = Faults("lot")
    for path in sources:
        if not path.exists():
            faults.add(f"« {path} » n'existe pas.")
    if scenarios and not territories:
        faults.add("--scenarios s'applique à des territoires : donnez-les avec --territoires.")
    faults.raise_as(ScenarioError)
    lines = [line for path in sources for line in _of_source(path)]
    lines += [_line(name, where="--territoires", scenarios=scenarios) for name in territories]
    if not lines:
        raise ScenarioError(
            "lot : rien à calculer ; donnez une liste (territoire;scenarios), un dossier, ou "
            "--territoires."
        )
    return lines


def _of_source(path: Path) -> Iterator[Line]:
    if path.is_dir():
        yield from _of_folder(path)
    elif path.suffix.lower() in _YAML:
        document = _yaml(path)
        if isinstance(document, list):
            yield from _of_yaml(document, path=path)
        else:
            yield Line(str(path), None, (path,))
    else:
        yield from _of_table(path)


def _of_folder(folder: Path) -> Iterator[Line]:
    """Every scenario under a folder, and those of the territories under it, once each."""
    if (folder / SETTINGS_FILE).is_file():
        yield _line(str(folder), where=str(folder), scenarios=())
        return
    files = list(_scenario_files(folder))
    known = {file.resolve() for file in files}
    yield from (Line(str(file), None, (file,)) for file in files)
    for territory in _territories(folder):
        own = own_scenarios(territory)
        if own is not None and not _files_of(own) <= known:
            yield Line(str(territory), territory, (own,))
    if not files and not list(_territories(folder)):
        raise ScenarioError(f"lot : « {folder} » ne contient ni scénario ni territoire.")


def _files_of(folder: Path) -> set[Path]:
    return {file.resolve() for file in find_scenarios([folder])}


def _scenario_files(folder: Path) -> Iterator[Path]:
    for child in sorted(folder.iterdir()):
        if child.name.startswith("."):
            continue
        if child.is_dir() and not (child / SETTINGS_FILE).exists():
            yield from _scenario_files(child)
        elif child.is_file() and child.suffix.lower() in _YAML:
            yield child


def _territories(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.rglob(SETTINGS_FILE))


def own_scenarios(territory: Path) -> Path | None:
    """Return the folder of the scenarios of a territory, None where there is none near it."""
    place = territory.resolve()
    for above in place.parents[:_DEPTH]:
        folder = above / _SCENARIOS / place.name
        if folder.is_dir():
            return folder
    return None


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"liste « {path} » : lecture impossible ({error}).") from error


def _of_yaml(document: Sequence[Any], *, path: Path) -> Iterator[Line]:
    for k, entry in enumerate(document, start=1):
        where = f"{path}, élément {k}"
        if not isinstance(entry, dict) or not set(entry) <= {"territoire", "scenarios"}:
            keys = "les clés territoire et scenarios"
            yield Line(where, None, (), ScenarioError(f"{where} : il faut {keys}, rien d'autre."))
            continue
        given = entry.get("scenarios") or []
        names = [given] if isinstance(given, str) else [str(name) for name in given]
        yield _written_line(
            str(entry.get("territoire") or ""), names, where=where, base=path.parent
        )


def _of_table(path: Path) -> Iterator[Line]:
    table = read_table(path, columns=_COLUMNS)
    if not table.rows:
        raise ScenarioError(f"liste « {path} » : aucune ligne.")
    for row in table.rows:
        names = [name.strip() for name in row.text("scenarios").split(",") if name.strip()]
        where = f"{path}, ligne {row.line}"
        yield _written_line(row.text("territoire"), names, where=where, base=path.parent)


def _written_line(territory: str, scenarios: Sequence[str], *, where: str, base: Path) -> Line:
    """Read a line of a list: what it names is beside it, or is known by its name."""
    beside = base / territory
    name = str(beside) if (beside / SETTINGS_FILE).is_file() else territory
    return _line(name, where=where, scenarios=[base / one for one in scenarios])


def _line(territory: str, *, where: str, scenarios: Iterable[Path]) -> Line:
    given = tuple(scenarios)
    try:
        folder = find_territory(territory)
    except DataError as error:
        return Line(where, None, given, DataError(f"{where} : {error}"))
    own = own_scenarios(folder)
    if not given and own is None:
        return Line(where, folder, (), ScenarioError(_without(folder, where=where)))
    return Line(where, folder, given or (own or folder,))


def _without(folder: Path, *, where: str) -> str:
    looked = cite([str(folder.resolve().parent.parent / _SCENARIOS / folder.name)])
    return (
        f"{where} : le territoire « {folder} » n'a pas de scénarios ({looked} n'existe pas) ; "
        "nommez-les dans la liste, ou avec --scenarios."
    )
