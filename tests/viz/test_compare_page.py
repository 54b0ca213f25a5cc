"""The pages of comparison and of the front: their bytes, and the same in a real browser."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from placement.comparison import (
    Compared,
    Front,
    FrontPoint,
    Missing,
    OpenSite,
    Told,
    front_of,
    told_of,
)
from placement.comparison.model import Variant
from placement.evaluate import GoalFigure
from placement.privacy import MASKED, Profile
from placement.problem import Goal, Objective
from placement.report.front_tables import front_notes
from placement.solution import Termination
from placement.viz.compare_page import ComparePage, render_comparison
from placement.viz.compare_payload import compare_payload
from placement.viz.embedding import leaflet_script, leaflet_style
from placement.viz.front_page import FrontPage, render_front
from tests.comparison.drawn_plans import place, three, told
from tests.territory_drawing import territory

from .axe import barriers
from .chromium import Tab
from .examples import large_content

DAY = dt.date(2026, 3, 1)
MOST_BYTES = 5_000_000


def page_of(one: Told) -> str:
    return render_comparison(
        ComparePage(one, date=DAY, sources=("Insee (Licence Ouverte 2.0)",), credits=("Insee",))
    )


@pytest.fixture(scope="module")
def drawn() -> Told:
    return told(*three())


def point(budget: float, *, cost: float, value: float, names: str) -> FrontPoint:
    sites = tuple(OpenSite(n, f"Lieu {n}", "permanence", "Permanence hebdo") for n in names)
    return FrontPoint(budget, cost, 10.0, value, 0.03, Termination.FEASIBLE, 12.0, 3.0, 0.75, sites)


def front(*, name: str = "Essai") -> Front:
    return front_of(
        [
            point(100_000, cost=98_000, value=40, names="a"),
            point(120_000, cost=118_000, value=20, names="ab"),
            point(150_000, cost=118_000, value=20, names="ab"),
            point(200_000, cost=190_000, value=15, names="bc"),
        ],
        scenario="essai", title=name, territory=territory(), profile=Profile.INTERNE,
        goal="temps d'accès moyen", unit="min", fixed=(), today=(110_000.0, 38.0),
        missing=[Missing(50_000, "le budget ne suffit pas.")], remarks=["à savoir."],
    )  # fmt: skip


def front_page(one: Front) -> str:
    return render_front(
        FrontPage(one, date=DAY, notes=front_notes(one), sources=("Insee",), credits=("Insee",))
    )


def test_pages_are_the_same_twice_and_ask_nothing_of_the_network(drawn: Told) -> None:
    """Same bytes for the same figures; besides Leaflet's own comments, no address at all."""
    assert page_of(drawn) == page_of(drawn)
    assert front_page(front()) == front_page(front())
    page = page_of(drawn)
    for part in (leaflet_script(), leaflet_style(), "http-equiv"):
        assert part in page
        page = page.replace(part, "")
    assert "http" not in page
    assert "http" not in front_page(front()).replace("http-equiv", "")


def test_what_people_wrote_is_text_on_both_pages() -> None:
    """A title with a tag is no markup, in the page as in the data of its script."""
    nasty = "</script><b>A & B</b>"
    one, *others = three()
    page = page_of(told(replace(one, title=nasty), *others))
    for text in (page, front_page(front(name=nasty))):
        assert nasty not in text
        assert "&lt;/script&gt;" in text


def test_figures_of_the_page_are_those_that_are_told(drawn: Told) -> None:
    """The tables hold the value of each indicator; the script, the change of each commune."""
    page = page_of(drawn)
    cost = next(one for one in drawn.indicators if one.indicator.key == "cout_annuel_eur")
    for amount in cost.values:
        assert f"{amount:,.0f}".replace(",", "\u202f") + "\u202f€" in page
    payload = compare_payload(drawn)
    (k,) = [k for k, v in enumerate(drawn.compared.variants) if v.name == "deplace"]
    for at, line in enumerate(drawn.communes[k, "tous"]):
        assert payload["communes"][k][0]["changes"]["trajet"][at] == line.changes["trajet"]


def test_a_masked_count_is_a_word_in_the_page(drawn: Told) -> None:
    """It is neither its value nor zero, wherever it stands."""
    hidden = replace(drawn.communes[1, "tous"][1], young=MASKED, without=MASKED)
    lines = (drawn.communes[1, "tous"][0], hidden, *drawn.communes[1, "tous"][2:])
    one = replace(drawn, communes={**drawn.communes, (1, "tous"): lines})
    told_counts = compare_payload(one)["communes"][1][0]
    assert told_counts["young"][1] == told_counts["without"][1] == MASKED


