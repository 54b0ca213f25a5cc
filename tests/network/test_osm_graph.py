"""Graphs of osmnx, in memory and as GraphML."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from placement.errors import NetworkError
from placement.network import Access, SpeedTable
from placement.network.osm import from_osmnx, load_graphml


def graph() -> nx.MultiDiGraph:  # type: ignore[type-arg]
    made = nx.MultiDiGraph(crs="epsg:4326")
    made.add_node(10, x=3.30, y=46.56)
    made.add_node(20, x=3.31, y=46.56)
    made.add_node(30, x=3.32, y=46.57)
    made.add_edge(10, 20, osmid=1, length=800.0, highway="primary", maxspeed="50", oneway=False)
    made.add_edge(20, 10, osmid=1, length=800.0, highway="primary", maxspeed="50", oneway=False)
    made.add_edge(20, 10, osmid=2, length=900.0, highway=["primary", "secondary"], oneway=True)
    made.add_edge(20, 30, osmid=3, length=500.0, highway="footway", oneway=False)
    return made


def test_edges_keep_length_direction_and_speed() -> None:
    """A tagged limit at 80 %, a merged edge at the mean pace, no footway, no lonely node."""
    network = from_osmnx(graph(), speeds=SpeedTable(winding=0.0))
    assert network.node_id.tolist() == ["10", "20"]
    times = sorted(network.time_ms.tolist())
    mean_pace = (1 / 76 + 1 / 66) / 2
    merged = round(900 * mean_pace * 3600 * 1.03)
    assert times == sorted([round(800 / 40 * 3600 * 1.03)] * 2 + [merged])


def test_the_graph_is_not_modified() -> None:
    """Reading writes nothing on the caller's graph."""
    made = graph()
    before = {key: dict(data) for *key_, data in made.edges(data=True) for key in [tuple(key_)]}
    from_osmnx(made)
    after = {key: dict(data) for *key_, data in made.edges(data=True) for key in [tuple(key_)]}
    assert after == before


def test_graphml_of_osmnx_is_read_back(tmp_path: Path) -> None:
    """A saved GraphML gives the network of the graph in memory."""
    import osmnx

    path = tmp_path / "reseau.graphml"
    osmnx.save_graphml(graph(), path)
    assert load_graphml(path).content_hash == from_osmnx(graph()).content_hash


@pytest.mark.parametrize("content", ["", "<graphml", "pas du xml", "<osm></osm>"])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    """Empty, cut, foreign: one NetworkError."""
    path = tmp_path / "x.graphml"
    path.write_text(content)
    with pytest.raises(NetworkError):
        load_graphml(path)


def test_an_absent_graphml(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(NetworkError, match="introuvable"):
        load_graphml(tmp_path / "x.graphml")


def test_graphs_that_cannot_serve_are_refused() -> None:
    """No node, no position, no length, no road: each is told."""
    with pytest.raises(NetworkError, match="vide"):
        from_osmnx(nx.MultiDiGraph())
    unplaced = graph()
    del unplaced.nodes[20]["x"]
    with pytest.raises(NetworkError, match="coordonnées x et y : 20"):
        from_osmnx(unplaced)
    unmeasured = graph()
    del unmeasured.edges[10, 20, 0]["length"]
    with pytest.raises(NetworkError, match=r"longueur.*10→20"):
        from_osmnx(unmeasured)
    walking = nx.MultiDiGraph(graph().subgraph([20, 30]))
    with pytest.raises(NetworkError, match="aucune route"):
        from_osmnx(walking)


def test_paths_are_kept_with_their_users() -> None:
    """The footway of the graph is there for feet; its times and the cars' are told apart."""
    found = graph()
    found.add_edge(30, 20, osmid=4, length=500.0, highway="cycleway", oneway=False)
    network = from_osmnx(found, paths=True)
    users = {
        f"{network.node_id[t]}-{network.node_id[h]} {network.road_classes[c]}": int(bits)
        for t, h, c, bits in zip(
            network.tail, network.head, network.road_class, network.access, strict=True
        )
    }
    assert users["20-30 footway"] == Access.FOOT
    assert users["30-20 cycleway"] == Access.BICYCLE
    assert users["20-10 primary"] & Access.CAR
    drive = from_osmnx(graph())
    driven = (network.access & Access.CAR) > 0
    assert sorted(network.time_ms[driven].tolist()) == sorted(drive.time_ms.tolist())


def test_a_graph_of_paths_alone_is_refused() -> None:
    """Paths are no network for cars, asked for or not."""
    found = graph()
    found.remove_edges_from([edge for edge in found.edges if set(edge[:2]) != {20, 30}])
    with pytest.raises(NetworkError, match="aucune route ouverte aux voitures"):
        from_osmnx(found, paths=True)
