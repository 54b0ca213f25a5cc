"""What a command that failed must have left as it was."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.integration.conftest import Ended

_DRAFT = re.compile(r"^\.en-cours-|\.tmp$|^\.(?:reseau|.*\.csv|.*\.parquet)\.")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path; nothing when there is no such folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def drafts(folder: Path) -> list[str]:
    """Files and folders that a command began and did not finish."""
    return [path.name for path in folder.rglob("*") if _DRAFT.search(path.name)]


def assert_told(ended: Ended, *, code: int, words: tuple[str, ...]) -> None:
    """One French message with those words, that exit code, no traceback, no stray output."""
    assert ended.code == code, ended.err
    assert ended.err.count("Erreur — ") == 1, ended.err
    assert "Traceback" not in ended.err
    assert not ended.out.strip() or json.loads(ended.out)
    flat = " ".join(ended.err.split())
    missing = [word for word in words if word not in flat]
    assert not missing, f"{missing} not in: {flat}"