def test_the_largest_comparison_stays_light() -> None:
    """180 communes, 400 sites and 8 scenarios make less than 5 MB."""
    content = large_content()
    goals = tuple(GoalFigure(Objective(goal), 20.0, 18.0) for goal in Goal)
    variants = tuple(
        Variant(
            name=f"s{n}",
            title=f"Scénario {n}",
            plan=replace(content.plan, cost_eur=0.0, fixed_cost_eur=0.0, fixed_half_days=0.0),
            sites=(),
            goals=goals,
            once_eur=0.0,
            decided=True,
            status=Termination.OPTIMAL,
            gap=0.0,
            budget_eur=None,
            half_days_max=None,
            unattached=0.0,
        )
        for n in range(8)
    )
    one = told_of(Compared(content.territory, Profile.INTERNE, variants, 0))
    assert 100_000 < len(page_of(one).encode()) < MOST_BYTES


@pytest.fixture
def page(tmp_path: Path, drawn: Told) -> Path:
    path = tmp_path / "comparaison.html"
    path.write_text(page_of(drawn), encoding="utf-8")
    return path


@pytest.fixture
def plot(tmp_path: Path) -> Path:
    path = tmp_path / "front.html"
    path.write_text(front_page(front()), encoding="utf-8")
    return path


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("name", ["page", "plot"])
def test_both_pages_open_offline(
    tab: Tab, request: pytest.FixtureRequest, name: str, width: int, height: int
) -> None:
    """No error, no request but the file, nothing wider than the screen, no serious barrier."""
    path: Path = request.getfixturevalue(name)
    tab.errors.clear()
    tab.requests.clear()
    tab.open(path, width=width, height=height)
    assert tab.errors == []
    assert set(tab.requests) <= {path.as_uri()}
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(tab) == []


HALF_A_PIXEL = 1e-3
"""In degrees, at the scale of a territory: centres are those of whole pixels."""

CENTRES = (
    "['gauche', 'droite'].map((side) => window.placementCarte.page[side].map)"
    ".map((map) => [map.getCenter().lat, map.getCenter().lng, map.getZoom()])"
)


@pytest.mark.browser
def test_one_map_follows_the_other(tab: Tab, page: Path) -> None:
    """Moved or enlarged, left or right, by script or with the mouse: both show the same place."""
    tab.open(page)
    start, _ = tab.evaluate(CENTRES)
    for side, move in (("gauche", "panBy([80, 40], {animate: false})"), ("droite", "zoomIn(1)")):
        tab.evaluate(f"void window.placementCarte.page.{side}.map.{move}")
        one, other = tab.evaluate(CENTRES)
        assert one == pytest.approx(other, abs=HALF_A_PIXEL)
        assert one != pytest.approx(start, abs=5 * HALF_A_PIXEL)
        start = one
    tab.evaluate("document.getElementById('carte-droite').scrollIntoView({block: 'center'})")
    x, y = tab.evaluate(
        "(() => { const box = document.getElementById('carte-droite').getBoundingClientRect();"
        " return [box.x + box.width / 2, box.y + box.height * 0.8]; })()"
    )
    mouse: dict[str, Any] = {"button": "left", "clickCount": 1}
    tab.call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **mouse)
    for step in (20, 40, 60):
        tab.call("Input.dispatchMouseEvent", type="mouseMoved", x=x + step, y=y, button="left")
    tab.call("Input.dispatchMouseEvent", type="mouseReleased", x=x + 60, y=y, **mouse)
    tab.wait(f"JSON.stringify({CENTRES}[0]) !== {json.dumps(json.dumps(start))}")
    one, other = tab.evaluate(CENTRES)
    assert one == pytest.approx(other, abs=HALF_A_PIXEL)


def set_value(tab: Tab, name: str, value: str) -> None:
    tab.evaluate(
        f"(() => {{ const one = document.getElementById('{name}'); one.value = {json.dumps(value)};"
        " one.dispatchEvent(new Event('change')); })()"
    )


COMMUNES = "[...document.querySelectorAll('#communes tr')].map((row) => row.cells[0].textContent)"


