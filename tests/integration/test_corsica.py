"""Corsica end to end: 360 communes, real roads, from the tables to the map."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from placement.cli import main
from placement.run.stages import Workshop
from placement.scenario import read_scenario
from placement.sources.communes import CommuneRecord, communes_of_departement
from placement.tours import Windows
from tests.integration.conftest import Run
from tests.integration.distanciers import compute, write_points
from tests.integration.territories import SITES_HEADER, write_lines
from tests.tours.peer import driven_by_pyvrp

pytestmark = pytest.mark.slow

AJACCIO, BASTIA = "2A004", "2B033"
PERMANENCES = {
    "2A041": "1 journée par semaine",  # Bonifacio
    "2A247": "1 demi-journée par semaine",  # Porto-Vecchio
    "2A272": "2 demi-journées par mois",  # Sartène
    "2B050": "1 journée par semaine",  # Calvi
    "2B096": "1 demi-journée par semaine",  # Corte
    "2B123": "1 demi-journée par mois",  # Ghisonaccia
}
CANDIDATES = 25

SCENARIOS = {
    "existant": "mode: existant\n",
    "moyens-constants": "mode: optimisation\nbudget: {existant_plus_pct: 0}\n",
    "camion": (
        "mode: optimisation\nbudget: {existant_plus_eur: 100000}\n"
        "camion: {impose: oui, depot: lieu-2b096, arrets_max_jour: 3, duree_arret_min: 100, "
        "arrets_etudies: 100, frequences: [hebdomadaire, quinzaine]}\n"
    ),
}


@dataclass(frozen=True)
class Corsica:
    """Where Corsica was written and run, and what it gave."""

    territory: Path
    folders: dict[str, Path]
    results: dict[str, dict[str, Any]]
    network: dict[str, Any]


@pytest.fixture(scope="module")
def communes() -> tuple[CommuneRecord, ...]:
    """Give the communes of both départements."""
    return tuple(
        record
        for code in ("2A", "2B")
        for record in communes_of_departement(code, with_geometry=False)
    )


@pytest.fixture(scope="module")
def corsica(
    tmp_path_factory: pytest.TempPathFactory, communes: tuple[CommuneRecord, ...], shared_data: Path
) -> Corsica:
    """Write the territory, build its roads from tables, run two scenarios."""
    place = tmp_path_factory.mktemp("corse")
    territory = write_corsica(place / "corse", communes=communes)
    for name, mode in SCENARIOS.items():
        text = f"version: 1\nnom: {name}\ntitre: Corse\nterritoire: ./corse\n{mode}"
        (place / f"{name}.yaml").write_text(text + "temps: {reseau: route}\n", encoding="utf-8")
    roads = shared_data / "road_corse"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLACEMENT_CACHE", str(place / "cache"))
        tables = [str(roads / "nodes.parquet"), str(roads / "edges.parquet")]
        named = ["--licence", "ODbL 1.0", "--mention", "© les contributeurs d'OpenStreetMap"]
        assert ended(["network", "build", str(territory), "--tables", *tables, *named]) == 0
        assert ended(["run", str(place), "--out", str(place / "maps")]) == 0
    folders = {name: place / "maps" / "corse" / name for name in SCENARIOS}
    return Corsica(
        territory=territory,
        folders=folders,
        results={name: read_json(folder / "resultat.json") for name, folder in folders.items()},
        network=read_json(folders["existant"] / "manifeste.json")["reseau"],
    )


def ended(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def read_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def write_corsica(folder: Path, *, communes: tuple[CommuneRecord, ...]) -> Path:
    """Write the 360 communes; a siège, an antenne, six permanences and 25 candidate communes."""
    folder.mkdir()
    (folder / "territoire.yaml").write_text(
        "nom: corse\ntitre: Corse (exemple)\nfictif: oui\ncommunes_annoncees: 360\n"
        "parts_mobilite: {voiture: 0.55, sans_voiture: 0.25, mineurs: 0.2}\n",
        encoding="utf-8",
    )
    lines = [f"{one.code};{one.name};;confirme" for one in communes]
    write_lines(folder / "communes.csv", ["code_commune;nom;epci;statut", *lines])
    sites = [site(AJACCIO, kind="siege", text="tous les jours")]
    sites.append(site(BASTIA, kind="antenne", text="tous les jours"))
    sites += [site(code, kind="permanence", text=text) for code, text in PERMANENCES.items()]
    taken = {AJACCIO, BASTIA, *PERMANENCES}
    largest = sorted(communes, key=lambda one: (-(one.population or 0), one.code))
    free = [one.code for one in largest if one.code not in taken][:CANDIDATES]
    sites += [site(code, kind="candidat", text="") for code in free]
    write_lines(folder / "lieux.csv", [SITES_HEADER, *sites])
    return folder


def site(code: str, *, kind: str, text: str) -> str:
    return f"lieu-{code.lower()};Lieu de {code};{kind};{code};;;;fictif;{text};Mairie;;oui;;"


def test_the_whole_island_is_on_real_roads(corsica: Corsica) -> None:
    """360 communes, 31,333 nodes, Lambert-93; nothing is estimated, the licence is kept."""
    assert corsica.network["noeuds"] == 31_333
    assert corsica.network["crs"] == "EPSG:2154"
    assert corsica.network["licence"] == "ODbL 1.0"
    for name, result in corsica.results.items():
        assert result["temps_estimes"] is False
        page = (corsica.folders[name] / "carte.html").read_text(encoding="utf-8")
        assert "sans réseau routier" not in page
        assert "OpenStreetMap" in page
        assert len(page.encode()) < 5_000_000
        with (corsica.folders[name] / "communes.csv").open(encoding="utf-8-sig") as stream:
            assert len(list(csv.DictReader(stream, delimiter=";"))) == 360


def test_pyvrp_drives_the_days_of_the_van_as_we_do(corsica: Corsica) -> None:
    """On real roads, each day in its best order: the same driving, the same kilometres.

    Free to share the visits of a week among its days, PyVRP never needs to drive more than we do.
    """
    van, path = corsica.results["camion"]["camion"], corsica.territory.parent / "camion.yaml"
    ready = Workshop(advance=lambda *_: None).prepare(read_scenario(path), file=path)
    choice = ready.assembly.van
    assert choice is not None
    legs, limits = choice.ground.legs, choice.limits
    assert len(van["tournees"]) >= 4
    assert all(tour["km"] > 0 for tour in van["tournees"])
    for tour in van["tournees"]:
        stops = [legs.id.index(stop["lieu"]) for stop in tour["arrets"]]
        points = [0, *stops]
        driven_s = driven_by_pyvrp(
            legs.time_s[np.ix_(points, points)], limits=limits, windows=Windows.always(len(stops))
        )
        assert driven_s == pytest.approx(60 * tour["conduite_min"], abs=0.1)
        metres = [
            sum(legs.length_m[a, b] for a, b in pairwise((0, *way, 0)))
            for way in permutations(stops)
            if sum(legs.time_s[a, b] for a, b in pairwise((0, *way, 0))) <= driven_s + 0.1
        ]
        assert 1000 * tour["km"] == pytest.approx(min(metres), abs=1.0)
    weekly = [tour for tour in van["tournees"] if 1 in tour["semaines"]]
    visits = list(
        dict.fromkeys(legs.id.index(stop["lieu"]) for tour in weekly for stop in tour["arrets"])
    )
    together_s = driven_by_pyvrp(
        legs.time_s[np.ix_([0, *visits], [0, *visits])],
        limits=limits,
        windows=Windows.always(len(visits)),
        days=len(weekly),
        iterations=2000,
    )
    assert together_s is not None
    assert together_s <= 60 * sum(tour["conduite_min"] for tour in weekly) + 1.0


def test_the_van_reaches_corsicans_whom_no_door_reached(corsica: Corsica) -> None:
    """Its plan is proved, better than today, checked day by day; lines follow the roads."""
    today, plan = corsica.results["existant"], corsica.results["camion"]
    assert plan["statut"] == "OPTIMAL"
    assert plan["objectif"] < today["objectif"]
    assert plan["camion"]["jeunes_premier_acces"] > 0
    assert plan["camion"]["jours_quatre_semaines"] <= 16
    for tour in plan["camion"]["tournees"]:
        assert tour["conduite_min"] <= 150
        assert tour["travail_min"] <= 525
        assert 1 <= len(tour["arrets"]) <= 3


def test_both_scenarios_are_proved_and_the_plan_is_no_worse(corsica: Corsica) -> None:
    """OPTIMAL within the gap, within today's budget, the siège and nobody's count changed."""
    today, plan = corsica.results["existant"], corsica.results["moyens-constants"]
    assert today["statut"] == plan["statut"] == "OPTIMAL"
    assert plan["objectif"] <= today["objectif"] * (1 + 1e-4)
    assert plan["ecart"] <= 1e-4 + 1e-9
    assert plan["cout_annuel_eur"] <= plan["budget_annuel_eur"] + 0.005
    assert plan["budget_annuel_eur"] == pytest.approx(today["cout_annuel_eur"])
    assert plan["indicateurs_existant"] == today["indicateurs"]
    kept = {one["id"]: one["changement"] for one in plan["sites"]}
    assert kept["lieu-2a004"] == "inchangé"
    kinds = sorted(one["type"] for one in today["sites"])
    assert kinds == ["antenne"] + ["permanence"] * 6 + ["siege"]


def test_demand_adds_up_on_the_island(corsica: Corsica) -> None:
    """Total = assigned + without access + not attached; those far from a road are under 2 %."""
    for result in corsica.results.values():
        demand = result["demande"]
        parts = demand["affectee"] + demand["sans_acces"] + demand["non_rattachee"]
        assert parts == pytest.approx(demand["total"], abs=1e-4)
        assert 25_000 < demand["total"] < 45_000
        assert demand["non_rattachee"] < 0.02 * demand["total"]


def test_ajaccio_to_bastia_is_a_mountain_drive(
    placement: Run, corsica: Corsica, communes: tuple[CommuneRecord, ...], tmp_path: Path
) -> None:
    """Between 1 h 50 and 3 h each way, by the roads that the territory keeps."""
    towns = {one.code: (one.lon, one.lat) for one in communes if one.code in {AJACCIO, BASTIA}}
    points = write_points(tmp_path / "villes.csv", towns)
    found = compute(
        placement,
        *("--territory", corsica.territory, "--from", points, "--to", points),
        out=tmp_path / "t.csv",
    )
    for pair in ((AJACCIO, BASTIA), (BASTIA, AJACCIO)):
        assert 110 < found.time_s[pair] / 60 < 180
