"""Fixtures of the downloads: a local server, quick rules, no way out of this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from placement.download import HttpRules
from tests.download.servers import Server, http_server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, no_network: None) -> Iterator[Server]:  # noqa: ARG001
    """Give a local server, reached without the proxy of the environment."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with http_server() as listening:
        yield listening


@pytest.fixture
def rules() -> HttpRules:
    """Give rules that do not wait."""
    return HttpRules(
        connect_s=2.0,
        read_s=0.5,
        tries=3,
        backoff_s=0.01,
        slowest_bytes_per_s=1000.0,
        patience_s=0.3,
    )
