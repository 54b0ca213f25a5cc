"""Who pays, who gains, each EPCI: parts add up, and say what the other tables say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from placement.evaluate import EVERYBODY
from placement.offers import annual_cost_eur, annual_cost_posts
from placement.report import (
    ColumnKind,
    Table,
    assumption_table,
    column_named,
    commune_table,
    cost_table,
    epci_table,
    indicator_table,
    mover_table,
    result_document,
    summary_table,
)
from placement.scenario.costs import Costs
from tests.exports.drawn import drawn_outcome
from tests.report.outcomes import FACTS, YOUNG, outcome
from tests.territory_drawing import CANDIDATE, PERMANENCE, SIEGE, demand, offer, territory


def rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("kind", ["siege", "antenne", "permanence"])
@pytest.mark.parametrize("lent", [True, False])
def test_posts_add_up_to_the_cost(kind: str, lent: bool) -> None:
    """Whatever the kind of site, its posts are what it costs."""
    told, rates = offer("essai", kind, "1 journée par semaine"), Costs().rates()
    posts = annual_cost_posts(told, rates=rates, premises_lent=lent)
    cost = annual_cost_eur(told, rates=rates, premises_lent=lent)
    assert sum(amount for _, amount in posts) == pytest.approx(cost)
    assert all(amount > 0 for _, amount in posts)


def shared() -> Any:
    """Solve with a siège paid by two, a permanence whose cost is given, captive sessions."""
    siege = replace(SIEGE, funders=(("CA", 1 / 3), ("Région", 2 / 3)))
    given_cost = replace(PERMANENCE, annual_cost_eur=1234.56)
    place = territory(
        siege, given_cost, CANDIDATE, people=demand(YOUNG), captive=["1 demi-journée par mois"]
    )
    return outcome(place=place)


def test_every_split_of_the_cost_adds_up_to_the_euro() -> None:
    """By post, by funder, by EPCI: the same whole, that of the plan; differences too."""
    told = shared()
    splits: dict[str, list[dict[str, Any]]] = {}
    for line in rows(cost_table(told)):
        splits.setdefault(line["ventilation"], []).append(line)
    yearly = [lines for name, lines in splits.items() if "annuel" in name]
    assert len(yearly) == 3
    for *parts, total in yearly:
        assert total["ligne"] == "Ensemble"
        for key in ("existant_eur", "scenario_eur", "ecart_eur"):
            assert sum(part[key] for part in parts) == total[key]
        assert total["existant_eur"] == round(told.baseline.cost_eur)
        assert total["scenario_eur"] == round(told.plan.cost_eur)
    names = {line["ligne"] for line in splits["Coût annuel par financeur"]}
    assert {"CA", "Région", "Public captif (maison d'arrêt, CFA…)"} <= names
    posts = {line["ligne"] for line in splits["Coût annuel par poste"]}
    assert "Coût annuel donné dans lieux.csv" in posts


def test_what_is_spent_on_no_site_has_a_line() -> None:
    """The rounds of a van, say: a plan that costs more than its sites still adds up."""
    told = shared()
    more = replace(told, plan=replace(told.plan, cost_eur=told.plan.cost_eur + 1000.4))
    lines = [line for line in rows(cost_table(more)) if line["ventilation"].endswith("par EPCI")]
    values = {line["ligne"]: line["scenario_eur"] for line in lines}
    assert values["Hors des lieux (tournées)"] == pytest.approx(1000.4, abs=1)
    assert sum(values.values()) == 2 * values["Ensemble"]


def test_what_is_spent_once_is_told_site_by_site() -> None:
    """The rows add up to the investment of the result."""
    told = outcome(couts={"ouverture_permanence_eur": 2500.0})
    once = [line for line in rows(cost_table(told)) if "une fois" in line["ventilation"]]
    spent = sum(told.board.once_eur.values())
    assert sum(line["scenario_eur"] for line in once[:-1]) == once[-1]["scenario_eur"] == spent > 0


def test_an_epci_is_the_sum_of_its_communes() -> None:
    """Young people, half-days and costs; its mean trip is that of everybody here."""
    told = drawn_outcome()
    (line,) = rows(epci_table(told))
    communes = rows(commune_table(told))
    assert line["communes"] == len(communes)
    assert line["jeunes"] == pytest.approx(sum(one["jeunes"] for one in communes), abs=0.2)
    assert line["cout_annuel_eur"] == told.plan.cost_eur
    assert line["demi_journees_existant_an"] == told.baseline.half_days
    everybody = told.plan.indicators[EVERYBODY]
    assert line["temps_scenario_tous_min"] == pytest.approx(everybody.mean_min, abs=0.05)
    assert line["part_30_min_scenario"] == pytest.approx(everybody.shares[30], abs=1e-4)


def test_communes_that_change_are_listed_with_their_figures() -> None:
    """C gains its permanence; the others keep their times, and are left out."""
    told = drawn_outcome()
    (line,) = rows(mover_table(told))
    assert (line["sens"], line["code_commune"]) == ("gagne", "C")
    third = rows(commune_table(told))[2]
    assert all(line[key] == third[key] for key in line if key != "sens")


def test_nothing_changes_where_nothing_is_decided() -> None:
    """A plan that is today's network has no winner, no loser."""
    told = drawn_outcome()
    assert mover_table(replace(told, plan=told.baseline)).rows == ()


def test_indicators_are_those_of_the_result() -> None:
    """Every group, every indicator, today and in the plan, with their difference."""
    told = drawn_outcome()
    document = result_document(told)
    lines = rows(indicator_table(told))
    for key, name in (("indicateurs_existant", "existant"), ("indicateurs", "scenario")):
        values = [value for group in document[key].values() for value in group.values()]
        assert [line[name] for line in lines] == values
    for line in lines:
        assert line["ecart"] == pytest.approx(line["scenario"] - line["existant"], abs=2e-6)


def test_the_summary_counts_the_sites_and_tells_the_warnings() -> None:
    """Two sites today, two in the plan: one opened, one closed, one kept."""
    told = rows(summary_table(drawn_outcome(), facts=FACTS))
    lines = {line["indicateur"]: line for line in told}
    assert (lines["Lieux ouverts"]["existant"], lines["Lieux ouverts"]["scenario"]) == (2, 2)
    assert lines["Lieux : ouvert"]["scenario"] == lines["Lieux : fermé"]["scenario"] == 1
    assert "un avertissement" in {line["scenario"] for line in told}


def test_hypotheses_say_what_is_guessed_and_what_is_withheld() -> None:
    """The commune of hypothesis is counted, the protection is told."""
    told = rows(assumption_table(drawn_outcome(followed=True)))
    texts = {line["nature"]: line["enonce"] for line in told}
    assert texts["périmètre"] == "3 communes, dont 1 par hypothèse."
    assert texts["secret statistique"] == "dit"


def test_a_column_that_depends_on_the_profiles_is_described() -> None:
    """Times by group are minutes, whatever the name of the group."""
    told = column_named("temps_scenario_sans_voiture_min")
    assert (told.kind, told.unit) == (ColumnKind.MINUTES, "min")
    assert "sans voiture" in told.header