@pytest.mark.browser
def test_communes_are_sorted_and_filtered(tab: Tab, tmp_path: Path) -> None:
    """By a column and back, by EPCI, by who gains; the choice is told to a screen reader."""
    path = tmp_path / "page.html"
    path.write_text(page_of(told(*three(place(C="Autre")))), encoding="utf-8")
    tab.open(path)
    assert tab.evaluate(COMMUNES) == ["Commune A", "Commune B", "Commune C"]
    by_count = ["Commune C", "Commune B", "Commune A"]
    for expected in (by_count, by_count[::-1]):
        tab.evaluate("document.querySelectorAll('#colonnes button')[2].click()")
        assert tab.evaluate(COMMUNES) == expected
    assert tab.evaluate("document.querySelectorAll('#colonnes th')[2].ariaSort") == "descending"
    set_value(tab, "epci", "Autre")
    assert tab.evaluate(COMMUNES) == ["Commune C"]
    rows = "[...document.querySelectorAll('.sites tr[data-epci]')]"
    shown = f"{rows}.filter((row) => !row.hidden).length"
    assert tab.evaluate(shown) == 1
    set_value(tab, "epci", "")
    scenario = tab.evaluate(
        "[...document.getElementById('scenario').options]"
        ".find((one) => one.text === 'Un lieu se déplace').value"
    )
    set_value(tab, "scenario", scenario)
    set_value(tab, "bilan", "gagne")
    assert tab.evaluate(COMMUNES) == ["Commune C"]
    gaining = tab.evaluate("document.getElementById('gagnent').textContent")
    assert gaining.startswith("Commune C−30\u202fmin · 10 jeunes")
    assert tab.evaluate("document.getElementById('t-perdent').textContent") == "0 commune perd"


@pytest.mark.browser
def test_only_the_public_that_is_chosen_is_shown(tab: Tab, page: Path) -> None:
    """Rows of indicators follow the choice; money, which is nobody's, stays."""
    tab.open(page)
    set_value(tab, "public", "mineurs")
    shown = tab.evaluate(
        "[...new Set([...document.querySelectorAll('tr[data-public]')].filter((row) => !row.hidden)"
        ".map((row) => row.dataset.public))].sort()"
    )
    assert shown == ["", "mineurs"]


@pytest.mark.browser
def test_any_two_scenarios_are_set_against_each_other(tab: Tab, page: Path) -> None:
    """The right map tells right minus left, whichever is first; its title says which."""
    tab.open(page)
    set_value(tab, "gauche", "3")
    set_value(tab, "droite", "1")
    back = tab.evaluate("window.placementCarte.between(window.placementCarte.page, 3, 1, 1)")
    forth = tab.evaluate("window.placementCarte.between(window.placementCarte.page, 1, 3, 1)")
    assert back == -forth
    title = tab.evaluate("document.getElementById('titre-droite').textContent")
    assert re.match(r"Écart : «.Un lieu se déplace.» moins «.Un lieu de moins.»", title)
    set_value(tab, "mode", "temps")
    title = tab.evaluate("document.getElementById('titre-droite').textContent")
    assert title == "Un lieu se déplace"


@pytest.mark.browser
def test_the_front_is_read_by_keyboard(tab: Tab, plot: Path) -> None:
    """Arrows go from a point to the next; the sheet and the row of the table follow."""
    tab.open(plot)
    assert tab.evaluate("document.querySelectorAll('#front .point').length") == 3
    tab.evaluate("document.querySelector('#front .point[tabindex=\"0\"]').focus()")
    tab.press("Home", code="Home", number=36)
    heading = "document.querySelector('#fiche h3').textContent"
    assert "100" in tab.evaluate(heading)
    tab.press("ArrowRight", code="ArrowRight", number=39)
    tab.press("ArrowRight", code="ArrowRight", number=39)
    assert "200" in tab.evaluate(heading)
    assert tab.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert "Lieu c" in tab.evaluate("document.getElementById('fiche').textContent")
    assert tab.evaluate("document.querySelector('tr.chosen').dataset.rank") == "2"
    tab.press("ArrowRight", code="ArrowRight", number=39)
    assert "200" in tab.evaluate(heading)


@pytest.mark.browser
def test_the_front_draws_its_points_today_and_what_is_left_out(tab: Tab, plot: Path) -> None:
    """Every point is within the frame; less is lower; today and a dropped point are drawn."""
    tab.open(plot)
    centres = tab.evaluate(
        "[...document.querySelectorAll('#front .point .halo')].map((one) =>"
        " [Number(one.getAttribute('cx')), Number(one.getAttribute('cy'))])"
    )
    xs, ys = zip(*centres, strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys)
    assert all(0 < x < 680 and 0 < y < 430 for x, y in centres)
    assert tab.evaluate("document.querySelectorAll('#front .dropped').length") == 1
    assert tab.evaluate("document.querySelectorAll('#front .today').length") == 1
    assert tab.evaluate("document.querySelectorAll('#front .whisker').length") == 3
