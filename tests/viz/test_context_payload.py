"""The context of a map as the page receives it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, box

from placement.errors import PlacementError
from placement.privacy import Profile
from placement.territory import Counted, Protection
from placement.viz import MapContent, Tour
from placement.viz.context_payload import STEP, cell_rows, context_payload, rings
from placement.viz.payload import map_payload

from .drawn_context import needs_of, on_cells, rich_content
from .examples import small_content


@pytest.fixture(scope="module")
def content() -> MapContent:
    return rich_content()


def decoded(steps: list[int]) -> np.ndarray:
    return np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / STEP


def test_lines_are_steps_of_ten_metres() -> None:
    """Added up, they give back the line to the step; points that do not move are dropped."""
    line = LineString([(3.0, 46.5), (3.00001, 46.5), (3.25, 46.75), (-1.5, -2.0)])
    (steps,) = rings(line)
    assert len(steps) == 6
    np.testing.assert_allclose(decoded(steps), [(3.0, 46.5), (3.25, 46.75), (-1.5, -2.0)])


def test_a_polygon_of_two_parts_is_two_rings() -> None:
    """Each closed."""
    for ring in rings(shapely.union(box(0, 0, 1, 1), box(2, 0, 3, 1))):
        assert decoded(ring)[0].tolist() == decoded(ring)[-1].tolist()
    assert rings(shapely.GeometryCollection()) == []


def test_a_map_without_context_is_whole() -> None:
    """Nothing optional is there, nothing is missing, nothing is told as undrawn."""
    told = context_payload(small_content())
    assert told["ground"] is None
    assert told["needs"] is None
    assert not any(told[key] for key in ("areas", "neighbours", "tours", "cells", "untold"))


def test_needs_follow_the_order_of_the_communes(content: MapContent) -> None:
    """One class and one text a commune, by code; the furthest of four needs most by distance."""
    needs = map_payload(content)["needs"]
    assert len(needs["classes"]) == len(needs["texts"]) == len(content.territory.communes)
    assert all("sur 100" in text for text in needs["texts"])
    assert len(needs["labels"]) == len(needs["colours"]) == 5


def test_a_commune_unknown_to_the_needs_has_no_class(content: MapContent) -> None:
    """Null, which the page hatches: never the least need."""
    territory, demand = content.territory, content.territory.demand
    names = ("place_id", "commune_code", "lon", "lat", "spread_m", "young")
    fewer = replace(demand, **{name: getattr(demand, name)[:3] for name in names})
    part = replace(
        territory, communes=territory.communes[:3], demand=fewer, sites=(), priority_areas=()
    )
    context = replace(content.context, needs=needs_of(part))
    needs = context_payload(replace(content, context=context))["needs"]
    assert [rank is None for rank in needs["classes"]] == [False, False, False, True]
    assert needs["texts"][3] == ""


def test_a_neighbourhood_that_no_file_draws_is_told(content: MapContent) -> None:
    """By its name and its commune; the one that is drawn is not."""
    told = context_payload(content)
    assert [area["name"] for area in told["areas"]] == ["Les Chartreux"]
    first, second = told["untold"]
    assert "Le Plateau (Saint-Éloi)" in first
    assert "Les Chartreux" not in first
    assert second == "ceci n'est pas dessiné."


def test_a_neighbour_s_site_that_nobody_attends_is_a_layer_of_its_own(content: MapContent) -> None:
    """With who holds it and when it opens; never among the possible sites."""
    payload = map_payload(content)
    (only,) = payload["neighbours"]
    assert (only["name"], only["owner"]) == ("Ailleurs", "ML d'Ailleurs")
    assert "semaine" in only["told"]
    assert all(one["name"] != "Ailleurs" for one in payload["candidates"])


def test_cells_add_up_to_the_young_people(content: MapContent) -> None:
    """Eight cells, the most numerous first."""
    rows = cell_rows(on_cells(content))
    assert len(rows) == 8
    assert sum(row[2] for row in rows) == pytest.approx(content.territory.demand.total, abs=0.5)
    assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)


def test_communes_are_no_cells(content: MapContent) -> None:
    """Where young people are counted by commune, the circles of the communes say it all."""
    assert cell_rows(content) == []


def test_cells_are_never_public_nor_those_of_people_followed(content: MapContent) -> None:
    """Not in public; not where counts are protected; not of a caseload."""
    cells = on_cells(content)
    assert cell_rows(replace(cells, profile=Profile.PUBLIC)) == []
    guard = Protection(Profile.INTERNE, frozenset(), frozenset(), "dit")
    assert cell_rows(replace(cells, territory=replace(cells.territory, protection=guard))) == []
    followed = replace(cells.territory.demand, counted=Counted.CASELOAD)
    assert cell_rows(replace(cells, territory=replace(cells.territory, demand=followed))) == []


def test_a_tour_follows_its_road(content: MapContent) -> None:
    """Where the road is known, the line is that of the road, from the garage and back."""
    road = ((3.0, 46.5), (3.1, 46.55), (3.2, 46.52), (3.0, 46.5))
    (tour,) = content.context.tours
    context = replace(content.context, tours=(replace(tour, line=road), tour))
    drawn, joined = context_payload(replace(content, context=context))["tours"]
    np.testing.assert_allclose(decoded(drawn["line"]), road)
    assert joined["line"] == []


def test_a_tour_that_goes_nowhere_is_refused() -> None:
    """The van stops somewhere."""
    with pytest.raises(PlacementError, match="aucun arrêt"):
        Tour("Mardi", ())
