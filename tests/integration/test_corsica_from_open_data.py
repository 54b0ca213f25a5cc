"""Corsica, from two département numbers to a territory where real files replace estimates.

::

    territory init --departement 2A --departement 2B      mairies, census estimate
      + France services list                              hosts
      + Filosofi 1 km                                     where people live
      + QPV polygons                                      drawn by the test
      + « comptage: carroyage »                           the 18-24 of the grid, to the unit
      + roads of OpenStreetMap                            real travel times
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from placement.cli import main
from placement.french import minutes, percent, whole
from placement.territory import Territory, load_territory
from tests.conftest import REPOSITORY

FILOSOFI = Path("population") / "filosofi2015_1km_C_corse.parquet"
FRANCE_SERVICES = Path("sites") / "france_services_2024-08-01.csv"
NEIGHBOURHOODS = {
    "QN02A01M": ("Ajaccio nord", "2A004", 8.7285, 41.9395, 700),
    "QN02B01M": ("Bastia sud", "2B033", 9.4432, 42.6790, 900),
}


@dataclass(frozen=True)
class Step:
    """A territory, and what ``placement run`` says of its network of today."""

    territory: Territory
    result: Mapping[str, Any]
    manifest: Mapping[str, Any]


def placement(*arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert not ended.value.code


def draw_qpv(path: Path) -> None:
    """Write two discs in the layout of the official file of 2024."""
    frame = gpd.GeoDataFrame(
        {
            "code_qp": list(NEIGHBOURHOODS),
            "lib_qp": [name for name, *_ in NEIGHBOURHOODS.values()],
            "insee_com": [code for _, code, *_ in NEIGHBOURHOODS.values()],
        },
        geometry=[shapely.Point(lon, lat) for _, _, lon, lat, _ in NEIGHBOURHOODS.values()],
        crs="EPSG:4326",
    ).to_crs("EPSG:2154")
    radii = [radius for *_, radius in NEIGHBOURHOODS.values()]
    frame.geometry = frame.buffer(radii)
    frame.to_crs("EPSG:4326").to_file(path, driver="GeoJSON")


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> dict[str, Step]:
    """Make the territory, then drop the files one after the other, and run it each time."""
    work = tmp_path_factory.mktemp("corse")
    where = ("--dossier", work / "corse", "--scenarios", work / "scenarios")
    hosts = ("--france-services", shared_data / FRANCE_SERVICES)
    placement(
        *("territory", "init", "corse", "--departement", "2A", "--departement", "2B"),
        *hosts,
        *where,
    )
    dropped = work / "corse" / "donnees"
    settings = work / "corse" / "territoire.yaml"
    done = {"estimation": _run(work, "estimation")}
    shutil.copy(shared_data / FILOSOFI, dropped)
    done["carroyage"] = _run(work, "carroyage")
    draw_qpv(dropped / "QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson")
    done["quartiers"] = _run(work, "quartiers")
    settings.write_text(settings.read_text(encoding="utf-8") + "comptage: carroyage\n", "utf-8")
    done["comptage"] = _run(work, "comptage")
    roads = shared_data / "road_corse"
    tables = ("--tables", roads / "nodes.parquet", roads / "edges.parquet")
    placement("network", "build", work / "corse", *tables, "--licence", "ODbL 1.0")
    done["routes"] = _run(work, "routes")
    return done


def _run(work: Path, step: str) -> Step:
    out = work / "maps" / step
    placement("run", work / "scenarios" / "01-existant.yaml", "--out", out)
    folder = out / "corse" / "existant"
    return Step(
        load_territory(work / "corse"),
        json.loads((folder / "resultat.json").read_text(encoding="utf-8")),
        json.loads((folder / "manifeste.json").read_text(encoding="utf-8")),
    )


def test_the_grid_moves_people_and_keeps_their_number(steps: dict[str, Step]) -> None:
    """Each commune keeps its young people; they are no longer at the mairie."""
    before, after = steps["estimation"].territory.demand, steps["carroyage"].territory.demand
    assert len(before.place_id) == 360
    assert len(after.place_id) > 2000
    for demand in (before, after):
        assert np.isfinite(demand.lon).all()
    totals = [
        pd.Series(demand.young.sum(axis=1)).groupby(demand.commune_code).sum()
        for demand in (before, after)
    ]
    pd.testing.assert_series_equal(*totals, rtol=1e-12)


def test_the_18_24_of_the_grid_are_kept_to_the_unit(
    steps: dict[str, Step], shared_data: Path
) -> None:
    """12,475 young people of 18 to 24 in Corsica, all of them somewhere, and said to be that."""
    published = float(pd.read_parquet(shared_data / FILOSOFI)["Ind_18_24"].sum())
    demand = steps["comptage"].territory.demand
    assert demand.total == pytest.approx(published, abs=1e-9)
    assert round(published + 1e-9) in {12474, 12475}
    assert demand.counted == "jeunes de 18 à 24 ans"
    assert "18-24 ans de Filosofi 2015" in demand.method


def test_france_services_are_hosts(steps: dict[str, Step]) -> None:
    """Fixed France services of the island stand among the candidates, at their own place."""
    hosts = [site for site in steps["estimation"].territory.sites if site.id.startswith("fs-")]
    assert len(hosts) > 20
    assert {site.host for site in hosts} == {"France services"}
    assert all(site.position == "adresse" and not site.existing for site in hosts)


def test_drawn_neighbourhoods_hold_a_part_of_their_commune(steps: dict[str, Step]) -> None:
    """Both polygons are there, with the share of the young people whose squares they cover."""
    assert steps["carroyage"].territory.priority_areas == ()
    areas = {area.code: area for area in steps["quartiers"].territory.priority_areas}
    assert set(areas) == set(NEIGHBOURHOODS)
    for code, (_, commune, *_) in NEIGHBOURHOODS.items():
        assert areas[code].commune_code == commune
        share = areas[code].young_share
        assert share is not None
        assert 0.01 < share < 0.9
        assert areas[code].geometry is not None


def test_every_output_says_where_its_figures_come_from(steps: dict[str, Step]) -> None:
    """A file that was dropped is credited in the manifest; the estimate it replaces is gone."""
    credited = {
        name: {source["id"] for source in step.manifest["donnees"]} for name, step in steps.items()
    }
    assert "recensement" in credited["estimation"]
    assert "filosofi-1km" in credited["carroyage"] - credited["estimation"]
    assert "qpv" in credited["quartiers"] - credited["carroyage"]
    assert "recensement" not in credited["comptage"]
    for step in steps.values():
        assert step.manifest["estimations"] == list(step.territory.estimates)
        assert all(source["licence"] for source in step.manifest["donnees"])


def test_nobody_is_lost_whatever_the_files(steps: dict[str, Step]) -> None:
    """Received, without access and off the roads add up to the young people of the territory."""
    for step in steps.values():
        told = step.result["indicateurs"]["tous"]
        assert told["jeunes"] == pytest.approx(step.territory.demand.total, abs=0.1)


def test_the_indicators_before_and_after(steps: dict[str, Step]) -> None:
    """Real files change what is measured: the table of docs/sources.md is what comes out here."""
    table = "\n".join(_row(name, step) for name, step in steps.items())
    assert table in (REPOSITORY / "docs" / "sources.md").read_text(encoding="utf-8"), table
    means = {
        name: step.result["indicateurs"]["tous"]["moyenne_min"] for name, step in steps.items()
    }
    assert means["carroyage"] != means["estimation"]
    assert means["quartiers"] == means["carroyage"]
    assert means["routes"] != means["comptage"]


LABELS = {
    "estimation": "rien de déposé : recensement estimé, jeunes à la mairie, temps estimés",
    "carroyage": "+ Filosofi 1 km",
    "quartiers": "+ polygones des QPV (dessinés pour l'essai)",
    "comptage": "+ `comptage: carroyage`",
    "routes": "+ routes d'OpenStreetMap",
}


def _row(name: str, step: Step) -> str:
    told = step.result["indicateurs"]["tous"]
    demand = step.territory.demand
    cells = (
        LABELS[name],
        whole(told["jeunes"]),
        whole(len(demand.place_id)),
        minutes(told["moyenne_min"]),
        percent(told["part_30_min"]),
        percent(told["sans_acces"] / told["jeunes"]),
        whole(_in_qpv(step.territory)) if step.territory.priority_areas else "inconnu",
    )
    return f"| {' | '.join(cells)} |"


def _in_qpv(territory: Territory) -> float:
    """Young people who live in a priority neighbourhood, persons."""
    demand = territory.demand
    persons = 0.0
    for area in territory.priority_areas:
        inside = demand.commune_code == area.commune_code
        persons += (area.young_share or 0.0) * float(demand.young[inside].sum())
    return persons
