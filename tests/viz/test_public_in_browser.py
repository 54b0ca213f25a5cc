"""Masked counts, read by a person in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from placement.privacy import Profile
from placement.viz import MapContent, render_map

from .chromium import Tab
from .test_public import far_commune, followed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGE = "window.placementCarte.page"


def shown(tab: Tab, told: MapContent, *, folder: Path) -> None:
    path = folder / "carte.html"
    path.write_text(render_map(told), encoding="utf-8")
    tab.errors.clear()
    tab.open(path)


@pytest.fixture
def page(tab: Tab, tmp_path: Path) -> Tab:
    """Open the public map of two communes, the far one masked."""
    told = followed(far_commune((3.0, 2.0, 1.0)), masked="03004")
    shown(tab, replace(told, profile=Profile.PUBLIC), folder=tmp_path)
    return tab


def test_a_masked_commune_reads_masque(page: Tab) -> None:
    """In its popup, for every public and every line; its times are there; nothing breaks."""
    page.evaluate(f"{PAGE}.show(1)")
    text = page.evaluate('document.querySelector(".leaflet-popup-content").innerText')
    assert text.count("masqué") == 5  # four publics, and where they go
    assert "min" in text
    assert "null" not in text
    assert page.errors == []


def test_a_masked_share_has_its_own_place_in_the_legend(page: Tab) -> None:
    """It is neither « nobody » nor a colour of the scale."""
    page.evaluate(f'{PAGE}.set({{theme: "apres", measure: "sans"}})')
    legend = page.evaluate('document.getElementById("legende").innerText')
    assert "masqué : effectif trop petit" in legend
    assert "pas de jeunes" not in legend
    page.evaluate(f'{PAGE}.set({{theme: "jeunes"}})')
    assert page.evaluate('document.querySelectorAll(".leaflet-circles-pane path").length') == 1
    assert page.errors == []


def test_lines_are_drawn_without_a_count(page: Tab) -> None:
    """Who goes where is a fact of the place, whatever the number."""
    page.evaluate(f'{PAGE}.set({{theme: "avant", links: true}})')
    assert page.evaluate('document.querySelectorAll(".leaflet-links-pane path").length') == 4
    assert page.errors == []


def test_the_face_says_for_whom_it_is(page: Tab) -> None:
    """Under the title."""
    assert "document public" in page.evaluate('document.getElementById("sous-titre").innerText')
