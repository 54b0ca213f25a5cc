"""What the README tells a newcomer to type works, as it is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY


def five_lines() -> list[str]:
    """Commands of the section « in five lines », comments removed."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    block = text.partition("in five lines")[2].split("```")[1]
    return [line.partition("   #")[0].strip() for line in block.strip().splitlines()]


def test_the_five_lines_of_the_readme_make_a_map_of_their_own(tmp_path: Path) -> None:
    """A territory is made from nothing and solved; the results of others are left alone."""
    for name in ("data", "scenarios"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("reseau"))
    binary = tmp_path / ".venv" / "bin"
    binary.mkdir(parents=True)
    program = binary / "placement"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m placement "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "PLACEMENT_DATA": str(tmp_path / "data"),
        "PLACEMENT_CACHE": str(tmp_path / "cache"),
    }
    lines = five_lines()
    assert len(lines) == 5
    for line in lines:
        if "--osm" in line:
            continue  # optional, and there is no extract here
        ended = subprocess.run(
            line, shell=True, cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert ended.returncode == 0, ended.stderr.decode()
    assert (tmp_path / "maps" / "chez-nous" / "premier-maillage" / "carte.html").is_file()
    assert [path.name for path in (tmp_path / "maps").iterdir()] == ["chez-nous"]


def test_every_page_of_the_documentation_is_linked_from_the_readme() -> None:
    """A page nobody links is a page nobody reads."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    pages = sorted(path.name for path in (REPOSITORY / "docs").glob("*.md"))
    assert [name for name in pages if f"](docs/{name})" not in text] == []
