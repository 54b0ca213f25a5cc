"""The spreadsheets of a scenario."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from placement.report import Table, assignment_table, commune_table, site_table
from placement.run.map import map_content
from placement.viz.layers import commune_layer
from tests.report.outcomes import FACTS, YOUNG, outcome

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
    assert closed["rendez_vous_sous_15_jours"] is None
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


def test_the_difference_is_after_less_before_when_everybody_keeps_an_access() -> None:
    """To the tenth of a minute, on the figures of everybody; nobody gains or loses an access."""
    for line in rows(commune_table(outcome())):
        expected = line["temps_scenario_tous_min"] - line["temps_existant_tous_min"]
        assert line["ecart_min"] == pytest.approx(expected, abs=0.051)
        assert (line["gagnent_un_acces"], line["perdent_un_acces"]) == (0, 0)


WITHIN_25_MIN = {"temps": {"plafond_min": 25.0}}
"""C reaches A (30 min) no more: it needs B (20 min), which closes, or a site of its own."""


@pytest.mark.parametrize(
    "keys", [{}, WITHIN_25_MIN, WITHIN_25_MIN | {"sites": {"interdits": ["b", "c"]}}]
)
@pytest.mark.parametrize("lost", [{}, {"B": "à 9 km de la route"}])
def test_the_table_and_the_map_say_the_same_of_every_commune(
    keys: dict[str, Any], lost: dict[str, str]
) -> None:
    """Times before and after, difference, and who gains or loses an access: to the tenth."""
    told = outcome(lost=lost, **keys)
    layer = commune_layer(map_content(told, facts=FACTS))
    pairs = {
        "jeunes": "jeunes_tous",
        "temps_existant_tous_min": "avant_trajet_tous",
        "temps_scenario_sans_voiture_min": "apres_trajet_sans_voiture",
        "ecart_min": "ecart_trajet_tous",
        "gagnent_un_acces": "gagnent_tous",
        "perdent_un_acces": "perdent_tous",
    }
    for line in rows(commune_table(told)):
        on_map = layer.loc[line["code_commune"]]
        for here, there in pairs.items():
            found = math.nan if line[here] is None else line[here]
            assert found == pytest.approx(on_map[there], abs=0.051, nan_ok=True), here


def test_losing_an_access_is_counted_and_is_no_difference_of_time() -> None:
    """B and C closed and 25 min at most: those of C lose their access, those of B go farther."""
    told = outcome(
        **WITHIN_25_MIN, sites={"interdits": ["b", "c"]}, attente={"minutes_par_jour": 0.1}
    )
    _, second, third = rows(commune_table(told))
    assert (second["ecart_min"], second["perdent_un_acces"]) == (10.0, 0)
    assert third["ecart_min"] is None
    assert third["perdent_un_acces"] == pytest.approx(sum(YOUNG["C"]), abs=0.06)


def test_communes_add_up_to_the_territory() -> None:
    """Young people by commune, those without access and those off the roads included."""
    told = outcome(lost={"C": "à 9 km de la route"})
    lines = rows(commune_table(told))
    assert sum(line["jeunes"] for line in lines) == pytest.approx(TOTAL, abs=0.15)
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
    assert {line["raison"] for line in lines} == {
        "aucun lieu ouvert à portée de ses moyens de déplacement"
    }


def test_a_wait_that_makes_an_access_useless_is_the_reason_told() -> None:
    """A site is within reach, but trip and wait exceed the price of absence."""
    told = outcome()
    nowhere = np.full(told.plan.young.size, "")
    unknown = np.full(told.plan.young.size, math.nan)
    everybody = {
        name: replace(one, without_access=one.young) for name, one in told.plan.indicators.items()
    }
    left_out = replace(
        told.plan,
        option_id=nowhere,
        site_id=nowhere,
        raw_time_s=unknown,
        access_time_s=unknown,
        indicators=everybody,
    )
    lines = rows(assignment_table(replace(told, plan=left_out)))
    assert {line["raison"] for line in lines} == {
        "un lieu est à portée, mais trajet et attente dépassent la pénalité"
    }
