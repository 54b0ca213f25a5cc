"""The GeoDataFrames behind the map: nobody is lost, signs mean what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from placement.viz import MapContent
from placement.viz.layers import (
    column,
    commune_layer,
    link_layer,
    outline_layer,
)

from .examples import large_content, small_content


@pytest.fixture(scope="module")
def content() -> MapContent:
    return small_content()


def test_young_people_are_conserved_by_commune(content: MapContent) -> None:
    """The communes add up to the demand, for every public, and profiles add up to everybody."""
    layer = commune_layer(content)
    demand = content.territory.demand
    assert layer["jeunes_tous"].sum() == pytest.approx(demand.total)
    for position, profile in enumerate(demand.profiles):
        assert layer[f"jeunes_{profile}"].sum() == pytest.approx(demand.young[:, position].sum())
    assert layer["suivis_tous"].sum() == pytest.approx(content.plan.young.sum())


def test_links_carry_everybody_who_has_access(content: MapContent) -> None:
    """Who goes where = all young people, less those without access: nobody on two lines."""
    for evaluation in (content.baseline, content.plan):
        links = link_layer(content, evaluation=evaluation)
        for public in content.publics:
            told = evaluation.indicators[public]
            assert links[f"jeunes_{public}"].sum() == pytest.approx(
                told.young - told.without_access
            )


def test_links_run_from_the_mairie_to_the_site(content: MapContent) -> None:
    """The ends of a line are the commune's mairie and the site's door."""
    links = link_layer(content, evaluation=content.plan).set_index(["commune", "site"])
    assert list(links.geometry["03004", "loin"].coords) == [(3.6, 46.5), (3.6, 46.5)]
    assert links.geometry["03001", "valbourg"].length == 0


def test_a_gain_of_time_is_negative_and_a_loss_positive(content: MapContent) -> None:
    """The far commune gets its own permanence; the one that loses its permanence travels more."""
    layer = commune_layer(content)
    gap = layer[column("ecart", measure="trajet", public="voiture")]
    assert gap["03004"] < -10
    assert gap["03003"] > 1
    assert gap["03001"] == 0


def test_means_are_weighted_by_young_people(content: MapContent) -> None:
    """Mean of « tous » in the head commune: same place, so the mean of its profiles' times."""
    layer = commune_layer(content)
    indicators = content.baseline.indicators["tous"]
    young = layer["jeunes_tous"] * (1 - layer[column("avant", measure="sans", public="tous")])
    mean = np.average(layer[column("avant", measure="trajet", public="tous")], weights=young)
    assert mean == pytest.approx(indicators.mean_min)


def test_gaining_an_access_is_never_a_loss_of_time(content: MapContent) -> None:
    """Those who had no access enter the plan's mean but not the difference of times."""
    layer = commune_layer(content)
    far = layer.loc["03004"]
    assert far[column("avant", measure="sans", public="sans_voiture")] == 1
    assert far[column("ecart", measure="sans", public="sans_voiture")] == -1
    assert np.isnan(far[column("avant", measure="trajet", public="sans_voiture")])
    assert np.isnan(far[column("ecart", measure="trajet", public="sans_voiture")])
    by_car = far[column("ecart", measure="trajet", public="voiture")]
    assert far[column("ecart", measure="trajet", public="tous")] == pytest.approx(by_car)


def test_a_commune_without_young_people_keeps_its_travel_time() -> None:
    """Le Mont has no minors: its time by that public is known, its share without access is not."""
    layer = commune_layer(small_content())
    assert layer.loc["03003", column("avant", measure="trajet", public="mineurs")] == 3
    share = layer[column("avant", measure="sans", public="mineurs")]
    assert share.isna()["03003"]


def test_a_commune_without_contour_is_a_point(content: MapContent) -> None:
    """A missing polygon does not drop the commune from the map."""
    communes = tuple(replace(one, geometry=None) for one in content.territory.communes)
    bare = replace(content, territory=replace(content.territory, communes=communes))
    layer = commune_layer(bare)
    assert set(layer.geometry.geom_type) == {"Point"}
    assert outline_layer(layer).empty


def test_detailed_contours_are_simplified_together() -> None:
    """Twenty times too many corners: simplified to what a page can carry, still valid."""
    layer = commune_layer(large_content(communes=60, sites=60, corners=4000))
    assert layer.count_coordinates().sum() <= 60_000
    assert layer.is_valid.all()
    assert shapely.area(layer.geometry.to_numpy()).sum() == pytest.approx(60 * 0.01, rel=1e-3)


def test_one_outline_for_each_epci(content: MapContent) -> None:
    """The limit of an EPCI goes round its communes, not between them."""
    outlines = outline_layer(commune_layer(content)).set_index("epci")
    assert list(outlines.index) == ["CC du Mont", "CC du Val"]
    assert outlines.geometry["CC du Val"].length == pytest.approx(0.6)
