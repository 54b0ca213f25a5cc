"""The door of tables: Parquet, GeoPackage, CSV, from IGN or from a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

from placement.errors import DataError, NetworkError
from placement.network import DEFAULT_SPEEDS, RoadNetwork, read_tables

NODES = pd.DataFrame({"node": ["n1", "n2"], "lon": [3.30, 3.31], "lat": [46.56, 46.57]})


def write(folder: Path, name: str, frame: pd.DataFrame) -> Path:
    path = folder / name
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep=";", decimal=",")
    return path


def read(folder: Path, edges: pd.DataFrame, nodes: pd.DataFrame = NODES) -> RoadNetwork:
    return read_tables(write(folder, "n.parquet", nodes), write(folder, "e.parquet", edges))


def edge(**columns: object) -> pd.DataFrame:
    return pd.DataFrame([{"u": "n1", "v": "n2", "length_m": 1000.0, **columns}])


def test_a_class_gives_the_speed(tmp_path: Path) -> None:
    """``highway`` and the table of speeds; one row is one direction."""
    network = read(tmp_path, edge(highway="secondary"))
    assert network.time_ms.tolist() == [round(1000 / 66 * 3600 * 1.03)]
    assert network.road_classes == ("secondary",)
    assert (network.tail.tolist(), network.head.tolist()) == ([0], [1])
    assert network.crs == "EPSG:2154"


@pytest.mark.parametrize(
    ("columns", "time_ms"),
    [
        ({"time_s": 12.3456, "highway": "secondary"}, 12_346),
        ({"speed_kmh": 36.0, "highway": "secondary"}, 100_000),
        ({"time_s": np.nan, "vitesse_kmh": 36.0}, 100_000),
        ({"highway": "secondary", "maxspeed": "50"}, 92_700),
        ({"highway": "['secondary', 'tertiary']"}, round(1000 / 66 * 3600 * 1.03)),
    ],
)
def test_time_then_speed_then_class(
    tmp_path: Path, columns: dict[str, object], time_ms: int
) -> None:
    """The most direct information wins; speeds given are used as they are."""
    assert read(tmp_path, edge(**columns)).time_ms.tolist() == [time_ms]


def test_csv_of_a_french_spreadsheet(tmp_path: Path) -> None:
    """Semicolons, decimal commas, a byte order mark, French headers."""
    nodes, edges = tmp_path / "noeuds.csv", tmp_path / "arcs.csv"
    nodes.write_text("Nœud;Longitude;Latitude\n1;3,30;46,56\n2;3,31;46,57\n", "utf-8-sig")
    edges.write_text("origine;arrivée;longueur_m;temps_s\n1;2;1000,5;60,25\n", "utf-8-sig")
    nodes.write_text(nodes.read_text("utf-8-sig").replace("Nœud", "noeud"), "utf-8-sig")
    network = read_tables(nodes, edges)
    assert network.length_m.tolist() == [1000.5]
    assert network.time_ms.tolist() == [60_250]
    assert network.node_id.tolist() == ["1", "2"]


def test_rows_may_stand_for_nodes(tmp_path: Path) -> None:
    """``u_idx`` and ``v_idx`` are row numbers from 0; Lambert-93 is read off the names."""
    nodes = pd.DataFrame({"x2154": [725e3, 726e3], "y2154": [6608e3, 6608e3]})
    edges = pd.DataFrame({"u_idx": [1], "v_idx": [0], "length_m": [1e3], "highway": ["primary"]})
    network = read(tmp_path, edges, nodes)
    assert (network.tail.tolist(), network.head.tolist()) == ([1], [0])
    assert network.node_xy == pytest.approx(np.array([[725e3, 6608e3], [726e3, 6608e3]]), abs=0.01)


def test_plain_x_and_y_need_their_system(tmp_path: Path) -> None:
    """Metres without a system are refused; with it they are read."""
    nodes = pd.DataFrame({"id": ["n1", "n2"], "x": [725e3, 726e3], "y": [6608e3, 6608e3]})
    with pytest.raises(DataError, match="système de coordonnées"):
        read(tmp_path, edge(highway="primary"), nodes)
    network = read_tables(tmp_path / "n.parquet", tmp_path / "e.parquet", crs="EPSG:2154")
    assert network.n_nodes == 2


def test_geopackages_bring_their_own_system(tmp_path: Path) -> None:
    """Node points and edge lines in WGS84; the length comes from the lines."""
    points = [Point(3.30, 46.56), Point(3.31, 46.56)]
    nodes = gpd.GeoDataFrame({"osmid": [7, 8]}, geometry=points, crs="EPSG:4326")
    edges = gpd.GeoDataFrame(
        {"u": [7], "v": [8], "highway": ["primary"]},
        geometry=[LineString(points)],
        crs="EPSG:4326",
    )
    nodes.to_file(tmp_path / "n.gpkg")
    edges.to_file(tmp_path / "e.gpkg")
    network = read_tables(tmp_path / "n.gpkg", tmp_path / "e.gpkg")
    assert network.length_m[0] == pytest.approx(766, abs=3)


def test_ign_lines_are_a_network_by_themselves(tmp_path: Path) -> None:
    """BD TOPO: ends of lines are the nodes, directions and closed roads are honoured.

    a --both--> b --direct--> c, c --inverse--> d, and a private road.
    """
    xs = {"a": 0.0, "b": 1000.0, "c": 2000.0, "d": 3000.0}
    lines = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]
    frame = gpd.GeoDataFrame(
        {
            "sens_de_circulation": ["Double sens", "Sens direct", "Sens inverse", "Double sens"],
            "vitesse_moyenne_vl": [60, 60, 30, 20],
            "nature": ["Route à 1 chaussée", "Type autoroutier", "Bretelle", "Chemin"],
            "acces_vehicule_leger": ["Libre", "A péage", "Libre", "Restreint aux ayants droit"],
        },
        geometry=[LineString([(725e3 + xs[u], 6608e3), (725e3 + xs[v], 6608e3)]) for u, v in lines],
        crs="EPSG:2154",
    )
    frame.to_parquet(tmp_path / "troncon_de_route.parquet")
    network = read_tables(None, tmp_path / "troncon_de_route.parquet")
    arcs = zip(network.tail.tolist(), network.head.tolist(), network.time_ms, strict=True)
    assert sorted((u, v, int(t)) for u, v, t in arcs) == [
        (0, 1, 60_000),
        (1, 0, 60_000),
        (1, 2, 60_000),
        (3, 2, 120_000),
    ]
    assert {"motorway", "motorway_link"} < set(network.road_classes)


def test_every_missing_column_is_told_at_once(tmp_path: Path) -> None:
    """No position, no ends, no length, no speed: four faults in one message."""
    with pytest.raises(DataError, match="4 erreurs") as caught:
        read(tmp_path, pd.DataFrame({"nom": ["D1"]}), pd.DataFrame({"id": ["n1"]}))
    for told in ("position des nœuds", "deux bouts", "longueur", "temps en voiture"):
        assert told in str(caught.value)


@pytest.mark.parametrize(
    ("edges", "told"),
    [
        (edge(highway="primary", v="n9"), "nœud absent de la table : ligne 1"),
        (edge(highway="primary", length_m=-4.0), "longueur absente ou négative"),
        (edge(highway="primary", length_m=np.nan), "longueur absente ou négative"),
        (edge(speed_kmh=-50.0, highway="primary"), "négatifs"),
        (edge(time_s=-1.0, highway="primary"), "négatifs"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, edges: pd.DataFrame, told: str) -> None:
    """An unknown node, an absent or negative length, a negative speed or time."""
    with pytest.raises(DataError, match=told):
        read(tmp_path, edges)


def test_repeated_nodes_are_named(tmp_path: Path) -> None:
    """Two rows for n1 contradict each other."""
    with pytest.raises(DataError, match="répétés : n1"):
        read(tmp_path, edge(highway="primary"), pd.concat([NODES, NODES.head(1)]))


def test_edges_closed_to_cars_are_no_network(tmp_path: Path) -> None:
    """Only a footpath, whose class has no speed."""
    with pytest.raises(NetworkError, match="aucun arc"):
        read(tmp_path, edge(highway="footway"))


@pytest.mark.parametrize("name", ["x.parquet", "x.gpkg", "x.csv", "x.xlsx"])
def test_unreadable_files_are_named(tmp_path: Path, name: str) -> None:
    """Foreign content under each suffix: one NetworkError with the file's name."""
    (tmp_path / name).write_bytes(b"\x00\x01 ceci n'est pas une table")
    with pytest.raises(NetworkError, match=name):
        read_tables(tmp_path / name, tmp_path / name)
    with pytest.raises(NetworkError, match="introuvable"):
        read_tables(tmp_path / f"absent-{name}", tmp_path / f"absent-{name}")


def test_edges_without_nodes_must_be_lines(tmp_path: Path) -> None:
    """A plain table alone cannot say where its nodes are."""
    path = write(tmp_path, "e.parquet", edge(highway="primary"))
    with pytest.raises(DataError, match="doivent être des lignes"):
        read_tables(None, path)


def test_the_default_speeds_are_those_of_the_osm_door() -> None:
    """One table serves both doors."""
    assert DEFAULT_SPEEDS.class_kmh["primary"] == 76.0
