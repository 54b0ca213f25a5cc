"""Corsica as a territory: its roads, its coaches, four sites."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from placement.run.doors import Roads, build_network
from placement.territory import load_territory
from tests.integration.territories import SITES_HEADER, write_lines
from tests.matsim_gtfs import matsim_to_gtfs

LARGEST = 120
"""Communes kept: the largest ones, where the coaches stop."""

SITES = (
    "bastia;Bastia;siege;2B033;;;;chef_lieu;tous les jours;;;non;;",
    "ajaccio;Ajaccio;antenne;2A004;;;;chef_lieu;tous les jours;;;oui;;",
    "corte;Corte;permanence;2B096;;;;chef_lieu;mardi matin;;;oui;;",
    "calvi;Calvi;candidat;2B050;;;;chef_lieu;;Mairie;;oui;;",
)
SCENARIO = """version: 1
nom: cars
titre: Cars de Corse
territoire: ./corse
mode: existant
temps: {reseau: route}
mobilite:
  voiture: [voiture]
  sans_voiture: [marche, velo, tc]
  mineurs: [marche, velo]
transport: {depart_au_plus_tot: 5:00, attente_correspondance_max_min: 90}
"""


def write_corsica(folder: Path, *, shared_data: Path) -> Path:
    """Write the territory, its road network and its feed; return the scenario."""
    territory = folder / "corse"
    territory.mkdir(parents=True)
    (territory / "territoire.yaml").write_text(
        "nom: corse\ntitre: Corse\nmission_locale: Essai\nfictif: oui\n"
        "parts_mobilite: {voiture: 0.5, sans_voiture: 0.3, mineurs: 0.2}\n",
        encoding="utf-8",
    )
    communes = pd.read_parquet(shared_data / "communes" / "communes_C_corse.parquet")
    largest = communes.nlargest(LARGEST, "pop_municipale")["insee"]
    codes = [f"{code};;;confirme" for code in sorted(largest.astype(str))]
    write_lines(territory / "communes.csv", ["code_commune;nom;epci;statut", *codes])
    write_lines(territory / "lieux.csv", [SITES_HEADER, *SITES])
    roads = shared_data / "road_corse"
    build_network(
        Roads(tables=(roads / "nodes.parquet", roads / "edges.parquet"), licence="ODbL 1.0"),
        territory=load_territory(territory),
        folder=territory,
    )
    matsim_to_gtfs(roads / "corsica_transit_schedule.xml.gz", territory / "gtfs" / "cars.zip")
    scenario = folder / "cars.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    return scenario
