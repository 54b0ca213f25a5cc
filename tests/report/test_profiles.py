"""The same outcome, written for the team and for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from placement.privacy import Profile
from placement.report import (
    ScenarioOutcome,
    Table,
    assignment_table,
    commune_table,
    result_document,
    site_table,
)
from placement.run.map import map_content
from placement.territory import Counted, Protection
from placement.viz.payload import communes_geojson, map_payload
from tests.report.outcomes import FACTS, YOUNG, outcome
from tests.territory_drawing import demand, territory


def rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def for_everybody(told: ScenarioOutcome) -> ScenarioOutcome:
    return replace(told, profile=Profile.PUBLIC)


def followed(*, masked: str = "", unsplit: str = "") -> ScenarioOutcome:
    """Outcome on people followed, some communes masked."""
    place = territory(
        people=replace(demand(YOUNG), counted=Counted.CASELOAD),
        protection=Protection(Profile.INTERNE, frozenset(masked), frozenset(unsplit), "dit"),
    )
    return outcome(place=place)


def test_squares_of_a_commune_are_one_place_in_public() -> None:
    """A and B are two squares of one commune, told apart inside, and together in public.

    Whoever goes to one site with one profile is one line; nobody is lost.
    """
    people = replace(demand(YOUNG), commune_code=np.array(["A", "A", "C"]))
    inside = outcome(place=territory(people=people))
    lines = rows(assignment_table(inside))
    assert {line["lieu_residence"] for line in lines} == {"A", "B", "C"}
    public = rows(assignment_table(for_everybody(inside)))
    assert {line["lieu_residence"] for line in public} == {"A", "C"}
    keys = [(line["lieu_residence"], line["profil"], line["lieu"]) for line in public]
    assert len(keys) == len(set(keys)) < len(lines)
    assert sum(line["jeunes"] for line in public) == pytest.approx(
        sum(line["jeunes"] for line in lines)
    )


def test_times_of_squares_are_means_over_their_people() -> None:
    """80 people at no distance and 24.75 at ten minutes: some two minutes."""
    people = replace(demand(YOUNG), commune_code=np.array(["A", "A", "C"]))
    told = for_everybody(outcome(place=territory(people=people)))
    (line,) = [
        line
        for line in rows(assignment_table(told))
        if (line["lieu_residence"], line["profil"], line["lieu"]) == ("A", "voiture", "a")
    ]
    assert line["temps_trajet_min"] == round(12.25 * 10 / 62.25)


def test_a_masked_commune_has_no_count_anywhere() -> None:
    """Tables by commune and by segment, map: blank, named; its times stay."""
    told = followed(masked="C", unsplit="C")
    *_, third = rows(commune_table(told))
    assert third["jeunes"] is None
    assert "jeunes" in third["masque"]
    assert third["temps_scenario_voiture_min"] is not None
    counts = ("gagnent_un_acces", "perdent_un_acces", "sans_acces_existant", "sans_acces_scenario")
    assert all(third[name] is None for name in (*counts, "non_rattaches"))
    for line in rows(assignment_table(told)):
        assert (line["jeunes"] is None) == (line["masque"] == "jeunes")
        assert line["code_commune"] != "A" or line["jeunes"] is not None
        assert line["code_commune"] != "C" or line["jeunes"] is None
    content = map_content(told, facts=FACTS)
    last = communes_geojson(content)["features"][-1]["properties"]
    assert last["code"] == "C"
    assert set(last["young"]) == set(last["followed"]) == set(last["gaining"]) == {None}
    for links in map_payload(content)["links"].values():
        assert all(persons in (None, 0) for at, _, told in links if at == 2 for persons in told)


def test_a_commune_without_split_tells_its_total_alone() -> None:
    """Its count is there, none of its profiles, and no part of it."""
    told = followed(unsplit="B")
    second = rows(commune_table(told))[1]
    assert second["jeunes"] == sum(YOUNG["B"]).__round__(1)
    lines = [line for line in rows(assignment_table(told)) if line["code_commune"] == "B"]
    assert lines
    assert all(line["jeunes"] is None for line in lines)
    told_communes = communes_geojson(map_content(told, facts=FACTS))["features"]
    assert told_communes[1]["properties"]["young"][1:] == [None, None, None]
    assert told_communes[1]["properties"]["young"][0] is not None


def test_sums_by_site_are_rounded_where_people_are_followed() -> None:
    """To five inside, to ten in public; to the person for a census."""
    for told, step in ((followed(), 5), (for_everybody(followed()), 10)):
        counts = [line["jeunes"] for line in rows(site_table(told)) if line["jeunes"]]
        assert counts
        assert all(count % step == 0 for count in counts)
    exact = [line["jeunes"] for line in rows(site_table(outcome()))]
    assert any(count % 5 for count in exact)


def test_a_public_document_has_no_captive_public_and_whole_minutes() -> None:
    """And it says for whom it is."""
    told = result_document(for_everybody(outcome()))
    assert "public_captif" not in told
    assert told["diffusion"] == "public"
    everybody = told["indicateurs"]["tous"]
    for key in ("moyenne_min", "mediane_min", "p90_min", "max_min", "moyenne_avec_attente_min"):
        assert everybody[key] == round(everybody[key])
    assert told["objectif"] == round(told["objectif"])
    assert result_document(outcome())["diffusion"] == "interne"
