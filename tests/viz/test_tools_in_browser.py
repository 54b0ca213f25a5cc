"""What the page lets one do: search, share, save, print, choose layers; and who can use it."""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from placement.viz import render_map

from .axe import barriers
from .chromium import Tab, shades
from .drawn_context import on_cells, rich_content

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGE = "window.placementCarte.page"
ENTER = {"key": "Enter", "code": "Enter", "number": 13, "text": "\r"}
DOWN = {"key": "ArrowDown", "code": "ArrowDown", "number": 40}
ESCAPE = {"key": "Escape", "code": "Escape", "number": 27}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page that has every layer."""
    path = tmp_path_factory.mktemp("carte") / "carte.html"
    path.write_text(render_map(rich_content()), encoding="utf-8")
    return path


@pytest.fixture
def page(tab: Tab, file: Path) -> Tab:
    """Open that page anew."""
    tab.call("Page.navigate", url="about:blank")
    tab.errors.clear()
    tab.requests.clear()
    tab.open(file, width=1280, height=800)
    return tab


def type_in(tab: Tab, text: str) -> None:
    tab.evaluate("document.getElementById('cherche').focus()")
    tab.evaluate("document.getElementById('cherche').value = ''")
    tab.call("Input.insertText", text=text)


def popup(tab: Tab) -> str:
    return str(tab.evaluate("document.querySelector('.leaflet-popup-content')?.innerText ?? ''"))


@pytest.mark.parametrize("typed", ["saint eloi", "St-Éloi", "SAINT-ÉL", "eloi", "03002"])
def test_a_commune_is_found_without_accents_nor_hyphens(page: Tab, typed: str) -> None:
    """By any beginning of a word of its name, by « St », by its code; Enter opens it."""
    type_in(page, typed)
    page.press(**ENTER)
    page.wait("document.querySelector('.leaflet-popup-content')")
    assert popup(page).startswith("Saint-Éloi")
    assert page.errors == []


def test_the_search_is_driven_by_arrows_and_gives_the_focus_back(page: Tab) -> None:
    """Down to the second proposal, Enter; Escape closes the popup and returns to the search."""
    type_in(page, "l")
    state = """['aria-expanded', 'aria-activedescendant'].map(
        (name) => document.getElementById('cherche').getAttribute(name))"""
    assert page.evaluate(state) == ["true", None]
    page.press(**DOWN)
    page.press(**DOWN)
    assert page.evaluate(state) == ["true", "proposition-1"]
    chosen = page.evaluate("document.getElementById('proposition-1').firstChild.textContent")
    page.press(**ENTER)
    page.wait("document.activeElement.classList.contains('leaflet-popup-close-button')")
    assert popup(page).startswith(chosen)
    assert chosen in page.evaluate("document.getElementById('annonce').textContent")
    page.press(**ESCAPE)
    page.wait("document.activeElement.id === 'cherche'")
    assert page.errors == []


def test_a_name_that_nobody_bears_is_told(page: Tab) -> None:
    """In words, and no list is open."""
    type_in(page, "Zzz")
    assert "Aucune commune" in page.evaluate("document.getElementById('message').textContent")
    assert page.evaluate("document.getElementById('propositions').hidden")


def test_a_link_shows_the_same_view(page: Tab, file: Path) -> None:
    """Theme, public, measure, layers, centre, zoom and commune come back from the address."""
    page.evaluate(
        f"{PAGE}.set({{ theme: 'ecart', public: 'sans_voiture', measure: 'acces', links: true }})"
    )
    page.evaluate(f"{PAGE}.set({{ today: false, names: false }}); {PAGE}.show(3)")
    page.evaluate(f"{PAGE}.map.setView([46.51, 3.55], 11, {{ animate: false }}); true")
    seen = _view(page)
    link = page.evaluate("location.hash")
    page.call("Page.navigate", url="about:blank")
    page.call("Page.navigate", url=file.as_uri() + link)
    page.wait("window.placementCarte && window.placementCarte.ready === true")
    assert _view(page) == seen
    assert popup(page).startswith("Loin-sur-Besbre")
    assert page.errors == []


def _view(tab: Tab) -> dict[str, Any]:
    told: dict[str, Any] = tab.evaluate(
        f"""(() => {{ const {{ state, map, selected }} = {PAGE}; const at = map.getCenter();
        return {{ ...state, selected, lat: at.lat.toFixed(3), lon: at.lng.toFixed(3),
                  zoom: map.getZoom() }}; }})()"""
    )
    return told


def test_a_link_that_says_anything_else_is_harmless(page: Tab, file: Path) -> None:
    """Unknown words are as though they were not written; nothing of it becomes code."""
    hostile = "#carte=%3Cimg%3E&public=x&mesure=__proto__&centre=a,b&zoom=1e9&commune=%22&fond=y"
    page.call("Page.navigate", url="about:blank")
    page.call("Page.navigate", url=file.as_uri() + hostile)
    page.wait("window.placementCarte && window.placementCarte.ready === true")
    assert page.evaluate(f"{PAGE}.state.theme") == "apres"
    assert page.evaluate(f"{PAGE}.state.measure") == "trajet"
    assert page.errors == []


def test_the_address_changes_while_the_page_is_open(page: Tab) -> None:
    """« Back », or a link pasted over, is followed."""
    page.evaluate("location.hash = '#carte=jeunes&couches=noms'")
    page.wait(f"{PAGE}.state.theme === 'jeunes'")
    assert page.evaluate(f"[{PAGE}.state.names, {PAGE}.state.links]") == [True, False]


def test_copying_the_link_says_so(page: Tab) -> None:
    """A word is written where it is seen and heard, whether or not the clipboard lets itself."""
    page.evaluate("[...document.querySelectorAll('#partage button')][0].click()")
    page.wait("document.getElementById('message').textContent.includes('ien de cette vue')")
    assert "#carte=" in page.evaluate("location.hash")


def test_the_picture_holds_the_map_and_its_legend(page: Tab) -> None:
    """Twice the size of the map and more, many colours, with nothing fetched."""
    page.evaluate(f"{PAGE}.set({{ candidates: true, links: true }})")
    address = page.evaluate(f"{PAGE}.picture().then((canvas) => canvas.toDataURL('image/png'))")
    png = base64.b64decode(address.split(",")[1])
    width, height = struct.unpack(">II", png[16:24])
    frame = page.evaluate(f"(() => {{ const s = {PAGE}.map.getSize(); return [s.x, s.y]; }})()")
    assert width >= 2 * frame[0]
    assert height >= 2 * frame[1]
    assert shades(png) > 200
    assert {one for one in page.requests if not one.startswith("data:")} == {
        page.evaluate("location.href.split('#')[0]")
    }
    assert page.errors == []


def test_the_picture_says_what_the_page_says(page: Tab) -> None:
    """Title, date, reader, every line of the legend, sources, scale, north, names of towns."""
    svg = _picture_svg(page)
    for words in ("À moyens constants", "1er mars 2025", "document interne", "Insee (RP 2021)"):
        assert words in svg
    legend = "[...document.querySelectorAll('#legende li')]"
    for line in page.evaluate(f"{legend}.map((n) => (n.querySelector('.long') ?? n).textContent)"):
        assert line.split(" ")[0] in svg
    for words in ("km</text>", ">N</text>", "Loin-sur-Besbre</text>", "Grandville</text>"):
        assert words in svg


def _picture_svg(tab: Tab) -> str:
    """Catch the drawing on its way to the canvas."""
    text: str = tab.evaluate(
        f"""(async () => {{
          const set = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src").set;
          let caught = "";
          Object.defineProperty(HTMLImageElement.prototype, "src", {{ configurable: true,
            set(value) {{ caught = value; set.call(this, value); }} }});
          await {PAGE}.picture();
          return decodeURIComponent(caught.split(",").slice(1).join(","));
        }})()"""
    )
    return text


def test_the_page_prints_on_two_sheets_and_comes_back(page: Tab) -> None:
    """A4 landscape: the map, then the figures; on screen the view is what it was."""
    before = _view(page)
    answer = page.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
    pdf = base64.b64decode(answer["data"])
    assert _pages(pdf) == 2
    assert _view(page) == before
    assert page.evaluate("document.body.classList.contains('printing')") is False
    order = "[...document.querySelector('.page').children].map((node) => node.className)"
    assert page.evaluate(order) == ["heading", "panel", "stage"]
    assert page.errors == []


def _pages(pdf: bytes) -> int:
    """Count the pages, all landscape."""
    document = pypdfium2.PdfDocument(pdf)
    count, size = len(document), document[0].get_size()
    document.close()
    assert size[0] > size[1]
    return count


def test_each_layer_draws_and_is_explained(page: Tab) -> None:
    """Ticked, a layer adds drawings and a line of legend; unticked, both go."""
    shown = {
        "reach": ("reach", "En voiture, jusqu'à un lieu"),
        "areas": ("areas", "quartier prioritaire"),
        "roads": ("roads", "route principale"),
        "tours": ("links", "tournée du camion"),
        "neighbours": ("marker", "Mission Locale voisine"),
    }
    for name, (pane, words) in shown.items():
        counts = []
        for wanted in ("true", "false"):
            page.evaluate(f"{PAGE}.set({{ {name}: {wanted} }})")
            drawn = f"document.querySelectorAll('.leaflet-{pane}-pane :is(path, .mark)').length"
            told = words in page.evaluate("document.getElementById('legende').textContent")
            counts.append((page.evaluate(drawn), told))
        assert counts[0][0] > counts[1][0], name
        assert [told for _, told in counts] == [True, False], name
    assert page.errors == []


def test_the_needs_are_a_map_of_their_own(page: Tab) -> None:
    """Five classes in the legend, the index in the popup, no measure to choose."""
    page.evaluate("document.querySelector('input[name=theme][value=besoins]').click()")
    legend = page.evaluate("document.getElementById('legende').innerText")
    assert "très élevé" in legend
    assert page.evaluate("document.querySelector('input[name=measure]').disabled")
    page.evaluate(f"{PAGE}.show(0)")
    assert "sur 100 : besoin" in popup(page)
    assert page.errors == []


def test_the_van_s_stops_are_numbered_and_told(page: Tab) -> None:
    """In the order of the road, by label, and in words on a click."""
    marks = "[...document.querySelectorAll('.mark')].map((n) => n.ariaLabel)"
    labels = page.evaluate(f"{marks}.filter((text) => /arrêt/.test(text))")
    assert labels == ["Mardi, arrêt 1 : Halle", "Mardi, arrêt 2 : École"]
    page.evaluate("document.querySelector('[aria-label^=\"Mardi, arrêt 2\"]').click()")
    assert "mardi 14 h" in popup(page)


def test_cells_take_the_place_of_the_circles(tab: Tab, tmp_path: Path) -> None:
    """Eight cells for four communes; and the tick is there only because there are cells."""
    path = tmp_path / "carte.html"
    path.write_text(render_map(on_cells(rich_content())), encoding="utf-8")
    tab.errors.clear()
    tab.open(path)
    circles = "document.querySelectorAll('.leaflet-circles-pane path').length"
    tab.evaluate(f"{PAGE}.set({{ theme: 'jeunes' }})")
    assert tab.evaluate(circles) == 4
    tab.evaluate("document.querySelector('input[name=cells]').click()")
    assert tab.evaluate(circles) == 8
    assert tab.errors == []


def test_a_layer_without_anything_has_no_tick(page: Tab) -> None:
    """The young people of this territory are counted by commune: no cells to show."""
    names = page.evaluate("[...document.querySelectorAll('#couches input')].map((n) => n.name)")
    assert "cells" not in names
    assert {"reach", "areas", "tours", "neighbours", "roads"} <= set(names)
    assert "ceci n'est pas dessiné" in page.evaluate(
        "document.getElementById('couches').textContent.toLowerCase()"
    )


def test_sites_are_told_in_a_table_too(page: Tab) -> None:
    """Name, type, opening, change; a name leads to the site on the map."""
    page.evaluate("document.querySelector('#lieux > summary').click()")
    page.wait("document.querySelector('#lieux tbody tr')")
    rows = page.evaluate(
        "[...document.querySelectorAll('#lieux tbody tr')].map((n) => n.innerText)"
    )
    assert any("Loin-sur-Besbre" in row and "ouvert" in row for row in rows)
    assert any("Le Mont" in row and "fermé" in row for row in rows)
    page.evaluate("document.querySelector('#lieux tbody button').click()")
    assert popup(page)
    assert page.errors == []


def test_moving_the_map_is_kept_when_the_window_changes(page: Tab) -> None:
    """The first framing follows the window; a chosen view does not jump back to it."""
    page.evaluate(f"{PAGE}.map.setView([46.5, 3.05], 12, {{ animate: false }}); true")
    page.resize(width=1100, height=700)
    page.wait(f"{PAGE}.map.getSize().x < 800")
    assert page.evaluate(f"{PAGE}.map.getZoom()") == 12
    page.evaluate("document.querySelector('.home').click()")
    assert page.evaluate(f"{PAGE}.map.getZoom()") < 12


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_machine_finds_no_barrier(page: Tab, width: int, height: int) -> None:
    """No serious nor critical rule of axe-core is broken, whatever is shown."""
    page.resize(width=width, height=height)
    popups = "[...document.querySelectorAll('.leaflet-popup')]"  # those that close fade away
    states = (
        "true",
        f"{PAGE}.set({{ theme: 'ecart', links: true, candidates: true }}); true",
        f"{PAGE}.set({{ theme: 'jeunes', reach: true }}); true",
        f"{PAGE}.show(2); for (const n of document.querySelectorAll('details')) n.open = true;",
        f"{PAGE}.set({{ theme: 'besoins' }}); true",
    )
    for state in states:
        page.evaluate(state)
        page.wait(f"{popups}.every((node) => getComputedStyle(node).opacity === '1')")
        assert barriers(page) == [], state


def test_a_barrier_would_be_found(page: Tab) -> None:
    """The check itself can fail: pale text and a nameless button."""
    page.evaluate("document.getElementById('scenario').style.color = '#eee'")
    page.evaluate("document.getElementById('partage').append(document.createElement('button'))")
    rules = " ".join(barriers(page))
    assert "color-contrast" in rules
    assert "button-name" in rules
