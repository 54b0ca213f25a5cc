"""RoadNetwork: checks itself, cannot be changed, survives the disk or is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from road_drawing import draw

from placement.errors import NetworkError, OutputError
from placement.network import RoadNetwork


@pytest.fixture
def network() -> RoadNetwork:
    return draw("a -60- b -30> c", "c -90> a")


def test_a_network_counts_what_was_drawn(network: RoadNetwork) -> None:
    """a-b both ways, b to c and c to a one way: three nodes, four arcs."""
    assert (network.n_nodes, network.n_arcs) == (3, 4)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"time_ms": np.array([1, 0, 1, 1])}, "temps inférieur"),
        ({"length_m": np.array([1.0, np.nan, 1.0, 1.0])}, "longueur absente"),
        ({"head": np.array([1, 0, 2, 7])}, "nœud inconnu"),
        ({"head": np.array([0, 0, 2, 0])}, "vers lui-même"),
        ({"node_id": np.array(["a", "a", "c"])}, "répétés"),
        ({"tail": np.array([0, 1])}, "arcs mais"),
        ({"road_class": np.array([0, 0, 0, 9])}, "classe de route"),
        ({"crs": "Lambert"}, "EPSG"),
    ],
)
def test_contradictory_arrays_are_refused(
    network: RoadNetwork, change: dict[str, object], told: str
) -> None:
    """Each kind of fault is named in French when the network is built."""
    with pytest.raises(NetworkError, match=told):
        replace(network, **change)  # type: ignore[arg-type]


def test_a_network_cannot_be_changed(network: RoadNetwork) -> None:
    """Arrays are read-only."""
    with pytest.raises(ValueError, match="read-only"):
        network.time_ms[0] = 1


def test_the_hash_follows_times_not_labels(network: RoadNetwork) -> None:
    """Another time is another hash; another label, or a rebuilt twin, is the same."""
    twin = replace(network, origin=replace(network.origin, label="autre"))
    slower = replace(network, time_ms=network.time_ms + 1)
    estimated = replace(network, origin=replace(network.origin, estimated=True))
    assert twin.content_hash == network.content_hash
    assert len({network.content_hash, slower.content_hash, estimated.content_hash}) == 3


def test_subset_keeps_the_arcs_between_kept_nodes(network: RoadNetwork) -> None:
    """Without c, only the road a-b is left."""
    kept = network.subset(np.array([True, True, False]))
    assert kept.node_id.tolist() == ["a", "b"]
    assert sorted(zip(kept.tail.tolist(), kept.head.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_saving_then_loading_gives_the_same_network(network: RoadNetwork, tmp_path: Path) -> None:
    """Hash, origin, classes and coordinates come back; saving twice replaces."""
    network.save(tmp_path / "reseau")
    network.save(tmp_path / "reseau")
    again = RoadNetwork.load(tmp_path / "reseau")
    assert again.content_hash == network.content_hash
    assert again.origin == network.origin
    assert again.road_classes == network.road_classes
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reseau"]


def test_an_edited_network_is_refused(network: RoadNetwork, tmp_path: Path) -> None:
    """A description that no longer fits its hash is told, with what to do."""
    network.save(tmp_path / "reseau")
    meta = tmp_path / "reseau" / "meta.json"
    meta.write_text(meta.read_text("utf-8").replace("EPSG:2154", "EPSG:3857"), "utf-8")
    with pytest.raises(NetworkError, match="empreinte"):
        RoadNetwork.load(tmp_path / "reseau")


@pytest.mark.parametrize("broken", ["arcs.parquet", "noeuds.parquet", "meta.json"])
def test_a_truncated_network_is_refused(network: RoadNetwork, tmp_path: Path, broken: str) -> None:
    """Whichever file is cut short, the message is one NetworkError."""
    network.save(tmp_path / "reseau")
    path = tmp_path / "reseau" / broken
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(NetworkError):
        RoadNetwork.load(tmp_path / "reseau")


def test_absent_and_foreign_folders_are_refused(tmp_path: Path) -> None:
    """Nothing there, another JSON there, an incomplete description there."""
    with pytest.raises(NetworkError, match="aucun réseau"):
        RoadNetwork.load(tmp_path)
    (tmp_path / "meta.json").write_text(json.dumps({"format": "autre"}))
    with pytest.raises(NetworkError, match="pas un réseau"):
        RoadNetwork.load(tmp_path)


def test_a_folder_of_something_else_is_never_replaced(network: RoadNetwork, tmp_path: Path) -> None:
    """Saving over a folder that holds other files is refused and leaves them there."""
    (tmp_path / "photo.txt").write_text("précieux", "utf-8")
    with pytest.raises(OutputError, match="n'est pas remplacé"):
        network.save(tmp_path)
    assert (tmp_path / "photo.txt").read_text("utf-8") == "précieux"


def test_an_impossible_place_is_told(network: RoadNetwork, tmp_path: Path) -> None:
    """A parent that is a file gives an OutputError, not a traceback."""
    (tmp_path / "fichier").write_text("")
    with pytest.raises(OutputError, match="impossible"):
        network.save(tmp_path / "fichier" / "reseau")
