"""What each criterion counts on a drawn territory, what is unknown, what is withheld."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from placement.errors import DataError, ScenarioError
from placement.needs import Measure, NeedPlaces, measured, shown_value
from placement.needs.on_demand import reachable_half_days
from placement.privacy import MASKED
from placement.recurrence import EVERY_HALF_DAY
from placement.sources.tad import OnDemandService
from placement.territory import PriorityArea, Territory
from tests.needs.drawn_needs import doors, drawn_territory
from tests.needs.measured import measure
from tests.territory_drawing import site


def measures_of(drawn: Territory, **asked: object) -> dict[str, Measure]:
    known = {"doors": doors(), "services": (), "cells": False, "least": 0}
    found = measured(drawn, **(known | asked))
    return {one.criterion.id: one for one in found.measures}


def test_counts_of_communes_are_those_of_the_demand() -> None:
    """Young people add up to the demand, minors and shares are read from the drawing."""
    drawn = drawn_territory()
    found = measures_of(drawn)
    assert found["jeunes"].value.sum() == drawn.demand.total
    assert_allclose(found["jeunes"].value, [100, 40, 10])
    assert_allclose(found["mineurs"].value, [0.2, 0.2, 0.2])
    assert_allclose(found["menages_sans_voiture"].value, [0.25, 0.1, 0.5])
    assert_allclose(found["neet"].value, [0.1, 0.2, np.nan])
    assert_allclose(found["pauvrete"].value, [np.nan, 0.25, 0.1])
    assert found["neet"].estimated


def test_nobody_known_in_a_priority_neighbourhood_is_not_nobody() -> None:
    """With a list of QPV, other communes have none; without a list, nothing is known."""
    assert_allclose(measures_of(drawn_territory())["qpv"].value, [0.25, 0, 0])
    assert not measures_of(drawn_territory(priority_areas=()))["qpv"].known.any()


def test_an_unknown_part_in_a_neighbourhood_is_counted_whole_and_told() -> None:
    """As in the scenarios, and the reader is told which commune and what to fill."""
    drawn = drawn_territory(priority_areas=(PriorityArea("QN1", "Quartier", "B", None),))
    found = measures_of(drawn)["qpv"]
    assert_allclose(found.value, [0, 1, 0])
    assert "Commune B" in found.remarks[0]
    assert "part_jeunes" in found.remarks[0]


def test_the_density_is_that_of_the_drawn_squares() -> None:
    """A square of 0.1 degree at 46.5° north has some 7.66 km by 11.12 km."""
    area = 7.66 * 11.12
    assert_allclose(
        measures_of(drawn_territory())["densite_jeunes"].value,
        np.array([100, 40, 10]) / area,
        rtol=0.01,
    )


def test_out_of_reach_is_the_utmost_need_and_off_the_roads_is_unknown() -> None:
    """No door reached: the greatest need; no road: nothing is known, and the commune is named."""
    drawn = drawn_territory()
    found = measured(
        drawn, doors=doors(attached=(True, False, True), no_car=(10, np.nan, np.nan)),
        services=(), cells=False, least=0,
    )  # fmt: skip
    by_id = {one.criterion.id: one for one in found.measures}
    without = by_id["temps_sans_voiture"]
    assert without.utmost.tolist() == [False, False, True]
    assert without.known.tolist() == [True, False, True]
    assert any("Commune B" in remark for remark in found.remarks)


def test_times_of_a_commune_are_means_over_those_who_have_access() -> None:
    """Two places: 30 young people at 10 min, 10 at 30 min, make 15 min; most without, no time."""
    drawn = drawn_territory()
    two = replace(
        drawn.demand,
        place_id=np.array(["a1", "a2", "b1", "b2"]),
        commune_code=np.array(["A", "A", "B", "B"]),
        lon=np.zeros(4) + 3,
        lat=np.zeros(4) + 46.5,
        spread_m=np.zeros(4),
        young=np.array([[30.0, 0, 0], [10, 0, 0], [10, 0, 0], [30, 0, 0]]),
    )
    nearest = replace(
        doors(),
        place_id=two.place_id,
        car_s=np.array([600.0, 1800, 600, np.nan]),
        no_car_s=np.full(4, np.nan),
        attached=np.ones(4, dtype=np.bool_),
        door=np.array(["X", "Y", "X", ""]),
    )
    found = measures_of(replace(drawn, demand=two), doors=nearest)
    assert_allclose(found["temps_voiture"].value, [900, np.nan, np.nan])
    assert found["temps_voiture"].utmost.tolist() == [False, True, False]


def test_cells_carry_the_shares_of_their_commune() -> None:
    """Cells have their own young people and times, and the poverty of their commune."""
    drawn = drawn_territory()
    demand = replace(drawn.demand, place_id=np.array(["c1", "c2", "c3"]))
    found = measures_of(replace(drawn, demand=demand), cells=True)
    assert_allclose(found["jeunes"].value, [100, 40, 10])
    assert_allclose(found["menages_sans_voiture"].value, [0.25, 0.1, 0.5])
    assert_allclose(found["temps_voiture"].value, [300, 300, 1200])


def test_cells_need_a_grid() -> None:
    """Young people at their mairie are no cells, and the message says what to drop."""
    with pytest.raises(ScenarioError, match="carroyage"):
        measures_of(drawn_territory(), cells=True)


def test_shares_of_few_are_withheld_in_public() -> None:
    """Under 11 young people or households, a share is masked; counts of inhabitants are not."""
    found = measures_of(drawn_territory(), least=11)
    assert found["menages_sans_voiture"].masked.tolist() == [False, False, True]
    assert found["pauvrete"].masked.tolist() == [False, False, True]
    assert found["qpv"].masked.tolist() == [False, False, True]
    assert not found["jeunes"].masked.any()
    assert shown_value(found["pauvrete"], at=2) == MASKED


def test_half_days_on_demand_are_those_when_a_door_is_open() -> None:
    """B's vehicle goes to A on Tuesdays, where the door is open in the morning only; C has none."""
    opened = site("A", kind="permanence", text="tous les mardis matin")
    tuesday = frozenset({(1, "matin"), (1, "apres_midi"), (3, "matin")})
    service = OnDemandService("Secteur", frozenset("B"), frozenset("A"), tuesday, "")
    found = reachable_half_days("ABC", services=[service], sites=[opened])
    assert found.tolist() == [1, 1, 0]


