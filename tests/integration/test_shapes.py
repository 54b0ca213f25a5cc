"""``placement isochrones`` and ``placement times --trajets``, end to end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from raster_drawing import write_raster
from road_drawing import draw

from placement.network import RoadNetwork
from tests.integration.conftest import Run
from tests.integration.territories import replace


@pytest.fixture
def roads(tmp_path: Path) -> tuple[Path, Path]:
    """Write tables of a road of 20 km both ways, and points by its ends and in the sea."""
    network = draw("a -600- m -600- b", at={"m": (10_000.0, 0.0), "b": (20_000.0, 0.0)})
    lonlat = network.lonlat()
    nodes, arcs = tmp_path / "noeuds.csv", tmp_path / "arcs.csv"
    write(nodes, [("id", "lon", "lat"), *zip(network.node_id, *lonlat.T, strict=True)])
    rows = zip(network.tail, network.head, network.length_m, network.time_ms / 1000, strict=True)
    write(arcs, [("u_idx", "v_idx", "length_m", "time_s"), *rows])
    (lon_a, lat_a), _, (lon_b, lat_b) = lonlat
    write(tmp_path / "a.csv", [("id", "lon", "lat"), ("a", lon_a, lat_a + 0.002)])
    write(
        tmp_path / "b.csv",
        [("id", "lon", "lat"), ("b", lon_b, lat_b), ("en-mer", lon_b, lat_b + 1)],
    )
    return nodes, arcs


def write(path: Path, rows: list) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def test_the_ways_are_drawn_beside_the_times(
    placement: Run, tmp_path: Path, roads: tuple[Path, Path]
) -> None:
    """Same times; one feature a part; the point in the sea is in the other file, not lost."""
    lines = tmp_path / "trajets.geojson"
    ended = placement(
        "times", "--from", tmp_path / "a.csv", "--to", tmp_path / "b.csv", "--tables", *roads,
        "--out", tmp_path / "t.csv", "--trajets", lines, "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    summary = json.loads(ended.out)
    assert summary["trajets"] == str(lines)
    (row,) = csv.DictReader((tmp_path / "t.csv").open(encoding="utf-8"))
    document = json.loads(lines.read_text(encoding="utf-8"))
    parts = document["features"]
    assert [part["properties"]["partie"] for part in parts][:2] == ["acces", "route"]
    assert len(parts[1]["geometry"]["coordinates"]) == 3
    assert {part["properties"]["total_time_s"] for part in parts} == {float(row["time_s"])}
    assert sum(part["properties"]["time_s"] for part in parts) == pytest.approx(
        float(row["time_s"])
    )
    lost = list(csv.DictReader((tmp_path / "t_sans_temps.csv").open(encoding="utf-8")))
    assert [line["to_id"] for line in lost] == ["en-mer"]
    assert len(gpd.read_file(lines)) == len(parts)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--estimation", "--trajets", "t.geojson"], "n'a pas de routes à dessiner"),
        (["--estimation", "--trajets", "t.shp"], "doit finir par .geojson"),
    ],
)
def test_ways_that_cannot_be_drawn_are_refused_first(
    placement: Run, tmp_path: Path, roads: tuple[Path, Path], options: list[str], words: str
) -> None:
    """Before any time is written; exit code 2."""
    assert roads
    ended = placement(
        "times", "--from", tmp_path / "a.csv", "--to", tmp_path / "b.csv",
        "--out", tmp_path / "t.csv", *options,
    )  # fmt: skip
    assert ended.code == 2
    assert words in ended.err
    assert not (tmp_path / "t.csv").exists()


@pytest.mark.parametrize("name", ["iso.geojson", "iso.gpkg"])
def test_isochrones_are_written_with_their_licence(
    placement: Run, tmp_path: Path, roads: tuple[Path, Path], name: str
) -> None:
    """Two durations of one site, the longer larger; the site in the sea is told."""
    out = tmp_path / name
    ended = placement(
        "isochrones", "--from", tmp_path / "b.csv", "--tables", *roads, "--minutes", "15,5",
        "--out", out, "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["formes"] == 2
    assert "« en-mer » sans isochrone : à 11" in ended.err.replace("\n", " ")
    shapes = gpd.read_file(out)
    assert shapes.crs == "EPSG:4326"
    assert shapes["minutes"].tolist() == [5, 15]
    assert shapes["site"].tolist() == ["b", "b"]
    assert (np.diff(shapes["surface_km2"]) > 1).all()
    assert not list(tmp_path.glob(".iso*"))
    again = out.read_bytes()
    placement("isochrones", "--from", tmp_path / "b.csv", "--tables", *roads, "--minutes", "15,5",
              "--out", out)  # fmt: skip
    if name.endswith("json"):
        assert out.read_bytes() == again
        assert "licence" in json.loads(again)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--minutes", "dix"], 2, "« dix » n'est pas une liste de nombres"),
        (["--minutes", "0"], 3, "durée impossible : 0"),
        (["--sens", "autour"], 2, "« autour » est inconnu"),
        (["--profil", "cheval"], 2, "« cheval » est inconnu"),
    ],
)
def test_what_is_not_understood_is_told(
    placement: Run,
    tmp_path: Path,
    roads: tuple[Path, Path],
    options: list[str],
    code: int,
    words: str,
) -> None:
    """In French, with the exit code of its kind."""
    ended = placement(
        "isochrones", "--from", tmp_path / "b.csv", "--tables", *roads, "--out",
        tmp_path / "iso.geojson", *options,
    )  # fmt: skip
    assert ended.code == code
    assert words in ended.err.replace("\n", " ")


def test_only_sites_in_the_sea_is_an_error(
    placement: Run, tmp_path: Path, roads: tuple[Path, Path]
) -> None:
    """Nothing to draw: the reason of each, and where to look."""
    write(tmp_path / "mer.csv", [("id", "lon", "lat"), ("large", -8.0, 46.0)])
    ended = placement(
        "isochrones", "--from", tmp_path / "mer.csv", "--tables", *roads, "--out",
        tmp_path / "iso.geojson",
    )  # fmt: skip
    assert ended.code == 3
    assert "« large » à" in ended.err.replace("\n", " ")
    assert not (tmp_path / "iso.geojson").exists()


def test_a_territory_without_roads_is_told_to_build_them(
    placement: Run, tmp_path: Path, workplace: Path
) -> None:
    """The estimation of Moulins has times, not roads."""
    ended = placement("isochrones", workplace / "territoire", "--out", tmp_path / "iso.geojson")
    assert ended.code == 3
    assert "placement network build" in ended.err.replace("\n", " ")


def test_the_open_sites_of_a_territory_are_the_default(
    placement: Run, tmp_path: Path, workplace: Path, roads: tuple[Path, Path]
) -> None:
    """The siège and the permanence, not the two candidates."""
    territory = workplace / "territoire"
    built = placement("network", "build", territory, "--tables", *roads)
    assert built.code == 0, built.err
    ended = placement(
        "isochrones", territory, "--minutes", "20", "--out", tmp_path / "iso.geojson", "--json"
    )
    assert ended.code == 0, ended.err
    sites = set(gpd.read_file(tmp_path / "iso.geojson")["site"])
    assert sites | set(json.loads(ended.out)["lieux_sans_route"]) == {"moulins", "souvigny"}


def test_a_run_with_residents_by_squares_loses_nobody(placement: Run, workplace: Path) -> None:
    """A raster of population: more places, the same totals, the method on the outputs."""
    plain = placement("run", workplace / "essai.yaml", "--out", workplace / "a", "--json")
    assert plain.code == 0, plain.err
    territory = workplace / "territoire"
    values = np.random.default_rng(0).uniform(0, 50, (60, 90))
    write_raster(territory / "p.tif", values, west=2.9, north=46.7, cell=1 / 120, crs="EPSG:4326")
    replace(
        territory / "territoire.yaml",
        old="fictif: oui\n",
        new="fictif: oui\nraster_population: p.tif\n",
    )
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "b", "--json")
    assert ended.code == 0, ended.err
    (before,), (after,) = json.loads(plain.out), json.loads(ended.out)
    demand = after["demande"]
    assert demand["total"] == pytest.approx(before["demande"]["total"], rel=1e-9)
    parts = demand["affectee"] + demand["sans_acces"] + demand["non_rattachee"]
    assert parts == pytest.approx(demand["total"], abs=1e-4)
    with (workplace / "b/essai/essai/affectation.csv").open(encoding="utf-8-sig") as stream:
        assert "03190:c1" in stream.read()
    shown = placement("territory", "show", territory)
    assert "par carreaux de 1 km" in shown.err.replace("\n", " ")
    communes = (workplace / "b/essai/essai/communes.csv").read_text(encoding="utf-8-sig")
    assert len(communes.splitlines()) == 6
    map_text = (workplace / "b/essai/essai/carte.html").read_text(encoding="utf-8")
    assert "carreaux de 1 km" in map_text


def test_a_network_built_with_a_raster_of_heights_knows_slopes(
    placement: Run, workplace: Path, roads: tuple[Path, Path]
) -> None:
    """``raster_altitude``: the nodes kept beside the territory have their heights."""
    territory = workplace / "territoire"
    heights = np.repeat([np.linspace(200, 500, 80)], 40, axis=0)
    write_raster(
        territory / "mnt.tif", heights, west=720_000, north=6_620_000, cell=500, crs="EPSG:2154"
    )
    replace(
        territory / "territoire.yaml",
        old="fictif: oui\n",
        new="fictif: oui\nraster_altitude: mnt.tif\n",
    )
    ended = placement("network", "build", territory, "--tables", *roads)
    assert ended.code == 0, ended.err
    network = RoadNetwork.load(territory / "reseau")
    assert (np.diff(network.node_z_m[np.argsort(network.node_xy[:, 0])]) > 50).all()
