"""The house rules that no single part can hold alone."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import placement
from placement.scenario import read_scenarios, territory_folder
from placement.sources.territory_folder import list_territories, territories_folder
from placement.territory import load_territory
from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "placement"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(placement.__path__, prefix="placement.")
    if not module.name.endswith("__main__")
)
LONGEST_MODULE = 300
SUBJECTLESS = {"utils.py", "common.py", "helpers.py", "misc.py"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_listed_sorted_and_there(name: str) -> None:
    """Every module says what it gives: constants, classes, functions, each sorted; and true."""
    module = importlib.import_module(name)
    listed = list(module.__all__)
    assert listed == sorted(set(listed), key=reading_order)
    assert all(hasattr(module, public) for public in listed)


def reading_order(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def test_what_a_module_defines_for_others_is_listed() -> None:
    """A class or a function without underscore, at the top of a module, is in its ``__all__``."""
    unlisted = []
    for path, tree in trees():
        names = {
            node.name
            for node in tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
        }
        unlisted += [f"{path.name}:{name}" for name in names - exported(tree)]
    allowed = {"app.py:run", "app.py:check", "app.py:common"}  # commands, which typer knows
    commands = {"network.py:build", "territory.py:show"}
    assert set(unlisted) <= allowed | commands, sorted(set(unlisted) - allowed - commands)


def exported(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        ):
            return set(ast.literal_eval(node.value))
    return set()


def test_modules_are_short_and_have_a_subject() -> None:
    """At most 300 lines; no ``utils.py``, ``common.py`` nor ``helpers.py``."""
    lengths = {
        str(path.relative_to(REPOSITORY)): path.read_text(encoding="utf-8").count("\n")
        for path in PACKAGE.rglob("*.py")
    }
    assert {name for name, lines in lengths.items() if lines > LONGEST_MODULE} == set()
    assert not SUBJECTLESS & {Path(name).name for name in lengths}


def test_functions_are_short() -> None:
    """Bodies of functions: median at most 8 lines, 90th percentile at most 36."""
    lines = sorted(
        (node.end_lineno or 0) - node.body[0].lineno + 1
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    )
    assert lines[len(lines) // 2] <= 8
    assert lines[int(0.9 * len(lines))] <= 36


def test_no_boolean_is_positional() -> None:
    """But for the subject, a call says what its yes and its no are about."""
    found = [
        f"{path.name}:{node.name}({argument.arg})"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.args[1:]
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
    ]
    assert found == []


def test_the_import_contracts_hold() -> None:
    """``lint-imports`` keeps geography, mathematics and drawing apart."""
    command = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [command, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


IMPORT_AND_TELL = """
import builtins, io, json, os, pathlib, sys, sysconfig

outside, libraries = [], [sysconfig.get_paths()[key] for key in ("stdlib", "purelib", "platlib")]
package = os.path.realpath("placement")

def audit(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.realpath(arguments[0])
        if path.startswith(os.getcwd()) and not path.endswith((".py", ".pyc")):
            if not any(path.startswith(os.path.realpath(folder)) for folder in libraries):
                outside.append(path)
    elif event in ("socket.connect", "socket.getaddrinfo"):
        outside.append(event)

sys.addaudithook(audit)
import MODULE
print(json.dumps({"read": outside, "modules": sorted(sys.modules)}))
"""


def imported(name: str) -> dict[str, list[str]]:
    """Import a module in a new process; return what it read of the repository and loaded."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL.replace("MODULE", name)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_importing_does_no_work() -> None:
    """Importing every module reads no data file, opens no connection."""
    told = imported(", ".join(MODULES))
    fonts = "matplotlib/fontlist-"  # the list that matplotlib keeps, read when it is imported
    allowed = re.compile(rf"/\.venv/|placement/viz/assets/|__pycache__|{fonts}")
    assert [path for path in told["read"] if not allowed.search(path)] == []


def test_the_command_line_starts_without_the_slow_libraries() -> None:
    """``import placement.cli`` loads neither osmnx, nor folium, nor the solver."""
    loaded = set(imported("placement.cli")["modules"])
    assert not loaded & {"osmnx", "folium", "geopandas", "pulp", "highspy", "rasterio"}


def test_shipped_scenarios_come_with_their_territory() -> None:
    """Each folder of ``scenarios`` is read whole, starts from today, and its territory is there."""
    folders = sorted(path for path in (REPOSITORY / "scenarios").iterdir() if path.is_dir())
    assert {"moulins", "bethune"} <= {folder.name for folder in folders}
    for folder in folders:
        scenarios = read_scenarios([folder])
        assert any(scenario.mode == "existant" for _, scenario in scenarios)
        for path, scenario in scenarios:
            assert scenario.nom in path.stem
            assert territory_folder(
                scenario, scenario_file=path, library=territories_folder()
            ).is_dir()


@pytest.mark.parametrize("name", list_territories())
def test_every_shipped_territory_is_valid(name: str) -> None:
    """It is read whole, has a siège and young people, and says of what it is made."""
    territory = load_territory(territories_folder() / name)
    assert territory.demand.total > 0
    assert sum(site.kind == "siege" for site in territory.sites) == 1
    assert territory.provenance
    assert all(commune.geometry is not None for commune in territory.communes)


def test_no_two_tests_have_one_name() -> None:
    """A failure names one test, wherever it is."""
    names = [
        node.name
        for path in sorted((REPOSITORY / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_every_test_states_a_property() -> None:
    """Each test has a docstring, which is what it proves."""
    silent = [
        f"{path.name}:{node.name}"
        for path in sorted((REPOSITORY / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []
