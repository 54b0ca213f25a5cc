"""A scenario with a van, from the command line to its files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
from openpyxl import load_workbook

from placement.run.stages import Prepared, Workshop
from placement.scenario import read_scenario
from placement.solve import StopRule, solve
from placement.tours import broken_tours
from tests.conftest import REPOSITORY
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_lines, write_scenario, write_territory

VAN = (
    SCENARIO.replace("20000", "90000")
    + "camion: {impose: oui, exclusion_lieux_km: 0, exclusion_bus_km: 2}\n"
)


def ran(placement: Run, path: Path, *, out: Path, code: int = 0) -> dict[str, Any]:
    """Run one scenario and return its result."""
    ended = placement("run", path, "--out", out, "--json")
    assert ended.code == code, ended.err
    (document,) = json.loads(ended.out)
    return dict(document)


def sheet(path: Path) -> list[dict[str, str]]:
    """Read a CSV that was written."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def number(text: str) -> float:
    """Read a French number."""
    return float(text.replace(",", "."))


def test_a_van_is_told_whole(placement: Run, tmp_path: Path) -> None:
    """Tours, stops, costs and follow-up are written; costs of the sites still make the whole."""
    write_territory(tmp_path / "territoire")
    document = ran(placement, write_scenario(tmp_path, text=VAN), out=tmp_path / "maps")
    van, folder = document["camion"], tmp_path / "maps" / "essai" / "essai"
    assert van["retenu"]
    assert document["statut"] == "OPTIMAL"
    visits = sheet(folder / "tournees.csv")
    assert len(visits) == sum(len(tour["arrets"]) for tour in van["tournees"])
    served = {visit["lieu"] for visit in visits}
    assert {s["id"] for s in sheet(folder / "sites.csv") if s["offre"] == "camion"} == served
    costs = sum(site["cout_annuel_eur"] for site in document["sites"])
    assert costs + document["public_captif"]["cout_annuel_eur"] == pytest.approx(
        document["cout_annuel_eur"]
    )
    stops = [site for site in document["sites"] if site["offre"] == "camion"]
    assert sum(site["cout_annuel_eur"] for site in stops) == pytest.approx(
        van["cout_annuel_eur"]["recrutement_complet"]
    )
    assert sum(site["investissement_eur"] for site in stops) == pytest.approx(85_000)
    table = sheet(folder / "camion-couts.csv")
    assert table[-1]["poste"] == "Ensemble"
    assert number(table[-1]["en_poste_budgetaire_eur"]) == pytest.approx(
        van["cout_annuel_eur"]["en_poste_budgetaire"], abs=0.1
    )
    assert {row["indicateur"] for row in sheet(folder / "camion-suivi.csv")} >= {
        "Jeunes en entretien de premier accueil",
        "Satisfaction des partenaires",
        "Kilomètres",
    }
    assert "Arrêt du camion" in (folder / "carte.html").read_text("utf-8")


def test_the_van_is_in_the_workbook_and_on_the_layers(placement: Run, tmp_path: Path) -> None:
    """Four sheets with described columns; its days as lines, its stops as points, in metres."""
    write_territory(tmp_path / "territoire")
    document = ran(placement, write_scenario(tmp_path, text=VAN), out=tmp_path / "maps")
    van, folder = document["camion"], tmp_path / "maps" / "essai" / "essai"
    book = load_workbook(folder / "tableaux.xlsx")
    for sheet_name, file in (
        ("Tournées du camion", "tournees.csv"),
        ("Arrêts du camion", "arrets-camion.csv"),
        ("Coûts du camion", "camion-couts.csv"),
        ("Suivi du camion, un an", "camion-suivi.csv"),
    ):
        assert book[sheet_name].max_row >= 1 + len(sheet(folder / file))
        assert (folder / "csv" / file).is_file()
    days = geopandas.read_file(folder / "donnees.gpkg", layer="tournees")
    assert len(days) == len(van["tournees"])
    assert days.crs.to_epsg() == 2154
    assert set(days.geom_type) == {"LineString"}
    km = [tour["km"] for tour in van["tournees"]]
    assert days["km_tournee"].tolist() == pytest.approx(km, abs=0.06)
    assert (days.length / 1000 <= days["km_tournee"] + 0.1).all()
    stops = geopandas.read_file(folder / "donnees.gpkg", layer="arrets_camion")
    assert len(stops) == van["arrets_etudies"]
    assert (stops["desservi"] == "oui").sum() == len(
        {stop["lieu"] for tour in van["tournees"] for stop in tour["arrets"]}
    )


def test_a_scenario_run_again_without_its_van_leaves_no_tour_behind(
    placement: Run, tmp_path: Path
) -> None:
    """Files of a former run do not outlive it, and nothing is said of a van."""
    write_territory(tmp_path / "territoire")
    path = write_scenario(tmp_path, text=VAN)
    ran(placement, path, out=tmp_path / "maps")
    write_scenario(tmp_path, text=VAN.replace("impose: oui", "possible: non"))
    document = ran(placement, path, out=tmp_path / "maps")
    assert "camion" not in document
    assert not (tmp_path / "maps" / "essai" / "essai" / "tournees.csv").exists()


def test_stops_and_other_buses_come_from_their_sheets(placement: Run, tmp_path: Path) -> None:
    """Only listed stops are studied; one near another bus is left out and told."""
    folder = write_territory(tmp_path / "territoire")
    write_lines(
        folder / "arrets_camion.csv",
        ["id;nom;code_commune", "souvigny;Souvigny, marché;03275", "montet;Le Montet, place;03183"],
    )
    write_lines(folder / "arrets_mobiles.csv", ["nom;code_commune", "Bus;03275"])
    document = ran(placement, write_scenario(tmp_path, text=VAN), out=tmp_path / "maps")
    assert document["camion"]["arrets_etudies"] == 1
    assert any("autre bus" in line and "Souvigny" in line for line in document["avertissements"])


def test_hours_market_days_and_two_vans(placement: Run, tmp_path: Path) -> None:
    """Doors open within their hours; tours go out on market days; each van has its own week."""
    folder = write_territory(tmp_path / "territoire")
    write_lines(
        folder / "arrets_camion.csv",
        [
            "id;nom;code_commune;ouvre;ferme",
            "souvigny;Souvigny, marché;03275;8h;12h30",
            "montet;Le Montet, place;03183;13:30;",
            "avermes;Avermes, place;03013;;",
        ],
    )
    (folder / "donnees").mkdir(exist_ok=True)
    write_lines(
        folder / "donnees" / "marches.csv",
        ["code_commune;nom;jours;demi_journee", "03275;;jeudi;matin", "03183;;mercredi;matin"],
    )
    text = VAN.replace("90000", "260000").replace(
        "impose: oui", 'impose: oui, nombre: 2, jours_semaine: 2, depart: "07:45"'
    )
    document = ran(placement, write_scenario(tmp_path, text=text), out=tmp_path / "maps")
    van = document["camion"]
    assert van["achat_eur"] == 170_000
    assert van["jours_quatre_semaines_max"] == 16
    visits = sheet(tmp_path / "maps" / "essai" / "essai" / "tournees.csv")
    by_stop = {visit["lieu"]: visit for visit in visits}
    assert by_stop["camion-souvigny"]["depart"] <= "12:30"
    assert by_stop["camion-montet"]["arrivee"] >= "13:30"
    market = {visit["lieu"]: visit["jour"] for visit in visits if visit["jour_marche"] == "oui"}
    assert market
    assert market.items() <= {"camion-souvigny": "jeudi", "camion-montet": "mercredi"}.items()
    outings = {
        (visit["camion"], visit["jour"], week)
        for visit in visits
        if visit["rang"] == "1"
        for week in (visit["semaines"] if visit["semaines"] != "toutes" else "1234")
        if week.isdigit()
    }
    days = sum(
        {"hebdomadaire": 4, "quinzaine": 2, "mensuelle": 1}[tour["frequence"]]
        for tour in van["tournees"]
    )
    assert len(outings) == days


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        (("impose: oui", "impose: oui, depot: vichy"), 2, "camion.depot : lieu inconnu « vichy »"),
        (
            ("exclusion_lieux_km: 0", "exclusion_lieux_km: 1, conduite_max_min: 1"),
            4,
            "aucune tournée n'est possible",
        ),
        (("impose: oui", "impose: oui, possible: non"), 2, "contredit « possible: non »"),
        (("impose: oui", "impose: oui, depart: 8h30"), 2, "camion.depart"),
        (("impose: oui", "impose: oui, nombre: 4"), 2, "camion.nombre"),
        (("impose: oui", "impose: oui, duree_arret_min: 600"), 2, "ne tient pas dans"),
        (("90000", "1000"), 4, "dépassent"),
    ],
)
def test_an_impossible_van_is_explained_before_solving(
    placement: Run, tmp_path: Path, change: tuple[str, str], code: int, message: str
) -> None:
    """The message says what, which and what to do; ``placement check`` says it too."""
    write_territory(tmp_path / "territoire")
    text = VAN.replace(*change)
    if message == "dépassent":
        text = text.replace("existant_plus_eur", "annuel_eur")
    path = write_scenario(tmp_path, text=text)
    for command in (("check", path), ("run", path, "--out", tmp_path / "maps")):
        ended = placement(*command)
        assert ended.code == code
        assert message in " ".join(ended.err.replace("\u202f", " ").split())


def prepared(name: str) -> Prepared:
    """Prepare a scenario that comes with Moulins."""
    (file,) = (REPOSITORY / "scenarios" / "moulins").glob(f"0?-{name}.yaml")
    return Workshop(advance=lambda *_: None).prepare(read_scenario(file), file=file)


@pytest.mark.slow
def test_moulins_with_an_adviser_in_post_is_better_with_the_van() -> None:
    """For the same money and half-days, offices and van together beat offices alone.

    They also beat the offices of the best plan without a van, then the best tours that are left.
    """
    ready = prepared("camion-en-poste")
    choice, offices = ready.assembly.van, ready.assembly.problem
    assert choice is not None
    stop = StopRule(time_limit_s=60.0, gap=1e-4)
    together, alone = solve(choice.problem, stop=stop), solve(offices, stop=stop)
    assert together.solution is not None
    assert alone.objective is not None
    assert together.objective is not None
    assert together.gap is not None
    assert together.gap <= 1e-3
    assert together.objective < alone.objective
    legs = choice.ground.legs
    chosen = choice.chosen(together.solution.open_options)
    assert not broken_tours(
        [[legs.id[stop] for stop in choice.tours.of(tour)] for tour, _ in chosen],
        depot=legs.id[0],
        time_s={
            (legs.id[a], legs.id[b]): float(legs.time_s[a, b])
            for a, b in np.argwhere(~np.isnan(legs.time_s)).tolist()
        },
        limits=choice.limits,
        days=[frequency.days_per_cycle for _, frequency in chosen],
        days_max=choice.days_max,
    )
    spent_eur = choice.rates.complete_year_eur
    left = (offices.budget_eur or 0.0) - spent_eur
    first = solve(offices.replace(budget_eur=left), stop=stop).solution
    assert first is not None
    kept = set(offices.option_site[first.open_options].tolist())
    after = solve(
        choice.problem.replace(
            forced_options=tuple(offices.option_id[first.open_options].tolist()),
            forbidden_sites=tuple(
                str(key) for k, key in enumerate(offices.site_id) if k not in kept
            ),
        ),
        stop=stop,
    )
    assert after.objective is None or together.objective <= after.objective * (1 + 1e-3)
