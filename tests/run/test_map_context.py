"""What the map is given beside the plan, and what it says it was not given."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely

from placement.errors import DataError
from placement.needs import NeedsOutcome
from placement.network import RoadNetwork
from placement.report import ScenarioOutcome
from placement.run import map_context as tested
from placement.run.map_context import REACH_MIN, map_context
from placement.run.stages import Prepared
from tests.needs.drawn_needs import drawn_outcome
from tests.report.outcomes import FACTS, outcome
from tests.road_drawing import draw, on
from tests.territory_drawing import scenario

ROADS = draw("a -900- b -900- c -900- d", at={k: (9_000.0 * i, 0.0) for i, k in enumerate("abcd")})


def told() -> ScenarioOutcome:
    """Put the sites A, B, C of the drawn plan on the nodes a, b, c of the road."""
    solved = outcome()
    at = dict(zip("ABC", on(ROADS, "a", "b", "c").lon.tolist(), strict=True))
    lat = float(on(ROADS, "a").lat[0])
    sites = tuple(
        replace(one, site=replace(one.site, lon=at[one.site.commune_code], lat=lat))
        for one in solved.sites
    )
    return replace(solved, sites=sites)


def prepared(network: RoadNetwork, *, folder: Path) -> Prepared:
    """Prepare nothing but what the context looks at."""
    fields: dict[str, Any] = {
        "scenario": scenario(),
        "file": folder / "essai.yaml",
        "folder": folder,
        "territory": told().territory,
        "network": network,
        "times": {},
        "transit": None,
        "assembly": None,
        "warnings": (),
        "seconds": {},
    }
    return Prepared(**fields)


@pytest.fixture
def needs(monkeypatch: pytest.MonkeyPatch) -> list[NeedsOutcome]:
    """Give known needs in place of those of a folder, and keep count of how often."""
    given: list[NeedsOutcome] = []

    def once(*_: object, **__: object) -> tuple[NeedsOutcome, tuple[str, ...]]:
        given.append(drawn_outcome())
        return given[-1], ()

    tested._known_needs.cache_clear()
    monkeypatch.setattr(tested, "needs_today", once)
    return given


def test_isochrones_are_nested_and_hold_the_sites(
    needs: list[NeedsOutcome], tmp_path: Path
) -> None:
    """The longest first; each holds the next; every open site is within the shortest."""
    context = map_context(told(), prepared=prepared(ROADS, folder=tmp_path), facts=FACTS)
    assert needs
    assert [reach.minutes for reach in context.reach_planned] == sorted(REACH_MIN, reverse=True)
    shapes = [reach.shape for reach in context.reach_planned]
    for wide, narrow in itertools.pairwise(shapes):
        assert narrow.difference(wide.buffer(0.005)).area < 1e-4
    doors = [one.site for one in told().sites if one.option is not None]
    points = shapely.points([one.lon for one in doors], [one.lat for one in doors])
    assert shapely.distance(shapes[-1], points).max() < 0.01
    assert context.remarks == ()


def test_estimated_times_have_no_isochrone_and_say_so(
    needs: list[NeedsOutcome], tmp_path: Path
) -> None:
    """Without roads there is nothing to follow: nothing is drawn, and the page says why."""
    estimated = draw("a -900- b", estimated=True)
    context = map_context(told(), prepared=prepared(estimated, folder=tmp_path), facts=FACTS)
    assert needs
    assert (context.reach_today, context.reach_planned) == ((), ())
    assert "sans réseau routier" in context.remarks[0]
    assert context.surroundings is not None
    assert context.surroundings.roads is None


def test_needs_are_computed_once_for_the_scenarios_of_a_territory(
    needs: list[NeedsOutcome], tmp_path: Path
) -> None:
    """And again as soon as a file of the territory changes."""
    whole = prepared(draw("a -900- b", estimated=True), folder=tmp_path)
    for _ in range(2):
        map_context(told(), prepared=whole, facts=FACTS)
    assert len(needs) == 1
    changed = replace(FACTS, territory_files={"communes.csv": "f" * 64})
    assert map_context(told(), prepared=whole, facts=changed).needs is needs[1]


def test_needs_that_cannot_be_computed_never_stop_a_map(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The reason is told on the page."""

    def refuse(*_: object, **__: object) -> None:
        raise DataError("population.csv manque")

    tested._known_needs.cache_clear()
    monkeypatch.setattr(tested, "needs_today", refuse)
    whole = prepared(draw("a -900- b", estimated=True), folder=tmp_path)
    context = map_context(told(), prepared=whole, facts=FACTS)
    assert context.needs is None
    assert "population.csv manque" in context.remarks[-1]


def test_needs_that_would_be_long_are_left_to_their_own_command(
    needs: list[NeedsOutcome], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Above so many places of residence, the page says which command computes them."""
    monkeypatch.setattr(tested, "_MOST_PLACES", 2)
    whole = prepared(draw("a -900- b", estimated=True), folder=tmp_path)
    context = map_context(told(), prepared=whole, facts=FACTS)
    assert not needs
    assert "placement needs" in context.remarks[-1]
