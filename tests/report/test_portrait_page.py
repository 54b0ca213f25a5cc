"""The page and the table of a statistical profile."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from placement.privacy import MASKED, Profile
from placement.report.portrait_page import render_portrait
from placement.report.portrait_table import portrait_document, portrait_table
from placement.report.portrait_words import key_figures, portrait_notices
from placement.territory import SUPPOSED_SIEGE
from tests.needs.drawn_needs import drawn_territory
from tests.portrait.test_portrait import portrait, record

IMILO = (record("A", 50), record("B", 3), record("C", 8))


class Outline(HTMLParser):
    """Headings, tables, header cells and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.heads: list[int] = []
        self.tables = self.captions = 0
        self.bare: list[str] = []
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.lang = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says of the structure."""
        known = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "th" and not known.get("scope"):
            self.bare.append(str(attrs))
        self.ids |= {known["id"] or ""} if "id" in known else set()
        target = known.get("href") or ""
        self.targets |= {target} if tag == "a" else set()
        self.lang = known.get("lang") or self.lang


def test_the_page_is_accessible_by_its_structure() -> None:
    """French, one first heading, a caption a table, a scope a header, links that lead somewhere."""
    outline = Outline(render_portrait(portrait(imilo=IMILO)))
    assert outline.lang == "fr"
    assert outline.heads[0] == 1
    assert set(outline.heads[1:]) == {2}
    assert outline.tables == outline.captions > 5
    assert outline.bare == []
    assert {target.removeprefix("#") for target in outline.targets} <= outline.ids


def test_the_page_is_the_same_twice_without_script_nor_network() -> None:
    """Same bytes, no script, no address."""
    page = render_portrait(portrait())
    assert page == render_portrait(portrait())
    assert "<script" not in page
    assert "http:" not in page
    assert "https:" not in page


def test_names_cannot_become_markup_on_the_profile() -> None:
    """What people wrote is text."""
    sites = tuple(replace(s, name="<img src=x>") for s in drawn_territory().sites)
    page = render_portrait(portrait(sites=sites))
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_masked_figure_is_a_word_in_every_form() -> None:
    """Page, table and document say « masqué »; the small count is in none of them."""
    told = portrait(imilo=IMILO)
    table = portrait_table(told)
    masked = [row for row in table.rows if row[6] == MASKED]
    assert masked
    assert all(row[8] == "oui" for row in masked)
    assert f'<td class="masked">{MASKED}</td>' in render_portrait(told)
    followed = next(s for s in portrait_document(told)["rubriques"] if s["id"] == "suivis")
    commune = next(zone for zone in followed["zones"] if zone["nom"] == "Commune B")
    assert commune["valeurs"]["suivis"] == MASKED
    json.dumps(portrait_document(told), allow_nan=False)


def test_the_page_and_the_table_tell_the_same_figures() -> None:
    """Every line of the table has its source, and its share is between 0 and 1."""
    table = portrait_table(portrait(imilo=IMILO))
    at = {name: k for k, name in enumerate(table.columns)}
    for row in table.rows:
        if row[at["unite"]] == "part" and row[at["valeur"]] != MASKED:
            assert 0 <= float(str(row[at["valeur"]])) <= 1
        assert row[at["source"]]


def test_captive_publics_are_for_the_team_only() -> None:
    """Half-days in a prison or a training centre are not on a public page."""
    inside = {"captive": ["1 demi-journée par semaine"]}
    team = render_portrait(portrait(**inside))
    public = render_portrait(portrait(profile=Profile.PUBLIC, **inside))
    assert "public captif" in team
    assert "Captif" not in public
    assert "captif" not in public


def test_the_reader_is_told_what_is_missing_and_for_whom_it_is() -> None:
    """Profile, missing figures and their files are on the page; partial sums say of how many."""
    page = render_portrait(portrait(profile=Profile.PUBLIC))
    assert Profile.PUBLIC.sentence in page
    assert "Ce qui manque" in page
    assert "imilo.csv" in page
    assert "sur 2 communes de 3" in page


@pytest.mark.parametrize("imilo", [(), IMILO])
def test_key_figures_are_known_figures(imilo: tuple[object, ...]) -> None:
    """Nothing absent opens the profile; those followed are there when i-milo is."""
    told = dict(key_figures(portrait(imilo=imilo)))
    assert "—" not in told.values()
    assert told["jeunes de 16 à 25 ans"] == "150"
    assert ("jeunes suivis" in told) == bool(imilo)


def test_a_supposed_siege_is_not_fictitious_data() -> None:
    """The notice says that the network is to be described, not that data are invented."""
    told = portrait_notices(portrait(supposed_siege=True))
    assert SUPPOSED_SIEGE in told
    assert not any("fictives" in sentence for sentence in told)
    assert SUPPOSED_SIEGE not in portrait_notices(portrait())
