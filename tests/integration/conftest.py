"""Fixtures of the end-to-end tests: the command line in this process, no network, own cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from placement.cli import main
from tests.integration.territories import write_scenario, write_territory


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def placement(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Run:
    """Run ``placement ARGUMENTS`` here, as a user would."""
    for isolation in ("no_network", "own_cache"):
        request.getfixturevalue(isolation)

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        try:
            main([str(argument) for argument in arguments])
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return run


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """Give a folder with a valid territory and a valid scenario."""
    write_territory(tmp_path / "territoire")
    write_scenario(tmp_path)
    return tmp_path