def test_a_site_without_named_days_may_be_open_on_any() -> None:
    """Candidates and neighbours do not count; a rhythm without days counts all half-days."""
    opened = site("A", kind="permanence", text="2 demi-journées par mois")
    candidate = site("B")
    neighbour = site("C", kind="antenne", text="tous les jours", neighbour="Autre")
    found = reachable_half_days("ABC", services=[], sites=[opened, candidate, neighbour])
    assert found.tolist() == [len(EVERY_HALF_DAY), 0, 0]


def test_values_are_written_with_their_unit() -> None:
    """French typography, « sans accès » and « — » in place of what has no value."""
    assert shown_value(measure("temps_voiture", [1470.0]), at=0) == "25\u202fmin"
    assert shown_value(measure("neet", [0.034]), at=0) == "3,4\u202f%"
    assert shown_value(measure("neet", [0.347]), at=0) == "35\u202f%"
    assert shown_value(measure("jeunes", [1.2]), at=0) == "1 jeune"
    assert shown_value(measure("tad", [4]), at=0) == "4 demi-journées/semaine"
    assert shown_value(measure("temps_voiture", [np.nan], utmost=[True]), at=0) == "sans accès"
    assert shown_value(measure("neet", [np.nan]), at=0) == "—"


def test_broken_arrays_are_refused() -> None:
    """Arrays that do not match, infinite values and negative counts are defects of the data."""
    with pytest.raises(DataError, match="une valeur par lieu"):
        replace(measure("neet", [0.1, 0.2]), utmost=np.array([True]))
    with pytest.raises(DataError, match="infinie"):
        measure("neet", [np.inf])
    one = np.array([1.0])
    with pytest.raises(DataError, match="négatif"):
        NeedPlaces(np.array(["a"]), np.array(["a"]), np.array(["a"]), one, one, -one, cells=False)


def test_frozen_arrays_cannot_be_written() -> None:
    """What was measured cannot be changed by who reads it."""
    found = measures_of(drawn_territory())["jeunes"]
    with pytest.raises(ValueError, match="read-only"):
        found.value[0] = 3
    assert_array_equal(found.value, [100, 40, 10])
