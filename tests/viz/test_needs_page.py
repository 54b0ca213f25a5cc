"""The page of needs: its payload, its words, and the same page in a real browser."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from placement.needs import CLASS_WORDS
from placement.privacy import Profile
from placement.viz.embedding import leaflet_script, leaflet_style
from placement.viz.needs_page import render_needs
from placement.viz.needs_payload import needs_payload
from placement.viz.needs_views import NEED_COLOURS
from tests.needs.drawn_needs import SOURCE, drawn_outcome, drawn_territory
from tests.viz.chromium import Tab

LEAST_CONTRAST = 4.5


def test_views_are_the_index_then_the_criteria_that_are_known() -> None:
    """A criterion without data is in the table of weights, not in the list of views."""
    payload = needs_payload(drawn_outcome())
    ids = [view["id"] for view in payload["views"]]
    assert ids[:2] == ["indice", "jeunes"]
    assert "tad" not in ids
    assert {len(view["classes"]) for view in payload["views"]} == {3}


def test_classes_follow_the_rounded_values_that_are_shown() -> None:
    """A place shown at a bound is in the class that the legend gives to it."""
    payload = needs_payload(drawn_outcome())
    for view in payload["views"]:
        lower = [int(re.match(r"(\d+)", text)[1]) for text in view["ranges"][1:]]
        for score, grade in zip(view["scores"], view["classes"], strict=True):
            assert (score is None) == (grade is None)
            if score is not None:
                assert grade == sum(bound <= score for bound in lower)


def test_the_page_is_the_same_twice_and_asks_nothing_of_the_network() -> None:
    """Same bytes for the same outcome; besides Leaflet's own comments, no address at all."""
    page = render_needs(drawn_outcome())
    assert page == render_needs(drawn_outcome())
    for part in (leaflet_script(), leaflet_style(), "http-equiv"):
        assert part in page
        page = page.replace(part, "")
    assert "http" not in page


def test_what_people_wrote_cannot_become_markup() -> None:
    """A name with a tag is text, in the page as in the data of its script."""
    nasty = "</script><b>Ville & Cie</b>"
    drawn = drawn_territory()
    named = tuple(replace(one, name=nasty) for one in drawn.communes)
    page = render_needs(drawn_outcome(communes=named, title=nasty))
    assert nasty not in page
    assert "&lt;/script&gt;" in page


def test_each_priority_neighbourhood_with_an_outline_is_drawn() -> None:
    """Those without an outline are not, and nothing breaks."""
    areas = needs_payload(drawn_outcome())["areas"]["features"]
    assert [area["properties"]["name"] for area in areas] == ["Quartier"]
    bare = tuple(replace(a, geometry=None) for a in drawn_territory().priority_areas)
    assert needs_payload(drawn_outcome(priority_areas=bare))["areas"]["features"] == []


def test_classes_are_told_apart_without_colour() -> None:
    """Luminance falls from class to class, and the digits on them are readable (4.5 to 1)."""
    lights = [luminance(colour) for colour in NEED_COLOURS]
    assert lights == sorted(lights, reverse=True)
    for light in lights:
        best = max(contrast(light, luminance("#17202e")), contrast(light, 1.0))
        assert best >= LEAST_CONTRAST


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def test_the_page_says_who_it_is_for_and_where_figures_come_from() -> None:
    """Profile, sources and licences are readable without the script."""
    page = render_needs(drawn_outcome(profile=Profile.PUBLIC))
    assert Profile.PUBLIC.sentence in page
    assert f"{SOURCE.title} — {SOURCE.owner}, {SOURCE.vintage} ({SOURCE.licence})" in page
    assert "mars 2026" in page


def test_a_public_page_embeds_no_withheld_share() -> None:
    """The share of C's eight households is nowhere in the data of the script."""
    hidden = json.dumps(needs_payload(drawn_outcome(profile=Profile.PUBLIC)), ensure_ascii=False)
    shown = json.dumps(needs_payload(drawn_outcome()), ensure_ascii=False)
    assert "50\u202f%" in shown
    assert "50\u202f%" not in hidden.replace("varient de 50\u202f%", "")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "besoins.html"
    path.write_text(render_needs(drawn_outcome()), encoding="utf-8")
    return path


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_page_of_needs_opens_offline(tab: Tab, page: Path, width: int, height: int) -> None:
    """No error, no request but the file, nothing wider than the screen, every row listed."""
    tab.errors.clear()
    tab.requests.clear()
    tab.open(page, width=width, height=height)
    assert tab.errors == []
    assert set(tab.requests) <= {page.as_uri()}
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.evaluate("document.querySelectorAll('#rangs tr').length") == 3
    words = tab.evaluate("document.getElementById('legende').textContent")
    assert all(word in words for word in CLASS_WORDS)


@pytest.mark.browser
def test_the_list_is_used_by_keyboard(tab: Tab, page: Path) -> None:
    """A name of the list takes the focus, and Enter opens the sheet of that place on the map."""
    tab.open(page)
    tab.evaluate("document.querySelector('#rangs button').focus()")
    name = tab.evaluate("document.activeElement.textContent")
    tab.press("Enter", code="Enter", number=13, text="\r")
    assert tab.evaluate("document.querySelector('.leaflet-popup-content h3').textContent") == name
    assert tab.evaluate("document.getElementById('annonce').textContent").startswith(name)


@pytest.mark.browser
def test_another_criterion_changes_map_list_and_legend(tab: Tab, page: Path) -> None:
    """The view chosen is that of the title and of the values; out of reach stands first."""
    tab.open(page)
    tab.evaluate(
        "(() => { const vue = document.getElementById('vue'); vue.value = 'temps_sans_voiture';"
        " vue.dispatchEvent(new Event('change')); })()"
    )
    assert tab.evaluate("document.getElementById('titre').textContent") == "Temps sans voiture"
    first = tab.evaluate("document.querySelector('#rangs tr').textContent")
    assert "Commune C" in first
    assert "sans accès" in first


@pytest.mark.browser
def test_controls_of_the_page_of_needs_have_names(tab: Tab, page: Path) -> None:
    """Every control, table and region is named; headings are in order; the language is French."""
    tab.open(page)
    assert tab.evaluate("document.documentElement.lang") == "fr"
    unnamed = tab.evaluate(
        "[...document.querySelectorAll('button, select, [role=region], a[role=button]')]"
        ".filter((n) => !(n.textContent.trim() || n.ariaLabel || n.title ||"
        " n.getAttribute('aria-labelledby') || n.labels?.length)).map((n) => n.outerHTML)"
    )
    assert unnamed == []
    heads = tab.evaluate("[...document.querySelectorAll('h1,h2,h3')].map((n) => +n.tagName[1])")
    assert heads[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(heads))
    assert tab.evaluate(
        "[...document.querySelectorAll('table')].every((t) => t.caption &&"
        " [...t.querySelectorAll('th')].every((h) => h.scope))"
    )
