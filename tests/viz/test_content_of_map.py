"""What a map refuses to be given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.errors import PlacementError
from placement.offers import SiteKind
from placement.viz import SiteMark

from .examples import commune, service, site, small_content

TOWN = commune("03001", name="Valbourg", lon=3.0, lat=46.5)


@pytest.mark.parametrize(
    ("change", "today", "planned"),
    [("ouvert", True, True), ("fermé", True, True), ("inchangé", False, True), ("rouvert", 1, 1)],
)
def test_a_change_that_its_services_contradict_is_refused(
    change: str, today: bool, planned: bool
) -> None:
    """« ouvert » has nothing today, « fermé » nothing planned, the others both."""
    what = service(SiteKind.ANTENNE, young=3)
    with pytest.raises(PlacementError, match="lieu « a »"):
        SiteMark(
            site=site("a", at=TOWN, kind=None),
            change=change,
            today=what if today else None,
            planned=what if planned else None,
        )


def test_an_attended_site_must_be_listed() -> None:
    """A young person sent to a site that the map does not show is a defect, told by id."""
    content = small_content()
    with pytest.raises(PlacementError, match="absents de la liste : valbourg"):
        replace(content, sites=content.sites[1:])


def test_today_and_the_plan_speak_of_the_same_young_people() -> None:
    """Two evaluations of different segments cannot be compared on one map."""
    content = small_content()
    fewer = replace(content.plan, segment_id=np.roll(content.plan.segment_id, 1))
    with pytest.raises(PlacementError, match="mêmes jeunes"):
        replace(content, plan=fewer)


def test_publics_are_those_that_have_young_people() -> None:
    """A profile without anybody has no indicator and no button."""
    content = small_content()
    told = {key: value for key, value in content.plan.indicators.items() if key != "mineurs"}
    without = replace(content, plan=replace(content.plan, indicators=told))
    assert without.publics == ("tous", "voiture", "sans_voiture")


def test_candidates_are_the_sites_that_nobody_opens() -> None:
    """The candidate of the far commune is one only where the plan leaves it closed."""
    assert [one.id for one in small_content(plan_differs=False).candidates] == ["loin"]
    assert small_content().candidates == ()


def test_a_neighbour_s_site_is_no_candidate() -> None:
    """The site of another Mission Locale that nobody attends is not one of ours to open."""
    content = small_content(plan_differs=False)
    sites = tuple(
        replace(one, neighbour="Mission Locale voisine") if one.id == "loin" else one
        for one in content.territory.sites
    )
    told = replace(content, territory=replace(content.territory, sites=sites))
    assert told.candidates == ()
