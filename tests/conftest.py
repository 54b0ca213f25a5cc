"""Fixtures that every part of the test suite shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data sets, read in place; the test skips where they are absent."""
    default = REPOSITORY.parent / "shared" / "data"
    folder = Path(os.environ.get("PLACEMENT_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"real data absent: {folder} (set PLACEMENT_SHARED_DATA)")
    return folder
