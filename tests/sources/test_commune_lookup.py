"""Codes of other years, and of the cities that exist twice."""

from __future__ import annotations

from placement.sources.commune_lookup import (
    ARRONDISSEMENTS,
    commune_lookup,
    current_code,
    parts_of_cities,
)
from placement.sources.communes import communes_by_code


def test_a_merged_commune_counts_for_the_one_of_today() -> None:
    """Through several mergers too; a commune that exists counts for itself alone."""
    former = {"03001": "03002", "03002": "03190", "03321": "03190", "99001": "99002"}
    lookup = commune_lookup(["03190", "03321"], former=former)
    assert lookup == {"03190": "03190", "03321": "03321", "03001": "03190", "03002": "03190"}


def test_mergers_that_turn_in_circles_end() -> None:
    """A contradictory table is no endless loop."""
    assert current_code("1", former={"1": "2", "2": "1"}) == "2"


def test_arrondissements_count_for_a_whole_city_and_not_the_contrary() -> None:
    """Lyon is its nine arrondissements; one of them is not Lyon."""
    whole = commune_lookup(["69123"])
    assert set(whole) == {"69123", *(f"6938{k}" for k in range(1, 10))}
    assert set(whole.values()) == {"69123"}
    assert commune_lookup(["69381"]) == {"69381": "69381"}
    assert parts_of_cities(["69381", "69389", "03190"]) == {"69123": {"69381", "69389"}}


def test_every_arrondissement_is_the_one_of_the_embedded_communes() -> None:
    """The 45 arrondissements municipaux, and the commune each belongs to."""
    embedded = communes_by_code(ARRONDISSEMENTS, with_geometry=False)
    assert len(ARRONDISSEMENTS) == 45
    assert {record.code: record.parent for record in embedded} == dict(ARRONDISSEMENTS)
