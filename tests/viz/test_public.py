"""What a map tells, and embeds, for each reader."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.offers import SiteKind
from placement.privacy import MASKED, Profile
from placement.territory import Counted, Protection
from placement.viz import MapContent
from placement.viz.figures import key_figures
from placement.viz.payload import communes_geojson, map_payload
from tests.viz.examples import commune, content, site, small_content


def far_commune(last: tuple[float, float, float], *, minors: float = 10.0) -> MapContent:
    """Two communes; from the far one, only those who have a car reach the siège."""
    towns = [
        commune("03001", name="Valbourg", lon=3.0, lat=46.5),
        commune("03004", name="Loin-sur-Besbre", lon=3.6, lat=46.5),
    ]
    sites = [site("valbourg", at=towns[0], kind=SiteKind.SIEGE)]
    young = np.array([[100.0, 40.0, minors], last])
    return content(towns, sites=sites, young=young, planned={"valbourg": SiteKind.SIEGE})


def followed(told: MapContent, *, masked: str) -> MapContent:
    """Tell the same people as people followed, one commune masked."""
    territory = replace(
        told.territory,
        demand=replace(told.territory.demand, counted=Counted.CASELOAD),
        protection=Protection(Profile.INTERNE, frozenset({masked}), frozenset({masked}), "dit"),
    )
    return replace(told, territory=territory)


def shares(told: MapContent) -> list[float | None]:
    far: list[float | None] = communes_geojson(told)["features"][1]["properties"]["apres"]["sans"]
    return far


def test_rates_on_fewer_than_eleven_people_are_not_public() -> None:
    """Half of ten people without access is a rate; all of them is a fact of the place."""
    few, enough = far_commune((5.0, 3.0, 2.0)), far_commune((6.0, 3.0, 3.0))
    assert shares(few) == [50.0, 0.0, 100.0, 100.0]
    assert shares(replace(few, profile=Profile.PUBLIC)) == [None, 0.0, 100.0, 100.0]
    assert shares(replace(enough, profile=Profile.PUBLIC)) == [50.0, 0.0, 100.0, 100.0]


def test_key_figures_hide_rates_on_few_people() -> None:
    """A public of ten people in all has no percentage between none and all; one of eleven has."""
    for minors, hidden in ((10.0, False), (9.0, True)):
        told = far_commune((0.0, 3.0, 1.0), minors=minors)
        assert told.plan.indicators["mineurs"].young == minors + 1
        figures = key_figures(replace(told, profile=Profile.PUBLIC))["mineurs"]
        assert any(figure.after == MASKED for figure in figures) is hidden


def test_a_masked_commune_is_null_in_the_page() -> None:
    """Its counts, those of its lines, its rates; whether it is reached is still told."""
    told = followed(far_commune((3.0, 2.0, 1.0)), masked="03004")
    near, far = (one["properties"] for one in communes_geojson(told)["features"])
    assert near["young"] == [150.0, 100.0, 40.0, 10.0]
    for key in ("young", "followed", "gaining", "losing"):
        assert far[key] == [None, None, None, None]
    assert far["apres"]["sans"] == [None, 0.0, 100.0, 100.0]
    assert far["detached"] == [False] * 4
    assert far["peopled"] == [True] * 4
    payload = map_payload(told)
    assert [counts for at, _, counts in payload["links"]["apres"] if at == 1] == [
        [None, None, 0.0, 0.0]
    ]
    assert max(payload["circles"]) <= 150


def test_a_masked_commune_off_the_roads_is_told_so() -> None:
    """That its people are on no road is no count."""
    told = followed(small_content(), masked="03002")
    for one in communes_geojson(told)["features"]:
        assert one["properties"]["detached"] == [False] * 4


def test_sums_by_site_are_rounded() -> None:
    """Of 153 young people who go to the siège, 155 inside and 150 in public."""
    inside = followed(far_commune((3.0, 2.0, 1.0)), masked="03004")
    for profile, told in ((Profile.INTERNE, 155.0), (Profile.PUBLIC, 150.0)):
        (only,) = map_payload(replace(inside, profile=profile))["sites"]
        assert only["apres"]["young"] == told


def test_the_face_of_the_map_says_for_whom_it_is() -> None:
    """In the payload, and in a mention where people are followed."""
    told = followed(small_content(), masked="03002")
    for profile in Profile:
        payload = map_payload(replace(told, profile=profile))
        assert payload["profile"]["id"] == profile.value
    assert "Effectifs d'i-milo : carte à usage interne" in map_payload(told)["notices"]
    public = map_payload(replace(told, profile=Profile.PUBLIC))
    assert "Effectifs d'i-milo : petits effectifs masqués" in public["notices"]
