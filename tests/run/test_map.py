"""From a solved scenario to the content of its map: credits and sources."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from placement.run.map import map_content
from placement.viz import MapContent
from tests.report.outcomes import FACTS, outcome


def content(**network: Any) -> MapContent:
    """Build the content of a map whose network has these facts."""
    return map_content(outcome(), facts=replace(FACTS, network={**FACTS.network, **network}))


def test_each_owner_is_credited_once_with_its_vintage() -> None:
    """INSEE owns two data sets and is named once; the roads come first, with their licence."""
    assert content().credits == (
        "réseau routier : © les contributeurs d'OpenStreetMap, ODbL",
        "Insee (recensement 2021)",
        "DGCL",
        "DILA",
    )


def test_estimated_times_are_credited_in_plain_words_under_odbl() -> None:
    """The law was fitted to OpenStreetMap's roads: their mention stays, the jargon goes."""
    told = content(estimated=True, attribution="loi calibrée sur une matrice OSRM")
    roads, *_ = told.credits
    assert roads == (
        "temps estimés d'après des temps réels OpenStreetMap/OSRM "
        "(© les contributeurs d'OpenStreetMap, ODbL)"
    )
    assert told.sources[-1].licence == "ODbL"


@pytest.mark.parametrize(
    ("licence", "expected"),
    [("", "licence non précisée"), ("Licence Ouverte 2.0", "Licence Ouverte 2.0")],
)
def test_a_network_of_unknown_licence_is_credited_all_the_same(licence: str, expected: str) -> None:
    """Tables given by the user: their name, and what is known of their licence."""
    roads, *_ = content(attribution="", label="tables noeuds, arcs", licence=licence).credits
    assert roads == f"réseau routier : tables noeuds, arcs ({expected})"
