"""The Overpass door, against a local server that answers as Overpass does."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import osmnx
import pytest
from shapely.geometry import Polygon, box

from placement.errors import NetworkError
from placement.network.osm import download_overpass
from tests.overpass_server import BUSY, Overpass, overpass_server

AREA = box(3.29, 46.55, 3.33, 46.58)
ROADS = {
    "version": 0.6,
    "elements": [
        {"type": "node", "id": 1, "lon": 3.30, "lat": 46.56},
        {"type": "node", "id": 2, "lon": 3.31, "lat": 46.56},
        {"type": "node", "id": 3, "lon": 3.32, "lat": 46.57},
        {"type": "way", "id": 7, "nodes": [1, 2], "tags": {"highway": "primary"}},
        {
            "type": "way",
            "id": 8,
            "nodes": [2, 3],
            "tags": {"highway": "tertiary", "oneway": "yes", "maxspeed": "50"},
        },
    ],
}


@pytest.fixture
def overpass(monkeypatch: pytest.MonkeyPatch) -> Iterator[Overpass]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with overpass_server(json.dumps(ROADS)) as answers:
        yield answers


def test_roads_come_down_as_a_network(overpass: Overpass, tmp_path: Path) -> None:
    """Two ways, one of them one-way with a limit: three arcs, and the source is told."""
    network = download_overpass(AREA, cache_folder=tmp_path, overpass_url=overpass.url)
    assert (network.n_nodes, network.n_arcs) == (3, 3)
    assert overpass.url in network.origin.label
    assert network.origin.licence.startswith("ODbL")
    assert network.origin.timestamp is not None
    assert "highway" in overpass.queries[0]
    assert "46.55" in overpass.queries[0]
    assert "footway" not in overpass.queries[0]  # nothing but areas and ruins is left out
    assert all("placement" in agent for agent in overpass.agents)


def test_what_was_received_is_not_asked_again(overpass: Overpass, tmp_path: Path) -> None:
    """A second download is served by the cache folder, and equal."""
    first = download_overpass(AREA, cache_folder=tmp_path, overpass_url=overpass.url)
    again = download_overpass(AREA, cache_folder=tmp_path, overpass_url=overpass.url)
    assert again.content_hash == first.content_hash
    assert len(overpass.queries) == 1


@pytest.mark.parametrize("code", [429, 504])
def test_a_busy_server_is_told_after_three_tries(
    overpass: Overpass, tmp_path: Path, code: int
) -> None:
    """It neither hangs nor insists."""
    overpass.code, overpass.status = code, BUSY
    with pytest.raises(NetworkError, match=f"saturé.*{code}"):
        download_overpass(AREA, cache_folder=tmp_path, overpass_url=overpass.url, max_wait_s=0.01)
    assert len(overpass.queries) == 3


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"version": 0.6, "elements": []}),
        json.dumps(ROADS | {"remark": "runtime error: Query timed out"}),
        "{}",
        "<html>maintenance</html>",
        json.dumps([1, 2]),
    ],
)
def test_an_empty_or_foreign_answer_is_told(overpass: Overpass, tmp_path: Path, body: str) -> None:
    """No road, roads cut short, HTML, another JSON: one message that says what to check."""
    overpass.body = body
    with pytest.raises(NetworkError, match="aucune route exploitable"):
        download_overpass(AREA, cache_folder=tmp_path, overpass_url=overpass.url)


def test_an_error_of_the_server_is_told(overpass: Overpass, tmp_path: Path) -> None:
    """HTTP 400 with a page of HTML is not a network."""
    overpass.code, overpass.body = 400, "<html>parse error</html>"
    with pytest.raises(NetworkError):
        download_overpass(AREA, cache_folder=tmp_path, overpass_url=overpass.url)


def test_an_unreachable_server_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connection refused is told at once, with the other way to go."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NetworkError, match=r"injoignable.*\.osm\.pbf"):
        download_overpass(
            AREA, cache_folder=tmp_path, overpass_url=f"http://127.0.0.1:{port}/api", timeout_s=2
        )


def test_osmnx_is_put_back_as_it_was(overpass: Overpass, tmp_path: Path) -> None:
    """Settings and the resolver are restored, after a success and after a failure."""
    names = ("overpass_url", "cache_folder", "requests_kwargs", "overpass_rate_limit")
    before = [getattr(osmnx.settings, name) for name in names]
    resolver = socket.getaddrinfo
    download_overpass(AREA, cache_folder=tmp_path / "a", overpass_url=overpass.url)
    overpass.body = "{}"
    with pytest.raises(NetworkError):
        download_overpass(AREA, cache_folder=tmp_path / "b", overpass_url=overpass.url)
    assert [getattr(osmnx.settings, name) for name in names] == before
    assert socket.getaddrinfo is resolver


def test_a_broken_polygon_is_told_before_any_request(overpass: Overpass, tmp_path: Path) -> None:
    """A bow tie is refused."""
    bow = Polygon([(3.0, 46.0), (3.1, 46.1), (3.1, 46.0), (3.0, 46.1)])
    with pytest.raises(NetworkError, match="polygone"):
        download_overpass(bow, cache_folder=tmp_path, overpass_url=overpass.url)
    assert not overpass.queries
