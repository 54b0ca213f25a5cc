"""The page in a real browser with the network cut: read, clicked, typed, looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.viz import MapContent, write_map

from .chromium import Tab, shades
from .examples import large_content, small_content

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HOSTILE = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"


def show(
    tab: Tab, content: MapContent, *, folder: Path, width: int = 1400, height: int = 900
) -> Path:
    path = write_map(content, path=folder / "carte.html")
    tab.errors.clear()
    tab.requests.clear()
    tab.open(path, width=width, height=height)
    return path


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1024, 768), (390, 844)])
def test_opens_without_network_nor_complaint(
    tab: Tab, tmp_path: Path, width: int, height: int
) -> None:
    """No console error, no request beside the file itself, a picture that is not blank."""
    path = show(tab, small_content(), folder=tmp_path, width=width, height=height)
    picture = tab.screenshot()
    assert tab.errors == []
    assert set(tab.requests) <= {path.as_uri()}
    assert shades(picture) > 200
    assert tab.evaluate("document.title") == "À moyens constants – Mission Locale du Val"
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_control_answers(tab: Tab, tmp_path: Path) -> None:
    """Each radio and box is clicked in turn; the map follows and nothing complains."""
    show(tab, small_content(), folder=tmp_path)
    clicked = tab.evaluate("""
        [...document.querySelectorAll("#panneau input:not([name=background])")].map((input) => {
          input.disabled || input.click();
          return input.name;
        }).length""")
    assert clicked >= 15
    for summary in ("#tableau", "#sources"):
        tab.evaluate(f'document.querySelector("{summary} > summary").click()')
    tab.wait('document.querySelectorAll("#tableau tbody tr").length === 4')
    assert tab.errors == []


def test_the_theme_changes_map_title_and_legend(tab: Tab, tmp_path: Path) -> None:
    """Today, scenario, difference and young people each say what they show."""
    show(tab, small_content(), folder=tmp_path)
    seen = tab.evaluate("""
        ["avant", "apres", "ecart", "jeunes"].map((theme) => {
          document.querySelector(`input[name=theme][value=${theme}]`).click();
          const fills = [...document.querySelectorAll(".leaflet-overlay-pane path")];
          return [document.getElementById("titre").textContent,
                  document.querySelector(".legend h3").textContent,
                  fills.map((path) => path.getAttribute("fill")).join()];
        })""")
    for position in range(3):
        assert len({row[position] for row in seen}) >= 3, seen
    assert seen[0][0] == "Aujourd'hui"
    assert "À moyens constants" in seen[2][0]


def test_a_closed_and_a_new_site_are_told_by_shape(tab: Tab, tmp_path: Path) -> None:
    """Labels name the symbol; the scenario shows the cross, today does not."""
    show(tab, small_content(), folder=tmp_path)
    labels = '[...document.querySelectorAll(".mark")].map((node) => node.ariaLabel).sort()'
    assert tab.evaluate(labels) == [
        "Lieu fermé : Le Mont",
        "Permanence : Loin-sur-Besbre",
        "Siège : Valbourg",
    ]
    tab.evaluate('placementCarte.page.set({ theme: "avant" })')
    assert tab.evaluate(labels) == ["Permanence : Le Mont", "Siège : Valbourg"]


def test_popups_tell_hours_cost_and_change(tab: Tab, tmp_path: Path) -> None:
    """A click on the new site, in French, with figures and the quality of its position."""
    show(tab, small_content(), folder=tmp_path)
    tab.evaluate('document.querySelector("[aria-label^=Permanence]").click()')
    text = tab.evaluate('document.querySelector(".leaflet-popup-content").innerText')
    for words in ("1 journée par semaine", "€", "demi-journées par an", "nouveau lieu", "mairie"):
        assert words in text
    assert tab.evaluate('document.querySelector(".leaflet-popup-close-button").ariaLabel') == (
        "Fermer"
    )


def test_a_commune_tells_times_and_destinations(tab: Tab, tmp_path: Path) -> None:
    """From the table, by name: times by public before and after, and who goes where."""
    show(tab, small_content(), folder=tmp_path)
    tab.evaluate('document.querySelector("#tableau > summary").click()')
    tab.wait('document.querySelector("#tableau button")')
    tab.evaluate("""[...document.querySelectorAll("#tableau button")]
        .find((button) => button.textContent === "Loin-sur-Besbre").click()""")
    text = tab.evaluate('document.querySelector(".leaflet-popup-content").innerText')
    for words in ("Loin-sur-Besbre", "Sans voiture", "sans accès", "Irait à", "Aujourd'hui"):
        assert words in text
    assert tab.errors == []


def test_the_keyboard_is_enough(tab: Tab, tmp_path: Path) -> None:
    """Tab reaches the themes, arrows change them, Enter opens a site."""
    show(tab, small_content(), folder=tmp_path)
    for _ in range(12):
        tab.press("Tab", code="Tab", number=9)
        if tab.evaluate('document.activeElement.name === "theme"'):
            break
    tab.press("ArrowRight", code="ArrowRight", number=39)
    assert tab.evaluate("placementCarte.page.state.theme") == "ecart"
    tab.evaluate('document.querySelector("[aria-label^=Siège]").focus()')
    tab.press("Enter", code="Enter", number=13, text="\r")
    tab.wait('document.querySelector(".leaflet-popup-content")')
    assert tab.errors == []


def test_a_hostile_name_is_shown_as_text(tab: Tab, tmp_path: Path) -> None:
    """A site named like a script appears letter by letter, and runs nothing."""
    show(tab, small_content(site_name=HOSTILE), folder=tmp_path)
    tab.evaluate('document.querySelector("[aria-label^=Siège]").click()')
    assert tab.evaluate('document.querySelector(".leaflet-popup-content h3").textContent') == (
        HOSTILE
    )
    assert tab.evaluate("window.hacked === undefined")
    assert tab.errors == []


def test_a_background_out_of_reach_gives_way(tab: Tab, tmp_path: Path) -> None:
    """Without internet the choice goes back to « Aucun », with a word of explanation."""
    show(tab, small_content(), folder=tmp_path)
    for choice in ("ign", "osm"):
        tab.evaluate(f'document.querySelector("input[value={choice}]").click()')
        tab.wait('placementCarte.page.state.background === "aucun"')
        assert "pas joignable" in tab.evaluate('document.getElementById("message").textContent')
        assert tab.evaluate('document.querySelector("input[value=aucun]").checked')


def test_names_never_overlap_and_the_largest_map_is_quick(tab: Tab, tmp_path: Path) -> None:
    """180 communes and 400 sites: a change of theme redraws in under a second."""
    show(tab, large_content(), folder=tmp_path)
    boxes = tab.evaluate("""[...document.querySelectorAll(".name")].map((node) => {
        const box = node.getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom];
    })""")
    assert len(boxes) > 5
    for position, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:position]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart
    spent = tab.evaluate("""(() => {
        const start = performance.now();
        placementCarte.page.set({ theme: "ecart", candidates: true, links: true });
        return performance.now() - start;
    })()""")
    assert spent < 1000
    assert tab.errors == []
