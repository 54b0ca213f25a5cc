"""The spreadsheets of a scenario."""

from __future__ import annotations

from typing import Any

import pytest

from placement.report import Table, assignment_table, commune_table, site_table
from tests.report.outcomes import YOUNG, outcome

TOTAL = sum(sum(counts) for counts in YOUNG.values())


def rows(table: Table) -> list[dict[str, Any]]:
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len(set(table.columns)) == len(table.columns)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_sites_say_what_when_and_at_what_cost() -> None:
    """The siège kept, C opened, B closed: closed sites have nothing left, and come last."""
    told = outcome(attente={"minutes_par_jour": 0.1})
    siege, opened, closed = rows(site_table(told))
    assert [line["changement"] for line in (siege, opened, closed)] == [
        "inchangé",
        "ouvert",
        "fermé",
    ]
    assert (opened["id"], opened["code_commune"], opened["type"]) == ("c", "C", "permanence")
    assert (opened["offre"], opened["demi_journees_an"]) == ("permanence-2dj-semaine", 104)
    assert opened["cout_annuel_eur"] == 104 * 175
    assert opened["rendez_vous_sous_15_jours"] == "oui"
    assert (closed["demi_journees_an"], closed["cout_annuel_eur"], closed["jeunes"]) == (0, 0, 0)
    assert closed["recurrence"] == "1 demi-journée par mois"
    assert closed["rendez_vous_sous_15_jours"] == "non"
    assert closed["jeunes_existant"] > 0


def test_costs_of_the_sites_add_up_to_the_plan() -> None:
    """Without captive public, the column is the annual cost."""
    told = outcome()
    lines = rows(site_table(told))
    assert sum(line["cout_annuel_eur"] for line in lines) == pytest.approx(told.plan.cost_eur)
    assert sum(line["demi_journees_an"] for line in lines) == told.plan.half_days


def test_every_commune_has_a_row_even_without_anybody() -> None:
    """Three communes, in order; the hypothesis is said; times are minutes with one decimal."""
    first, second, third = rows(commune_table(outcome()))
    assert [line["code_commune"] for line in (first, second, third)] == ["A", "B", "C"]
    assert (first["perimetre"], third["perimetre"]) == ("confirmé", "hypothèse")
    assert second["temps_existant_voiture_min"] == 10.0
    assert second["temps_scenario_voiture_min"] == 10.0
    assert third["temps_existant_voiture_min"] in {20.0, 30.0}
    assert third["temps_scenario_voiture_min"] == 0.0
    assert third["ecart_min"] < 0


def test_the_difference_is_after_less_before() -> None:
    """To the tenth of a minute, on the figures of everybody."""
    for line in rows(commune_table(outcome())):
        expected = line["temps_scenario_tous_min"] - line["temps_existant_tous_min"]
        assert line["ecart_min"] == pytest.approx(expected, abs=0.051)


def test_communes_add_up_to_the_territory() -> None:
    """Young people by commune, those without access and those off the roads included."""
    told = outcome(lost={"C": "à 9 km de la route"})
    lines = rows(commune_table(told))
    assert sum(line["jeunes_16_25"] for line in lines) == pytest.approx(TOTAL, abs=0.15)
    assert sum(line["non_rattaches"] for line in lines) == pytest.approx(
        told.not_attached, abs=0.15
    )
    assert sum(line["sans_acces_scenario"] for line in lines) == pytest.approx(
        told.without_access, abs=0.15
    )


def test_a_commune_off_the_roads_has_no_time_and_no_difference() -> None:
    """Empty cells, never zero."""
    *_, third = rows(commune_table(outcome(lost={"C": "à 9 km de la route"})))
    assert third["temps_existant_tous_min"] is None
    assert third["temps_scenario_tous_min"] is None
    assert third["ecart_min"] is None
    assert third["non_rattaches"] == pytest.approx(10.1)


def test_everybody_is_somewhere_in_the_assignment() -> None:
    """One row a place and profile; assigned, without access or not attached, with the reason."""
    told = outcome(lost={"C": "à 9 km de la route"})
    lines = rows(assignment_table(told))
    assert len(lines) == 9
    assert sum(line["jeunes"] for line in lines) == pytest.approx(TOTAL, abs=0.05)
    lost = [line for line in lines if line["situation"] == "non rattaché"]
    assert {line["lieu_residence"] for line in lost} == {"C"}
    assert {line["raison"] for line in lost} == {"à 9 km de la route"}
    for line in lines:
        assert bool(line["raison"]) is (line["situation"] != "affecté")
        assert bool(line["lieu"]) is (line["situation"] == "affecté")


def test_the_wait_stands_beside_the_trip() -> None:
    """C goes to its own weekly site: no trip, 3.5 min of wait for an interval of 7 days."""
    lines = rows(assignment_table(outcome()))
    (line,) = [one for one in lines if (one["lieu_residence"], one["profil"]) == ("C", "voiture")]
    assert (line["lieu"], line["offre"]) == ("c", "permanence-2dj-semaine")
    assert (line["temps_trajet_min"], line["temps_acces_min"]) == (0.0, 3.5)


def test_those_who_cannot_go_are_told_why() -> None:
    """Nobody is received anywhere within a minute: rows without site, with a reason."""
    told = outcome(temps={"plafond_min": 1.0}, sites={"interdits": ["b", "c"]})
    lines = [one for one in rows(assignment_table(told)) if one["situation"] == "sans accès"]
    assert sum(line["jeunes"] for line in lines) == pytest.approx(told.without_access, abs=0.05)
    assert told.without_access == pytest.approx(sum(YOUNG["B"]) + sum(YOUNG["C"]))
    assert all(line["temps_trajet_min"] is None for line in lines)
