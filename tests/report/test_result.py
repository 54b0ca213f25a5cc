"""``resultat.json`` and ``manifeste.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from placement.report import manifest_document, result_document
from tests.report.outcomes import FACTS, YOUNG, outcome
from tests.territory_drawing import demand, territory

KEYS = {
    "statut", "objectif", "borne", "ecart", "cout_annuel_eur", "budget_annuel_eur",
    "indicateurs", "indicateurs_existant", "sites", "demande",
}  # fmt: skip
SITE_KEYS = {"id", "commune", "type", "offre", "demi_journees_an", "cout_annuel_eur", "changement"}
TOTAL = sum(sum(counts) for counts in YOUNG.values())


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)


def test_the_promised_keys_are_there() -> None:
    """Those of the format, for the whole and for each site; the status is a word."""
    document = result_document(outcome())
    assert set(document) >= KEYS
    assert document["statut"] == "OPTIMAL"
    assert all(set(site) >= SITE_KEYS for site in document["sites"])
    assert document["indicateurs"].keys() == document["indicateurs_existant"].keys()


def test_it_is_plain_json_without_infinity_and_rounded() -> None:
    """Strict JSON accepts it; no number has more than six decimals."""
    document = result_document(outcome())
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    assert all(number == round(number, 6) for number in numbers(document))


def test_todays_costs_and_half_days_are_those_of_its_sites() -> None:
    """With the captive public, the sites of today add up to the whole of today."""
    document = result_document(outcome())
    for key in ("cout_annuel", "demi_journees"):
        unit = "eur" if key.startswith("cout") else "an"
        parts = sum(site[f"{key}_existant_{unit}"] for site in document["sites"])
        captive = document["public_captif"][f"{key}_{unit}"]
        assert parts + captive == pytest.approx(document[f"{key}_existant_{unit}"])


@pytest.mark.parametrize("lost", [{}, {"C": "à 9 km"}, {"B": "à 3 km", "C": "à 9 km"}])
def test_demand_adds_up_whoever_is_lost(lost: dict[str, str]) -> None:
    """Total = assigned + without access + not attached, and the sites receive the assigned."""
    document = result_document(outcome(lost=lost))
    parts = document["demande"]
    assert parts["total"] == TOTAL
    assert parts["affectee"] + parts["sans_acces"] + parts["non_rattachee"] == pytest.approx(TOTAL)
    assert parts["non_rattachee"] == pytest.approx(sum(sum(YOUNG[name]) for name in lost))
    received = sum(site["jeunes"] for site in document["sites"])
    assert received == pytest.approx(parts["affectee"])
    assert document["indicateurs"]["tous"]["sans_acces"] == pytest.approx(parts["sans_acces"])


def test_groups_add_up_to_everybody() -> None:
    """Young people of the profiles make those of ``tous``."""
    groups = dict(result_document(outcome())["indicateurs"])
    everybody = groups.pop("tous")
    assert sum(group["jeunes"] for group in groups.values()) == pytest.approx(everybody["jeunes"])


def test_the_objective_is_minutes_of_access_by_young_person() -> None:
    """With everybody served it is the mean with the wait; the bound is proved equal."""
    document = result_document(outcome())
    everybody = document["indicateurs"]["tous"]
    assert everybody["sans_acces"] == 0
    assert document["objectif"] == pytest.approx(everybody["moyenne_avec_attente_min"], abs=1e-6)
    assert document["borne"] == pytest.approx(document["objectif"], abs=1e-4)


def test_costs_and_half_days_include_the_captive_public() -> None:
    """Sites and sessions make the whole; the same sessions are in today's."""
    place = territory(people=demand(YOUNG), captive=["1 demi-journée par semaine"])
    told = outcome(place=place, couts={"permanence_demi_journee_eur": 175.37})
    document, captive = result_document(told), result_document(told)["public_captif"]
    assert captive == {"demi_journees_an": 52, "cout_annuel_eur": pytest.approx(52 * 175.37)}
    sites_eur = sum(site["cout_annuel_eur"] for site in document["sites"])
    whole_eur = document["cout_annuel_eur"]
    assert round(sites_eur + captive["cout_annuel_eur"], 2) == round(whole_eur, 2)
    half_days = sum(site["demi_journees_an"] for site in document["sites"])
    assert document["demi_journees_an"] == half_days + captive["demi_journees_an"]
    assert document["demi_journees_existant_an"] == 520 + 12 + 52


def test_the_share_whose_door_opens_every_15_days() -> None:
    """Today B opens monthly: those who go there do not count; all of them do in the plan."""
    document = result_document(outcome(attente={"minutes_par_jour": 0.1}))
    monthly = sum(site["jeunes_existant"] for site in document["sites"] if site["id"] == "b")
    assert 0 < monthly < TOTAL
    today = document["indicateurs_existant"]["tous"]["part_ouvert_15_jours"]
    assert today == pytest.approx(1 - monthly / TOTAL, abs=1e-6)
    assert document["indicateurs"]["tous"]["part_ouvert_15_jours"] == 1.0


def test_what_is_unlimited_is_null() -> None:
    """No limit of half-days is null, not a large number."""
    document = result_document(outcome())
    assert document["demi_journees_max_an"] is None
    assert document["budget_annuel_eur"] is not None


def test_the_manifest_keeps_the_clock_apart() -> None:
    """Only ``execution`` holds times; hashes, licences, versions and warnings are all there."""
    told = outcome()
    manifest = manifest_document(told, facts=FACTS)
    assert json.loads(json.dumps(manifest, allow_nan=False)) == manifest
    assert manifest["execution"]["etapes_s"] == {"temps": 1.235}
    assert manifest["execution"]["debut"] == FACTS.started
    rest = json.dumps({key: value for key, value in manifest.items() if key != "execution"})
    assert "2025-03-01" not in rest
    assert manifest["scenario"]["sha256"] == FACTS.scenario_sha256
    assert manifest["reseau"]["sha256"] == "1" * 64
    assert manifest["avertissements"] == list(told.warnings)
    assert manifest["population"]["estimee"] is True
    assert manifest["resolution"]["statut"] == "OPTIMAL"
