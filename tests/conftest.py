"""Fixtures that every part of the test suite shares."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.viz.chromium import Tab, browser_path, opened

settings.register_profile("placement", deadline=None, derandomize=True)
settings.load_profile("placement")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data sets, read in place; the test skips where they are absent."""
    default = REPOSITORY.parent / "shared" / "data"
    folder = Path(os.environ.get("PLACEMENT_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"real data absent: {folder} (set PLACEMENT_SHARED_DATA)")
    return folder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to reach another machine fails the test; this one may answer itself."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"the test tried to reach the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty cache folder that the test owns."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PLACEMENT_CACHE", str(folder))
    return folder


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """Open a real browser with the network cut; required in continuous integration."""
    if browser_path() is None and "CI" not in os.environ:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    assert browser_path() is not None, "Chromium is required in continuous integration"
    with opened(tmp_path_factory.mktemp("profile")) as page:
        yield page
