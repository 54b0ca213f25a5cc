"""Pieces, coverage and attachment of points to a network."""

from __future__ import annotations

import numpy as np
import pytest
from road_drawing import beside, draw, on

from placement.errors import NetworkError
from placement.network import NodeIndex, Points, check_covers, check_network, connected_network
from placement.network.snap import unsnapped_of


def test_one_piece() -> None:
    """a-b-c both ways is one strongly connected component; lengths add up."""
    report = check_network(draw("a -60- b -60- c"))
    assert report.component_sizes == (3,)
    assert report.length_km == pytest.approx(4 * 0.6)


def test_two_pieces_are_refused_with_their_sizes() -> None:
    """a-b and c-d-e do not meet: the message counts the pieces and says what to do."""
    network = draw("a -60- b", "c -60- d -60- e")
    with pytest.raises(NetworkError, match=r"en 2 morceaux.*60%.*tailles : 3, 2.*Vérifiez"):
        check_network(network)


def test_a_one_way_dead_end_is_another_piece() -> None:
    """From d nobody comes back: strong connection, not weak, is what counts."""
    report = check_network(draw("a -60- b -60- c -60> d"), min_share=0.5)
    assert report.component_sizes == (3, 1)


def test_exactly_the_share_is_enough() -> None:
    """Nine nodes of ten: 90 % is kept, not refused."""
    chain = " -60- ".join("abcdefghi")
    network, report = connected_network(draw(chain, "i -60> z"))
    assert report.dropped_nodes == 1
    assert network.n_nodes == 9
    assert "z" not in network.node_id.tolist()
    with pytest.raises(NetworkError):
        connected_network(draw(chain, "i -60> z"), min_share=0.91)


def test_a_network_elsewhere_is_refused() -> None:
    """Roads near Moulins for a territory at Béthune: distance, wind and positions are told."""
    network = draw("a -60- b")
    bethune = Points(id=("62119",), lon=np.array([2.64]), lat=np.array([50.53]))
    with pytest.raises(NetworkError, match=r"ailleurs.*autour de 2\.64°.*44\d km.*vers le sud"):
        check_covers(network, bethune)


def test_a_network_on_the_other_side_of_the_world_is_refused() -> None:
    """A projection that cannot hold the point is no excuse for a crash."""
    far = Points(id=("x",), lon=np.array([-177.0]), lat=np.array([-89.9]))
    with pytest.raises(NetworkError, match="ailleurs"):
        check_covers(draw("a -60- b"), far)


def test_partial_coverage_is_a_warning() -> None:
    """The point 6 km away is named, the near one is not; 5 km is still covered."""
    network = draw("a -60- b")
    near, limit = (
        beside(network, "a", north_m=10.0, id="proche"),
        beside(network, "a", north_m=6_000.0, id="loin"),
    )
    both = Points(
        id=("proche", "loin"),
        lon=np.concatenate([near.lon, limit.lon]),
        lat=np.concatenate([near.lat, limit.lat]),
    )
    (warning,) = check_covers(network, both)
    assert "1 point sur 2" in warning
    assert "loin" in warning
    assert "proche" not in warning
    assert check_covers(network, near) == ()
    assert check_covers(network, Points(id=(), lon=np.empty(0), lat=np.empty(0))) == ()


def test_points_go_to_the_nearest_node() -> None:
    """300 m north of b, the nearest node is b, 300 m away."""
    network = draw("a -60- b -60- c")
    snapped = NodeIndex(network).snap(beside(network, "b", north_m=300.0), max_distance_m=300.5)
    assert network.node_id[snapped.node[0]] == "b"
    assert snapped.distance_m[0] == pytest.approx(300.0, abs=0.01)


def test_too_far_is_told_with_distance_and_reason() -> None:
    """2.5 km away with 2 km admitted: not attached, and said in French."""
    network = draw("a -60- b")
    point = beside(network, "a", north_m=2_500.0, id="ferme")
    snapped = NodeIndex(network).snap(point, max_distance_m=2_000.0)
    (lost,) = unsnapped_of(point, snapped, role="origine", max_distance_m=2_000.0)
    assert (lost.id, lost.role) == ("ferme", "origine")
    assert lost.distance_m == pytest.approx(2_500.0, abs=0.1)
    assert lost.reason == "à 2,5 km de la route la plus proche, au-delà des 2 km admis"


def test_only_usable_nodes_attract() -> None:
    """With b out of use, a point beside b goes to a neighbour; with none, nowhere."""
    network = draw("a -60- b -60- c")
    usable = np.array([True, False, True])
    point = beside(network, "b", north_m=10.0)
    node = NodeIndex(network, usable=usable).snap(point, max_distance_m=5_000.0).node[0]
    assert network.node_id[node] in {"a", "c"}
    nowhere = NodeIndex(network, usable=np.zeros(3, dtype=np.bool_)).snap(
        on(network, "a"), max_distance_m=1e9
    )
    assert not nowhere.on.any()
